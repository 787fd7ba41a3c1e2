"""What a need rests on: asked after the group, before the skills; nobody pays (R4-29, C-21)."""

import re
from datetime import date

import pytest

from api.errors import Invalid
from api.pages.forms import FormInput
from api.pages.need_form_inputs import state_of, tree_of
from api.services.needs.import_vacancies import ImportChoices, import_vacancies
from api.services.needs.post_need import create_need, read_need, update_need
from data.repositories import Needs, Organisations
from matcher.types import Analysis, AnalysisSource, Standard, StandardState
from tests.api_client import make_door
from tests.api_world import World, need_input

SURVEY = {"source": "survey", "made_on": "2026-03-01", "words": "120 households"}


def test_the_form_asks_for_whom_then_on_what_ground_then_for_which_skills(world: World) -> None:
    agency = world.agency()
    page = make_door(world).client.get(
        "/agency/needs/new?kind=vacancy",
        headers={"authorization": f"Bearer {world.token(agency)}", "accept-language": "en"},
    )
    asked = re.findall(r'id="(for-whom|analysis|requirements)"', page.text)
    assert asked == ["for-whom", "analysis", "requirements"]
    assert "Nobody pays for being chosen" in page.text


def test_what_it_rests_on_is_kept_shown_and_may_be_completed_once_open(world: World) -> None:
    agency = world.agency()
    need = world.need(agency, "cage_farming", analysis=SURVEY)
    with world.acting(agency) as context:
        shown = read_need(context, need.id)
        stored = Needs(context.work).get(need.id)
    assert shown.analysis is not None
    assert (shown.analysis.source, shown.analysis.words) == (
        AnalysisSource.SURVEY,
        "120 households",
    )
    assert stored is not None
    assert stored.body.analysis == Analysis(
        AnalysisSource.SURVEY, date(2026, 3, 1), "120 households"
    )
    tree = tree_of(FormInput(state_of(shown).values))
    assert tree["analysis"] == SURVEY
    with world.acting(agency) as context:
        given = need_input("cage_farming", analysis={**SURVEY, "source": "study"})
        changed = update_need(context, need.id, given, shown.revision)
    assert changed.analysis is not None
    assert changed.analysis.source is AnalysisSource.STUDY
    page = make_door(world).client.get(
        f"/agency/needs/{need.id}",
        headers={"authorization": f"Bearer {world.token(agency)}", "accept-language": "en"},
    )
    assert "What it rests on" in page.text
    assert "120 households" in page.text


def test_a_need_that_makes_people_pay_is_refused(world: World) -> None:
    agency = world.agency()
    with pytest.raises(ValueError, match="candidate_fee"):
        need_input("cage_farming", candidate_fee=True)
    with world.acting(agency) as context, pytest.raises(Invalid, match="candidate_fee") as refused:
        create_need(context, need_input("cage_farming", text="Candidates must pay a fee of 90."))
    assert [each.pointer for each in refused.value.fields] == ["/text"]


def test_an_imported_row_keeps_its_ground_and_its_standards(world: World) -> None:
    table = (
        "title,analysis_source,analysis_date,standards,standards_valid_until,description\n"
        "Trainer,study,2026-05-01,centre licence: settled,2027-06-30,Two weeks\n"
        "Agent,,,,,You pay a placement fee of 300 euros\n"
    )
    choices = ImportChoices("Blue Coop", "EG", "en", commit=True)
    report = import_vacancies(world.runtime, table.encode(), "v.csv", choices)
    assert (report.created, [each.row for each in report.errors]) == (1, [3])
    with world.acting(None) as context:
        (organisation,) = Organisations(context.work, world.runtime.key_ring).all()
        (need,) = Needs(context.work).all(organisation=organisation.id)
    assert need.body.analysis == Analysis(AnalysisSource.STUDY, date(2026, 5, 1))
    assert need.body.standards == (
        Standard("centre_licence", StandardState.SETTLED, date(2027, 6, 30)),
    )
