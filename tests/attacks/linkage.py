"""Colluding agencies: can two of them find the same person in both their lists?

``python -m tests.attacks.linkage`` runs the full length. The population is synthetic and
drawn from a seed: people of the starter vocabulary's occupations, common ones more often,
with most of the skills of their trade, a level, years, a region and languages.

Rules:

- Two agencies post the same need, or two different needs of one occupation, and put their
  lists side by side. A person is linked when what is shown of her is unique in both lists
  and equal, as far as the two needs ask the same.
- The same lists are compared at every level of detail, from everything down to what the
  service really shows; the first must link nearly everybody, or the attack is no good.

What it does not do: use what agencies learn under a grant. Who is granted to both is linked.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from api.services.matches import rank_matches as ranking
from api.services.matches.anonymise_matches import Anonymous, anonymise_matches, background_of
from data.importers.starter import load_starter
from matcher.explanation import Band, agency_view, band_of
from matcher.index.searching import MatchIndex
from matcher.taxonomy import ConceptKind, Taxonomy
from matcher.types import (
    Bucket,
    Cefr,
    ConceptUri,
    CountryCode,
    Coverage,
    ExperienceEntry,
    LanguageRequirement,
    LanguageSkill,
    LanguageTag,
    Level,
    MatchNeed,
    MatchProfile,
    NeedId,
    NeedKind,
    Place,
    RegionCode,
    Requirement,
    RequirementKind,
    ScoredMatch,
    SkillClaim,
    Slot,
)
from matcher.weights import VERSION_1
from privacy.keys import KeyRing

DAY = date(2026, 11, 22)
ASKED = 6
"""Skills a need asks."""
REGIONS = tuple(f"EG-{number:02}" for number in range(1, 18))
TONGUES = ("ar-EG", "en", "fr", "it", "el", "de")
Key = Callable[["Seen"], Hashable]


@dataclass(frozen=True)
class Seen:
    """One person in one agency's list: what there is, and what is shown."""

    profile: MatchProfile
    match: ScoredMatch
    shown: Anonymous
    common: frozenset[ConceptUri]
    same: bool


@dataclass(frozen=True)
class Setting:
    """A population in an index, and where needs come from."""

    taxonomy: Taxonomy
    index: MatchIndex
    profiles: Mapping[Slot, MatchProfile]
    trades: tuple[tuple[ConceptUri, ...], ...]
    generator: np.random.Generator


def populate(people: int, seed: int) -> Setting:
    """Draw a population."""
    draft = load_starter()
    taxonomy = Taxonomy("starter", draft.concepts, draft.relations)
    occupations = sorted(
        concept.uri for concept in taxonomy.concepts if concept.kind is ConceptKind.OCCUPATION
    )
    trades = tuple(
        trade
        for uri in occupations
        if len(trade := (*taxonomy.skills_of(uri), *taxonomy.skills_of(uri, essential=False)))
        >= ASKED
    )
    everything = sorted(
        concept.uri for concept in taxonomy.concepts if concept.kind is ConceptKind.SKILL
    )
    generator = np.random.default_rng(seed)
    weights = 1 / np.arange(1, len(trades) + 1)
    weights /= weights.sum()
    index = MatchIndex(taxonomy, VERSION_1, DAY)
    profiles: dict[Slot, MatchProfile] = {}
    for number in range(1, people + 1):
        trade = trades[int(generator.choice(len(trades), p=weights))]
        known = [uri for uri in trade if generator.random() < 0.7]
        known += [everything[int(n)] for n in generator.integers(0, len(everything), 3)]
        profile = MatchProfile(
            slot=Slot(number),
            skills=tuple(_claim(uri, generator) for uri in dict.fromkeys(known)),
            experience=(ExperienceEntry(None, None, int(generator.exponential(7)), 2),),
            languages=tuple(
                LanguageSkill(LanguageTag(TONGUES[n]), Cefr(int(generator.integers(1, 7))))
                for n in sorted({int(n) for n in generator.integers(0, len(TONGUES), 2)})
            ),
            ties=(Place(CountryCode("EG"), RegionCode(_zipf(REGIONS, generator))),),
            lot=int(generator.integers(1, 2**62)),
        )
        index.add(profile)
        profiles[profile.slot] = profile
    return Setting(taxonomy, index, profiles, trades, generator)


def _claim(uri: ConceptUri, generator: np.random.Generator) -> SkillClaim:
    used = int(generator.choice([2026, 2022, 2018, 2010], p=[0.5, 0.25, 0.15, 0.1]))
    return SkillClaim(uri, Level(int(generator.integers(0, 5))), last_used_year=used)


