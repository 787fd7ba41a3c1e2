"""What the two sides as a whole do not have for each other.

Rules:

- *Unmet*: a need with no direct match, by how far anybody comes: only conditional, only near,
  or nobody with anything of what is asked.
- *Unneeded*: a skill people state that no need asks, nor anything it resembles. Only skills
  of at least so many people are named, each person counted once. A need's welcome and
  trainable skills count as asked.
- *Coverage*: how many needs have a direct match, only a conditional one, only a near one, or
  none; and how many people some need could take, directly or conditionally.

What it does not do: decide who may see a count, or propose what to do (``ladder``,
``learning_goals``).

Source: R4-32, R4-34, R4-35.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matcher.index.pool import Pool
from matcher.index.searching import MatchIndex
from matcher.index.survey import Places, Survey, survey_of, why_nobody
from matcher.index.sweep import Sweep
from matcher.prepared import PreparedNeed
from matcher.ranking import abstention
from matcher.taxonomy import Taxonomy
from matcher.types import Bucket, ConceptUri, MatchNeed, MatchProfile, NeedId, NoDirectMatch, Slot


class Supply(StrEnum):
    """How far anybody comes to a need, best first."""

    DIRECT = "direct"
    CONDITIONAL = "conditional"
    NEAR = "near"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A need nobody meets directly, how far anybody comes, and why."""

    need_id: NeedId
    supply: Supply
    conditional: int
    near: int
    why: NoDirectMatch


@dataclass(frozen=True, slots=True)
class UnneededSkill:
    """A skill no need asks, and how many people state it."""

    concept: ConceptUri
    people: int


@dataclass(frozen=True, slots=True)
class CoverageSheet:
    """How far a pool and some needs answer each other.

    ``needs`` counts the needs by supply; those people are not ranked for are ``left_out`` and
    in no count. ``people_direct`` and ``people_reached`` count the people
    with at least one direct, and at least one direct or conditional match.
    """

    needs: tuple[tuple[Supply, int], ...]
    left_out: int
    people: int
    people_direct: int
    people_reached: int


def supply_of(survey: Survey) -> Supply:
    """Say how far the pool comes to a need."""
    if survey.direct:
        return Supply.DIRECT
    if survey.conditional:
        return Supply.CONDITIONAL
    return Supply.NEAR if survey.near else Supply.NOBODY


def unmet_needs(needs: Iterable[MatchNeed], index: MatchIndex) -> tuple[UnmetNeed, ...]:
    """List the needs nobody of the pool meets directly.

    Args:
        needs: Those people are not ranked for are left out.
        index: The pool.

    Returns:
        The least supplied first, then by need.
    """
    found = []
    for need in needs:
        if abstention(need) is not None:
            continue
        look = _Look()
        index.open_rows(need, look)
        census = look.survey
        supply = supply_of(census)
        if supply is not Supply.DIRECT:
            found.append(UnmetNeed(need.need_id, supply, census.conditional, census.near, look.why))
    order = list(Supply)
    return tuple(sorted(found, key=lambda each: (-order.index(each.supply), each.need_id)))


class _Look:
    """Looks at the whole pool and opens nobody."""

    survey: Survey
    why: NoDirectMatch

    def __call__(self, pool: Pool, prepared: PreparedNeed, swept: Sweep) -> Iterable[int]:
        del pool, prepared
        self.survey, self.why = survey_of(swept), why_nobody(swept)
        return ()


def unneeded_skills(
    profiles: Iterable[MatchProfile],
    needs: Iterable[MatchNeed],
    taxonomy: Taxonomy,
    *,
    at_least: int,
) -> tuple[UnneededSkill, ...]:
    """List the skills people state and no need asks.

    Args:
        profiles: The pool, each slot once.
        needs: Everything asked.
        taxonomy: The active release.
        at_least: How many people a skill must have to be named, at least 1.

    Returns:
        Most people first, then by concept.

    Raises:
        ValueError: ``at_least`` is below 1.
    """
    if at_least < 1:
        raise ValueError("at_least")
    asked = {each.concept for need in needs for each in need.requirements}
    wanted = {claimed for concept in asked for claimed in taxonomy.neighbours(concept)}
    people = Counter(
        concept for profile in profiles for concept in {claim.concept for claim in profile.skills}
    )
    found = (
        UnneededSkill(concept, count)
        for concept, count in people.items()
        if count >= at_least and concept not in wanted
    )
    return tuple(sorted(found, key=lambda each: (-each.people, each.concept)))


def coverage_sheet(
    needs: Iterable[MatchNeed],
    index: MatchIndex,
    hidden: Mapping[NeedId, Collection[Slot]] | None = None,
) -> CoverageSheet:
    """Count how far a pool and some needs answer each other.

    Args:
        needs: Each once.
        index: The pool; it must not change meanwhile.
        hidden: Profiles that are in no count about a need, by need; all count for the others.
    """
    supplies = Counter[Supply]()
    asked = list(needs)
    readable = [need for need in asked if abstention(need) is None]
    left_out = len(asked) - len(readable)
    best: Places | None = None
    for need in readable:
        (survey,) = index.survey([need], (hidden or {}).get(need.need_id, ()))
        supplies[supply_of(survey)] += 1
        best = survey.stands if best is None else np.minimum(best, survey.stands)
    return CoverageSheet(
        needs=tuple((supply, supplies[supply]) for supply in Supply),
        left_out=left_out,
        people=len(index),
        people_direct=0 if best is None else int(np.count_nonzero(best == Bucket.DIRECT)),
        people_reached=0 if best is None else int(np.count_nonzero(best <= Bucket.CONDITIONAL)),
    )
