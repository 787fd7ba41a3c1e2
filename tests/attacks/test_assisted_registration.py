"""What a helper enters is kept and no more, until the person says yes with a key of her own."""

from pathlib import Path

import pytest
import typer

from api.commands.claims import claim_file
from api.door import Door
from api.errors import Conflict, Forbidden, Invalid, NotSignedIn
from api.inputs.assistance import AssistedRegistration
from api.services.accounts.recover_account import recover_account
from api.services.accounts.sign_in import resume_session, sign_in
from api.services.matches.rank_matches import agency_ranking
from api.services.people.assist_registration import ClaimSheet, register_for
from api.services.people.edit_profile import own_profile
from api.services.people.import_profiles import ProfileChoices, import_profiles
from api.services.people.notices import current_notice, notice_reference
from api.services.people.read_access_log import own_access_log
from api.services.people.record_consent import apply_consents, own_consents, own_person
from data.engine import Stores
from data.errors import NotAllowed
from data.repositories import Accounts, Consents, Persons
from privacy.audit import AuditAction, Outcome
from privacy.errors import AccessDenied, RuleBroken
from privacy.handles import canonical_login
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import Actor, may_open_own
from privacy.vocabulary import Channel, PersonId, Purpose, Role
from tests.api_world import World, make_world, uri
from tests.stored import consent_event

OWN = "five quiet boats at noon here"
SAID = {
    "language": "en",
    "agreed": True,
    "identity": {"full_name": "Amal Canary-Qwxz", "phone": "+20 100 7777777"},
    "skills": [{"concept": uri("cage_farming"), "level": 3}],
    "own_words": "I keep cages at sea.",
}
STORE, MATCH, SKILLS = Purpose.STORE, Purpose.MATCH, PersonalField.SKILLS


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@pytest.fixture
def helper(world: World) -> Actor:
    return world.coordinator()


def help_register(world: World, helper: Actor, **changed: object) -> ClaimSheet:
    given = {**SAID, "notice": notice_reference("en"), **changed}
    with world.acting(helper) as context:
        return register_for(context, AssistedRegistration.model_validate(given))


def claimed(world: World, sheet: ClaimSheet) -> Actor:
    """Let the person make the account hers."""
    door = Door(world.runtime, "en")
    token = recover_account(door, sheet.account_name, sheet.code, OWN).token
    with world.acting(None) as context:
        resume_session(context, token)
        return context.signed_in()


def person_of(world: World, sheet: ClaimSheet) -> tuple[PersonId, str]:
    with world.acting(None) as context:
        ring = context.runtime.key_ring
        found = Accounts(context.work, ring).credentials(canonical_login(sheet.account_name))
        assert found is not None
        person = Persons(context.work, ring, context.now).of_account(found.account.id)
        assert person is not None
        return person.id, found.account.id


