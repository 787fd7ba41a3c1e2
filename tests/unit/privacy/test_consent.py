"""Consent is a list of events; only the person's own yes makes it hold."""

from dataclasses import replace
from itertools import product

import pytest

from privacy.consent import (
    HOLDING,
    TRANSITIONS,
    apply_event,
    is_valid,
    next_status,
    replay,
    why_invalid,
)
from privacy.errors import DenyReason, InvalidTransition, RuleBroken
from privacy.inventory import PersonalField
from privacy.notice import HONOURED_VERSIONS
from privacy.vocabulary import Channel, ConsentStatus, Purpose, Role
from tests.unit.privacy.builders import AMAL, BORIS, DAY, NOON, event, switch

S = ConsentStatus


def test_silence_is_no() -> None:
    assert why_invalid(None, NOON, HONOURED_VERSIONS) is DenyReason.CONSENT_MISSING
    asked = apply_event(None, event(S.REQUESTED))
    assert why_invalid(asked, NOON, HONOURED_VERSIONS) is DenyReason.CONSENT_MISSING


def test_every_status_has_its_row_in_the_table() -> None:
    assert set(TRANSITIONS) == {None, *ConsentStatus}


def test_every_pair_of_status_and_event_is_allowed_or_refused_by_the_table() -> None:
    for present, following in product([None, *ConsentStatus], ConsentStatus):
        if following in TRANSITIONS[present]:
            assert next_status(present, following) is following
        else:
            with pytest.raises(InvalidTransition):
                next_status(present, following)


def test_only_given_leads_from_an_end_back_to_holding() -> None:
    for ended in (S.WITHDRAWN, S.REVOKED, S.EXPIRED, S.REFUSED, S.REQUESTED, None):
        assert TRANSITIONS[ended] & HOLDING == {S.GIVEN}


def test_withdrawing_is_possible_from_every_consent_that_holds() -> None:
    assert all(S.WITHDRAWN in TRANSITIONS[holding] for holding in HOLDING)


def test_a_consent_holds_from_its_event_until_just_before_its_end() -> None:
    given = switch(at=NOON, until=NOON + DAY)
    honoured = HONOURED_VERSIONS
    assert not is_valid(given, NOON - DAY, honoured)
    assert is_valid(given, NOON, honoured)
    assert is_valid(given, NOON + DAY - DAY / 86_400_000_000, honoured)
    assert why_invalid(given, NOON + DAY, honoured) is DenyReason.CONSENT_EXPIRED


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (S.WITHDRAWN, DenyReason.CONSENT_WITHDRAWN),
        (S.REVOKED, DenyReason.CONSENT_REVOKED),
        (S.EXPIRED, DenyReason.CONSENT_EXPIRED),
    ],
)
def test_an_ended_consent_does_not_hold_until_it_is_given_anew(
    status: ConsentStatus, reason: DenyReason
) -> None:
    ended = replay([event(), event(status, sequence=2, at=NOON + DAY)])
    assert why_invalid(ended, NOON + DAY, HONOURED_VERSIONS) is reason
    with pytest.raises(InvalidTransition):
        apply_event(ended, event(S.RENEWED, sequence=3, at=NOON + 2 * DAY))
    again = apply_event(ended, event(S.GIVEN, sequence=3, at=NOON + 2 * DAY))
    assert is_valid(again, NOON + 2 * DAY, HONOURED_VERSIONS)


def test_a_notice_that_no_longer_stands_ends_the_consent_until_renewed() -> None:
    """P-26: widening the rules asks again."""
    old = switch(notice_version="0.old", at=NOON - DAY)
    assert why_invalid(old, NOON, HONOURED_VERSIONS) is DenyReason.NOTICE_OUTDATED
    renewed = apply_event(old, event(S.RENEWED, sequence=2))
    assert is_valid(renewed, NOON, HONOURED_VERSIONS)


@pytest.mark.parametrize("status", [S.GIVEN, S.REFUSED, S.RENEWED, S.WITHDRAWN])
@pytest.mark.parametrize("by", [Role.COORDINATOR, Role.OFFICER, Role.SYSTEM, Role.AGENCY_MEMBER])
def test_nobody_consents_refuses_or_withdraws_for_the_person(
    status: ConsentStatus, by: Role
) -> None:
    """P-9: a helper may relay, not consent."""
    with pytest.raises(RuleBroken, match="not_the_person"):
        event(status, by=by)


@pytest.mark.parametrize("channel", [Channel.ASSISTED, Channel.IMPORT, Channel.AUTOMATIC])
@pytest.mark.parametrize("purpose", [Purpose.MATCH, Purpose.STATISTICS])
def test_what_others_enter_is_not_used_before_the_persons_own_yes(
    channel: Channel, purpose: Purpose
) -> None:
    """P-8, P-9."""
    with pytest.raises(RuleBroken, match="own_yes_needed"):
        event(purpose=purpose, field=PersonalField.SKILLS, channel=channel, entered_by="k" * 26)


