"""What somebody reads where she fills in, registers, and comes back is what holds."""

from dataclasses import replace

import pytest

from api.i18n import translator
from api.languages import OFFERED
from api.pages.telling import TOLD_FIELD, told_about
from api.services.matches.rank_matches import coordinator_ranking
from api.services.matches.review_match import shortlist_match
from api.services.people.own_outcomes import Outcomes, own_outcomes
from api.services.people.show_notice import show_notice
from privacy.inventory import IDENTITY_FIELDS, INVENTORY, PersonalField, consent_pairs
from tests.api_client import make_door
from tests.api_world import World


@pytest.mark.parametrize("language", OFFERED)
def test_each_part_of_the_profile_says_who_sees_it_for_what_and_how_long(language: str) -> None:
    tongue = translator(language)
    for section, name in TOLD_FIELD.items():
        rule = INVENTORY[PersonalField(name)]
        told = told_about(language)(section)
        assert [use.name for use in told.uses] == [
            tongue.text(f"purpose.{purpose}") for purpose in rule.purposes
        ]
        assert [use.viewers for use in told.uses] == [
            tuple(tongue.text(f"viewer.{viewer}") for viewer in rule.viewers[purpose])
            for purpose in rule.purposes
        ]
        assert all(use.why and use.stop for use in told.uses)
        assert str(rule.retention_days) in told.kept


def test_every_field_somebody_fills_in_is_told_somewhere() -> None:
    """One line stands for name, telephone, e-mail and address: their rules are the same."""
    first, *others = sorted(IDENTITY_FIELDS)
    for other in others:
        assert INVENTORY[other].viewers == INVENTORY[first].viewers
        assert INVENTORY[other].retention_days == INVENTORY[first].retention_days
    told = {PersonalField(name) for name in TOLD_FIELD.values()} | IDENTITY_FIELDS
    assert told == {field for _, field in consent_pairs()}


@pytest.mark.parametrize("language", OFFERED)
def test_before_any_consent_one_reads_what_registering_is_for_and_that_it_promises_no_job(
    world: World, language: str
) -> None:
    page = make_door(world).client.get("/register", headers={"accept-language": language}).text
    tongue = translator(language)
    promise = page.index(tongue.text("plain.use.no_promise"))
    assert page.index(tongue.text("register.use")) < promise < page.index('name="consents"')


def test_afterwards_she_sees_what_came_of_it(world: World) -> None:
    amal, coordinator = world.person(), world.coordinator()
    with world.acting(amal.actor) as context:
        assert own_outcomes(context) == Outcomes(0, 0, 0, 0, 0)
    need = world.need(world.agency(), "cage_farming").id
    with world.acting(coordinator) as context:
        (ranked,) = coordinator_ranking(context, need).matches
        shortlist_match(context, need, ranked.handle)
    with world.acting(amal.actor) as context:
        assert own_outcomes(context) == Outcomes(1, 1, 0, 0, 0)


def test_the_notice_names_who_is_responsible_and_where_the_data_lie(world: World) -> None:
    settings = world.runtime.settings.model_copy(
        update={"controller_name": "Harbour Trust", "authority_name": "Data Watch"}
    )
    world.runtime = replace(world.runtime, settings=settings)
    with world.acting(None) as context:
        found = show_notice(context).responsible
    assert (found.name, found.country, found.authority) == ("Harbour Trust", "FR", "Data Watch")
    door = make_door(world)
    for path in ("/notice", "/notice/short"):
        page = door.client.get(path, headers={"accept-language": "fr"}).text
        assert all(words in page for words in ("Harbour Trust", "Data Watch", "France"))
