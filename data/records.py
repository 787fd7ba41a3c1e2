"""The records the product keeps that belong neither to the matcher nor to privacy.

Frozen values that the repositories take and give. Consent events, switches, requests,
grants and audit entries are ``privacy``'s; needs as the matcher sees them are ``matcher``'s.

Rules:

- References (accounts, organisations, needs, reviews) are opaque strings of
  ``privacy.handles.new_reference``; people are ``PersonId`` and never leave the server.
- ``None`` means "not given"; an empty text is never stored in its place.
- ``repr`` of a record that holds what a person said about herself shows no value.

What it does not do: validate what people typed (the edge does), store, or open anything.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from matcher.ladder.demand_gaps import Supply
from matcher.types import (
    Answer,
    Bucket,
    Compensation,
    ExperienceEntry,
    LanguageSkill,
    MatchNeed,
    MatchProfile,
    Mode,
    NeedId,
    Place,
    SkillClaim,
    Slot,
    TrainerState,
    Window,
)
from matcher.types.organisation import MatchOrganisation
from matcher.types.training import Course
from privacy.inventory import PersonalField
from privacy.vocabulary import PersonId, Role

FIELD_PARTS: Mapping[PersonalField, tuple[str, ...]] = {
    PersonalField.SKILLS: ("skills",),
    PersonalField.EXPERIENCE: ("experience",),
    PersonalField.LANGUAGES: ("languages",),
    PersonalField.AVAILABILITY: (
        "modes",
        "windows",
        "hours_per_month",
        "longest_mission_days",
        "notice_days",
    ),
    PersonalField.PLACES: ("residence", "ties"),
    PersonalField.WILLINGNESS: (
        "willing_to_share",
        "train_the_trainer",
        "mentoring_places",
        "compensation",
    ),
    PersonalField.OWN_WORDS: ("own_words",),
    PersonalField.PERMIT_ANSWERS: ("permit_answers",),
}
"""Which parts of a work profile each personal field covers.

``confirmed_on`` belongs to the profile as a whole and goes with any of them.
"""


class AccountStatus(StrEnum):
    """Whether an account may log in."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    CLOSED = "closed"


class NeedStatus(StrEnum):
    """Where a need stands; only open needs are matched."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class ReviewDecision(StrEnum):
    """What a coordinator decided about one match."""

    SHORTLISTED = "shortlisted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An employer, agency, training centre, association or authority.

    ``body`` is what it can do together with others, ``None`` until it says so.
    """

    id: str
    name: str
    country: str
    created_on: date
    body: MatchOrganisation | None = None


@dataclass(frozen=True, slots=True)
class NeedSupply:
    """How far anybody comes to a need, since when, and what was before that.

    ``before`` is ``None`` until it changes for the first time.
    """

    need: NeedId
    supply: Supply
    since: date
    before: Supply | None = None


