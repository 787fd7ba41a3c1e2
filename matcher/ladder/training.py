"""Courses of a real catalogue that close what is missing before the work starts.

Rules:

- Only courses and runs of the catalogue handed in; none is invented. A run is followed as it
  is dated, starts on the day of the comparison or later, and ends before the need starts. A
  need that has begun or is over has no plan; one without a start has no last day, and the
  plan shows when it ends.
- Runs of a plan do not overlap, not even by a day. Each course is one the person can follow
  (``following``), counting what the courses before it have taught her.
- A plan must improve the match: a better bucket, or fewer points that block, or fewer points
  open (``open_points``). Anything else is no plan.
- Among plans: best bucket, fewest points that block, fewest points open, then fewest
  courses, highest score, earliest end. So far the choice is exact over the catalogue. Of
  courses that teach alike the one that ends first is taken, with the fewest questions, then
  by identifier. The order of the catalogue changes nothing.
- What a course teaches becomes a claim of its level, with the course's proof, in use in the
  year of the comparison; a train-the-trainer course is done; a language reaches its level.
  A language learnt is not added while nothing is said about languages: it would turn that
  silence into a no. Whoever refuses to teach a skill is not made willing by a course.
- ``after`` is the ordinary weighing of that profile. Until the courses are followed the
  match is conditional at best (``bucket_with_plan``).

What it does not do: enrol anybody, or hold a seat.

Source: R4-48, R4-71, R4-81, R4-104.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from matcher.ladder.following import Questions, TrainingQuestion
from matcher.ladder.learning import profile_after
from matcher.ladder.open_points import closed_between, gravity, last_day_before
from matcher.ladder.training_search import Taken, TrainingSearch
from matcher.prepared import PreparedNeed, prepare
from matcher.scoring import weigh_prepared
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Bucket,
    Condition,
    Course,
    CourseId,
    CourseRun,
    MatchNeed,
    MatchProfile,
    ScoredMatch,
)
from matcher.weights import Weights

__all__ = [
    "TrainingPlan",
    "TrainingQuestion",
    "TrainingStep",
    "plan_prepared",
    "plan_training",
    "profile_after",
]


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """One course to follow, when, and what it closes.

    ``closes`` holds the conditions, as they stand before the step, whose point it closes or
    eases; a step that only opens the way into the next closes none. ``questions`` must be
    asked first. ``days_off`` are the days of leave outside the person's windows.
    """

    course_id: CourseId
    run: CourseRun
    closes: tuple[Condition, ...]
    questions: Questions = frozenset()
    days_off: int = 0


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """Courses in the order to follow them, and the match before and after.

    ``by`` is the last day they may end, ``None`` when the need has no start.
    """

    steps: tuple[TrainingStep, ...]
    ends_on: date
    before: ScoredMatch
    after: ScoredMatch
    by: date | None = None

    @property
    def bucket_with_plan(self) -> Bucket:
        """Where the match stands once the plan is agreed: conditional until it is done."""
        return max(self.after.bucket, Bucket.CONDITIONAL)

    @property
    def still_open(self) -> tuple[Condition, ...]:
        """The conditions the plan leaves open."""
        return tuple(each for each in self.after.conditions if gravity(each))


def plan_training(  # noqa: PLR0917 - the two sides first, as every entry point has them
    profile: MatchProfile,
    need: MatchNeed,
    courses: Iterable[Course],
    taxonomy: Taxonomy,
    weights: Weights,
    as_of: date,
    *,
    most_steps: int = 3,
) -> TrainingPlan | None:
    """Find the courses that bring a person nearest to a need before it starts.

    Args:
        profile: The person.
        need: What is asked, at least one skill.
        courses: The catalogue; of courses with the same identifier the last stands.
        taxonomy: The active release.
        weights: The version in force.
        as_of: The day of the comparison.
        most_steps: How many courses at most.

    Returns:
        The best plan, or ``None`` when no courses improve the match.

    Raises:
        NotEnoughData: The need has no readable requirement.
    """
    prepared = prepare(need, taxonomy, weights, as_of)
    return plan_prepared(profile, prepared, courses, taxonomy, most_steps=most_steps)


def plan_prepared(
    profile: MatchProfile,
    prepared: PreparedNeed,
    courses: Iterable[Course],
    taxonomy: Taxonomy,
    *,
    most_steps: int = 3,
) -> TrainingPlan | None:
    """Find the best courses for a need made ready; see `plan_training`."""
    catalogue = {course.course_id: course for course in courses}
    search = TrainingSearch(profile, prepared, catalogue.values(), taxonomy)
    found = search.best(most_steps)
    if found is None:
        return None
    taken, after = found
    return TrainingPlan(
        steps=tuple(_steps(profile, prepared, search.before, taken)),
        ends_on=taken[-1].run.run.end,
        before=search.before,
        after=after,
        by=last_day_before(prepared),
    )


def _steps(
    profile: MatchProfile,
    prepared: PreparedNeed,
    before: ScoredMatch,
    taken: tuple[Taken, ...],
) -> Iterator[TrainingStep]:
    for count, each in enumerate(taken, start=1):
        followed = [step.course for step in taken[:count]]
        after = weigh_prepared(profile_after(profile, followed, prepared.as_of), prepared)
        yield TrainingStep(
            course_id=each.course.course_id,
            run=each.run.run,
            closes=closed_between(before, after),
            questions=each.questions,
            days_off=each.run.days_off,
        )
        before = after
