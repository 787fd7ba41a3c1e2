"""What there is to do when nobody fits a need directly, from the nearest step to the furthest.

Rules:

- The steps, in order: why nobody fits, counted; near matches with what each lacks; courses
  of the catalogue that close the gap in time; changes of the need with their gain; a team; an
  institution instead of a person. Each is worked out for itself, none is chosen.
- Courses are looked for where they can help: among the best conditional matches, and the
  best near ones that fail nothing but what some course of the catalogue teaches. So many
  people are tried, the plans that lead furthest are given.
- Plans are ordered by bucket with the plan, bucket after, score after, then the order of the
  matches; a plan never lifts a match into the direct bucket.
- An organisation is named when it has at least one of the specialities asked.
- Team members are found over the whole pool (``teams``).
- A ladder can be asked for a need somebody meets directly too (it may have more seats); no
  team is looked for then. A need people are not ranked for has institutions only, and
  ``abstained`` says why.

What it does not do: order the matches (``ranking``), notify anybody, or decide.

Source: R4-34, R4-38, R4-71, R4-81.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matcher.index.searching import MatchIndex
from matcher.ladder.gaps import NearMatch, near_matches
from matcher.ladder.open_points import FirstThing, first_things
from matcher.ladder.relaxations import Relaxation, relaxations
from matcher.ladder.rows import LadderRows
from matcher.ladder.teams import Team, teams_of
from matcher.ladder.training import TrainingPlan, plan_prepared
from matcher.organisations.ranking import rank_organisations
from matcher.prepared import PreparedNeed, prepare
from matcher.ranking import abstention
from matcher.scoring import weigh_prepared
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Course,
    MatchNeed,
    MatchOrganisation,
    MatchProfile,
    NeedId,
    NoDirectMatch,
    OrganisationMatch,
    ReasonCode,
    ScoredMatch,
    Slot,
)
from matcher.weights import Weights

TRIED = 24
"""How many conditional and how many near matches courses are looked for at most, each."""
MOST_RELAXATIONS = 12
MOST_TEAMS = 3


@dataclass(frozen=True, slots=True)
class Ladder:
    """Everything there is to do about one need, step by step.

    ``direct`` and ``conditional`` count the pool. ``training`` holds a person's slot with her
    plan, best first. ``abstained`` names why there is no ladder.
    """

    need_id: NeedId
    direct: int
    conditional: int
    why: NoDirectMatch
    near: tuple[NearMatch, ...] = ()
    training: tuple[tuple[Slot, TrainingPlan], ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    teams: tuple[Team, ...] = ()
    institutions: tuple[OrganisationMatch, ...] = ()
    abstained: ReasonCode | None = None


@dataclass(frozen=True, slots=True)
class PersonLadder:
    """What one person and one need could do to come together.

    ``first`` must happen or be known before the start; ``near`` says what she lacks when the
    match is near; ``relaxations`` are the changes of the need that would help her.
    """

    match: ScoredMatch
    first: tuple[FirstThing, ...]
    near: NearMatch | None
    plan: TrainingPlan | None
    relaxations: tuple[Relaxation, ...]


def climb(
    need: MatchNeed,
    index: MatchIndex,
    courses: Iterable[Course],
    organisations: Iterable[MatchOrganisation],
    as_of: date,
    *,
    near: int = 10,
    plans: int = 5,
    institutions: int = 5,
) -> Ladder:
    """Work out the whole ladder of one need over the pool.

    Args:
        need: Held by the index or not.
        index: The pool.
        courses: The real catalogue; each identifier once.
        organisations: Those that could do it instead of a person.
        as_of: The day of the comparison, the index' own.
        near: How many near matches to name.
        plans: How many training plans to give.
        institutions: How many organisations to give.

    Raises:
        ValueError: The index is folded for another day.
    """
    if as_of != index.as_of:
        raise ValueError("as_of")
    ranked = rank_organisations(need, organisations, index.taxonomy, as_of, index.weights)
    reason = abstention(need)
    if reason is not None:
        return Ladder(
            need.need_id,
            direct=0,
            conditional=0,
            why=NoDirectMatch(len(index), ()),
            institutions=_helpful(need, ranked)[:institutions],
            abstained=reason,
        )
    catalogue = tuple({course.course_id: course for course in courses}.values())
    rows = LadderRows(catalogue, index.taxonomy, near=near, tried=TRIED)
    opened = index.open_rows(need, rows)
    prepared, census = rows.prepared, rows.survey
    tried = [opened[place] for place in rows.to_train]
    return Ladder(
        need_id=need.need_id,
        direct=census.direct,
        conditional=census.conditional,
        why=rows.why,
        near=near_matches(opened[place][1] for place in rows.near_ones),
        training=_plans(tried, prepared, rows.courses, index.taxonomy, plans),
        relaxations=relaxations(need, index, most=MOST_RELAXATIONS),
        teams=()
        if census.direct
        else teams_of(
            need,
            (opened[place][1] for place in rows.mates),
            index.weights,
            most=MOST_TEAMS,
        ),
        institutions=_helpful(need, ranked)[:institutions],
    )


def climb_for(  # noqa: PLR0917 - the two sides first, as every entry point has them
    profile: MatchProfile,
    need: MatchNeed,
    courses: Iterable[Course],
    taxonomy: Taxonomy,
    weights: Weights,
    as_of: date,
) -> PersonLadder:
    """Work out what one person and one need could do to come together.

    Raises:
        NotEnoughData: The need has no readable requirement.
    """
    prepared = prepare(need, taxonomy, weights, as_of)
    match = weigh_prepared(profile, prepared)
    alone = MatchIndex(taxonomy, weights, as_of)
    alone.add(profile)
    return PersonLadder(
        match=match,
        first=first_things(match, prepared),
        near=next(iter(near_matches([match])), None),
        plan=plan_prepared(profile, prepared, courses, taxonomy),
        relaxations=relaxations(need, alone),
    )


def _helpful(need: MatchNeed, ranked: Iterable[OrganisationMatch]) -> tuple[OrganisationMatch, ...]:
    return tuple(each for each in ranked if each.sheet.covered or not need.requirements)


def _plans(
    opened: Iterable[tuple[MatchProfile, ScoredMatch]],
    prepared: PreparedNeed,
    courses: Iterable[Course],
    taxonomy: Taxonomy,
    most: int,
) -> tuple[tuple[Slot, TrainingPlan], ...]:
    catalogue = tuple(courses)
    found = []
    for place, (profile, _) in enumerate(opened):
        plan = plan_prepared(profile, prepared, catalogue, taxonomy)
        if plan is not None:
            key = (plan.bucket_with_plan, plan.after.bucket, -plan.after.numerator, place)
            found.append((key, (profile.slot, plan)))
    found.sort(key=lambda each: each[0])
    return tuple(each for _, each in found[:most])
