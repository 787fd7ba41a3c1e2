"""Documents of a course, as the matcher sees it."""

from data.codec.profile import LANGUAGE_SKILL
from data.codec.shapes import (
    CODE,
    DAY,
    FLAG,
    PLACE,
    WHOLE,
    Shape,
    coded,
    document_of,
    many,
    opened,
)
from matcher.types import Cefr, EvidenceState, Level
from matcher.types.training import Course, CourseId, CourseRun, Teaching, WageReplacement

_COURSE = Shape(
    Course,
    teaches=many(Shape(Teaching, concept=CODE, level=coded(Level), from_level=coded(Level)).part),
    runs=many(
        Shape(
            CourseRun,
            start=DAY,
            end=DAY,
            place=PLACE,
            remote=FLAG,
            seats=WHOLE,
            seats_left=WHOLE,
        ).part
    ),
    language=CODE,
    minimum_cefr=coded(Cefr),
    teaches_language=LANGUAGE_SKILL,
    trains_trainers=FLAG,
    evidence=coded(EvidenceState),
    recognised_in=CODE,
    cost_cents=WHOLE,
    currency=CODE,
    wage_replacement=coded(WageReplacement),
    paid_by=CODE,
    leave_days=WHOLE,
)


def write_course(course: Course) -> str:
    """Write what the matcher sees of a course; its reference stands in the row, not here."""
    return document_of(_COURSE.write(course)).decode()


def read_course(course_id: CourseId, document: str) -> Course:
    """Read what the matcher sees of a course.

    Raises:
        UnreadableRecord: It is not what ``write_course`` writes.
    """
    return opened("course", document, lambda parts: _COURSE.read(parts, course_id=course_id))
