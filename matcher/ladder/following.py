"""Whether somebody can follow a course, and what must be asked before she is told so.

Rules:

- *Language*: she speaks the course's language at its minimum; another dialect will do.
- *What to bring*: for every concept taught from a level, a claim similar enough to stand for
  it reaches that level.
- *Place*: the run is remote, or in her country of residence, a country she has ties to, or
  the country the work itself is in. A run whose place nobody has named cannot be planned.
- *Seats*: a run without a seat left is full; an unknown number is a question.
- *Days*: the days of an on-site run lie inside her windows, when she stated some. Days
  outside them need leave. Nobody has said she can take it, so it counts only where the
  course provides for it: its leave covers those days and it replaces wages, in part or in
  full. Unpaid leave is never assumed. A remote run asks nothing of her windows.
- *Silence* is no refusal and no free pass: what she has not stated becomes a question to ask
  first. So does every leave a course demands for days she has not said she is free.

What it does not do: choose a course (``training``).
"""

from dataclasses import dataclass
from enum import StrEnum

from matcher.coverage import SkillState, state_of
from matcher.languages import Spoken, best_answer
from matcher.periods import days_covered, days_in
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Course,
    CourseRun,
    LanguageRequirement,
    Level,
    MatchProfile,
    OneOffWindow,
    Place,
    Teaching,
    WageReplacement,
)
from matcher.weights import Weights

_REPLACED = frozenset({WageReplacement.PARTIAL, WageReplacement.FULL})


class TrainingQuestion(StrEnum):
    """What must be asked before somebody can count on a course."""

    LANGUAGE = "language"
    SKILL_LEVEL = "skill_level"
    PLACE = "place"
    DATES = "dates"
    SEATS = "seats"
    LEAVE = "leave"


Questions = frozenset[TrainingQuestion]


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run somebody can follow, what to ask first, and the days of leave it takes her."""

    run: CourseRun
    questions: Questions
    days_off: int


def entry_questions(
    profile: MatchProfile, course: Course, taxonomy: Taxonomy, weights: Weights
) -> Questions | None:
    """Say what to ask of language and previous skills; ``None`` when she cannot enter."""
    questions: set[TrainingQuestion] = set()
    asked = LanguageRequirement(course.language, course.minimum_cefr)
    spoken, _ = best_answer(profile.languages, asked)
    if not profile.languages or spoken is Spoken.LEVEL_UNKNOWN:
        questions.add(TrainingQuestion.LANGUAGE)
    elif spoken < Spoken.OTHER_DIALECT:
        return None
    for teaching in course.teaches:
        brought = _brought(profile, teaching, taxonomy, weights)
        if brought is SkillState.LEVEL_UNKNOWN:
            questions.add(TrainingQuestion.SKILL_LEVEL)
        elif brought is not SkillState.MET:
            return None
    return frozenset(questions)


def _brought(
    profile: MatchProfile, teaching: Teaching, taxonomy: Taxonomy, weights: Weights
) -> SkillState:
    if teaching.from_level is Level.UNKNOWN:
        return SkillState.MET
    near = taxonomy.neighbours(teaching.concept)
    return max(
        (
            state_of(claim.level, teaching.from_level)
            for claim in profile.skills
            if near.get(claim.concept, 0) >= weights.essential_similarity
        ),
        default=SkillState.MISSING,
    )


def run_questions(
    profile: MatchProfile, course: Course, run: CourseRun, work: Place | None
) -> OpenRun | None:
    """Say what to ask of one run; ``None`` when she cannot follow it.

    Args:
        profile: The person.
        course: The course.
        run: One of its runs.
        work: Where the work will be; ``None`` when it is remote or nobody has said.
    """
    questions: set[TrainingQuestion] = set()
    if run.seats_left == 0 or run.seats == 0:
        return None
    if run.seats_left is None:
        questions.add(TrainingQuestion.SEATS)
    if not run.remote:
        if run.place is None:
            return None
        known = [*profile.ties, *([profile.residence] if profile.residence else [])]
        if all(each.country != run.place.country for each in known):
            if work is None or work.country != run.place.country:
                return None
            questions.add(TrainingQuestion.PLACE)
    days = OneOffWindow(run.start, run.end)
    outside = 0 if profile.windows is None else days_in(days) - days_covered(profile.windows, days)
    free = profile.windows is not None and not outside
    days_off = 0 if run.remote else outside
    if days_off and not _provided_for(course, days_off):
        return None
    if profile.windows is None and not run.remote:
        questions.add(TrainingQuestion.DATES)
    if days_off or (course.leave_days and not free):
        questions.add(TrainingQuestion.LEAVE)
    return OpenRun(run, frozenset(questions), days_off)


def _provided_for(course: Course, days: int) -> bool:
    leave = course.leave_days
    return leave is not None and days <= leave and course.wage_replacement in _REPLACED
