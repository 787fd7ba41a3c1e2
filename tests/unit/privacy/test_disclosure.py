"""Decisions and disclosed values are made in one place and leave no trace by accident."""

import copy
import json
import pickle
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

import privacy
from privacy import decision as decision_module
from privacy.decision import Actor, Decision, Question, make_decision
from privacy.disclosure import Disclosed, disclose
from privacy.errors import AccessDenied, NotCovered, NotMadeHere
from privacy.inventory import PersonalField
from privacy.policy import SYSTEM, may_open_own
from privacy.vocabulary import Purpose
from tests.unit.privacy.builders import AMAL, AMAL_ACTING, BORIS, BORIS_ACTING, NOON

PHONE = PersonalField.PHONE
CANARY = "+000-canary-phone"


def allowed() -> Decision:
    return may_open_own(AMAL_ACTING, AMAL, [PHONE], at=NOON)


def shown() -> Disclosed[str]:
    return disclose(allowed(), AMAL, {PHONE: CANARY})[PHONE]


def test_values_the_decision_covers_pass() -> None:
    value = shown()
    assert value.value == CANARY
    assert value.field is PHONE
    assert value.decision.question is Question.OPEN_OWN


def test_values_outside_the_decision_do_not_pass() -> None:
    with pytest.raises(NotCovered):
        disclose(allowed(), AMAL, {PHONE: "1", PersonalField.EMAIL: "2"})
    with pytest.raises(NotCovered):
        disclose(allowed(), BORIS, {PHONE: "1"})
    refused = may_open_own(BORIS_ACTING, AMAL, [PHONE], at=NOON)
    with pytest.raises(AccessDenied):
        disclose(refused, AMAL, {PHONE: "1"})
    with pytest.raises(AccessDenied):
        disclose(refused, AMAL, {})


def test_nobody_else_makes_a_disclosed_value() -> None:
    for attempt in (Disclosed, Disclosed[str]):
        with pytest.raises(NotMadeHere):
            attempt(CANARY)
    with pytest.raises(NotMadeHere):
        type("Mine", (Disclosed,), {})
    with pytest.raises(NotMadeHere):
        shown().field = PersonalField.EMAIL


def test_a_disclosed_value_is_not_printed_copied_pickled_or_dumped() -> None:
    value = shown()
    for text in (repr(value), str(value), f"{value:>60}", "{}".format(value), repr([value])):  # noqa: UP032 - every way to print
        assert CANARY not in text
    for take in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(NotMadeHere):
            take(value)
    with pytest.raises(TypeError):
        json.dumps(value)
    with pytest.raises(TypeError):
        vars(value)


def test_nobody_else_makes_a_decision() -> None:
    with pytest.raises(NotMadeHere):
        Decision(allowed=True)
    with pytest.raises(NotMadeHere):
        make_decision(
            object(), question=Question.DISCLOSE, actor=SYSTEM, purpose=Purpose.DISCLOSE, at=NOON
        )
    with pytest.raises(NotMadeHere):
        replace(allowed(), fields=frozenset(PersonalField))
    for take in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(NotMadeHere):
            take(allowed())


def test_only_the_policy_holds_the_key_to_decisions() -> None:
    """The policy is four files; another maker of decisions would be a second policy."""
    root = Path(privacy.__file__).parent.parent
    holders = {
        str(path.relative_to(root))
        for room in ("api", "data", "matcher", "privacy")
        for path in (root / room).rglob("*.py")
        if "_MAKER" in path.read_text(encoding="utf-8")
    }
    assert holders == {
        "privacy/decision.py",
        "privacy/disclosure_policy.py",
        "privacy/matching_policy.py",
        "privacy/opening_policy.py",
        "privacy/own_policy.py",
    }


def test_a_decision_needs_a_moment_with_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        may_open_own(AMAL_ACTING, AMAL, [PHONE], at=datetime(2026, 1, 1))  # noqa: DTZ001 - the missing zone is the point


def test_actors_and_decisions_do_not_print_the_person() -> None:
    assert repr(bytes(AMAL)) not in repr(Actor("a" * 26, AMAL_ACTING.role, person=AMAL))
    assert repr(bytes(AMAL)) not in repr(allowed())
    assert decision_module.SYSTEM.account == ""
