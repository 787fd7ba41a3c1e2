"""Every question has its yes, and every reason for a no can be reached."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from privacy.breakglass import IdentityOpening, OpeningReason
from privacy.consent import apply_event
from privacy.errors import AccessDenied, ConsentExpired, ConsentMissing, DenyReason, NotCovered
from privacy.grants import GrantState, end_grant, refuse_request
from privacy.inventory import INVENTORY, MATCH_FIELDS, PersonalField, consent_pairs
from privacy.opening_policy import may_decide_opening, may_open_identity
from privacy.policy import (
    SYSTEM,
    Actor,
    Decision,
    may_answer_request,
    may_change_consent,
    may_count,
    may_disclose,
    may_erase,
    may_match,
    may_open_own,
    may_read_log,
    may_request_disclosure,
    may_review,
    may_see_matches,
    may_store,
    may_verify_audit,
)
from privacy.vocabulary import ConsentStatus, Purpose, Role
from tests.unit.privacy.builders import (
    AGENCY,
    AGENCY_MEMBER,
    AMAL,
    AMAL_ACTING,
    BORIS,
    BORIS_ACTING,
    COORDINATOR,
    DAY,
    NEED,
    NOON,
    OFFICER,
    OTHER_MEMBER,
    OTHER_NEED,
    all_switches,
    event,
    grant,
    request,
    switch,
)

F = PersonalField
S = ConsentStatus
PHONE = frozenset({F.PHONE})


def asking(**changes: object) -> Decision:
    """Ask for the phone of somebody who can be asked, with one thing changed."""
    given: dict[str, object] = {
        "actor": AGENCY_MEMBER,
        "organisation": AGENCY,
        "person": AMAL,
        "fields": PHONE,
        "switches": all_switches(),
        "earlier": (),
        "until": NOON + 20 * DAY,
        "at": NOON,
    } | changes
    return may_request_disclosure(**given)  # type: ignore[arg-type]  # parts of the question


def opening(**changes: object) -> Decision:
    """Open the phone under a live grant, with one thing changed."""
    given: dict[str, object] = {
        "actor": AGENCY_MEMBER,
        "grant": grant(),
        "person": AMAL,
        "need": NEED,
        "fields": PHONE,
        "at": NOON + DAY,
    } | changes
    return may_disclose(**given)  # type: ignore[arg-type]  # parts of the question


def matched(status: ConsentStatus | None = None, **changes: object) -> Decision:
    """Match somebody whose consent to match her skills has met the given end."""
    switches = all_switches(without=[(Purpose.MATCH, F.SKILLS)])
    if status is S.REFUSED:
        switches.append(apply_event(None, event(S.REFUSED)))
    elif status is not None:
        given = apply_event(None, event(at=NOON - DAY))
        switches.append(apply_event(given, event(status, sequence=2)))
    return may_match(AMAL, switches, at=NOON, **changes)  # type: ignore[arg-type]  # as above


EMERGENCY = IdentityOpening(
    reference="q" * 26,
    person=AMAL,
    need=NEED,
    fields=frozenset(PHONE),
    reason=OpeningReason.DANGER,
    asked_by=COORDINATOR.account,
    asked_at=NOON,
)
REACHED: dict[DenyReason, Callable[[], Decision]] = {
    DenyReason.WRONG_ROLE: lambda: may_verify_audit(COORDINATOR, at=NOON),
    DenyReason.NOT_OWN_DATA: lambda: may_open_own(BORIS_ACTING, AMAL, PHONE, at=NOON),
    DenyReason.NOT_OWN_NEED: lambda: may_see_matches(OTHER_MEMBER, AGENCY, at=NOON),
    DenyReason.NO_FIELDS: lambda: may_open_own(AMAL_ACTING, AMAL, (), at=NOON),
    DenyReason.NEVER_OPENED: lambda: may_open_own(AMAL_ACTING, AMAL, [F.PASSPHRASE], at=NOON),
    DenyReason.NOT_DISCLOSABLE: lambda: asking(fields=[F.PERMIT_ANSWERS]),
    DenyReason.CONSENT_MISSING: matched,
    DenyReason.CONSENT_REFUSED: lambda: matched(S.REFUSED),
    DenyReason.CONSENT_WITHDRAWN: lambda: matched(S.WITHDRAWN),
    DenyReason.CONSENT_REVOKED: lambda: matched(S.REVOKED),
    DenyReason.CONSENT_EXPIRED: lambda: matched(S.EXPIRED),
    DenyReason.NOTICE_OUTDATED: lambda: may_match(
        AMAL, all_switches(notice_version="0.old"), at=NOON
    ),
    DenyReason.REQUEST_OPEN: lambda: asking(earlier=[request()]),
    DenyReason.REQUEST_LIMIT: lambda: asking(
        earlier=[request(), request(number=2)], at=NOON + 15 * DAY
    ),
    DenyReason.REQUEST_CLOSED: lambda: may_answer_request(
        AMAL_ACTING, refuse_request(request(), NOON), at=NOON
    ),
    DenyReason.UNTIL_TOO_LATE: lambda: asking(until=NOON + 60 * DAY),
    DenyReason.UNTIL_PAST: lambda: asking(until=NOON),
    DenyReason.NO_GRANT: lambda: opening(grant=None),
    DenyReason.GRANT_NOT_YET: lambda: opening(at=NOON - DAY),
    DenyReason.GRANT_EXPIRED: lambda: opening(at=NOON + 10 * DAY),
    DenyReason.GRANT_ENDED: lambda: opening(grant=end_grant(grant(), GrantState.WITHDRAWN, NOON)),
    DenyReason.GRANT_USED_UP: lambda: opening(grant=grant(most_openings=2), openings=2),
    DenyReason.FIELD_NOT_GRANTED: lambda: opening(fields=[F.PHONE, F.EMAIL]),
    DenyReason.OTHER_RECIPIENT: lambda: opening(actor=OTHER_MEMBER),
    DenyReason.OTHER_PERSON: lambda: opening(person=BORIS),
    DenyReason.OTHER_NEED: lambda: opening(need=OTHER_NEED),
    DenyReason.ORGANISATION_EXCLUDED: lambda: asking(excluded=True),
    DenyReason.SECOND_PERSON_NEEDED: lambda: may_decide_opening(COORDINATOR, EMERGENCY, at=NOON),
    DenyReason.NOT_OPENED: lambda: may_open_identity(
        COORDINATOR, EMERGENCY, person=AMAL, fields=PHONE, at=NOON
    ),
}


@pytest.mark.parametrize("reason", DenyReason)
def test_every_reason_for_a_no_can_be_reached(reason: DenyReason) -> None:
    decision = REACHED[reason]()
    assert not decision.allowed
    assert reason in decision.reasons
    assert decision.fields == frozenset()


def test_one_thing_wrong_gives_one_reason() -> None:
    for reason, ask in REACHED.items():
        assert ask().reasons == (reason,), reason


def test_the_questions_have_their_yes() -> None:
    assert asking().fields == PHONE
    assert opening().fields == PHONE
    assert may_open_own(AMAL_ACTING, AMAL, [F.PHONE, F.SKILLS], at=NOON).allowed
    assert may_store(AMAL_ACTING, AMAL, PHONE, all_switches(), at=NOON).allowed
    assert may_match(AMAL, all_switches(), at=NOON).fields == MATCH_FIELDS
    assert may_count(AMAL, all_switches(), at=NOON).fields == {F.SKILLS, F.PLACES}
    assert may_review(COORDINATOR, AMAL, all_switches(), at=NOON).fields == MATCH_FIELDS
    assert may_see_matches(AGENCY_MEMBER, AGENCY, at=NOON).allowed
    assert may_answer_request(AMAL_ACTING, request(), at=NOON).fields == request().fields
    assert may_read_log(AMAL_ACTING, AMAL, at=NOON).allowed
    assert may_verify_audit(OFFICER, at=NOON).allowed


def test_nobody_but_the_person_opens_her_fields_as_owner() -> None:
    for actor in (BORIS_ACTING, AGENCY_MEMBER, COORDINATOR, OFFICER, SYSTEM):
        assert not may_open_own(actor, AMAL, PHONE, at=NOON).allowed
    pretending = Actor("k" * 26, Role.COORDINATOR, person=AMAL)
    assert not may_open_own(pretending, AMAL, PHONE, at=NOON).allowed


def test_no_role_sees_identity_by_its_role_alone() -> None:
    """P-3: neither coordinator nor officer nor the service has a way around the grant."""
    for actor in (COORDINATOR, OFFICER, SYSTEM, OTHER_MEMBER, BORIS_ACTING):
        assert not opening(actor=actor).allowed
    reviewed = may_review(COORDINATOR, AMAL, all_switches(), at=NOON).fields
    assert not reviewed & {F.FULL_NAME, F.PHONE, F.EMAIL, F.ADDRESS, F.OWN_WORDS}


def test_a_coordinator_opens_identity_only_under_a_grant_to_her_own_organisation() -> None:
    own = replace(grant(), organisation=COORDINATOR.organisation)
    assert opening(actor=COORDINATOR, grant=own).allowed


def test_only_coordinators_review() -> None:
    for actor in (AGENCY_MEMBER, OFFICER, SYSTEM, AMAL_ACTING):
        decision = may_review(actor, AMAL, all_switches(), at=NOON)
        assert decision.reasons == (DenyReason.WRONG_ROLE,)


def test_a_field_left_out_of_consent_is_left_out_of_the_match() -> None:
    """P-2: per field, and refusing an optional one does not end the service."""
    for field in MATCH_FIELDS - {F.SKILLS}:
        for purpose in (Purpose.MATCH, Purpose.STORE):
            switches = all_switches(without=[(purpose, field)])
            assert may_match(AMAL, switches, at=NOON).fields == MATCH_FIELDS - {field}


def test_without_skills_nobody_is_matched() -> None:
    for purpose in (Purpose.MATCH, Purpose.STORE):
        switches = all_switches(without=[(purpose, F.SKILLS)])
        assert not may_match(AMAL, switches, at=NOON).allowed
        assert not may_review(COORDINATOR, AMAL, switches, at=NOON).allowed
        assert not asking(switches=switches).allowed


def test_another_persons_consent_counts_for_nothing() -> None:
    assert not may_match(AMAL, all_switches(BORIS), at=NOON).allowed


def test_a_consent_towards_one_recipient_is_no_general_consent() -> None:
    narrow = [replace(one, recipient=AGENCY) for one in all_switches()]
    assert not may_match(AMAL, narrow, at=NOON).allowed


def test_a_yes_says_when_its_first_consent_ends() -> None:
    switches = all_switches(without=[(Purpose.MATCH, F.PLACES)])
    switches.append(switch(Purpose.MATCH, F.PLACES, until=NOON + 3 * DAY))
    assert may_match(AMAL, switches, at=NOON).until == NOON + 3 * DAY
    later = may_match(AMAL, switches, at=NOON + 3 * DAY)
    assert F.PLACES not in later.fields
    assert later.until == NOON - DAY + 365 * DAY


def test_storing_needs_consent_for_each_field_but_not_for_the_account() -> None:
    switches = all_switches(without=[(Purpose.STORE, F.ADDRESS)])
    assert may_store(AMAL_ACTING, AMAL, [F.PHONE], switches, at=NOON).allowed
    refused = may_store(AMAL_ACTING, AMAL, [F.PHONE, F.ADDRESS], switches, at=NOON)
    assert refused.reasons == (DenyReason.CONSENT_MISSING,)
    assert may_store(AMAL_ACTING, AMAL, [F.ACCOUNT_LANGUAGE], (), at=NOON).allowed
    assert may_store(COORDINATOR, AMAL, [F.PHONE], switches, at=NOON).allowed
    assert not may_store(AGENCY_MEMBER, AMAL, [F.PHONE], switches, at=NOON).allowed
    assert not may_store(BORIS_ACTING, AMAL, [F.PHONE], switches, at=NOON).allowed
    assert not may_store(AMAL_ACTING, AMAL, [], switches, at=NOON).allowed


def test_a_refusal_and_a_silence_allow_the_repetition_at_the_same_moment() -> None:
    silent, refused = request(), refuse_request(request(), NOON + DAY)
    for day in range(10):
        at = NOON + day * DAY
        assert asking(earlier=[silent], at=at).reasons == asking(earlier=[refused], at=at).reasons
    assert asking(earlier=[refused], at=NOON + 7 * DAY).allowed


def test_only_members_of_the_organisation_ask_and_see() -> None:
    for actor in (COORDINATOR, OFFICER, AMAL_ACTING, OTHER_MEMBER):
        assert not asking(actor=actor).allowed
    nowhere = Actor("k" * 26, Role.AGENCY_MEMBER)
    assert not may_see_matches(nowhere, "", at=NOON).allowed
    assert may_see_matches(COORDINATOR, AGENCY, at=NOON).allowed
    for actor in (OFFICER, AMAL_ACTING):
        assert not may_see_matches(actor, AGENCY, at=NOON).allowed


def test_only_the_person_answers_a_request_and_in_time() -> None:
    for actor in (BORIS_ACTING, COORDINATOR, AGENCY_MEMBER, SYSTEM):
        assert not may_answer_request(actor, request(), at=NOON).allowed
    assert not may_answer_request(AMAL_ACTING, request(), at=NOON + 7 * DAY).allowed


def test_who_may_change_a_consent() -> None:
    person = {S.GIVEN, S.REFUSED, S.RENEWED, S.WITHDRAWN, S.REQUESTED}
    for status in ConsentStatus:
        allowed = {
            actor.role
            for actor in (AMAL_ACTING, COORDINATOR, OFFICER, SYSTEM, AGENCY_MEMBER)
            if may_change_consent(actor, AMAL, status, at=NOON).allowed
        }
        expected = {Role.PERSON} if status in person else set()
        if status in {S.REQUESTED, S.REVOKED}:
            expected = expected | {Role.COORDINATOR, Role.OFFICER, Role.SYSTEM}
        if status is S.EXPIRED:
            expected = {Role.SYSTEM}
        assert allowed == expected, status
        assert not may_change_consent(BORIS_ACTING, AMAL, status, at=NOON).allowed


def test_the_log_is_read_by_the_person_alone_and_erasure_has_its_owners() -> None:
    for actor in (BORIS_ACTING, COORDINATOR, OFFICER, SYSTEM, AGENCY_MEMBER):
        assert not may_read_log(actor, AMAL, at=NOON).allowed
    assert [
        may_erase(actor, AMAL, at=NOON).allowed
        for actor in (AMAL_ACTING, OFFICER, SYSTEM, BORIS_ACTING, COORDINATOR, AGENCY_MEMBER)
    ] == [True, True, True, False, False, False]


def test_a_no_is_raised_as_what_it_is() -> None:
    with pytest.raises(ConsentExpired):
        matched(S.EXPIRED).require()
    with pytest.raises(ConsentMissing) as missing:
        matched().require()
    assert not isinstance(missing.value, ConsentExpired)
    with pytest.raises(AccessDenied) as denied:
        opening(actor=OTHER_MEMBER, need=OTHER_NEED).require()
    assert not isinstance(denied.value, ConsentMissing)
    assert denied.value.reasons == (DenyReason.OTHER_RECIPIENT, DenyReason.OTHER_NEED)
    assert opening().require().allowed


def test_a_decision_covers_its_own_fields_and_person_only() -> None:
    decision = opening()
    decision.cover(AMAL, PHONE)
    for person, fields in ((BORIS, PHONE), (AMAL, {F.PHONE, F.EMAIL})):
        with pytest.raises(NotCovered):
            decision.cover(person, fields)
    with pytest.raises(AccessDenied):
        opening(grant=None).cover(AMAL, PHONE)


def test_every_question_about_consent_refuses_when_nothing_was_answered() -> None:
    for field in INVENTORY:
        assert (
            all(pair[1] is not field for pair in consent_pairs())
            or not may_store(AMAL_ACTING, AMAL, [field], (), at=NOON).allowed
        )
    for decision in (
        may_match(AMAL, (), at=NOON),
        may_count(AMAL, (), at=NOON),
        may_review(COORDINATOR, AMAL, (), at=NOON),
    ):
        assert decision.reasons == (DenyReason.CONSENT_MISSING,)
