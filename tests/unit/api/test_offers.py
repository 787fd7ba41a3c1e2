"""What agencies say about themselves and their courses, and the newer fields of needs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from api.errors import Conflict, Invalid, NotFound
from api.inputs.course import CourseInput
from api.inputs.need import NeedInput
from api.inputs.organisation import OrganisationInput
from api.services.accounts.claim_form import new_form_token
from api.services.matches.climb_ladder import catalogue_of_courses
from api.services.needs.describe_organisation import describe_organisation, read_organisation
from api.services.needs.import_vacancies import ImportChoices, import_vacancies
from api.services.needs.keep_courses import (
    change_course,
    close_course,
    languages_of_catalogue,
    offer_course,
    open_catalogue,
    own_courses,
    read_course,
)
from api.services.needs.post_need import create_need, publish_need, read_need, update_need
from data.records import CourseStatus, NeedStatus
from data.repositories import Needs, Organisations
from matcher.types import CollaborationKind, OneOffWindow, OrganisationKind
from privacy.handles import new_reference
from tests.api_client import ORIGIN, make_door
from tests.api_world import World, need_input
from tests.attacks.test_identity_reaches_no_score import form_of
from tests.factories import occupation, skill

ORGANISATION: dict[str, Any] = {
    "kind": "hospital",
    "region": "EG-KFS",
    "size_band": 3,
    "specialities": [skill("fish_health")],
    "offers": ["teaching"],
    "languages": [{"tag": "ar", "level": 7}],
}
COURSE: dict[str, Any] = {
    "title": "Cage farming",
    "language": "en",
    "taught_in": "ar-EG",
    "minimum_cefr": 3,
    "teaches": [{"concept": skill("cage_farming"), "level": 3, "from_level": 1}],
    "runs": [
        {"start": "2027-03-01", "end": "2027-03-12", "place": {"country": "EG"}, "seats": 9},
        {"start": "2026-01-05", "remote": True},
    ],
    "cost_cents": 12050,
    "currency": "EUR",
}


def course(**changed: Any) -> CourseInput:
    return CourseInput.model_validate({**COURSE, **changed})


def refused(model: type[CourseInput | NeedInput], given: Mapping[str, Any]) -> tuple[str, str]:
    with pytest.raises(ValidationError) as error:
        model.model_validate(given)
    (problem,) = error.value.errors()
    return "/".join(map(str, problem["loc"])), problem["type"]


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("vacancy", "activity", "training"),
        ("short_mission", "course_unit", "Welding 3"),
        ("training_delivery", "mentor_on_site", True),
        ("mentoring", "collaboration", {"wanted": ["teaching"]}),
    ],
)
def test_a_field_of_another_kind_is_refused_at_its_place(
    kind: str, field: str, value: object
) -> None:
    given = {"kind": kind, "title": "A need", field: value}
    assert refused(NeedInput, given) == (field, "not_of_this_kind")


@pytest.mark.parametrize(
    ("changed", "place", "code"),
    [
        ({"runs": []}, "runs", "too_short"),
        ({"teaches": []}, "", "teaches_nothing"),
        (
            {"teaches": [{"concept": "x", "level": 1, "from_level": 2}]},
            "teaches/0/level",
            "teaching_level",
        ),
        ({"teaches": [{"concept": "x", "level": 0}]}, "teaches/0/level", "teaching_level"),
        ({"currency": None}, "currency", "price_without_currency"),
        (
            {"runs": [{"start": "2027-03-02", "end": "2027-03-01"}]},
            "runs/0/end",
            "period_order",
        ),
        (
            {"runs": [{"start": "2027-03-02", "seats": 2, "seats_left": 3}]},
            "runs/0/seats_left",
            "seats_left",
        ),
        (
            {"runs": [{"start": "2027-03-02", "remote": True, "place": {"country": "EG"}}]},
            "runs/0/place",
            "remote_place",
        ),
    ],
)
def test_a_course_that_cannot_be_is_refused_at_its_place(
    changed: dict[str, Any], place: str, code: str
) -> None:
    assert refused(CourseInput, {**COURSE, **changed}) == (place, code)


def test_an_organisation_describes_itself_and_reads_it_back(world: World) -> None:
    agency = world.agency()
    with world.acting(agency) as context:
        assert read_organisation(context).kind is None
        described = describe_organisation(context, OrganisationInput.model_validate(ORGANISATION))
    assert described.region == "EG-KFS"
    assert described.offers == (CollaborationKind.TEACHING,)
    assert [each.label for each in described.specialities] == ["fish health"]
    with world.acting(agency) as context:
        assert read_organisation(context) == described
        stored = Organisations(context.work, context.runtime.key_ring).get(agency.organisation)
    assert stored is not None
    assert stored.body is not None
    assert stored.body.reference == agency.organisation


def test_a_foreign_region_or_an_unknown_speciality_is_named(world: World) -> None:
    with world.acting(world.agency()) as context:
        for changed, pointer in (
            ({"region": "FR-IDF"}, "/region"),
            ({"specialities": [skill("fish_health"), "urn:none"]}, "/specialities/1"),
            ({"specialities": [occupation("fisher")]}, "/specialities/0"),
        ):
            given = OrganisationInput.model_validate({**ORGANISATION, **changed})
            with pytest.raises(Invalid) as error:
                describe_organisation(context, given)
            assert [each.pointer for each in error.value.fields] == [pointer]


def test_who_looks_for_an_organisation_is_described_by_its_own_page(world: World) -> None:
    agency = world.agency()
    given = need_input(
        "fish_health",
        kind="institutional_collaboration",
        collaboration={"wanted": ["research"], "services": ["Ward 3"], "brain_drain_sector": True},
    )
    with world.acting(agency) as context, pytest.raises(Invalid) as error:
        create_need(context, given)
    assert error.value.code == "organisation_undescribed"
    with world.acting(agency) as context:
        describe_organisation(context, OrganisationInput.model_validate(ORGANISATION))
        need = create_need(context, given)
        assert need.collaboration is not None
        assert need.collaboration.asker_kind is OrganisationKind.HOSPITAL
        assert need.collaboration.services == ("Ward 3",)
        need = publish_need(context, need.id, need.revision)
    with world.acting(agency) as context:
        other = OrganisationInput.model_validate({**ORGANISATION, "kind": "clinic"})
        describe_organisation(context, other)
        kept = update_need(context, need.id, given, need.revision)
    assert kept.collaboration == need.collaboration


def test_the_newer_fields_come_back_as_they_were_said(world: World) -> None:
    need = world.need(
        world.agency(),
        "cage_farming",
        kind="short_mission",
        activity="training",
        covered_costs=["visa", "travel"],
        period={"start": "2027-02-01", "end": "2027-02-01"},
        open_ended=True,
        standards=[
            {"code": "centre_licence", "state": "settled", "valid_until": "2027-06-30"},
        ],
    )
    assert need.activity is not None
    assert need.activity.value == "training"
    assert [each.value for each in need.covered_costs] == ["travel", "visa"]
    assert need.standards[0].valid_until == date(2027, 6, 30)
    assert need.open_ended


def test_an_open_end_needs_a_first_day_and_takes_no_last_one() -> None:
    given = {"kind": "vacancy", "title": "Work", "open_ended": True}
    assert refused(NeedInput, given) == ("open_ended", "open_ended_start")
    body = NeedInput.model_validate(
        {**given, "period": {"start": "2027-02-01", "end": "2027-05-01"}}
    ).to_body(need_id=new_reference())  # type: ignore[arg-type]
    assert body.period == OneOffWindow(date(2027, 2, 1), date(2027, 2, 1))


def test_a_pending_standard_has_no_last_day() -> None:
    standard = {"code": "centre_licence", "valid_until": "2027-06-30"}
    given = {"kind": "vacancy", "title": "Work", "standards": [standard]}
    assert refused(NeedInput, given) == ("standards/0/valid_until", "valid_until_pending")


@pytest.mark.parametrize(
    "said", [{"beneficiary_group": "young_people"}, {"experience": {"sector": "health"}}]
)
def test_a_need_is_published_for_a_group_or_a_sector_and_not_without(
    world: World, said: dict[str, Any]
) -> None:
    agency = world.agency()
    silent = world.need(agency, "cage_farming", publish=False, beneficiary_group=None)
    with world.acting(agency) as context, pytest.raises(Invalid) as error:
        publish_need(context, silent.id, silent.revision)
    assert error.value.code == "for_whom_missing"
    given = need_input("cage_farming", **{"beneficiary_group": None, **said})
    with world.acting(agency) as context:
        told = update_need(context, silent.id, given, silent.revision)
        assert publish_need(context, told.id, told.revision).status.value == "open"


def test_courses_are_offered_changed_and_closed_by_their_organiser_alone(world: World) -> None:
    agency, other = world.agency(), world.agency("Green Coop")
    with world.acting(agency) as context:
        offered = offer_course(context, course())
        assert [run.end for run in offered.runs] == [date(2026, 1, 5), date(2027, 3, 12)]
        assert offered.teaches[0].label == "cage farming"
    with world.acting(other) as context:
        assert own_courses(context) == ()
        with pytest.raises(NotFound):
            read_course(context, offered.id)
        with pytest.raises(NotFound):
            change_course(context, offered.id, course(), 1)
        with pytest.raises(NotFound):
            close_course(context, new_reference(), 1)
    with world.acting(agency) as context:
        changed = change_course(context, offered.id, course(title="Cages"), offered.revision)
        with pytest.raises(Conflict, match="changed_meanwhile"):
            change_course(context, offered.id, course(), offered.revision)
        assert list(catalogue_of_courses(context)) == [offered.id]
        closed = close_course(context, offered.id, changed.revision)
        assert closed.status is CourseStatus.CLOSED
        with pytest.raises(Conflict, match="course_closed"):
            change_course(context, offered.id, course(), closed.revision)
    with world.acting(None) as context:
        assert open_catalogue(context) == ()


def test_everybody_reads_open_courses_with_what_is_to_come(world: World) -> None:
    with world.acting(world.agency()) as context:
        offer_course(context, course())
        offer_course(context, course(title="Nets", taught_in="fr", runs=[{"start": "2026-01-05"}]))
    with world.acting(None) as context:
        cages, nets = open_catalogue(context)
        assert [run.start for run in cages.runs] == [date(2027, 3, 1)]
        assert nets.runs == ()
        assert languages_of_catalogue(context) == ("ar", "fr")
        assert [each.title for each in open_catalogue(context, "ar")] == ["Cage farming"]
    page = make_door(world).client.get("/courses?taught_in=fr", headers={"accept-language": "en"})
    assert "Nets" in page.text
    assert "Cage farming" not in page.text


def test_a_course_teaches_concepts_that_exist(world: World) -> None:
    given = course(teaches=[{"concept": "urn:none", "level": 2}])
    with world.acting(world.agency()) as context, pytest.raises(Invalid) as error:
        offer_course(context, given)
    assert [each.pointer for each in error.value.fields] == ["/teaches/0/concept"]


def test_courses_and_the_organisation_by_json(world: World) -> None:
    door = make_door(world)
    agency = door.as_(world.agency())
    assert agency.ask("PUT", "/organisation", json=ORGANISATION).status == 200
    assert agency.get("/organisation")["kind"] == "hospital"
    offered = agency.post("/courses", COURSE)
    path = f"/courses/{offered['id']}"
    changed = agency.ask("PUT", path, json={**COURSE, "title": "Cages"}, if_match='"1"')
    assert changed.json["revision"] == 2
    assert door.as_(None).get("/catalogue")[0]["title"] == "Cages"
    assert agency.post(f"{path}/closure", if_match='"2"')["status"] == "closed"
    assert agency.get("/courses")[0]["status"] == "closed"


class Browser:
    """Sends forms as they stand on the page."""

    def __init__(self, world: World, actor: Any) -> None:
        self.client = make_door(world).client
        token = world.token(actor)
        self.headers = {
            "origin": ORIGIN,
            "authorization": f"Bearer {token}",
            "accept": "text/html",
            "accept-language": "en",
        }

    def inputs(self, path: str) -> dict[str, Any]:
        page = self.client.get(path, headers=self.headers).text
        return {name: given for name, given in form_of(page).items() if name != "back"}

    def send(self, path: str, given: Mapping[str, Any]) -> Any:
        return self.client.post(path, data=given, headers=self.headers, follow_redirects=False)


def test_saving_an_unchanged_open_need_from_its_form_changes_nothing(world: World) -> None:
    """An open end, a machine's guess and an unasked level survive the form."""
    agency = world.agency()
    need = world.need(
        agency,
        kind="short_mission",
        requirements=[{"concept": skill("cage_farming"), "minimum_level": 0}],
        period={"start": "2027-02-01", "end": "2027-02-01"},
        open_ended=True,
        experience={"occupation": occupation("fisher"), "proposed_by_machine": True},
        activity="advice",
        covered_costs=["visa"],
        hours_per_month=20,
        standards=[{"code": "sector_standard", "state": "settled", "valid_until": "2027-06-30"}],
    )
    with world.acting(agency) as context:
        before = Needs(context.work).get(need.id)
    browser, path = Browser(world, agency), f"/agency/needs/{need.id}/edit"
    answer = browser.send(path, {**browser.inputs(path), "save": "yes"})
    assert answer.status_code == 303, answer.text
    with world.acting(agency) as context:
        after = Needs(context.work).get(need.id)
        assert read_need(context, need.id).revision == need.revision + 1
    assert before is not None
    assert after is not None
    assert after.body == before.body


