"""What a person could learn to open the most needs.

Rules:

- A goal is one skill at one level that some need asks as essential and she does not have so.
  It *opens* a need when the match is near today and, with that one claim, not near any more:
  nothing else blocks it. The claim is weighed as merely stated, used this year: a course's
  proof may open more, never less. It brings a need *nearer* when it closes a point that
  blocks and others remain.
- *Closeness*, in thousandths: the similarity of her nearest claim times its level factor;
  0 when nothing she states is like it.
- The order is closeness times needs opened, then needs opened, then closeness times needs
  brought nearer, then needs brought nearer, then closeness, then the skill. Of one skill the
  level that stands first is given. A goal that neither opens nor brings nearer is none.
- Courses are those of the catalogue that teach the goal, or something that stands for it, to
  its level in a run still to come. None may be there; the goal stays.
- Whoever refuses to teach a skill is not made willing by learning it again.
- What a need already is to her (direct, conditional) is nothing to be opened.

What it does not do: say that she can follow a course (``training``), or promise a place.

Source: R4-71, R4-72.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matcher.ladder.open_points import BLOCKS, open_points, refusals
from matcher.prepared import PreparedNeed, prepare
from matcher.ranking import abstention
from matcher.scoring import weigh_prepared
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Bucket,
    ConceptUri,
    ConditionCode,
    Course,
    CourseId,
    Level,
    MatchNeed,
    MatchProfile,
    NeedId,
    RequirementKind,
    ScoredMatch,
    SkillClaim,
)
from matcher.weights import Weights, level_factor


@dataclass(frozen=True, slots=True)
class Learning:
    """A skill to learn to a level, how close it is, and what it would open.

    ``closeness`` is thousandths; ``opens`` the needs unlocked, by identifier; ``nearer`` how
    many more come nearer; ``courses`` those that teach it, by identifier.
    """

    concept: ConceptUri
    level: Level
    closeness: int
    opens: tuple[NeedId, ...]
    nearer: int
    courses: tuple[CourseId, ...]


@dataclass(frozen=True, slots=True)
class _Shut:
    """A need that is near today, made ready, with its match."""

    prepared: PreparedNeed
    match: ScoredMatch


def what_to_learn(  # noqa: PLR0917 - the two sides first, as every entry point has them
    profile: MatchProfile,
    needs: Iterable[MatchNeed],
    taxonomy: Taxonomy,
    weights: Weights,
    as_of: date,
    courses: Iterable[Course],
) -> tuple[Learning, ...]:
    """Rank what a person could learn by what it would open to her.

    Args:
        profile: The person; she may state no skill at all.
        needs: The open needs, each once; those people are not ranked for are left out.
        taxonomy: The active release.
        weights: The version in force.
        as_of: The day of the comparison.
        courses: The real catalogue.

    Returns:
        One goal for each skill worth learning, best first.
    """
    prepared = (
        prepare(need, taxonomy, weights, as_of) for need in needs if abstention(need) is None
    )
    shut = [
        _Shut(each, match)
        for each in prepared
        if not each.is_over and (match := weigh_prepared(profile, each)).bucket is Bucket.NEAR
    ]
    catalogue = tuple(courses)
    best: dict[ConceptUri, tuple[tuple[int, ...], Learning]] = {}
    for concept, level in sorted(set(_goals(shut))):
        learning = _learning(profile, concept, level, shut, taxonomy, weights)
        if learning is None:
            continue
        key = _key(learning)
        if concept not in best or key < best[concept][0]:
            best[concept] = key, learning
    ordered = sorted(best.values(), key=lambda each: (each[0], each[1].concept))
    return tuple(
        replace(learning, courses=tuple(_courses(learning, catalogue, taxonomy, weights, as_of)))
        for _, learning in ordered
    )


def _key(learning: Learning) -> tuple[int, ...]:
    opened = len(learning.opens)
    return (
        -learning.closeness * opened,
        -opened,
        -learning.closeness * learning.nearer,
        -learning.nearer,
        -learning.closeness,
        int(learning.level),
    )


def _goals(shut: Sequence[_Shut]) -> Iterator[tuple[ConceptUri, Level]]:
    for each in shut:
        points = open_points(each.match.conditions)
        for asked in each.prepared.need.requirements:
            essential = asked.kind is RequirementKind.ESSENTIAL
            if essential and points.get((ConditionCode.SKILL, asked.concept)) == BLOCKS:
                yield asked.concept, max(asked.minimum_level, Level.BASIC)


def _learning(  # noqa: PLR0917 - one goal against everything shut
    profile: MatchProfile,
    concept: ConceptUri,
    level: Level,
    shut: Sequence[_Shut],
    taxonomy: Taxonomy,
    weights: Weights,
) -> Learning | None:
    opens: list[NeedId] = []
    nearer = 0
    for each in shut:
        if all(concept not in near for near in each.prepared.neighbours):
            continue
        claim = SkillClaim(concept, level, last_used_year=each.prepared.as_of.year)
        learnt = replace(profile, skills=(*profile.skills, claim))
        after = weigh_prepared(learnt, each.prepared)
        if refusals(each.match) - refusals(after):
            continue
        if after.bucket < Bucket.NEAR:
            opens.append(each.prepared.need.need_id)
        elif _blocking(after) < _blocking(each.match):
            nearer += 1
    if not opens and not nearer:
        return None
    closeness = _closeness(profile, concept, level, taxonomy, weights)
    return Learning(concept, level, closeness, tuple(sorted(opens)), nearer, ())


def _blocking(match: ScoredMatch) -> int:
    return sum(grave == BLOCKS for grave in open_points(match.conditions).values())


def _closeness(
    profile: MatchProfile,
    concept: ConceptUri,
    level: Level,
    taxonomy: Taxonomy,
    weights: Weights,
) -> int:
    near = taxonomy.neighbours(concept)
    found = (
        near.get(claim.concept, 0) * level_factor(claim.level, level, weights) // 10
        for claim in profile.skills
    )
    return max(found, default=0)


def _courses(
    learning: Learning,
    catalogue: Iterable[Course],
    taxonomy: Taxonomy,
    weights: Weights,
    as_of: date,
) -> Iterator[CourseId]:
    near = taxonomy.neighbours(learning.concept)
    teaching = {
        course.course_id
        for course in catalogue
        if any(run.start >= as_of for run in course.runs)
        and any(
            taught.level >= learning.level
            and near.get(taught.concept, 0) >= weights.essential_similarity
            for taught in course.teaches
        )
    }
    yield from sorted(teaching)
