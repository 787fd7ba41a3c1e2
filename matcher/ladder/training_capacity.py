"""What the needs ask, set against what the courses can teach.

Rules:

- One row for each skill some need asks as essential or trainable, at the highest level asked.
- A need counts once for each skill; its seats are all counted, whoever might already fit.
- A course counts for a skill when it teaches it, or something that stands for it, to that
  level, in a run still to come. Places left are added over those runs; runs that do not say
  how many are left are counted apart, as neither none nor enough. A course that serves
  several skills is counted for each: places are no sum over rows.

What it does not do: plan for anybody (``training``).

Source: C-42.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matcher.taxonomy import Taxonomy
from matcher.types import ConceptUri, Course, Level, MatchNeed, RequirementKind
from matcher.weights import VERSION_1, Weights


@dataclass(frozen=True, slots=True)
class TrainingCapacity:
    """One asked skill: the demand for it and the places to learn it.

    ``needs`` ask it, with ``seats`` in all; ``courses`` teach it to ``level``, with
    ``places_left`` in the runs that say so and ``runs_unsaid`` that do not.
    """

    concept: ConceptUri
    level: Level
    needs: int
    seats: int
    courses: int
    places_left: int
    runs_unsaid: int


def training_capacity(
    needs: Iterable[MatchNeed],
    courses: Iterable[Course],
    taxonomy: Taxonomy,
    as_of: date,
    weights: Weights = VERSION_1,
) -> tuple[TrainingCapacity, ...]:
    """Set demand against training, skill by skill.

    Args:
        needs: The open needs, each once.
        courses: The real catalogue, each identifier once.
        taxonomy: The active release.
        as_of: The day of the comparison; runs that began before it do not count.
        weights: The version in force.

    Returns:
        Most needs first, then fewest places left, then by skill.
    """
    asked: dict[ConceptUri, dict[str, MatchNeed]] = {}
    levels: dict[ConceptUri, Level] = {}
    for need in needs:
        for each in need.requirements:
            if each.kind is not RequirementKind.OPTIONAL:
                asked.setdefault(each.concept, {})[need.need_id] = need
                highest = levels.get(each.concept, Level.BASIC)
                levels[each.concept] = max(highest, each.minimum_level)
    catalogue = tuple(courses)
    rows = (
        _row(concept, levels[concept], tuple(asking.values()), catalogue, taxonomy, as_of, weights)
        for concept, asking in asked.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.needs, row.places_left, row.concept)))


def _row(  # noqa: PLR0917 - one skill against both sides
    concept: ConceptUri,
    level: Level,
    asking: tuple[MatchNeed, ...],
    courses: Iterable[Course],
    taxonomy: Taxonomy,
    as_of: date,
    weights: Weights,
) -> TrainingCapacity:
    near = taxonomy.neighbours(concept)
    teaching = [
        runs
        for course in courses
        if any(
            taught.level >= level and near.get(taught.concept, 0) >= weights.essential_similarity
            for taught in course.teaches
        )
        and (runs := [run for run in course.runs if run.start >= as_of])
    ]
    left = [run.seats_left for runs in teaching for run in runs]
    return TrainingCapacity(
        concept=concept,
        level=level,
        needs=len(asking),
        seats=sum(need.seats for need in asking),
        courses=len(teaching),
        places_left=sum(number for number in left if number is not None),
        runs_unsaid=left.count(None),
    )