class CourseStatus(StrEnum):
    """Whether a course is in the catalogue."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CourseOffer:
    """A course of the catalogue: what the matcher sees of it, and its organiser's words.

    ``organisation`` is the organiser; ``language`` is the language of ``title`` and ``text``.
    ``source_key`` recognises the course when its catalogue is imported again.
    """

    id: str
    organisation: str
    status: CourseStatus
    title: str
    text: str
    language: str
    body: Course
    created_on: date
    revision: int = 1
    source_key: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A login. It carries neither a name nor an address: those are sealed with the person.

    ``language`` is the tag pages are shown in.
    """

    id: str
    status: AccountStatus
    language: str
    created_on: date


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a login attempt is checked against.

    ``passphrase_hash`` is an encoded argon2id, ``None`` for who signs in by passkey only.
    """

    account: Account
    passphrase_hash: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """A role held by an account, within an organisation where the role has one."""

    account: str
    role: Role
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class LoginSession:
    """A running session; the token itself is never stored, only its digest.

    ``last_used_at`` moves in steps of some minutes, so it is no activity log.
    """

    account: str
    role: Role
    organisation: str | None
    started_at: datetime
    last_used_at: datetime
    expires_at: datetime
    reauthenticated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person known to the service, without anything she said.

    ``log_ref`` stands for her in the audit log. ``created_on`` is the first day of the
    month in which she registered.
    """

    id: PersonId = field(repr=False)
    log_ref: str = field(repr=False)
    account: str | None
    created_on: date


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Name and contact of a person; every part is optional and stored either way."""

    full_name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None

    def __repr__(self) -> str:
        return "Identity(…)"


@dataclass(frozen=True, slots=True, repr=False)
class WorkProfile:
    """What a person states about her work: a match profile without slot, and her own words.

    ``None`` means not stated, exactly as in ``MatchProfile``.

    Units: hours a calendar month, days for missions and notice.
    """

    skills: tuple[SkillClaim, ...] = ()
    experience: tuple[ExperienceEntry, ...] = ()
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
    permit_answers: Mapping[str, Answer] = field(default_factory=dict)
    confirmed_on: date | None = None
    own_words: str | None = None

    def __repr__(self) -> str:
        return "WorkProfile(…)"

    def stated_fields(self) -> frozenset[PersonalField]:
        """Give the personal fields of which anything is stated."""
        stated = {
            field
            for field, names in FIELD_PARTS.items()
            if any(getattr(self, name) != getattr(_NOTHING, name) for name in names)
        }
        return frozenset(stated)

    def only(self, fields: AbstractSet[PersonalField]) -> "WorkProfile":
        """Give a copy in which only these fields are stated; the day of confirmation stays."""
        hidden = [name for one, names in FIELD_PARTS.items() if one not in fields for name in names]
        if all(getattr(self, name) == getattr(_NOTHING, name) for name in hidden):
            return self
        return replace(self, **{name: getattr(_NOTHING, name) for name in hidden})

    def to_match_profile(self, slot: Slot, fields: AbstractSet[PersonalField]) -> MatchProfile:
        """Project onto what the matcher may see.

        Args:
            slot: Process-local number the profile shall carry.
            fields: The personal fields consented to for matching; parts of other fields
                are left as if never stated. The person's own words reach no matcher.
        """
        reached = fields - {PersonalField.OWN_WORDS}
        names = [name for one in reached for name in FIELD_PARTS.get(one, ())]
        parts = {name: getattr(self, name) for name in names}
        return MatchProfile(slot=slot, confirmed_on=self.confirmed_on, **parts)


_NOTHING = WorkProfile()


@dataclass(frozen=True, slots=True)
class Need:
    """An organisation's described demand as stored: its words, and what was read in them.

    ``revision`` starts at 1 and grows with each change. ``source_key`` recognises the same
    advert in a later import (unique within the organisation); ``content_digest`` tells
    whether it changed. ``employer`` is the hiring organisation when it is not the one that
    posts. ``created_on`` and ``starts_on``-like dates are days.
    """

    id: NeedId
    organisation: str
    status: NeedStatus
    title: str
    text: str
    language: str
    body: MatchNeed
    created_on: date
    revision: int = 1
    employer: str | None = None
    source_key: str | None = None
    content_digest: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A coordinator's decision about one match, with the match it was based on.

    ``reason`` is a code. ``numerator`` over ``matcher.types.SCORE_DENOMINATOR`` is the
    score seen; ``weights_version`` and ``taxonomy_release`` say under which numbers.
    ``passed_over`` is how many ranked above were not decided on then; ``None`` where it was
    not looked at.
    """

    id: str
    need: NeedId
    person: PersonId = field(repr=False)
    decision: ReviewDecision
    reason: str
    bucket: Bucket
    numerator: int
    weights_version: str
    taxonomy_release: str
    decided_by: str
    decided_on: date
    passed_over: int | None = None


@dataclass(frozen=True, slots=True)
class HandleRecord:
    """A random reference by which one audience knows one person within one need."""

    handle: str
    audience: str
    need: NeedId
    person: PersonId = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Matchable:
    """A person whose profile may be matched now, cut down to what she consented to.

    ``profile`` holds statements of ``fields`` only.
    """

    person: PersonId = field(repr=False)
    profile: WorkProfile
    fields: frozenset[PersonalField]


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """A taxonomy release in store, and how much it holds."""

    name: str
    digest: str
    imported_on: date
    active: bool
    languages: tuple[str, ...]
    concepts: int
    labels: int
    relations: int


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """One committed import: what file (by digest), by whom, how many rows did what."""

    id: str
    kind: str
    digest: str
    account: str | None
    organisation: str | None
    imported_on: date
    created: int
    updated: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class Mended:
    """What the reconciliation of the two databases found and did, as counts.

    ``erased_rows`` people had been erased but their rows were back (restored backup) and are
    gone again. ``unreadable`` people have rows but no key. ``orphan_keys`` are keys of
    nobody. ``switches_closed`` were open without a valid proof; ``histories_closed`` are
    histories that said "given" where the switch says no.
    """

    erased_rows: int = 0
    unreadable: int = 0
    orphan_keys: int = 0
    switches_closed: int = 0
    histories_closed: int = 0
