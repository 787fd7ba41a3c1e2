"""The matching cases, run: every sentence in tests/cases/matching is a promise."""

from pathlib import Path

import pytest
import yaml

from matcher.scoring import weigh
from matcher.types import ReasonCode, RequirementKind
from matcher.weights import VERSION_1
from tests.cases.checks import check_case, check_match
from tests.cases.ladder_checks import TAXONOMY
from tests.cases.listing import lines
from tests.cases.requirements_map import CASES, by_requirement, known_ids, without_case
from tests.factories import skill
from tests.matching_cases import Case, read_case

BROKEN = Path(__file__).parent / "broken_on_purpose.yaml"
FEWEST = 120


@pytest.mark.parametrize("case", CASES, ids=[case.sentence for case in CASES])
def test_the_matcher_keeps_the_promise_of_each_case(case: Case) -> None:
    check_case(case)


def test_there_are_cases_and_no_sentence_comes_twice() -> None:
    sentences = [case.sentence for case in CASES]
    assert len(sentences) >= FEWEST
    assert len(set(sentences)) == len(sentences)


def test_every_reason_but_the_abstentions_is_shown_by_some_case() -> None:
    """A reason no case shows is a reason nobody has thought through."""
    shown: set[str] = set()
    for case in CASES:
        for expected in (case.expect, *case.expect.get("matches", {}).values()):
            shown |= set(expected.get("reasons", ())) | set(expected.get("warnings", ()))
            shown |= {expected["abstains"]} if "abstains" in expected else set()
    assert {reason.value for reason in ReasonCode} - shown == set()


def test_every_word_of_the_cases_is_in_the_small_taxonomy() -> None:
    asked = {each.concept for case in CASES for each in case.need.requirements}
    asked |= {
        each for case in CASES for o in case.organisations.values() for each in o.specialities
    }
    assert asked
    assert all(concept in TAXONOMY for concept in asked)


def test_every_requirement_named_by_a_case_stands_in_the_list() -> None:
    assert set(by_requirement()) - known_ids() == set()


def test_every_requirement_of_the_chapter_has_a_case_or_says_why_not() -> None:
    of_chapter = {each for each in known_ids() if each.startswith("R4-")}
    shown, excused = set(by_requirement()), without_case()
    assert of_chapter - shown - set(excused) == set(), "neither a case nor a reason"
    assert shown & set(excused) == set(), "a case and an excuse"
    assert set(excused) <= of_chapter
    assert all(len(reason) > 20 for reason in excused.values())


def test_the_list_names_every_case_and_counts_them() -> None:
    text = "\n".join(lines())
    assert all(case.sentence in text for case in CASES)
    assert f"{len(CASES)} cases" in text


@pytest.mark.parametrize(
    "raw", yaml.safe_load(BROKEN.read_text(encoding="utf-8")), ids=lambda raw: str(raw["case"])
)
def test_a_case_broken_on_purpose_turns_red(raw: dict[str, object]) -> None:
    """Each promises something false: a runner that lets it pass checks nothing."""
    told = str(raw.pop("red_at"))
    right = raw.pop("right")
    with pytest.raises(AssertionError, match=told):
        check_case(read_case("broken on purpose", dict(raw)))
    check_case(read_case("put right", {**raw, "expect": right}))


def test_a_slip_in_a_case_is_refused() -> None:
    raw = {
        "case": "a slip",
        "reference": "R4-33",
        "need": {"essential": {"triage": 2}, "plase": "EG"},
        "profile": {},
        "expect": {"bucket": "near"},
    }
    with pytest.raises(AssertionError, match="plase"):
        read_case("here", raw)


def test_a_wrong_expectation_turns_a_case_red() -> None:
    raw = {
        "case": "wrong on purpose",
        "reference": "R4-33",
        "need": {RequirementKind.ESSENTIAL.value: {"triage": 2}},
        "profile": {"skills": {"triage": 1}},
        "expect": {"bucket": "direct"},
    }
    case = read_case("here", raw)
    match = weigh(case.pool["person"], case.need, TAXONOMY, VERSION_1, case.as_of)
    assert match.evidence[0].children[0].claim == skill("triage")
    with pytest.raises(AssertionError, match="bucket"):
        check_match(match, case.expect)