def test_assisted_registration_may_be_kept_but_names_who_entered_it() -> None:
    """P-8."""
    kept = event(purpose=Purpose.STORE, channel=Channel.ASSISTED, entered_by="k" * 26)
    assert kept.entered_by
    with pytest.raises(RuleBroken, match="entered_by_missing"):
        event(purpose=Purpose.STORE, channel=Channel.ASSISTED)
    with pytest.raises(RuleBroken, match="own_yes_needed"):
        event(purpose=Purpose.STORE, channel=Channel.AUTOMATIC)


def test_consent_is_not_given_to_what_is_never_asked() -> None:
    for purpose, field in (
        (Purpose.DISCLOSE, PersonalField.PHONE),
        (Purpose.MATCH, PersonalField.PHONE),
        (Purpose.STORE, PersonalField.PASSPHRASE),
    ):
        with pytest.raises(RuleBroken, match="never_asked"):
            event(purpose=purpose, field=field)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_consent_ends_after_its_start_and_within_a_year(days: int) -> None:
    with pytest.raises(RuleBroken, match="until"):
        event(until=NOON + days * DAY)


def test_a_consent_without_end_or_notice_is_refused() -> None:
    with pytest.raises(RuleBroken, match="until"):
        replace(event(), until=None)
    with pytest.raises(RuleBroken, match="notice_missing"):
        replace(event(), notice_digest=b"")
    with pytest.raises(RuleBroken, match="notice_missing"):
        replace(event(), notice_language="")


def test_an_end_is_not_set_where_nothing_holds() -> None:
    with pytest.raises(RuleBroken, match="until"):
        event(S.WITHDRAWN, until=NOON + DAY)


def test_who_may_end_a_consent() -> None:
    with pytest.raises(RuleBroken, match="person_withdraws"):
        event(S.REVOKED, by=Role.PERSON)
    with pytest.raises(RuleBroken, match="only_the_clock_expires"):
        event(S.EXPIRED, by=Role.OFFICER)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(RuleBroken, match="no_time_zone"):
        event(at=NOON.replace(tzinfo=None))


def test_events_follow_each_other_without_gap_repetition_or_step_back() -> None:
    given = apply_event(None, event())
    for sequence in (1, 3):
        with pytest.raises(RuleBroken, match="out_of_number"):
            apply_event(given, event(S.WITHDRAWN, sequence=sequence, at=NOON + DAY))
    with pytest.raises(RuleBroken, match="out_of_number"):
        apply_event(None, event(sequence=2))
    with pytest.raises(RuleBroken, match="out_of_number"):
        event(sequence=0)
    with pytest.raises(RuleBroken, match="before_last_event"):
        apply_event(given, event(S.WITHDRAWN, sequence=2, at=NOON - DAY))


@pytest.mark.parametrize(
    "other",
    [
        {"person": BORIS},
        {"purpose": Purpose.STORE},
        {"field": PersonalField.LANGUAGES},
        {"recipient": "k" * 26},
    ],
)
def test_an_event_changes_only_the_consent_it_is_about(other: dict[str, object]) -> None:
    following = replace(event(S.WITHDRAWN, sequence=2), **other)  # type: ignore[arg-type]  # parts of an event
    with pytest.raises(RuleBroken, match="other_consent"):
        apply_event(apply_event(None, event()), following)


def test_every_part_of_a_switch_is_authenticated() -> None:
    plain = switch()
    changes: list[dict[str, object]] = [
        {"person": BORIS},
        {"purpose": Purpose.STORE},
        {"field": PersonalField.LANGUAGES},
        {"recipient": "k" * 26},
        {"sequence": 2},
        {"status": S.WITHDRAWN},
        {"since": NOON + DAY},
        {"until": NOON + 9 * DAY},
        {"notice_version": "2"},
        {"notice_digest": bytes(32)},
        {"event": "k" * 26},
    ]
    assert {name for change in changes for name in change} == set(plain.__dataclass_fields__)
    changed = [replace(plain, **change) for change in changes]  # type: ignore[arg-type]  # parts of a switch
    assert len({one.canonical() for one in [plain, *changed]}) == len(changes) + 1


def test_every_part_of_an_event_is_authenticated() -> None:
    plain = event()
    changes: list[dict[str, object]] = [
        {"reference": "k" * 26},
        {"person": BORIS},
        {"purpose": Purpose.STORE},
        {"field": PersonalField.LANGUAGES},
        {"recipient": "k" * 26},
        {"sequence": 2},
        {"status": S.RENEWED},
        {"at": NOON + DAY},
        {"until": NOON + 9 * DAY},
        {"by": Role.OFFICER, "status": S.REVOKED, "until": None},
        {"channel": Channel.PAPER},
        {"entered_by": "k" * 26},
        {"notice_version": "2"},
        {"notice_language": "ar"},
        {"notice_digest": bytes(32)},
    ]
    assert {name for change in changes for name in change} == set(plain.__dataclass_fields__)
    changed = [replace(plain, **change) for change in changes]  # type: ignore[arg-type]  # parts of an event
    assert len({one.canonical() for one in [plain, *changed]}) == len(changes) + 1


def test_a_person_is_not_printed() -> None:
    assert repr(bytes(AMAL)) not in repr(event()) + repr(switch())
