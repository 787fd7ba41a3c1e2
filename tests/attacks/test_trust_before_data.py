"""Somebody takes part under a code; how she came is nobody's business; roles end, promises stay.

Source: P-8, P-9, P-24, R4-130.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from api.door import Door
from api.inputs.assistance import AssistedRegistration
from api.inputs.registration import Registration
from api.services.accounts.recover_account import recover_account
from api.services.accounts.revoke_staff import revoke_staff
from api.services.accounts.sign_in import resume_session
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.rank_needs import own_matches
from api.services.people.assist_registration import register_for
from api.services.people.edit_profile import own_profile
from api.services.people.notices import current_notice, notice_reference
from api.services.people.record_consent import apply_consents, own_person
from data.engine import Stores
from data.models import KEYS, MAIN
from data.records import WorkProfile
from data.repositories import AuditLog
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import SYSTEM, Actor
from privacy.vocabulary import Channel, Purpose, Role
from tests.api_world import World, make_world, uri
from tests.attacks.insiders import set_stage
from tests.factories import claim
from tests.stored import Somebody, register

SKILLS = PersonalField.SKILLS
AGREED = {(Purpose.STORE, SKILLS), (Purpose.MATCH, SKILLS)}
MOST_INPUTS = 10
OF_RELATIVES = (
    "relative",
    "family",
    "kinship",
    "spouse",
    "mother",
    "father",
    "guardian",
    "next_of",
)


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(sqlite_only, ring, tmp_path)


def under_a_code(world: World, work: WorkProfile | None = None) -> Somebody:
    """Register somebody who agreed to two things and gave neither name nor contact."""
    work = work or WorkProfile((claim("cage_farming"),), confirmed_on=world.clock.now.date())
    with world.acting(None) as context:
        ring = world.runtime.key_ring
        return register(context.work, ring, AGREED, identity=None, work=work, at=world.clock.now)


def helped(world: World, helper: Actor) -> Actor:
    """Let a coordinator enter the same skill, and the person claim it and say yes herself."""
    given = {
        "language": "en",
        "notice": notice_reference("en"),
        "agreed": True,
        "skills": [{"concept": uri("cage_farming"), "level": 3}],
    }
    with world.acting(helper) as context:
        sheet = register_for(context, AssistedRegistration.model_validate(given))
    door = Door(world.runtime, "en")
    token = recover_account(
        door, sheet.account_name, sheet.code, "five quiet boats at noon here"
    ).token
    with world.acting(None) as context:
        resume_session(context, token)
        amal = context.signed_in()
    with world.acting(amal) as context:
        apply_consents(context, own_person(context), AGREED, current_notice("en"), Channel.SCREEN)
    return amal


def test_a_code_without_a_name_finds_needs_and_is_found(world: World) -> None:
    agency, coordinator = world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming").id
    amal = under_a_code(world)
    with world.acting(amal.actor) as context:
        assert not own_profile(context).identity
        assert [match.need.id for match in own_matches(context).matches] == [need]
    with world.acting(coordinator) as context:
        assert len(coordinator_ranking(context, need).matches) == 1
    with world.acting(agency) as context:
        assert len(agency_ranking(context, need).matches) == 1


def test_no_one_sees_by_which_way_somebody_came(world: World) -> None:
    """Who came by herself and who came with a helper look alike, but for their handles."""
    agency, helper = world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming").id
    with world.acting(helped(world, helper)) as context:
        work = own_profile(context).work.value
    assert work.skills
    under_a_code(world, work)
    with world.acting(agency) as context:
        first, second = agency_ranking(context, need).matches
    assert replace(first, handle="") == replace(second, handle="")
    with world.acting(helper) as context:
        first_seen, second_seen = coordinator_ranking(context, need).matches
    assert replace(first_seen, handle="") == replace(second_seen, handle="")


def test_there_is_no_place_where_a_relative_is_kept() -> None:
    """A relative may pass on the sheet; nothing about her or him is asked or stored."""
    columns = [
        f"{table.name}.{column.name}"
        for metadata in (MAIN, KEYS)
        for table in metadata.tables.values()
        for column in table.columns
    ]
    assert len(columns) > 150
    names = [*columns, *(field.value for field in PersonalField)]
    assert not [name for name in names for word in OF_RELATIVES if word in name.lower()]


def test_registering_takes_few_inputs() -> None:
    asked = [name for name, part in Registration.model_fields.items() if part.is_required()]
    assert len(asked) <= 3 < MOST_INPUTS
    by_a_helper = AssistedRegistration.model_fields.items()
    assert sum(part.is_required() for _, part in by_a_helper) <= MOST_INPUTS


def test_who_leaves_an_agency_is_out_at_once_and_its_agreements_and_log_remain(
    world: World,
) -> None:
    stage = set_stage(world)
    colleague = world.member(Role.AGENCY_MEMBER, stage.agency.organisation)
    token = world.token(stage.agency)
    with world.acting(SYSTEM) as context:
        revoke_staff(context, stage.agency.account)
    with world.acting(None) as context:
        resume_session(context, token)
        assert context.actor is None
    with world.acting(colleague) as context:
        assert read_disclosed(context, stage.need, stage.handle).granted
    with world.acting(None) as context:
        log = AuditLog(context.work, context.runtime.key_ring)
        assert log.verify().ok
        actors = {entry.actor for entry in log.of_person(stage.amal.log_ref)}
    assert {stage.agency.account, colleague.account} <= actors
