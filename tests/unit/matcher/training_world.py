"""Courses for tests: short ways to write a catalogue over the small taxonomy."""

from datetime import date
from typing import Any

from matcher.types import (
    Cefr,
    Course,
    CourseId,
    CourseRun,
    LanguageSkill,
    LanguageTag,
    Level,
    Place,
    Teaching,
)
from tests.factories import place, skill


def teaches(name: str, level: int = 2, bring: int = 0) -> Teaching:
    """Teach a skill to a level, from a level one must bring."""
    return Teaching(skill(name), Level(level), Level(bring))


def run(start: str, end: str, where: str | None = "EG", **said: Any) -> CourseRun:
    """Hold a course between two ISO dates; without a place it is remote."""
    said.setdefault("seats_left", 5)
    at: Place | None = place(where) if where else None
    said.setdefault("remote", where is None)
    return CourseRun(date.fromisoformat(start), date.fromisoformat(end), at, **said)


def course(
    course_id: str,
    *taught: Teaching,
    runs: tuple[CourseRun, ...],
    language: str = "ar",
    **said: Any,
) -> Course:
    """Offer a course."""
    return Course(CourseId(course_id), taught, runs, LanguageTag(language), **said)


def language_course(
    course_id: str, tag: str, level: Cefr, *runs: CourseRun, language: str = "ar"
) -> Course:
    """Offer a language course."""
    spoken = LanguageSkill(LanguageTag(tag), level)
    return course(course_id, runs=runs, language=language, teaches_language=spoken)