def test_each_kind_shows_its_own_inputs(world: World) -> None:
    browser = Browser(world, world.agency())
    page = browser.client.get("/agency/needs/new", headers=browser.headers)
    assert 'href="/agency/needs/new?kind=internship"' in page.text
    shown = {
        kind: set(browser.inputs(f"/agency/needs/new?kind={kind}"))
        for kind in ("vacancy", "short_mission", "institutional_collaboration")
    }
    assert "kind" in shown["vacancy"]
    page = browser.client.get(
        "/agency/needs/new?kind=institutional_collaboration", headers=browser.headers
    )
    assert 'name="collaboration-wanted"' in page.text
    assert 'name="seats"' not in page.text
    assert 'name="activity"' not in page.text


def test_an_occupation_is_found_and_chosen_in_the_form(world: World) -> None:
    browser = Browser(world, world.agency())
    given = {
        "kind": "vacancy",
        "title": "Nets",
        "search_occupation": "yes",
        "form_occupation_phrase": "fisher",
    }
    page = browser.send("/agency/needs/new", given)
    assert f'value="{occupation("fisher")}"' in page.text
    given = {"kind": "vacancy", "title": "Nets", "choose_occupation": occupation("fisher")}
    page = browser.send("/agency/needs/new", given)
    assert 'name="experience-occupation"' in page.text
    assert 'value="Nets"' in page.text


