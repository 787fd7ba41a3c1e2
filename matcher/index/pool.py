"""All profiles of the index, laid out in columns.

Rules:

- One row per profile, reused after it leaves; row 0 is nobody's.
- What every profile has once is a field of ``facts``; what it has many times is an entry of
  a table; skill claims are filed by concept. Dated windows hold ordinals, seasons day codes.
- The strength of a claim is folded at entry with the pool's day, in both readings: in the
  country that recognised it and elsewhere.

What it does not do: compare with a need (``sweep``), lock (``index``).
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.criteria import has_worked_abroad
from matcher.experience import merged
from matcher.index.columns import NOBODY, Names, Records, Table
from matcher.languages import split_tag
from matcher.types import (
    Answer,
    ConceptUri,
    EvidenceState,
    MatchProfile,
    Mode,
    Place,
    SkillClaim,
    Slot,
    TrainerState,
    YearlyWindow,
)
from matcher.weights import Weights, claim_strength, evidence_rank

UNSTATED = -(2**62)
"""Stands for a number nobody stated."""
ANSWERS = tuple(Answer)
TRAINER_STATES = tuple(TrainerState)
MODE_BITS = {mode: 1 << position for position, mode in enumerate(Mode)}

_FACTS = [
    ("alive", "?"),
    ("slot", "i8"),
    ("lot", "u8"),
    ("modes", "i2"),
    ("windows", "?"),
    ("hours", "i8"),
    ("mission_days", "i8"),
    ("notice_days", "i8"),
    ("willing", "u1"),
    ("trainer", "u1"),
    ("mentoring", "i8"),
    ("languages", "?"),
    ("experience", "?"),
    ("confirmed", "i4"),
    ("abroad", "?"),
]
_CLAIM = [
    ("row", "i4"),
    ("level", "u1"),
    ("strength", "u1"),
    ("strength_home", "u1"),
    ("rank", "u1"),
    ("teachable", "?"),
    ("home", "i4"),
]
_LANGUAGE = [("row", "i4"), ("language", "i4"), ("dialect", "i4"), ("level", "u1")]
_PLACE = [("row", "i4"), ("country", "i4"), ("region", "i4"), ("tie", "?")]
_WINDOW = [("row", "i4"), ("start", "i4"), ("end", "i4")]
_EXPERIENCE = [
    ("row", "i4"),
    ("occupation", "i4"),
    ("sector", "i4"),
    ("origin", "i8"),
    ("host", "i8"),
]


class Pool:
    """The profiles, as columns and as they came."""

    def __init__(self, weights: Weights, as_of: date) -> None:
        """Begin empty.

        Args:
            weights: The version whose recency and evidence are folded in.
            as_of: The day they are folded for.
        """
        self.weights = weights
        self.as_of = as_of
        self.names = Names()
        self.facts: Records = np.zeros(1, dtype=np.dtype(_FACTS, align=True))
        self.claims: dict[ConceptUri, Table] = {}
        self.languages = Table(_LANGUAGE)
        self.places = Table(_PLACE)
        self.dated = Table(_WINDOW)
        self.seasons = Table(_WINDOW)
        self.experience = Table(_EXPERIENCE)
        self._profiles: dict[int, MatchProfile] = {}
        self._rows: dict[Slot, int] = {}
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, slot: object) -> bool:
        return slot in self._rows

    @property
    def size(self) -> int:
        """Rows in use or free, nobody's included: the length of every column."""
        return len(self.facts)

    def profiles(self) -> tuple[MatchProfile, ...]:
        """List all profiles."""
        return tuple(self._profiles.values())

    def at(self, row: int) -> MatchProfile:
        """Give the profile of a row in use."""
        return self._profiles[row]

    def get(self, slot: Slot) -> MatchProfile | None:
        """Give the profile of a slot, if it is here."""
        row = self._rows.get(slot)
        return None if row is None else self._profiles[row]

    def rows_without(self, slots: Iterable[Slot]) -> NDArray[np.bool_]:
        """Mark the rows in use, but not those of some slots, here or not."""
        marked: NDArray[np.bool_] = self.facts["alive"].copy()
        marked[[self._rows[slot] for slot in slots if slot in self._rows]] = False
        return marked

    def add(self, profile: MatchProfile) -> None:
        """Take a profile in, in place of the one that held its slot."""
        self.remove(profile.slot)
        row = self._free.pop() if self._free else self._new_row()
        self._rows[profile.slot] = row
        self._profiles[row] = profile
        self._enter(row, profile)

    def remove(self, slot: Slot) -> bool:
        """Let a profile go at once; tell whether it was here."""
        row = self._rows.pop(slot, None)
        if row is None:
            return False
        profile = self._profiles.pop(row)
        self.facts[row] = np.zeros((), dtype=self.facts.dtype)
        for concept in {claim.concept for claim in profile.skills}:
            self.claims[concept].drop(row)
        for stated, table in (
            (profile.languages, self.languages),
            (profile.ties or profile.residence, self.places),
            (profile.windows, self.dated),
            (profile.windows, self.seasons),
            (profile.experience, self.experience),
        ):
            if stated:
                table.drop(row)
        self._free.append(row)
        return True

    def _new_row(self) -> int:
        grown = np.zeros(max(64, 2 * len(self.facts)), dtype=self.facts.dtype)
        grown[: len(self.facts)] = self.facts
        self._free.extend(range(len(grown) - 1, max(NOBODY, len(self.facts) - 1), -1))
        self.facts = grown
        return self._free.pop()

    def _enter(self, row: int, profile: MatchProfile) -> None:
        self.facts[row] = _facts_of(profile)
        for claim in set(profile.skills):
            self._enter_claim(row, claim)
        for skill in set(profile.languages):
            language, dialect = split_tag(skill.tag)
            self.languages.append(
                row, self.names.number(language), self._dialect(dialect), int(skill.level)
            )
        for tie in set(profile.ties):
            self._enter_place(row, tie, tie=True)
        if profile.residence:
            self._enter_place(row, profile.residence, tie=False)
        for window in set(profile.windows or ()):
            if isinstance(window, YearlyWindow):
                self.seasons.append(row, day_code(*window.start), day_code(*window.end))
            else:
                self.dated.append(row, window.start.toordinal(), window.end.toordinal())
        for (occupation, sector), years in merged(profile.experience).items():
            self.experience.append(
                row,
                self.names.number(occupation),
                self.names.number(sector),
                years.origin,
                years.host,
            )

    def _dialect(self, dialect: str) -> int:
        return self.names.number(dialect or None)

    def _enter_claim(self, row: int, claim: SkillClaim) -> None:
        home = None
        if claim.evidence is EvidenceState.RECOGNISED:
            home = claim.recognised_in
        table = self.claims.get(claim.concept)
        if table is None:
            table = self.claims[claim.concept] = Table(_CLAIM)
        table.append(
            row,
            int(claim.level),
            claim_strength(claim, self.as_of, None, self.weights),
            claim_strength(claim, self.as_of, home, self.weights),
            evidence_rank(claim, None),
            claim.can_teach is not Answer.NO,
            self.names.number(home),
        )

    def _enter_place(self, row: int, place: Place, *, tie: bool) -> None:
        self.places.append(
            row, self.names.number(place.country), self.names.number(place.region), tie
        )


def _facts_of(profile: MatchProfile) -> tuple[object, ...]:
    modes = profile.modes
    confirmed = profile.confirmed_on
    return (
        True,
        profile.slot,
        profile.lot & (2**64 - 1),
        -1 if modes is None else sum(MODE_BITS[mode] for mode in modes),
        profile.windows is not None,
        _or_unstated(profile.hours_per_month),
        _or_unstated(profile.longest_mission_days),
        _or_unstated(profile.notice_days),
        ANSWERS.index(profile.willing_to_share),
        TRAINER_STATES.index(profile.train_the_trainer),
        _or_unstated(profile.mentoring_places),
        bool(profile.languages),
        bool(profile.experience),
        confirmed.toordinal() if confirmed else 0,
        has_worked_abroad(profile),
    )


def _or_unstated(number: int | None) -> int:
    return UNSTATED if number is None else number


def day_code(month: int, day: int) -> int:
    """Number the days of a year in their order, with room for 31 days in every month."""
    return month * 32 + day
