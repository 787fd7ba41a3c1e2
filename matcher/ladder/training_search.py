"""The exact search for the best courses of a catalogue.

Rules: see ``training``. How it stays exact and quick:

- Only courses that can close an open point, or open the way into one that does, are looked
  at; the others change neither bucket nor points.
- Courses that teach the same with the same proof come to the same: they are one *lesson*, and
  a plan takes a lesson once, from whichever course ends first.
- A claim never makes a point worse, and each requirement takes the best claim there is. So
  what some lessons leave open together follows from what each leaves open alone, and plans
  are tried in the order of what they would leave open. (A need that asks one skill twice is
  weighed in full instead.)
- All lessons together bound what any of them can reach; once a plan reaches the bound, or no
  longer plan can leave less open, no longer one is tried.
- A lesson stays in a plan only when it brings a point further than the others do, or opens
  the way into another of the plan.
- For lessons in a given order the earliest end is reached by taking, one after the other,
  the run that ends first: it leaves the most room for the rest.

What it does not do: put the plan into words or numbers (``training``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations, groupby, permutations

from matcher.ladder.catalogue import leads_into, teaches_language, timely_runs
from matcher.ladder.following import OpenRun, Questions, entry_questions, run_questions
from matcher.ladder.learning import profile_after
from matcher.ladder.open_points import (
    BLOCKS,
    Openness,
    open_points,
    openness,
    refusals,
)
from matcher.prepared import PreparedNeed
from matcher.scoring import weigh_prepared
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Bucket,
    ConceptUri,
    ConditionCode,
    Course,
    Criterion,
    LanguageTag,
    MatchProfile,
    RequirementKind,
    ScoredMatch,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A course with the run to take and everything to ask first."""

    course: Course
    run: OpenRun
    questions: Questions


@dataclass(frozen=True, slots=True, eq=False)
class _Lesson:
    """What some courses teach alike, the courses, by identifier, and the match after it alone.

    ``gain`` has a bit for every gravity of every point it brings further.
    """

    courses: tuple[Course, ...]
    after: ScoredMatch
    gain: int

    @property
    def one(self) -> Course:
        return self.courses[0]


@dataclass(frozen=True, slots=True)
class _Plan:
    taken: tuple[Taken, ...]
    after: ScoredMatch


