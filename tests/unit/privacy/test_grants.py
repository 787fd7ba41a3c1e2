"""A grant opens what was asked and agreed, to one organisation, for a while."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from privacy.errors import InvalidTransition, RuleBroken
from privacy.grants import (
    ANSWER_WITHIN,
    GRANT_TRANSITIONS,
    LONGEST_GRANT,
    REQUEST_TRANSITIONS,
    AgencyStatus,
    DisclosureRequest,
    GrantState,
    RequestState,
    agency_status,
    end_grant,
    grant_request,
    is_live,
    lapse_request,
    refuse_request,
)
from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose
from tests.unit.privacy.builders import BORIS, DAY, GRANT, NOON, grant, request

PHONE = frozenset({PersonalField.PHONE})


def test_a_person_may_grant_fewer_fields_than_asked() -> None:
    answered, granted = grant_request(request(), reference=GRANT, fields=PHONE, at=NOON + DAY)
    assert answered.state is RequestState.GRANTED
    assert granted.fields == PHONE
    assert (granted.organisation, granted.need, granted.person) == (
        answered.organisation,
        answered.need,
        answered.person,
    )


def test_a_person_cannot_be_made_to_grant_more_or_longer_than_asked() -> None:
    with pytest.raises(RuleBroken, match="more_than_asked"):
        grant_request(
            request(), reference=GRANT, fields=PHONE | {PersonalField.EMAIL}, at=NOON + DAY
        )
    with pytest.raises(RuleBroken, match="longer_than_asked"):
        grant_request(
            request(), reference=GRANT, fields=PHONE, at=NOON + DAY, until=NOON + 21 * DAY
        )
    with pytest.raises(RuleBroken, match="no_fields"):
        grant_request(request(), reference=GRANT, fields=frozenset(), at=NOON + DAY)


def test_a_grant_ends_within_thirty_days_of_the_yes() -> None:
    asked = request(until=NOON + ANSWER_WITHIN + LONGEST_GRANT)
    _, granted = grant_request(asked, reference=GRANT, fields=PHONE, at=NOON + DAY)
    assert granted.until == NOON + DAY + LONGEST_GRANT
    with pytest.raises(RuleBroken, match="until"):
        grant_request(asked, reference=GRANT, fields=PHONE, at=NOON + DAY, until=NOON + DAY * 32)
    with pytest.raises(RuleBroken, match="until"):
        grant(until=NOON)


def test_private_answers_are_neither_asked_for_nor_granted() -> None:
    for build in (request, grant):
        with pytest.raises(RuleBroken, match="not_disclosable"):
            build(fields=[PersonalField.PERMIT_ANSWERS])
        with pytest.raises(RuleBroken, match="no_fields"):
            build(fields=[])


def test_requests_and_grants_serve_disclosure_only() -> None:
    with pytest.raises(RuleBroken, match="purpose"):
        replace(request(), purpose=Purpose.MATCH)
    with pytest.raises(RuleBroken, match="purpose"):
        replace(grant(), purpose=Purpose.MATCH)


def test_times_of_requests_and_grants_are_checked() -> None:
    with pytest.raises(RuleBroken, match="until"):
        request(until=NOON - DAY)
    with pytest.raises(RuleBroken, match="until"):
        request(until=NOON + 38 * DAY)
    with pytest.raises(RuleBroken, match="no_time_zone"):
        replace(request(), asked_at=NOON.replace(tzinfo=None))
    with pytest.raises(RuleBroken, match="no_time_zone"):
        replace(grant(), until=NOON.replace(tzinfo=None))


@pytest.mark.parametrize("number", [0, 3])
def test_there_is_one_request_and_one_repetition(number: int) -> None:
    with pytest.raises(RuleBroken, match="request_limit"):
        request(number=number)


def test_an_answered_or_lapsed_request_stays_so() -> None:
    refused = refuse_request(request(), NOON + DAY)
    with pytest.raises(InvalidTransition):
        grant_request(refused, reference=GRANT, fields=PHONE, at=NOON + DAY)
    with pytest.raises(InvalidTransition):
        refuse_request(refused, NOON + DAY)
    with pytest.raises(InvalidTransition):
        lapse_request(refused, NOON + 8 * DAY)
    for state in set(RequestState) - {RequestState.REQUESTED}:
        assert not REQUEST_TRANSITIONS[state]


def test_silence_lapses_after_a_week_and_cannot_be_answered_then() -> None:
    with pytest.raises(InvalidTransition):
        lapse_request(request(), NOON + ANSWER_WITHIN - DAY)
    assert lapse_request(request(), NOON + ANSWER_WITHIN).state is RequestState.LAPSED
    with pytest.raises(InvalidTransition):
        grant_request(request(), reference=GRANT, fields=PHONE, at=NOON + ANSWER_WITHIN)
    with pytest.raises(InvalidTransition):
        refuse_request(request(), NOON - DAY)


def test_a_request_lapses_at_once_when_its_need_is_closed_and_not_if_it_is_answered() -> None:
    lapsed = lapse_request(request(), NOON + DAY, need_closed=True)
    assert (lapsed.state, lapsed.sequence) == (RequestState.LAPSED, request().sequence + 1)
    with pytest.raises(InvalidTransition):
        grant_request(lapsed, reference=GRANT, fields=PHONE, at=NOON + DAY)
    for answered in (lapsed, refuse_request(request(), NOON + DAY)):
        with pytest.raises(InvalidTransition):
            lapse_request(answered, NOON + DAY, need_closed=True)


@pytest.mark.parametrize(
    "outcome",
    [
        lambda asked: asked,
        lambda asked: refuse_request(asked, asked.asked_at + DAY),
        lambda asked: lapse_request(asked, asked.answer_by),
    ],
    ids=["silent", "refused", "lapsed"],
)
def test_refusal_and_silence_look_alike_to_the_agency_at_every_hour(
    outcome: Callable[[DisclosureRequest], DisclosureRequest],
) -> None:
    stored = outcome(request())
    told = [agency_status(stored, None, NOON + hours * DAY / 24) for hours in range(24 * 9)]
    silent = [agency_status(request(), None, NOON + hours * DAY / 24) for hours in range(24 * 9)]
    assert told == silent
    assert set(told) == {AgencyStatus.WAITING, AgencyStatus.NO_ANSWER}


def test_the_agency_sees_a_grant_and_its_end_but_not_why_it_ended() -> None:
    answered, granted = grant_request(request(), reference=GRANT, fields=PHONE, at=NOON + DAY)
    assert agency_status(answered, granted, NOON + DAY) is AgencyStatus.GRANTED
    for state in set(GrantState) - {GrantState.ACTIVE}:
        ended = end_grant(granted, state, NOON + 2 * DAY)
        assert agency_status(answered, ended, NOON + 2 * DAY) is AgencyStatus.ENDED
    assert agency_status(answered, granted, granted.until) is AgencyStatus.ENDED


def test_a_grant_is_live_from_its_yes_until_just_before_its_end() -> None:
    granted = grant()
    assert not is_live(granted, NOON - DAY)
    assert is_live(granted, NOON)
    assert is_live(granted, granted.until - DAY / 86_400_000_000)
    assert not is_live(granted, granted.until)


def test_an_ended_grant_never_opens_again() -> None:
    for state, following in GRANT_TRANSITIONS.items():
        assert GrantState.ACTIVE not in following, state
    ended = end_grant(grant(), GrantState.WITHDRAWN, NOON + DAY)
    assert (ended.sequence, ended.ended_at) == (2, NOON + DAY)
    assert not is_live(ended, NOON + DAY)
    with pytest.raises(InvalidTransition):
        end_grant(ended, GrantState.EXPIRED, NOON + DAY)
    erased = end_grant(ended, GrantState.ERASED, NOON + 5 * DAY)
    assert erased.ended_at == NOON + DAY


def test_every_part_of_a_grant_is_authenticated() -> None:
    plain = grant()
    changes: list[dict[str, object]] = [
        {"reference": "k" * 26},
        {"request": "k" * 26},
        {"organisation": "k" * 26},
        {"need": "k" * 26},
        {"person": BORIS},
        {"fields": frozenset({PersonalField.EMAIL})},
        {"granted_at": NOON + DAY},
        {"until": NOON + 11 * DAY},
        {"state": GrantState.WITHDRAWN},
        {"ended_at": NOON},
        {"most_openings": 1},
        {"sequence": 2},
    ]
    assert {n for change in changes for n in change} == set(plain.__dataclass_fields__) - {
        "purpose"
    }
    changed = [replace(plain, **change) for change in changes]  # type: ignore[arg-type]  # parts of a grant
    assert len({one.canonical() for one in [plain, *changed]}) == len(changes) + 1


def test_every_part_of_a_request_is_authenticated() -> None:
    plain = request()
    changes: list[dict[str, object]] = [
        {"reference": "k" * 26},
        {"organisation": "k" * 26},
        {"need": "k" * 26},
        {"person": BORIS},
        {"asked_by": "k" * 26},
        {"fields": PHONE},
        {"asked_at": NOON + DAY},
        {"until": NOON + 11 * DAY},
        {"number": 2},
        {"state": RequestState.REFUSED},
        {"answered_at": NOON},
        {"sequence": 2},
    ]
    assert {n for change in changes for n in change} == set(plain.__dataclass_fields__) - {
        "purpose"
    }
    changed = [replace(plain, **change) for change in changes]  # type: ignore[arg-type]  # parts of a request
    assert len({one.canonical() for one in [plain, *changed]}) == len(changes) + 1