def test_a_course_is_offered_and_changed_from_its_form(world: World) -> None:
    agency = world.agency()
    browser = Browser(world, agency)
    given = {
        **browser.inputs("/agency/courses/new"),
        "title": "Cages",
        "taught_in": "fr",
        "teaches-0-concept": skill("cage_farming"),
        "teaches-0-level": "3",
        "runs-1-start": "2027-03-01",
        "runs-1-place-region": "EG-KFS",
        "cost_cents": "120,5",
        "save": "yes",
    }
    answer = browser.send("/agency/courses/new", given)
    assert answer.status_code == 422
    assert "Choose the currency" in answer.text
    given |= {"currency": "EUR", "form_token": new_form_token()}
    assert browser.send("/agency/courses/new", given).status_code == 303
    with world.acting(agency) as context:
        (offered,) = own_courses(context)
    assert offered.cost_cents == 12050
    assert offered.runs[0].place is not None
    path = f"/agency/courses/{offered.id}"
    assert browser.send(path, {**browser.inputs(path), "save": "yes"}).status_code == 303
    with world.acting(agency) as context:
        (after,) = own_courses(context)
    assert replace(after, revision=1) == offered


def test_the_page_says_what_a_need_lacks_to_be_published(world: World) -> None:
    agency = world.agency()
    need = world.need(agency, "cage_farming", publish=False, beneficiary_group=None)
    browser = Browser(world, agency)
    given = {"form_token": new_form_token(), "revision": str(need.revision), "do": "publish"}
    answer = browser.send(f"/agency/needs/{need.id}", given)
    assert answer.status_code == 422
    assert "say for which group or in which sector" in answer.text


@pytest.mark.parametrize("described", [True, False])
def test_an_imported_collaboration_rests_on_what_the_organisation_said(
    world: World, described: bool
) -> None:
    agency = world.agency()
    if described:
        with world.acting(agency) as context:
            describe_organisation(context, OrganisationInput.model_validate(ORGANISATION))
    table = b"title,kind,collaboration,services\nA ward,institutional_collaboration,research,W 3\n"
    choices = ImportChoices("Blue Coop", "EG", "en", publish=True, commit=True)
    report = import_vacancies(world.runtime, table, "c.csv", choices)
    with world.acting(agency) as context:
        (need,) = Needs(context.work).all(organisation=agency.organisation)
    assert (need.body.collaboration is not None) is described
    assert bool(report.notes) is not described
    assert need.status is NeedStatus.OPEN
