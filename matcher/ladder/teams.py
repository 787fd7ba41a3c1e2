"""Two or three people who cover a need together when nobody does alone.

Rules:

- A member covers an essential skill when she has it at its level, may be asked to teach it
  where that is asked, and her proof is what is demanded or one step short.
- Every member keeps every other condition: none is unmet, but for what can be closed before
  the start. What is unknown, or still to be closed, makes the team conditional.
- Together the members cover every essential skill. Whoever covers them all alone needs no
  team and is in none. A smaller team stands before a larger one; larger ones are only looked
  for when no smaller one exists.
- The value of a team: for each requirement the best of its members, for every other
  criterion the least of its members (a team is as free, as near and as fluent as its least
  free, near and fluent member). Integers over 100 000 000, as every score.
- Among teams of one size: direct before conditional, then the value, then the members' order
  keys, best first. Each skill is given to the member whose claim is worth most for it, the
  one who stands first among equals.
- *What is exact*: whether a team exists, and the least size, over everybody. Among teams of
  that size the best of the people considered: of each set of covered skills the best few,
  apart for those whose other conditions are all met and those who wait for something.

What it does not do: ask whether these people want to work together.

Source: R4-38.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.ladder.open_points import BLOCKS, gravity
from matcher.prepared import prepare
from matcher.ranking import order_key
from matcher.scoring import weigh_prepared
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Bucket,
    ConceptUri,
    Coverage,
    Criterion,
    FactValue,
    MatchNeed,
    MatchProfile,
    ReasonCode,
    RequirementKind,
    ScoredMatch,
    Slot,
)
from matcher.weights import Weights

EACH = 4
"""How many people of each set of covered skills are considered at most."""
CONSIDERED = 64
"""How many people are considered in all, unless there are more sets than that."""


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One member and the essential skills she stands for in the team."""

    slot: Slot
    covers: tuple[ConceptUri, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """People who cover a need together, best first.

    ``numerator`` over ``SCORE_DENOMINATOR`` is the team's value. ``covers_all`` says whether
    every requirement, welcome and trainable ones included, is met by some member.
    """

    members: tuple[TeamMember, ...]
    numerator: int
    covers_all: bool
    bucket: Bucket


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody who could be in a team.

    ``covers`` is a set of bits along the need's essential skills; ``lacks`` names every
    essential or trainable skill that is not plainly met. ``waits`` means that another
    condition is unknown or still to be closed.
    """

    match: ScoredMatch
    covers: int
    lacks: frozenset[ConceptUri]
    waits: bool


def essential_skills(need: MatchNeed) -> tuple[ConceptUri, ...]:
    """List the essential skills of a need, each once, in its order."""
    return tuple(
        dict.fromkeys(
            each.concept for each in need.requirements if each.kind is RequirementKind.ESSENTIAL
        )
    )


def find_teams(
    need: MatchNeed,
    profiles: Iterable[MatchProfile],
    taxonomy: Taxonomy,
    weights: Weights,
    as_of: date,
    *,
    size: int = 3,
    most: int = 3,
    each: int | None = EACH,
) -> tuple[Team, ...]:
    """Find the smallest teams that cover a need.

    Args:
        need: At least two essential skills, or no team can be needed.
        profiles: The pool, each slot once.
        taxonomy: The active release.
        weights: The version in force.
        as_of: The day of the comparison.
        size: How many members at most.
        most: How many teams at most.
        each: How many people of each set of covered skills to consider; everybody when
            ``None``.

    Returns:
        Teams of the least size there is, best first; empty when there is none.
    """
    if len(essential_skills(need)) < 2:
        return ()
    prepared = prepare(need, taxonomy, weights, as_of)
    matches = (weigh_prepared(profile, prepared) for profile in profiles)
    return teams_of(need, matches, weights, size=size, most=most, each=each)


def teams_of(
    need: MatchNeed,
    matches: Iterable[ScoredMatch],
    weights: Weights,
    *,
    size: int = 3,
    most: int = 3,
    each: int | None = EACH,
) -> tuple[Team, ...]:
    """Find the smallest teams among people already weighed; see `find_teams`."""
    skills = essential_skills(need)
    if len(skills) < 2:
        return ()
    everything = (1 << len(skills)) - 1
    found = (mate_of(match, skills) for match in matches)
    mates = sorted(
        (mate for mate in found if mate is not None and mate.covers not in {0, everything}),
        key=lambda mate: order_key(mate.match, weights),
    )
    kept = _considered(mates, each)
    for members in range(2, size + 1):
        groups = set(_covering((), kept, everything, members))
        if groups:
            scored = [_scored([kept[place] for place in group]) for group in groups]
            best = sorted(
                (bucket, -numerator, group)
                for group, (bucket, numerator) in zip(groups, scored, strict=True)
            )
            return tuple(
                _team([kept[place] for place in group], skills, bucket, -lowered)
                for bucket, lowered, group in best[:most]
            )
    return ()


def mate_of(match: ScoredMatch, skills: Sequence[ConceptUri]) -> Mate | None:
    """Say what somebody brings to a team; ``None`` when another condition keeps her out.

    Args:
        match: Of the need whose essential skills are given.
        skills: The need's essential skills, each once.
    """
    wanted: dict[FactValue, int] = {skill: place for place, skill in enumerate(skills)}
    covers, waits = (1 << len(skills)) - 1, False
    lacks: set[ConceptUri] = set()
    for condition in match.conditions:
        grave = gravity(condition)
        skill = dict(condition.facts).get("skill")
        if skill is None:
            if grave == BLOCKS:
                return None
            waits = waits or grave > 0
        elif grave:
            lacks.add(ConceptUri(str(skill)))
            if skill in wanted and condition.reason is not ReasonCode.EVIDENCE_PENDING:
                covers &= ~(1 << wanted[skill])
    return Mate(match, covers, frozenset(lacks), waits)


def _considered(mates: Sequence[Mate], each: int | None) -> list[Mate]:
    """Keep the best few of every set of covered skills, in the order they came."""
    if each is None:
        return list(mates)
    sets = len({(mate.covers, mate.waits) for mate in mates})
    room = max(1, min(each, CONSIDERED // max(1, sets)))
    taken = Counter[tuple[int, bool]]()
    kept = []
    for mate in mates:
        taken[mate.covers, mate.waits] += 1
        if taken[mate.covers, mate.waits] <= room:
            kept.append(mate)
    return kept


def _covering(
    chosen: tuple[int, ...], mates: Sequence[Mate], left: int, members: int
) -> Iterator[tuple[int, ...]]:
    """List the groups that cover what is left, as sorted places; some come twice."""
    if not left:
        yield tuple(sorted(chosen))
        return
    if not members:
        return
    first = left & -left
    for place, mate in enumerate(mates):
        covers = mate.covers
        if not covers & first or (members == 1 and left & ~covers):
            continue
        yield from _covering((*chosen, place), mates, left & ~covers, members - 1)


def _scored(group: Sequence[Mate]) -> tuple[Bucket, int]:
    lacking = frozenset[ConceptUri].intersection(*(mate.lacks for mate in group))
    waits = lacking or any(mate.waits for mate in group)
    numerator = 0
    for bars in zip(*(mate.match.evidence for mate in group), strict=True):
        if bars[0].criterion is Criterion.SKILLS:
            children = zip(*(bar.children for bar in bars), strict=True)
            best = (max(asked, key=lambda child: child.value) for asked in children)
            value = sum(child.weight * child.value for child in best)
        else:
            value = min(bar.value for bar in bars)
        numerator += bars[0].weight * value
    return (Bucket.CONDITIONAL if waits else Bucket.DIRECT), numerator


def _team(
    group: Sequence[Mate], skills: Sequence[ConceptUri], bucket: Bucket, numerator: int
) -> Team:
    bars = [
        next(bar for bar in mate.match.evidence if bar.criterion is Criterion.SKILLS)
        for mate in group
    ]
    stands_for: dict[ConceptUri, Slot] = {}
    covers_all = True
    for asked in zip(*(bar.children for bar in bars), strict=True):
        concept = asked[0].requirement.concept
        covers_all = covers_all and any(child.coverage is Coverage.MET for child in asked)
        if concept in skills:
            bit = 1 << skills.index(concept)
            able = [
                (child.value, mate.match.slot)
                for child, mate in zip(asked, group, strict=True)
                if mate.covers & bit
            ]
            stands_for.setdefault(concept, max(able, key=lambda each: each[0])[1])
    members = tuple(
        TeamMember(
            mate.match.slot,
            tuple(skill for skill in skills if stands_for[skill] == mate.match.slot),
        )
        for mate in group
    )
    return Team(members, numerator, covers_all, bucket)
