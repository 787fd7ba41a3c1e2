"""Which courses of a catalogue could serve a need at all, whoever follows them.

Rules:

- A run is in time when it starts on the day of the comparison or later and ends before the
  need starts; nothing is in time for a need that is over.
- A course serves when it teaches something that may stand for an asked skill, an essential
  language, or training others where that is demanded; or when it opens the way into one that
  does, by its language or by what one must bring.

What it does not do: look at a person (``following``) or choose (``training_search``).
"""

from collections.abc import Iterable, Iterator

from matcher.ladder.open_points import last_day_before
from matcher.languages import split_tag
from matcher.prepared import PreparedNeed
from matcher.taxonomy import Taxonomy
from matcher.types import Course, CourseRun, LanguageTag, Level, RequirementKind


def useful_courses(
    prepared: PreparedNeed, courses: Iterable[Course], taxonomy: Taxonomy
) -> tuple[Course, ...]:
    """Keep the courses that could serve anybody for a need.

    Those with a run in time that teach something asked, and those that open the way into
    them, in the order they came.
    """
    timely = [course for course in courses if any(timely_runs(prepared, course))]
    asked = [
        near
        for each, near in zip(prepared.need.requirements, prepared.neighbours, strict=True)
        if each.kind is not RequirementKind.OPTIONAL
    ]
    spoken = [each.tag for each in prepared.need.languages if each.essential]
    least = prepared.weights.essential_similarity
    kept = {
        course.course_id
        for course in timely
        if (course.trains_trainers and prepared.asks_trainer)
        or teaches_language(course, spoken)
        or any(near.get(each.concept, 0) >= least for near in asked for each in course.teaches)
    }
    frontier = [course for course in timely if course.course_id in kept]
    while frontier:
        frontier = [
            course
            for course in timely
            if course.course_id not in kept
            and any(leads_into(course, other, taxonomy, least) for other in frontier)
        ]
        kept |= {course.course_id for course in frontier}
    return tuple(course for course in timely if course.course_id in kept)


def leads_into(course: Course, other: Course, taxonomy: Taxonomy, least: int) -> bool:
    """Tell whether one course teaches the language of another, or what one must bring to it."""
    return teaches_language(course, (other.language,)) or any(
        taxonomy.similarity(taught.concept, asked.concept) >= least
        for asked in other.teaches
        if asked.from_level is not Level.UNKNOWN
        for taught in course.teaches
    )


def timely_runs(prepared: PreparedNeed, course: Course) -> Iterator[CourseRun]:
    """List the runs that start from today on and end before the need starts."""
    latest = last_day_before(prepared)
    for run in course.runs:
        late = latest is not None and run.end > latest
        if run.start >= prepared.as_of and not late and not prepared.is_over:
            yield run


def teaches_language(course: Course, asked: Iterable[LanguageTag]) -> bool:
    """Tell whether a course teaches one of some languages, dialects apart."""
    taught = course.teaches_language
    return taught is not None and any(
        split_tag(tag)[0] == split_tag(taught.tag)[0] for tag in asked
    )
