"""Which rows of the pool a ladder opens, chosen in columns.

Rules: see ``ladder`` and ``teams``; nobody is weighed one by one before she is chosen.

- *Near*: the best near matches.
- *To train*: the best conditional matches that wait for something a course teaches, and the
  best near ones that fail nothing else.
- *Mates*: of each set of covered essential skills the best few who fail no other condition.

What it does not do: explain, plan or put teams together.

Shape: every array has one entry per row of the pool, nobody's included.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from matcher.index.pool import Pool
from matcher.index.survey import Mask, Survey, best_rows, survey_of, why_nobody
from matcher.index.sweep import Finding, Sweep
from matcher.ladder.catalogue import useful_courses
from matcher.ladder.teams import EACH, essential_skills
from matcher.prepared import PreparedNeed
from matcher.taxonomy import Taxonomy
from matcher.types import Bucket, ConceptUri, Course, NoDirectMatch, ReasonCode

_LANGUAGE_REASONS = frozenset(
    {ReasonCode.LANGUAGE, ReasonCode.LANGUAGE_LEVEL, ReasonCode.LANGUAGE_UNKNOWN}
)


class LadderRows:
    """Chooses the rows of one ladder; afterwards it knows who was chosen for what.

    ``near_ones``, ``to_train`` and ``mates`` are places among the rows chosen.
    """

    prepared: PreparedNeed
    survey: Survey
    why: NoDirectMatch
    courses: tuple[Course, ...]

    def __init__(
        self, courses: Iterable[Course], taxonomy: Taxonomy, *, near: int, tried: int
    ) -> None:
        """Keep what to look for.

        Args:
            courses: The catalogue.
            taxonomy: The release of the index.
            near: How many near matches.
            tried: How many conditional and how many near matches to look for courses for.
        """
        self._catalogue = tuple(courses)
        self._taxonomy = taxonomy
        self._near = near
        self._tried = tried
        self._rows: dict[int, int] = {}
        self.near_ones: list[int] = []
        self.to_train: list[int] = []
        self.mates: list[int] = []

    def __call__(self, pool: Pool, prepared: PreparedNeed, swept: Sweep) -> list[int]:
        """Choose the rows, each once."""
        self.prepared = prepared
        self.survey = survey_of(swept)
        self.why = why_nobody(swept)
        self.courses = useful_courses(prepared, self._catalogue, self._taxonomy)
        near = swept.buckets == Bucket.NEAR
        self.near_ones = self._places(best_rows(pool, prepared, swept, self._near, near))
        if self.courses:
            for among in self._teachable(prepared, swept):
                rows = best_rows(pool, prepared, swept, self._tried, among)
                self.to_train += self._places(rows)
        if not self.survey.direct:
            self.mates = self._places(_mates(pool, prepared, swept))
        return list(self._rows)

    def _places(self, rows: Iterable[int]) -> list[int]:
        return [self._rows.setdefault(row, len(self._rows)) for row in rows]

    def _teachable(self, prepared: PreparedNeed, swept: Sweep) -> tuple[Mask, Mask]:
        """Give whom a course may help: the conditional ones, and the near ones."""
        skills = self._taught(prepared)
        helped, beyond = np.zeros((2, len(swept.alive)), dtype=np.bool_)
        for finding in swept.findings:
            if self._helps(finding, skills):
                helped |= finding.rows
            elif finding.blocks:
                beyond |= finding.rows
        conditional = helped & (swept.buckets == Bucket.CONDITIONAL)
        near = helped & ~beyond & (swept.buckets == Bucket.NEAR)
        return conditional, near

    def _taught(self, prepared: PreparedNeed) -> frozenset[ConceptUri]:
        taught = {each.concept for course in self.courses for each in course.teaches}
        least = prepared.weights.essential_similarity
        return frozenset(
            asked.concept
            for asked, near in zip(prepared.need.requirements, prepared.neighbours, strict=True)
            if any(near.get(concept, 0) >= least for concept in taught)
        )

    def _helps(self, finding: Finding, skills: frozenset[ConceptUri]) -> bool:
        if finding.reason is ReasonCode.WILLINGNESS:
            return False
        if finding.concept is not None:
            return finding.concept in skills
        if finding.reason is ReasonCode.TRAIN_THE_TRAINER:
            return any(course.trains_trainers for course in self.courses)
        spoken = any(course.teaches_language is not None for course in self.courses)
        return spoken and finding.reason in _LANGUAGE_REASONS


def _mates(pool: Pool, prepared: PreparedNeed, swept: Sweep) -> list[int]:
    skills = essential_skills(prepared.need)
    # Sets of covered skills are bits of one whole number.
    if not 2 <= len(skills) <= 62:
        return []
    everything = (1 << len(skills)) - 1
    covers = np.full(len(swept.alive), everything, dtype=np.int64)
    out, waits = np.zeros((2, len(swept.alive)), dtype=np.bool_)
    for finding in swept.findings:
        if finding.concept is None:
            group = out if finding.blocks else waits
            group |= finding.rows
        elif finding.concept in skills and finding.reason is not ReasonCode.EVIDENCE_PENDING:
            covers[finding.rows] &= ~(1 << skills.index(finding.concept))
    fit = ~out & (covers != 0) & (covers != everything)
    taken = Counter[tuple[int, bool]]()
    kept = []
    for row in best_rows(pool, prepared, swept, len(swept.alive), fit):
        brought = int(covers[row]), bool(waits[row])
        taken[brought] += 1
        if taken[brought] <= EACH:
            kept.append(row)
    return kept