def _zipf(values: Sequence[str], generator: np.random.Generator) -> str:
    weights = 1 / np.arange(1, len(values) + 1)
    return values[int(generator.choice(len(values), p=weights / weights.sum()))]


def needs_of(setting: Setting, *, same: bool) -> tuple[MatchNeed, MatchNeed]:
    """Draw two needs of one occupation: word for word the same, or different."""
    generator = setting.generator
    trade = setting.trades[int(generator.integers(0, min(60, len(setting.trades))))]
    first = _asked(trade, generator)
    second = first if same else _asked(trade, generator)
    return _need("first", first), _need("second", second)


def _asked(trade: Sequence[ConceptUri], generator: np.random.Generator) -> tuple[Requirement, ...]:
    chosen = [trade[int(n)] for n in generator.permutation(len(trade))[:ASKED]]
    return tuple(
        Requirement(
            uri,
            RequirementKind.ESSENTIAL if place < 2 else RequirementKind.OPTIONAL,
            Level(2),
            weight=5 - place // 2,
        )
        for place, uri in enumerate(sorted(chosen))
    )


def _need(name: str, requirements: tuple[Requirement, ...]) -> MatchNeed:
    return MatchNeed(
        NeedId(name),
        NeedKind.VACANCY,
        requirements=requirements,
        languages=(LanguageRequirement(LanguageTag("ar"), Cefr.B1, essential=True),),
    )


def list_of(setting: Setting, need: MatchNeed, other: MatchNeed, *, same: bool) -> list[Seen]:
    """Give an agency's list, as long as the service draws it up."""
    found = setting.index.rank_profiles(need, ranking.LONGEST_LIST).matches
    beside = [background_of(setting.profiles[match.slot], need) for match in found]
    shown = anonymise_matches(found, setting.taxonomy, "en", beside)
    common = frozenset(each.concept for each in need.requirements) & frozenset(
        each.concept for each in other.requirements
    )
    return [
        Seen(setting.profiles[match.slot], match, anonymous, common, same)
        for match, anonymous in zip(found, shown, strict=True)
    ]


def _overlap(seen: Seen) -> Hashable:
    view = agency_view(seen.match)
    return tuple(
        sorted(
            (each.concept, each.coverage)
            for each in view.requirements
            if each.concept in seen.common
        )
    )


def _met(seen: Seen) -> Hashable:
    if not seen.same:
        return None
    return sum(each.coverage is Coverage.MET for each in agency_view(seen.match).requirements)


def _band(seen: Seen) -> Hashable:
    return (seen.match.bucket, band_of(seen.match.numerator)) if seen.same else None


def _years(seen: Seen) -> int:
    return sum(each.years_origin + each.years_host for each in seen.profile.experience)


def _skills(seen: Seen) -> Hashable:
    return frozenset((claim.concept, claim.level) for claim in seen.profile.skills)


def _service(seen: Seen) -> Hashable:
    """Give all that the service shows, as far as both needs ask it."""
    shown = seen.shown
    requirements = tuple(
        sorted(
            (each.concept, each.coverage)
            for each in shown.requirements
            if each.concept in seen.common
        )
    )
    if not seen.same:
        return requirements, shown.background
    return (
        _band(seen),
        shown.detail,
        requirements,
        shown.requirements_met,
        shown.conditions,
        shown.proposed_by_machine,
        shown.background,
    )


