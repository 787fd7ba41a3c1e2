"""Whatever the order of events, consent holds only after the person's own latest yes."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from privacy.consent import TRANSITIONS, ConsentEvent, apply_event, is_valid, replay
from privacy.errors import InvalidTransition, PrivacyError
from privacy.inventory import MATCH_FIELDS, PersonalField, consent_pairs
from privacy.notice import HONOURED_VERSIONS, NOTICE_VERSION
from privacy.policy import may_match
from privacy.vocabulary import ConsentStatus, Purpose
from tests.unit.privacy.builders import AMAL, NOON, all_switches, event

S = ConsentStatus
statuses = st.sampled_from(list(ConsentStatus))
HOUR = timedelta(hours=1)


class ConsentOverTime(RuleBasedStateMachine):
    """Live through one consent and compare with a model kept beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[ConsentEvent] = []
        self.now = NOON
        self.yes_until = NOON
        self.yes_notice = ""
        self.holds = False
        self.honoured = frozenset({NOTICE_VERSION})

    @initialize()
    def begin(self) -> None:
        """Start with no event: silence."""
        assert not is_valid(None, self.now, self.honoured)

    @rule(hours=st.integers(1, 5000))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR

    @rule(status=statuses, days=st.integers(1, 366), notice=st.sampled_from([NOTICE_VERSION, "2"]))
    def something_happens(self, status: ConsentStatus, days: int, notice: str) -> None:
        present = self.history[-1].status if self.history else None
        holding = status in {S.GIVEN, S.RENEWED}
        coming = event(
            status,
            at=self.now,
            until=self.now + timedelta(days) if holding else None,
            sequence=len(self.history) + 1,
            notice_version=notice,
        )
        try:
            apply_event(replay(self.history), coming)
        except InvalidTransition:
            assert status not in TRANSITIONS[present]
            return
        self.history.append(coming)
        self.holds = holding
        if holding:
            self.yes_until, self.yes_notice = self.now + timedelta(days), notice

    @precondition(lambda self: NOTICE_VERSION in self.honoured)
    @rule()
    def rules_are_widened(self) -> None:
        self.honoured = frozenset({"2"})

    @invariant()
    def it_holds_exactly_when_the_model_says(self) -> None:
        expected = self.holds and self.now < self.yes_until and self.yes_notice in self.honoured
        assert is_valid(replay(self.history), self.now, self.honoured) == expected

    @invariant()
    def after_an_end_only_a_new_given_made_it_hold(self) -> None:
        if not is_valid(replay(self.history), self.now, self.honoured):
            return
        for past in reversed(self.history):
            if past.status is S.GIVEN:
                return
            assert past.status is S.RENEWED


def test_a_consent_over_time_agrees_with_the_model() -> None:
    run_state_machine_as_test(
        ConsentOverTime, settings=settings(max_examples=60, stateful_step_count=25, deadline=None)
    )


@given(st.lists(statuses, max_size=12))
@settings(deadline=None)
def test_after_withdrawal_nothing_but_given_makes_it_hold(following: list[ConsentStatus]) -> None:
    switch = replay([event(), event(S.WITHDRAWN, sequence=2, at=NOON + HOUR)])
    assert switch is not None
    at = NOON + HOUR
    for status in following:
        at += HOUR
        try:
            switch = apply_event(switch, event(status, sequence=switch.sequence + 1, at=at))
        except PrivacyError:
            continue
        if status is S.GIVEN:
            return
        assert not is_valid(switch, at, HONOURED_VERSIONS)


@given(st.sets(st.sampled_from(consent_pairs())))
@settings(deadline=None)
def test_the_matcher_gets_exactly_what_was_stored_and_consented(
    left_out: set[tuple[Purpose, PersonalField]],
) -> None:
    """P-2, over every subset of consents."""
    decision = may_match(AMAL, all_switches(without=left_out), at=NOON)
    usable = {
        field
        for field in MATCH_FIELDS
        if not {(Purpose.STORE, field), (Purpose.MATCH, field)} & left_out
    }
    assert decision.allowed == (PersonalField.SKILLS in usable)
    assert decision.fields == (usable if decision.allowed else set())