def test_what_was_entered_is_kept_and_matched_only_after_her_own_yes(
    world: World, helper: Actor
) -> None:
    sheet = help_register(world, helper)
    agency = world.agency()
    need = world.need(agency, "cage_farming").id

    def matches() -> int:
        with world.acting(agency) as context:
            return len(agency_ranking(context, need).matches)

    assert matches() == 0
    amal = claimed(world, sheet)
    assert matches() == 0, "claiming is no yes"
    with world.acting(amal) as context:
        profile = own_profile(context)
        assert profile.work.value.skills[0].concept == uri("cage_farming")
        holding = {(line.purpose, line.field) for line in own_consents(context).lines if line.holds}
        assert {purpose for purpose, _ in holding} == {STORE}
        log = [(line.action, line.role) for line in own_access_log(context, None)]
        assert (AuditAction.REGISTERED_FOR, Role.ASSISTED) in log
        assert not any(role is Role.COORDINATOR for _, role in log)
        history = Consents(context.work, context.runtime.key_ring).history(own_person(context).id)
        assert {(e.channel, e.entered_by) for e in history} == {(Channel.ASSISTED, helper.account)}
        apply_consents(
            context,
            own_person(context),
            {*holding, (MATCH, SKILLS)},
            current_notice("en"),
            Channel.SCREEN,
        )
    assert matches() == 1


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_helper_has_no_way_in_but_the_code_and_no_further_say(
    world: World, helper: Actor
) -> None:
    sheet = help_register(world, helper)
    person, account = person_of(world, sheet)
    ring = world.runtime.key_ring
    assisted = Actor(helper.account, Role.ASSISTED)
    with world.acting(helper) as context:
        consents = Consents(context.work, ring)
        for actor in (helper, assisted):
            with pytest.raises(NotAllowed):
                consents.record([consent_event(person, MATCH, SKILLS, sequence=1)], actor)
            decision = may_open_own(actor, person, [SKILLS], at=context.now)
            with pytest.raises(AccessDenied):
                Persons(context.work, ring, context.now).open_work(person, decision)
        for purpose in (MATCH, Purpose.STATISTICS):
            with pytest.raises(RuleBroken, match="own_yes_needed"):
                consent_event(
                    person,
                    purpose,
                    SKILLS,
                    channel=Channel.ASSISTED,
                    entered_by=helper.account,
                )
    door = Door(world.runtime, "en")
    for passphrase in ("", OWN, sheet.code):
        with pytest.raises((NotSignedIn, Invalid)):
            sign_in(door, sheet.account_name, passphrase)
    assert claimed(world, sheet).account == account
    with pytest.raises(NotSignedIn):
        recover_account(door, sheet.account_name, sheet.code, "another phrase of five words")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_whoever_used_her_code_is_in_her_log(world: World, helper: Actor) -> None:
    """The one way in a helper has: a copy of the sheet, used before she comes home."""
    sheet = help_register(world, helper)
    hers = claimed(world, sheet)
    with pytest.raises(NotSignedIn):
        recover_account(Door(world.runtime, "en"), sheet.account_name, sheet.code, OWN)
    with world.acting(hers) as context:
        log = own_access_log(context, None)
        tried = [each.outcome for each in log if each.action is AuditAction.RECOVERED]
    assert sorted(tried) == sorted([Outcome.DONE, Outcome.DENIED])


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_code_opens_only_the_account_it_was_printed_for(world: World, helper: Actor) -> None:
    one, other = help_register(world, helper), help_register(world, helper)
    door = Door(world.runtime, "en")
    with pytest.raises(NotSignedIn):
        recover_account(door, one.account_name, other.code, OWN)
    assert one.code not in repr(one)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_the_notice_or_her_yes_nothing_is_stored(world: World, helper: Actor) -> None:
    for error, changed in (
        (ValueError, {"agreed": False}),
        (Conflict, {"notice": "0" * 64}),
        (Invalid, {"skills": [{"concept": "urn:nowhere", "level": 1}]}),
        (Invalid, {"own_words": "My passport number is AB1234567"}),
    ):
        with pytest.raises(error):
            help_register(world, helper, **changed)
    with world.acting(None) as context:
        assert Persons(context.work, context.runtime.key_ring, context.now).count() == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_helper_who_did_not_prove_herself_lately_is_asked_to(world: World, helper: Actor) -> None:
    token = world.token(helper)
    world.later(minutes=6)
    with world.acting(None) as context:
        resume_session(context, token)
        given = {**SAID, "notice": notice_reference("en")}
        with pytest.raises(Forbidden, match="step_up_needed"):
            register_for(context, AssistedRegistration.model_validate(given))


FILE = (
    b"identifier,language,consent_store,consent_match,consent_contact,full_name,own_words\n"
    b"a1,en,yes,no,yes,Amal Canary-Qwxz,I keep cages at sea\n"
    b"a2,en,yes,no,yes,Badr Canary-Qwxz,I mend nets\n"
)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_imported_people_claim_their_own_profile_with_a_printed_code(world: World) -> None:
    sheets: dict[int, ClaimSheet] = {}
    import_profiles(
        world.runtime,
        FILE,
        "people.csv",
        ProfileChoices("en", commit=True),
        claims=sheets.__setitem__,
    )
    assert sorted(sheets) == [2, 3]
    with world.acting(claimed(world, sheets[3])) as context:
        identity = own_profile(context).identity
        assert identity[PersonalField.FULL_NAME].value == "Badr Canary-Qwxz"
        actions = {line.action for line in own_access_log(context, None)}
        assert AuditAction.CLAIM_CODE_MADE in actions
        assert not any(line.holds for line in own_consents(context).lines if line.purpose is MATCH)
    with pytest.raises(NotSignedIn):
        recover_account(Door(world.runtime, "en"), sheets[2].account_name, sheets[3].code, OWN)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_import_that_cannot_write_its_codes_stores_nobody(world: World, tmp_path: Path) -> None:
    def full(_row: int, _sheet: ClaimSheet) -> None:
        raise OSError

    with pytest.raises(OSError, match=r"^$"):
        import_profiles(
            world.runtime, FILE, "people.csv", ProfileChoices("en", commit=True), claims=full
        )
    with world.acting(None) as context:
        assert Persons(context.work, context.runtime.key_ring, context.now).count() == 0
    file = tmp_path / "codes.csv"

    def interrupted() -> None:
        with claim_file(file) as write:
            write(2, ClaimSheet("name", "code"))
            raise OSError

    with pytest.raises(OSError, match=r"^$"):
        interrupted()
    assert not file.exists()
    with claim_file(file) as write:
        write(2, ClaimSheet("name", "code"))
    assert file.read_text(encoding="utf-8").split() == [
        "row,account_code,one_time_code",
        "2,name,code",
    ]
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(typer.Exit), claim_file(file):
        pass
