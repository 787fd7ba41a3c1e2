"""Whatever is granted and whenever it is looked at, only granted fields pass."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.disclosure import disclose
from privacy.errors import PrivacyError
from privacy.grants import (
    ANSWER_WITHIN,
    LONGEST_GRANT,
    GrantState,
    agency_status,
    end_grant,
    grant_request,
    is_live,
    lapse_request,
    refuse_request,
)
from privacy.inventory import DISCLOSABLE_FIELDS, PersonalField
from privacy.policy import may_disclose
from tests.unit.privacy.builders import (
    AGENCY_MEMBER,
    AMAL,
    BORIS,
    GRANT,
    NEED,
    NOON,
    OTHER_MEMBER,
    OTHER_NEED,
    request,
)

disclosable = st.sets(st.sampled_from(sorted(DISCLOSABLE_FIELDS)), min_size=1)
anything = st.sets(st.sampled_from(sorted(PersonalField)), min_size=1)
minutes = st.integers(0, 60 * 24 * 50).map(lambda count: timedelta(minutes=count))


@given(
    asked=disclosable,
    wanted=anything,
    shown=anything,
    answered=minutes,
    looked=minutes,
    ended=st.none()
    | st.tuples(st.sampled_from(sorted(set(GrantState) - {GrantState.ACTIVE})), minutes),
    stranger=st.booleans(),
    elsewhere=st.booleans(),
    mistaken=st.booleans(),
    most=st.none() | st.integers(1, 3),
    openings=st.integers(0, 4),
)
@settings(deadline=None)
def test_only_granted_fields_pass_to_their_recipient_in_time(
    *,
    asked: set[PersonalField],
    wanted: set[PersonalField],
    shown: set[PersonalField],
    answered: timedelta,
    looked: timedelta,
    ended: tuple[GrantState, timedelta] | None,
    stranger: bool,
    elsewhere: bool,
    mistaken: bool,
    most: int | None,
    openings: int,
) -> None:
    """P-2, P-10: over every subset of fields, moment, organisation, person and need."""
    until = NOON + ANSWER_WITHIN + LONGEST_GRANT
    try:
        _, given_ = grant_request(
            request(fields=asked, until=until),
            reference=GRANT,
            fields=frozenset(wanted),
            at=NOON + answered,
            most_openings=most,
        )
    except PrivacyError:
        assert not wanted <= asked or answered >= ANSWER_WITHIN
        return
    assert wanted <= asked
    if ended is not None:
        given_ = end_grant(given_, ended[0], NOON + ended[1])
    decision = may_disclose(
        OTHER_MEMBER if stranger else AGENCY_MEMBER,
        given_,
        person=BORIS if mistaken else AMAL,
        need=OTHER_NEED if elsewhere else NEED,
        fields=shown,
        at=NOON + looked,
        openings=openings,
    )
    expected = (
        shown <= wanted
        and ended is None
        and answered <= looked < answered + LONGEST_GRANT
        and not (stranger or elsewhere or mistaken)
        and (most is None or openings < most)
    )
    assert decision.allowed == expected
    if expected:
        passed = disclose(decision, AMAL, dict.fromkeys(shown, "value"))
        assert set(passed) <= wanted


@given(answered=minutes, looked=minutes)
@settings(deadline=None)
def test_the_agency_never_tells_refusal_from_silence(
    answered: timedelta, looked: timedelta
) -> None:
    silent = request()
    try:
        refused = refuse_request(silent, NOON + answered)
    except PrivacyError:
        refused = lapse_request(silent, NOON + answered)
    at = NOON + looked
    assert agency_status(refused, None, at) == agency_status(silent, None, at)


@given(st.lists(st.tuples(st.sampled_from(list(GrantState)), minutes), max_size=6), minutes)
@settings(deadline=None)
def test_an_ended_grant_is_never_live_again(
    steps: list[tuple[GrantState, timedelta]], looked: timedelta
) -> None:
    _, standing = grant_request(
        request(), reference=GRANT, fields=frozenset({PersonalField.PHONE}), at=NOON
    )
    for state, after in steps:
        try:
            standing = end_grant(standing, state, NOON + after)
        except PrivacyError:
            continue
        assert not is_live(standing, NOON + looked)