LEVELS: Mapping[str, Key] = {
    "everything": lambda seen: (
        _skills(seen),
        seen.profile.ties,
        _years(seen),
        seen.profile.languages,
    ),
    "full skill list": _skills,
    "overlap + region + 5-year band": lambda seen: (
        _overlap(seen),
        seen.profile.ties,
        min(4, _years(seen) // 5),
    ),
    "overlap set": lambda seen: (_band(seen), _overlap(seen)),
    "count + band": lambda seen: (_band(seen), _met(seen)),
    "band": _band,
    "what the service shows": _service,
}
"""What might be shown, most first; the last is what is."""


@dataclass(frozen=True)
class Linked:
    """How many people two agencies both saw, and how many of them they could link."""

    seen: int
    linked: int

    @property
    def rate(self) -> float:
        """Share of the people seen twice who are linked."""
        return self.linked / max(1, self.seen)


def link(first: Sequence[Seen], second: Sequence[Seen], key: Key) -> Linked:
    """Link the people of two lists by what is unique in both."""
    keys = [[key(seen) for seen in side] for side in (first, second)]
    counts = [Counter(side) for side in keys]
    there = {seen.profile.slot: found for seen, found in zip(second, keys[1], strict=True)}
    both = linked = 0
    for seen, found in zip(first, keys[0], strict=True):
        if seen.profile.slot in there:
            both += 1
            unique = counts[0][found] == 1 and counts[1][found] == 1
            linked += unique and there[seen.profile.slot] == found
    return Linked(both, linked)


def pairs_of(
    setting: Setting, pairs: int, *, same: bool
) -> Iterator[tuple[list[Seen], list[Seen]]]:
    """Give the lists of pairs of agencies."""
    for _ in range(pairs):
        one, other = needs_of(setting, same=same)
        yield (
            list_of(setting, one, other, same=same),
            list_of(setting, other, one, same=same),
        )


def linkage_rates(setting: Setting, pairs: int, *, same: bool) -> dict[str, Linked]:
    """Attack every level of detail over many pairs of agencies."""
    totals = {level: Linked(0, 0) for level in LEVELS}
    for first, second in pairs_of(setting, pairs, same=same):
        for level, key in LEVELS.items():
            found = link(first, second, key)
            totals[level] = Linked(
                totals[level].seen + found.seen, totals[level].linked + found.linked
            )
    return totals


def fewest_alike(lists: Sequence[Sequence[Seen]]) -> int:
    """Give the size of the smallest group alike in all that is shown beyond bucket and band."""
    found = [
        count
        for side in lists
        for key, count in Counter(_service(seen) for seen in side if seen.same).items()
        if cast("tuple[Any, ...]", key)[1].value != "band"
    ]
    return min(found, default=0)


def order_of(need: MatchNeed, agency: str, ring: KeyRing, seen: Sequence[Seen]) -> list[Slot]:
    """Give the order in which the service would list people today."""
    context = cast("Any", SimpleNamespace(today=DAY, runtime=SimpleNamespace(key_ring=ring)))
    asked = cast("Any", SimpleNamespace(organisation=agency, id=need.need_id))
    placed = sorted(
        seen,
        key=lambda each: (
            each.match.bucket,
            ranking.BANDS.index(band_of(each.match.numerator)),
            ranking._daily_place(
                context, asked, cast("Any", int(each.profile.slot).to_bytes(16, "big"))
            ),
        ),
    )
    return [each.profile.slot for each in placed]


def order_p_value(
    groups: Sequence[tuple[Sequence[float], Sequence[float]]], seed: int, rounds: int = 500
) -> float:
    """Ask by permutation whether two orders agree more than chance; give the p-value."""
    generator = np.random.default_rng(seed)

    def agreement(shuffle: bool) -> float:
        total = 0.0
        for one, other in groups:
            ranks = np.argsort(np.argsort(one)), np.argsort(np.argsort(other))
            left = generator.permutation(ranks[0]) if shuffle else ranks[0]
            total += float(np.corrcoef(left, ranks[1])[0, 1])
        return abs(total)

    told = agreement(shuffle=False)
    return (1 + sum(agreement(shuffle=True) >= told for _ in range(rounds))) / (1 + rounds)


def groups_of_orders(
    setting: Setting, pairs: int, ring: KeyRing, *, by_score: bool = False
) -> tuple[list[tuple[list[float], list[float]]], list[tuple[list[float], list[float]]]]:
    """Give, within buckets and bands, places at two agencies, and places against scores."""
    between: list[tuple[list[float], list[float]]] = []
    against: list[tuple[list[float], list[float]]] = []
    for number, (first, second) in enumerate(pairs_of(setting, pairs, same=True)):
        sides = []
        for agency, seen in (("a" * 26, first), ("b" * 26, second)):
            if by_score:
                ordered = [each.profile.slot for each in seen]
            else:
                need = _need(f"{agency}{number}", ())
                ordered = order_of(need, agency, ring, seen)
            sides.append({slot: place for place, slot in enumerate(ordered)})
        for group in {_band(seen) for seen in first}:
            members = [
                seen for seen in first if _band(seen) == group and seen.profile.slot in sides[1]
            ]
            if len(members) >= 5:
                slots = [seen.profile.slot for seen in members]
                places = [[float(side[slot]) for slot in slots] for side in sides]
                between.append((places[0], places[1]))
                against.append((places[0], [-float(seen.match.numerator) for seen in members]))
    return between, against


@dataclass(frozen=True)
class Usefulness:
    """What is left for who searches: shares, and the gain of the first ten against the best."""

    reachable: float
    recall: float
    gain: float


def _told(seen: Seen) -> float | None:
    """Give how many requirements the agency is shown as met, half for partly."""
    shown = seen.shown
    covered = [each.coverage.value for each in shown.requirements]
    if "not_shown" not in covered:
        return covered.count("met") + covered.count("partly") / 2
    return None if shown.requirements_met is None else float(shown.requirements_met)


def as_a_searcher_reads(seen: Sequence[Seen], order: Sequence[Slot]) -> list[Slot]:
    """Order a list as an agency would that reads what it is shown: most requirements met first.

    Whoever is shown by bucket and band alone is taken for the average of her group.
    """
    there = {each.profile.slot: each for each in seen}
    known: dict[Hashable, list[float]] = {}
    for each in seen:
        told = _told(each)
        if told is not None:
            known.setdefault(_band(each), []).append(told)
    averages = {group: sum(values) / len(values) for group, values in known.items()}

    def place(position: int) -> tuple[int, int, float, int]:
        each = there[order[position]]
        told = _told(each)
        value = averages.get(_band(each), 0.0) if told is None else told
        band = ranking.BANDS.index(band_of(each.match.numerator))
        return each.match.bucket, band, -value, position

    return [order[position] for position in sorted(range(len(order)), key=place)]


def _is_relevant(match: ScoredMatch) -> bool:
    return match.bucket is not Bucket.NEAR and band_of(match.numerator) is not Band.PARTIAL


def usefulness(setting: Setting, needs: int, ring: KeyRing) -> Usefulness:
    """Compare what an agency can reach, in its order, with the exact order of all scores.

    Relevant is who meets every condition now or after something that can be closed, in the
    band strong or good; the exact list is as long as everybody.
    """
    reached = relevant = 0
    recalls, gains = [], []
    for _ in range(needs):
        need, other = needs_of(setting, same=True)
        exact = setting.index.rank_profiles(need, len(setting.profiles)).matches
        wanted = [match.slot for match in exact if _is_relevant(match)]
        wanted = wanted or [match.slot for match in exact[:10]]
        seen = list_of(setting, need, other, same=True)
        ordered = as_a_searcher_reads(seen, order_of(_need("c" * 26, ()), "c" * 26, ring, seen))
        relevant += len(wanted[: ranking.LONGEST_LIST])
        reached += len(set(wanted[: ranking.LONGEST_LIST]) & set(ordered))
        best = [match.slot for match in exact[:10]]
        recalls.append(len(set(best) & set(ordered[:10])) / max(1, len(best)))
        scores = {match.slot: match.numerator for match in exact}
        discount = 1 / np.log2(np.arange(2, 12))
        ideal = sum(scores[slot] * d for slot, d in zip(best, discount, strict=False))
        told = sum(scores[slot] * d for slot, d in zip(ordered[:10], discount, strict=False))
        gains.append(told / ideal if ideal else 1.0)
    return Usefulness(reached / max(1, relevant), float(np.mean(recalls)), float(np.mean(gains)))


def main() -> None:
    """Run everything at full length and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks.linkage")
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    setting = populate(given.people, given.seed)
    rates = {same: linkage_rates(setting, given.pairs, same=same) for same in (True, False)}
    print(f"{given.people} people, {given.pairs} pairs each; linked of those seen by both")  # noqa: T201
    for level in LEVELS:
        one, other = rates[True][level], rates[False][level]
        print(  # noqa: T201 - this is a command
            f"{level:32} same need {one.rate:7.2%} of {one.seen:6}   "
            f"different {other.rate:7.2%} of {other.seen:6}"
        )
    lists = [side for pair in pairs_of(setting, 10, same=True) for side in pair]
    print(f"fewest alike beyond the band: {fewest_alike(lists)}")  # noqa: T201
    ring = KeyRing.generate()
    for name, by_score in (("daily order", False), ("order by score", True)):
        between, against = groups_of_orders(setting, given.pairs, ring, by_score=by_score)
        print(  # noqa: T201
            f"{name}: p = {order_p_value(between, 1):.3f} between agencies, "
            f"{order_p_value(against, 2):.3f} against the score"
        )
    useful = usefulness(setting, given.pairs, ring)
    print(  # noqa: T201
        f"reachable {useful.reachable:.2%}, recall@10 {useful.recall:.2f}, "
        f"nDCG@10 {useful.gain:.3f}"
    )


if __name__ == "__main__":
    main()