class TrainingSearch:
    """One person, one need, one catalogue."""

    def __init__(
        self,
        profile: MatchProfile,
        prepared: PreparedNeed,
        courses: Iterable[Course],
        taxonomy: Taxonomy,
    ) -> None:
        """Keep the sides; nothing is searched yet.

        Args:
            profile: The person.
            prepared: The need, at least one requirement.
            courses: The catalogue; each identifier once.
            taxonomy: The release the need was made ready with.
        """
        self._profile = profile
        self._prepared = prepared
        self._taxonomy = taxonomy
        self._courses = tuple(courses)
        self.before = weigh_prepared(profile, prepared)
        self._points = open_points(self.before.conditions)
        places = range(len(self._points))
        self._bits = [range(BLOCKS * place, BLOCKS * (place + 1)) for place in places]
        self._left: dict[int, Openness] = {}
        self._opening: dict[tuple[str, str], bool] = {}
        self._shut: dict[str, bool] = {}
        self._runs: dict[str, tuple[OpenRun, ...]] = {}
        asked = [
            each.concept
            for each in prepared.need.requirements
            if each.kind is not RequirementKind.OPTIONAL
        ]
        self._asked_once = len(set(asked)) == len(asked)

    def best(self, most: int) -> tuple[tuple[Taken, ...], ScoredMatch] | None:
        """Give the best courses in the order to follow them, and the match after them.

        Args:
            most: How many courses at most.
        """
        lessons = self._lessons if self._points else ()
        if not lessons:
            return None
        bound = openness(self._after(lessons))
        limit = openness(self.before)
        best: _Plan | None = None
        for count in range(1, min(most, len(lessons)) + 1):
            if bound >= limit:
                break
            promising = sorted(
                (
                    (left, chosen)
                    for chosen in combinations(lessons, count)
                    if (left := self._left_open(chosen)) < limit and self._worth(chosen)
                ),
                key=lambda each: each[0],
            )
            for left, group in groupby(promising, key=lambda each: each[0]):
                plan = self._best_of([chosen for _, chosen in group])
                if plan is not None:
                    best, limit = plan, left
                    break
        return None if best is None else (best.taken, best.after)

    def _best_of(self, choices: Sequence[Sequence[_Lesson]]) -> _Plan | None:
        """Give the best plan among choices that leave the same open and take as many."""
        refused = refusals(self.before)
        valued = sorted(
            (-self._numerator(chosen), place)
            for place, chosen in enumerate(choices)
            if not refused or not refused - refusals(self._after(chosen))
        )
        for _, group in groupby(valued, key=lambda each: each[0]):
            found = [
                (taken, choices[place])
                for _, place in group
                if (taken := self._schedule(choices[place])) is not None
            ]
            if found:
                taken, chosen = min(found, key=lambda each: _time_key(each[0]))
                return _Plan(taken, self._after(chosen))
        return None

    def _numerator(self, chosen: Sequence[_Lesson]) -> int:
        """Give the score after some lessons from the scores after each alone.

        Each requirement takes its best claim, and only a language changes anything else.
        """
        if sum(lesson.one.teaches_language is not None for lesson in chosen) > 1:
            return self._after(chosen).numerator
        numerator = 0
        for bars in zip(*(lesson.after.evidence for lesson in chosen), strict=True):
            value = max(bar.value for bar in bars)
            if bars[0].criterion is Criterion.SKILLS:
                asked = zip(*(bar.children for bar in bars), strict=True)
                value = sum(each[0].weight * max(one.value for one in each) for each in asked)
            numerator += bars[0].weight * value
        return numerator

    def _left_open(self, chosen: Sequence[_Lesson]) -> Openness:
        if not self._asked_once:
            return openness(self._after(chosen))
        gained = 0
        for lesson in chosen:
            gained |= lesson.gain
        found = self._left.get(gained)
        if found is None:
            left = [
                grave - sum(bool(gained & 1 << bit) for bit in bits)
                for grave, bits in zip(self._points.values(), self._bits, strict=True)
            ]
            blocking, still = left.count(BLOCKS), sum(grave > 0 for grave in left)
            held = Bucket.CONDITIONAL if still else Bucket.DIRECT
            found = Openness(Bucket.NEAR if blocking else held, blocking, still)
            self._left[gained] = found
        return found

    def _schedule(self, chosen: Sequence[_Lesson]) -> tuple[Taken, ...] | None:
        found = (self._in_order(order) for order in permutations(chosen))
        return min((each for each in found if each is not None), key=_time_key, default=None)

    def _in_order(self, order: Sequence[_Lesson]) -> tuple[Taken, ...] | None:
        taken: list[Taken] = []
        known = self._profile
        for lesson in order:
            last = taken[-1].run.run.end if taken else None
            possible = (
                Taken(course, run, entry | run.questions)
                for course in lesson.courses
                if (run := self._next_run(course, last)) is not None
                and (entry := self._entry(known, course)) is not None
            )
            first = min(possible, key=_taken_key, default=None)
            if first is None:
                return None
            taken.append(first)
            known = profile_after(
                self._profile, (each.course for each in taken), self._prepared.as_of
            )
        return tuple(taken)

    def _next_run(self, course: Course, last: date | None) -> OpenRun | None:
        runs = self._runs[course.course_id]
        return next((each for each in runs if last is None or each.run.start > last), None)

    def _entry(self, known: MatchProfile, course: Course) -> Questions | None:
        return entry_questions(known, course, self._taxonomy, self._prepared.weights)

    def _after(self, lessons: Iterable[_Lesson]) -> ScoredMatch:
        courses = (lesson.one for lesson in lessons)
        learnt = profile_after(self._profile, courses, self._prepared.as_of)
        return weigh_prepared(learnt, self._prepared)

    def _worth(self, chosen: Sequence[_Lesson]) -> bool:
        if len(chosen) == 1:
            return True
        for lesson in chosen:
            brought = 0
            for other in chosen:
                if other is not lesson:
                    brought |= other.gain
            new = lesson.gain & ~brought
            if not new and not any(self._opens(lesson, each) for each in chosen):
                return False
        return True

    def _opens(self, lesson: _Lesson, other: _Lesson) -> bool:
        if lesson is other:
            return False
        pair = (lesson.one.course_id, other.one.course_id)
        if pair not in self._opening:
            self._opening[pair] = any(self._leads(lesson.one, each) for each in other.courses)
        return self._opening[pair]

    @cached_property
    def _lessons(self) -> tuple[_Lesson, ...]:
        alike: dict[tuple[object, ...], list[Course]] = {}
        for course in self._relevant:
            taught = frozenset((teaching.concept, teaching.level) for teaching in course.teaches)
            proof = course.evidence, course.recognised_in
            others = course.teaches_language, course.trains_trainers
            alike.setdefault((taught, *proof, *others), []).append(course)
        return tuple(map(self._lesson, alike.values()))

    def _lesson(self, courses: Sequence[Course]) -> _Lesson:
        learnt = profile_after(self._profile, courses[:1], self._prepared.as_of)
        after = weigh_prepared(learnt, self._prepared)
        left = open_points(after.conditions)
        gain = 0
        for (point, grave), bits in zip(self._points.items(), self._bits, strict=True):
            for step in range(left.get(point, 0), grave):
                gain |= 1 << bits[step]
        return _Lesson(tuple(courses), after, gain)

    @cached_property
    def _relevant(self) -> tuple[Course, ...]:
        """Collect what closes a point, then what opens the way to that, by identifier."""
        possible = [course for course in self._courses if self._possible(course)]
        found = {each.course_id: each for each in possible if self._closes(each)}
        frontier = list(found.values())
        while frontier:
            opening = [
                each
                for each in possible
                if each.course_id not in found and any(self._leads(each, to) for to in frontier)
            ]
            found.update({each.course_id: each for each in opening})
            frontier = opening
        return tuple(found[key] for key in sorted(found))

    def _possible(self, course: Course) -> bool:
        """Tell whether she can follow some run in time; keeps those, the first to end first."""
        runs = (
            run_questions(self._profile, course, run, self._prepared.on_site)
            for run in timely_runs(self._prepared, course)
        )
        kept = sorted((run for run in runs if run is not None), key=_run_key)
        self._runs[course.course_id] = tuple(kept)
        return bool(kept)

    def _closes(self, course: Course) -> bool:
        if course.trains_trainers and (ConditionCode.TRAIN_THE_TRAINER, "") in self._points:
            return True
        languages = [
            LanguageTag(which)
            for kind, which in self._points
            if kind == ConditionCode.LANGUAGE and which
        ]
        if teaches_language(course, languages):
            return True
        least = self._prepared.weights.essential_similarity
        taught = [teaching.concept for teaching in course.teaches]
        return any(
            near.get(concept, 0) >= least for near in self._open_requirements for concept in taught
        )

    @cached_property
    def _open_requirements(self) -> tuple[Mapping[ConceptUri, int], ...]:
        prepared = self._prepared
        pairs = zip(prepared.need.requirements, prepared.neighbours, strict=True)
        return tuple(
            near
            for asked, near in pairs
            if asked.kind is not RequirementKind.OPTIONAL
            and (ConditionCode.SKILL, asked.concept) in self._points
        )

    def _leads(self, course: Course, other: Course) -> bool:
        """Tell whether one course teaches what another asks and the person lacks."""
        if self._shut.get(other.course_id) is None:
            self._shut[other.course_id] = self._entry(self._profile, other) is None
        least = self._prepared.weights.essential_similarity
        return self._shut[other.course_id] and leads_into(course, other, self._taxonomy, least)


def _taken_key(taken: Taken) -> tuple[date, int, str]:
    return taken.run.run.end, len(taken.questions), taken.course.course_id


def _time_key(taken: tuple[Taken, ...]) -> tuple[date, int, tuple[str, ...]]:
    asked = sum(len(each.questions) for each in taken)
    return taken[-1].run.run.end, asked, tuple(each.course.course_id for each in taken)


def _run_key(run: OpenRun) -> tuple[date, int, date, bool, str, str]:
    where = run.run.place
    return (
        run.run.end,
        len(run.questions),
        run.run.start,
        not run.run.remote,
        where.country if where else "",
        (where.region or "") if where else "",
    )
