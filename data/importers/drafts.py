"""What a row says, read but not yet linked: drafts of vacancies and of profiles.

Rules:

- Everything but a vacancy's title is optional; ``None``, ``UNKNOWN`` and ``UNSAID`` mean
  the file does not say.
- Skills and occupations stay in the words of the file; where the file names a concept of
  a taxonomy, its identifier stands beside the words.
- Drafts of profiles show nothing in ``repr``.
- ``source_key`` recognises the same row in a later import and is unique within whoever
  posts; ``content_digest`` tells whether it says something else.

What it does not do: link, check that a concept exists, or become a need or profile.
"""

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from typing import Any

from data.importers.text import comparable, digest
from data.records import Identity
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    Analysis,
    Answer,
    CollaborationKind,
    Compensation,
    ConceptUri,
    CoveredCost,
    EvidenceState,
    LanguageRequirement,
    LanguageSkill,
    LanguageTag,
    Level,
    MissionActivity,
    Mode,
    NeedKind,
    OneOffWindow,
    Place,
    RequirementKind,
    SectorCode,
    Standard,
    TrainerState,
    Window,
    YearlyWindow,
)
from privacy.vocabulary import Purpose

_NOT_CONTENT = frozenset({"row", "identifier", "posted_on", "valid_through"})


@dataclass(frozen=True, slots=True)
class StatedRequirement:
    """A skill a vacancy asks, in its words; ``concept`` when the file names one."""

    phrase: str
    kind: RequirementKind = RequirementKind.ESSENTIAL
    minimum_level: Level = Level.UNKNOWN
    concept: ConceptUri | None = None


@dataclass(frozen=True, slots=True)
class StatedOccupation:
    """An occupation named by a file; ``isco`` is a unit group, four digits."""

    phrase: str | None = None
    isco: str | None = None
    concept: ConceptUri | None = None


@dataclass(frozen=True, slots=True)
class VacancyDraft:
    """One vacancy as a file states it.

    Units: days, hours a calendar month, completed years.
    """

    row: int
    title: str
    text: str = ""
    identifier: str | None = None
    language: LanguageTag | None = None
    organisation: str | None = None
    kind: NeedKind | None = None
    mode: Mode | None = None
    place: Place | None = None
    locality: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    season: YearlyWindow | None = None
    duration_days: int | None = None
    hours_per_month: int | None = None
    posted_on: date | None = None
    valid_through: date | None = None
    languages: tuple[LanguageRequirement, ...] = ()
    seats: int | None = None
    requirements: tuple[StatedRequirement, ...] = ()
    occupations: tuple[StatedOccupation, ...] = ()
    experience_years: int | None = None
    sector: SectorCode | None = None
    target_group: str | None = None
    activity: MissionActivity | None = None
    covered_costs: tuple[CoveredCost, ...] = ()
    course_unit: str | None = None
    mentor_on_site: bool | None = None
    wanted: tuple[CollaborationKind, ...] = ()
    services: tuple[str, ...] = ()
    brain_drain_sector: bool | None = None
    standards: tuple[Standard, ...] = ()
    analysis: Analysis | None = None

    @property
    def period(self) -> Window | None:
        """The season, or the dated period; of one without a known end its first day.

        A start and a length in days give the end. An end alone is no period.
        """
        if self.season is not None:
            return self.season
        if self.starts_on is None:
            return None
        return OneOffWindow(self.starts_on, self._last_day or self.starts_on)

    @property
    def open_ended(self) -> bool:
        """Whether the file names a start and nothing that tells the end."""
        return self.season is None and self.starts_on is not None and self._last_day is None

    @property
    def _last_day(self) -> date | None:
        if self.ends_on is not None or self.starts_on is None or not self.duration_days:
            return self.ends_on
        return self.starts_on + timedelta(days=self.duration_days - 1)

    @property
    def content_digest(self) -> str:
        """Digest of what is stated, publication dates and identifier apart."""
        return content_digest(self)

    @property
    def source_key(self) -> str:
        """Key of the row: employer and identifier where stated, else its content."""
        if self.identifier is not None:
            employer = comparable(self.organisation or "")
            return "id:" + digest([employer, comparable(self.identifier)])
        return "text:" + self.content_digest


