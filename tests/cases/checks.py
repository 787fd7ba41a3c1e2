"""Compare what the matcher does with what a case expects; an ``AssertionError`` tells where.

What it does not do: read cases (``tests.matching_cases``) or choose which are run.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from matcher.explanation import agency_view, band_of, explain
from matcher.index.searching import MatchIndex
from matcher.ladder.gaps import near_matches, reasons_of
from matcher.mentoring import places_of
from matcher.organisations.ranking import rank_organisations, weigh_organisation
from matcher.ranking import is_listed, rank_all, rank_all_needs
from matcher.scoring import weigh
from matcher.types import Bucket, MatchProfile, OrganisationMatch, ScoredMatch, Verdict
from matcher.weights import VERSION_1
from tests.case_fields import Fields
from tests.cases.campaign_checks import check_campaign
from tests.cases.ladder_checks import TAXONOMY, check_ladder, take_ladder
from tests.matching_cases import Case


def check_case(case: Case) -> None:
    """Hold a case to its expectations, whatever it is about."""
    ladder = take_ladder(case)
    if ladder:
        check_ladder(case, ladder)
    case = replace(case, expect={k: v for k, v in case.expect.items() if k not in ladder})
    if not case.expect:
        return
    if case.campaign:
        check_campaign(case)
    elif case.organisations:
        check_organisations(case)
    elif case.mentees:
        check_pairs(case)
    elif set(case.pool) == {"person"}:
        profile: MatchProfile = case.pool["person"]
        match = weigh(profile, case.need, TAXONOMY, VERSION_1, case.as_of)
        check_match(match, case.expect)
        _check_both_ways(case)
    else:
        check_ranking(case)
        _check_both_ways(case)


def _check_both_ways(case: Case) -> None:
    """The fast index and the slow oracle agree on every case, from both sides."""
    index = MatchIndex(TAXONOMY, VERSION_1, case.as_of)
    index.add_need(case.need)
    people = list(case.pool.values())
    for profile in people:
        index.add(profile)
        oracle = rank_all_needs(profile, [case.need], TAXONOMY, VERSION_1, case.as_of)
        assert index.rank_needs(profile, 9) == oracle
    oracle_ranking = rank_all(case.need, people, TAXONOMY, VERSION_1, case.as_of)
    assert index.rank_profiles(case.need, len(people)) == oracle_ranking


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
    for code, given in fields.take("facts", {}).items():
        stated = _facts(match).get(code, {})
        # YAML reads 2027-03-01 as a date; facts are texts.
        wanted = {k: v.isoformat() if isinstance(v, date) else v for k, v in given.items()}
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
        assert [names[match.slot] for match in ranking.matches] == fields.take("order"), "order"
    if "abstains" in fields.left:
        wanted = fields.take("abstains")
        assert (ranking.abstained.value if ranking.abstained else None) == wanted, "abstains"
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


def check_organisations(case: Case) -> None:
    """Compare ranked organisations with what a case expects."""
    fields = Fields("expect", case.expect)
    ranked = rank_organisations(case.need, case.organisations.values(), TAXONOMY, case.as_of)
    if "order" in fields.left:
        assert [match.organisation for match in ranked] == fields.take("order"), "order"
    for name, expected in fields.take("matches", {}).items():
        organisation = case.organisations[name]
        match = weigh_organisation(organisation, case.need, TAXONOMY, case.as_of)
        _check_organisation(match, expected)
    fields.done()


def _check_organisation(match: OrganisationMatch, expected: dict[str, Any]) -> None:
    fields = Fields("expect", expected)
    assert sum(each.term for each in match.evidence) == match.numerator
    assert sum(each.weight for each in match.evidence) == 100
    sheet = match.sheet
    found: dict[str, object] = {
        "bucket": match.bucket.name.lower(),
        "numerator": match.numerator,
        "left_out": {criterion.value for criterion in match.left_out},
        "reasons": {reason.value for reason, _, _ in reasons_of(match.conditions)},
        "not_stated": {each.criterion.value for each in match.evidence if not each.stated},
        "covered": {_word(each) for each in sheet.covered},
        "missing": {_word(each) for each in sheet.missing},
        "besides": {_word(each) for each in sheet.besides},
        "languages": set(sheet.languages),
        "together": {each.value for each in sheet.together},
        "countries": [sheet.asker_country, sheet.partner_country],
    }
    for key, actual in found.items():
        if key in fields.left:
            wanted = fields.take(key)
            assert actual == (set(wanted) if isinstance(actual, set) else wanted), key
    parts: dict[str, dict[str, int]] = {
        "values": {each.criterion.value: each.value // 1000 for each in match.evidence},
        "weights": {each.criterion.value: each.weight for each in match.evidence},
    }
    for key, table in parts.items():
        wanted = fields.take(key, {})
        assert {name: table.get(name) for name in wanted} == wanted, key
    fields.done()


def check_pairs(case: Case) -> None:
    """Compare the pairs of mentors and mentees with what a case expects."""
    fields = Fields("expect", case.expect)
    names = {profile.slot: name for name, profile in case.pool.items()}
    people = tuple(case.pool.values())
    pairs = [
        pair
        for mentee in case.mentees.values()
        for pair in rank_all(mentee, people, TAXONOMY, VERSION_1, case.as_of).matches
        if pair.bucket is not Bucket.NEAR
    ]
    for mentee, wanted in fields.take("pairs", {}).items():
        mentors = [names[pair.slot] for pair in pairs if pair.need_id == mentee]
        assert mentors == wanted, f"pairs {mentee}"
    if "places" in fields.left:
        paired = {pair.slot for pair in pairs}
        places = {names[each.slot]: places_of(each) for each in people if each.slot in paired}
        assert places == fields.take("places"), "places"
    fields.done()
