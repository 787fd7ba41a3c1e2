"""The matching cases, run: every sentence in tests/cases/matching is a promise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcher.explanation import agency_view, band_of, explain
from matcher.gaps import near_matches, reasons_of
from matcher.index import MatchIndex
from matcher.ranking import is_listed, rank_all
from matcher.scoring import weigh
from matcher.types import (
    MatchProfile,
    ReasonCode,
    RequirementKind,
    ScoredMatch,
    Verdict,
)
from matcher.weights import VERSION_1
from tests.factories import skill, small_taxonomy
from tests.matching_cases import Case, Fields, read_case, read_cases

FOLDER = Path(__file__).parent / "matching"
CASES = list(read_cases(FOLDER))
TAXONOMY = small_taxonomy()


def _by_code(match: ScoredMatch, wanted: Callable[[Any], bool]) -> set[str]:
    return {condition.code.value for condition in match.conditions if wanted(condition)}


def _verdicts(match: ScoredMatch) -> dict[str, str]:
    """One verdict per code, the worst; skills also under their own name."""
    severity = [Verdict.MET, Verdict.UNKNOWN, Verdict.UNMET]
    found: dict[str, Verdict] = {}
    for condition in match.conditions:
        names = [condition.code.value]
        asked = dict(condition.facts).get("skill")
        if asked is not None:
            names.append(f"{condition.code.value} {_word(str(asked))}")
        for name in names:
            known = found.get(name, Verdict.MET)
            found[name] = max(known, condition.verdict, key=severity.index)
    return {name: verdict.value for name, verdict in found.items()}


def _word(uri: str) -> str:
    return uri.rsplit(":", 1)[-1]


def _facts(match: ScoredMatch) -> dict[str, dict[str, object]]:
    return {condition.code.value: dict(condition.facts) for condition in match.conditions}


def check_match(match: ScoredMatch, expected: dict[str, Any]) -> None:
    """Compare one match with what a case expects of it."""
    fields = Fields("expect", expected)
    bars = {bar.criterion.value: bar for bar in explain(match).bars}
    children = {_word(child.concept): child for child in bars["skills"].children}
    plain: dict[str, object] = {
        "bucket": match.bucket.name.lower(),
        "band": band_of(match.numerator).value,
        "score": f"{match.score:.3f}",
        "numerator": match.numerator,
        "skills": bars["skills"].value,
        "left_out": [criterion.value for criterion in match.left_out],
        "machine_proposals": match.machine_proposals,
        "listed": is_listed(match),
    }
    for key, actual in plain.items():
        if key in fields.left:
            assert actual == fields.take(key), key
    as_sets: dict[str, set[str]] = {
        "reasons": {reason.value for reason, _, _ in reasons_of(match.conditions)},
        "warnings": {
            condition.reason.value
            for condition in match.conditions
            if condition.verdict is Verdict.MET and condition.reason
        },
        "closable": _by_code(match, lambda each: each.closable),
        "private": _by_code(match, lambda each: not each.decides),
        "not_stated": {name for name, bar in bars.items() if not bar.stated},
        "missing": {
            _word(missing.concept)
            for near in near_matches([match])
            for missing in near.missing_skills
        },
    }
    for key, found in as_sets.items():
        if key in fields.left:
            assert found == set(fields.take(key)), key
    parts: dict[str, dict[str, Any]] = {
        "conditions": _verdicts(match),
        "values": {name: bar.value // 1000 for name, bar in bars.items()},
        "coverage": {name: child.coverage.value for name, child in children.items()},
        "requirement_values": {name: child.value for name, child in children.items()},
        "weights": {name: bar.weight for name, bar in bars.items()},
        "agency": agency_view(match).as_json()["conditions"],
        "nearest": {
            _word(missing.concept): _word(missing.nearest) if missing.nearest else None
            for near in near_matches([match])
            for missing in near.missing_skills
        },
    }
    for key, table in parts.items():
        wanted = fields.take(key, {})
        assert {name: table.get(name) for name in wanted} == wanted, key
    for code, wanted in fields.take("facts", {}).items():
        stated = _facts(match).get(code, {})
        assert {name: stated.get(name) for name in wanted} == wanted, f"facts {code}"
    fields.done()


def check_ranking(case: Case) -> None:
    """Compare a ranked pool, by the oracle and by the index, with what a case expects."""
    fields = Fields("expect", case.expect)
    names = {profile.slot: name for name, profile in case.pool.items()}
    people = list(case.pool.values())
    ranking = rank_all(case.need, people, TAXONOMY, VERSION_1, case.as_of)
    index = MatchIndex(TAXONOMY, VERSION_1, case.as_of)
    for profile in people:
        index.add(profile)
    assert index.rank_profiles(case.need, len(people)) == ranking
    if "order" in fields.left:
        assert [names[match.slot] for match in ranking.matches] == fields.take("order")
    if "abstains" in fields.left:
        wanted = fields.take("abstains")
        assert (ranking.abstained is ReasonCode.NO_REQUIREMENTS) == wanted
    if "no_direct" in fields.left:
        why = ranking.no_direct_match
        counts = {
            each.reason.value + (f" {_word(each.concept)}" if each.concept else ""): each.count
            for each in (why.reasons if why else ())
        }
        wanted = fields.take("no_direct")
        assert counts == wanted if wanted is not None else why is None
    for name, expected in fields.take("matches", {}).items():
        [match] = [match for match in ranking.matches if names[match.slot] == name]
        check_match(match, expected)
    fields.done()


@pytest.mark.parametrize("case", CASES, ids=[case.sentence for case in CASES])
def test_the_matcher_keeps_the_promise_of_each_case(case: Case) -> None:
    if set(case.pool) == {"person"}:
        profile: MatchProfile = case.pool["person"]
        check_match(weigh(profile, case.need, TAXONOMY, VERSION_1, case.as_of), case.expect)
    else:
        check_ranking(case)


def test_there_are_cases_and_no_sentence_comes_twice() -> None:
    sentences = [case.sentence for case in CASES]
    assert len(sentences) >= 25
    assert len(set(sentences)) == len(sentences)


def test_every_reason_but_the_abstention_is_shown_by_some_case() -> None:
    """A reason no case shows is a reason nobody has thought through."""
    shown: set[str] = set()
    for case in CASES:
        for expected in (case.expect, *case.expect.get("matches", {}).values()):
            shown |= set(expected.get("reasons", ())) | set(expected.get("warnings", ()))
    assert {reason.value for reason in ReasonCode} - shown == {"NO_REQUIREMENTS"}


def test_every_word_of_the_cases_is_in_the_small_taxonomy() -> None:
    asked = {each.concept for case in CASES for each in case.need.requirements}
    assert asked
    assert all(concept in TAXONOMY for concept in asked)


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