@dataclass(frozen=True, slots=True, repr=False)
class StatedClaim:
    """A skill a person states, in her words; ``concept`` when the file names one.

    Units: completed years, calendar year of the last use.
    """

    phrase: str
    level: Level = Level.UNKNOWN
    years: int | None = None
    last_used_year: int | None = None
    acquired_in: AcquiredIn = AcquiredIn.UNSAID
    acquired_how: AcquiredHow = AcquiredHow.UNSAID
    evidence: EvidenceState = EvidenceState.CLAIMED
    can_teach: Answer = Answer.UNSAID
    concept: ConceptUri | None = None

    def __repr__(self) -> str:
        return "StatedClaim(…)"


@dataclass(frozen=True, slots=True, repr=False)
class StatedExperience:
    """Completed years in an occupation or sector.

    ``years_unplaced`` are years of which the file does not say in which country.
    """

    occupation: StatedOccupation | None = None
    sector: SectorCode | None = None
    years_origin: int | None = None
    years_host: int | None = None
    years_unplaced: int | None = None

    def __repr__(self) -> str:
        return "StatedExperience(…)"


@dataclass(frozen=True, slots=True)
class StatedConsent:
    """Which purposes a person said yes to, when, to which notice, and who asked her.

    Disclosure is never among them: it is granted per organisation and need, not imported.
    """

    purposes: frozenset[Purpose]
    given_on: date | None = None
    notice_version: str | None = None
    collected_by: str | None = None
    collected_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ProfileDraft:
    """One person's profile as a file states it; personal data throughout.

    ``identity`` is ``None`` unless the row says yes to being contacted.

    Units: hours a calendar month, days for missions and notice.
    """

    row: int
    consent: StatedConsent
    identifier: str | None = None
    identity: Identity | None = None
    language: LanguageTag | None = None
    skills: tuple[StatedClaim, ...] = ()
    experience: tuple[StatedExperience, ...] = ()
    languages: tuple[LanguageSkill, ...] = ()
    modes: frozenset[Mode] | None = None
    windows: tuple[Window, ...] | None = None
    hours_per_month: int | None = None
    longest_mission_days: int | None = None
    notice_days: int | None = None
    residence: Place | None = None
    ties: tuple[Place, ...] = ()
    willing_to_share: Answer = Answer.UNSAID
    train_the_trainer: TrainerState = TrainerState.UNSAID
    mentoring_places: int | None = None
    compensation: Compensation = Compensation.UNSAID
    own_words: str | None = None
    confirmed_on: date | None = None

    def __repr__(self) -> str:
        return f"ProfileDraft(row={self.row}, …)"

    @property
    def content_digest(self) -> str:
        """Digest of what is stated. It can be guessed at, so it is personal data too."""
        return content_digest(self)

    @property
    def source_key(self) -> str:
        """Key of the row: its identifier where stated, else its content. Personal data."""
        if self.identifier is not None:
            return "id:" + digest([comparable(self.identifier)])
        return "text:" + self.content_digest


def content_digest(draft: object) -> str:
    """Digest what a draft states, publication dates and identifier apart."""
    stated = {name: part for name, part in _stated(draft).items() if name not in _NOT_CONTENT}
    return digest([json.dumps(stated, sort_keys=True, ensure_ascii=False)])


def _stated(value: Any) -> dict[str, Any]:
    """The filled fields of a record; a field added later leaves old digests as they are."""
    found = ((one.name, getattr(value, one.name)) for one in fields(value))
    return {name: _normal(part) for name, part in found if part not in (None, "", ())}


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return comparable(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(_normal(part) for part in value)
    if isinstance(value, tuple):
        return [_normal(part) for part in value]
    return _stated(value) if is_dataclass(value) else value
