"""What is stored about campaigns, as frozen values.

Rules:

- A plan says what is seated: needs with their seats and tracks, quotas with a reason, whether
  conditional matches are taken, how many pairs are weighed. It is settled before a run.
- A track is where a need is, at home or abroad; nobody is put on a track.
- A list of a quota holds people a coordinator named, for a reason of a programme. There is no
  group by sex, age or nationality: nothing here could hold one.
- Results are codes and figures of one person; another's score is kept as its band only.
- What a person chooses, and the words of her appeal, are sealed where they are stored.

What it does not do: allocate, or say who may read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from matcher.explanation import Band
from matcher.types import NeedId
from privacy.vocabulary import PersonId

USUAL_PER_NEED = 200
"""Best matches weighed for each need at least; with many seats, four times the seats."""
USUAL_PER_PERSON = 3
"""Best needs of the campaign weighed for everybody whom few needs name."""


class CampaignStatus(StrEnum):
    """Where a campaign stands; a closed one is never run again."""

    DRAFT = "draft"
    RUN = "run"
    CLOSED = "closed"


class Track(StrEnum):
    """Which way a need leads."""

    HOME = "home"
    ABROAD = "abroad"


class QuotaGround(StrEnum):
    """Why seats are bounded or reserved."""

    AGREEMENT = "agreement"
    PROGRAMME = "programme"
    COURSE = "course"


class NamingKind(StrEnum):
    """For what somebody is named: the list of a quota, or a place she had before."""

    LIST = "list"
    RECALL = "recall"


class AppealDecision(StrEnum):
    """What a coordinator answers to an appeal."""

    UPHELD = "upheld"
    PARTLY = "partly"
    DISMISSED = "dismissed"


class AppealGround(StrEnum):
    """Why the answer is what it is."""

    DATA_WRONG = "data_wrong"
    RULE_MISAPPLIED = "rule_misapplied"
    RULES_KEPT = "rules_kept"
    OTHER_MATTER = "other_matter"


AGREEING = frozenset({AppealGround.DATA_WRONG, AppealGround.RULE_MISAPPLIED})
"""Grounds on which an appeal is upheld, wholly or partly; the others dismiss it."""


class NamingAnswer(StrEnum):
    """What the person says to it."""

    WAITING = "waiting"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One need of a campaign; ``withdrawn`` needs take nobody any more."""

    need: NeedId
    seats: int
    track: Track | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """Seats bounded or reserved for a track, or for the people on a list (no track).

    ``name`` is in the coordinator's words; ``held`` keeps seats empty the list does not claim.
    """

    code: str
    name: str
    ground: QuotaGround
    track: Track | None = None
    at_least: int = 0
    at_most: int | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a campaign seats, and by which rules.

    ``on_application`` seats those only who chose to take part. ``choices_until`` is the last
    day for choosing, the closing of the campaign when ``None``; before it is over nobody is
    seated. ``preference_step`` is what every step below a first choice takes off.

    Units: thousandths of the score for ``preference_step``.
    """

    lines: tuple[SeatLine, ...]
    quotas: tuple[QuotaLine, ...] = ()
    conditional: bool = False
    per_need: int = USUAL_PER_NEED
    per_person: int = USUAL_PER_PERSON
    on_application: bool = False
    choices_until: date | None = None
    preference_step: int = 0


@dataclass(frozen=True, slots=True)
class QuotaFigures:
    """How a quota came out at the run."""

    taken: int
    short: int


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """Totals of a run that speak of nobody.

    ``reasons`` says for each need why it is full or has empty seats, ``taken`` how many seats
    the run gave there, ``proofs`` the value and the bound of each objective in the order in
    which they decide.
    """

    weights_version: str
    taxonomy_release: str
    people: int
    pairs: int
    total_numerator: int
    reasons: Mapping[NeedId, str]
    taken: Mapping[NeedId, int]
    quotas: Mapping[str, QuotaFigures]
    proofs: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class CampaignRecord:
    """A campaign as stored."""

    id: str
    name: str
    status: CampaignStatus
    plan: CampaignPlan
    seed: int
    created_on: date
    created_by: str
    run_on: date | None = None
    figures: CampaignFigures | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """Somebody named for a quota's list or back to a need; ``subject`` is the quota or need."""

    campaign: str
    person: PersonId = field(repr=False)
    kind: NamingKind
    subject: str
    answer: NamingAnswer
    named_on: date


@dataclass(frozen=True, slots=True)
class SeatResult:
    """One person's result about one need; ``need`` is empty when none came into question.

    ``reason`` is a code of ``matcher.allocation.SeatReason``.
    """

    campaign: str
    person: PersonId = field(repr=False)
    need: str
    reason: str
    seated: bool
    numerator: int | None = None
    cut: Band | None = None
    conditional: bool = False
    quota: str | None = None


@dataclass(frozen=True, slots=True)
class CampaignChoice:
    """What a person chose in a campaign she takes part in: ways, order, and what she excludes.

    ``ranked`` stands in her order, first choice first.
    """

    campaign: str
    person: PersonId = field(repr=False)
    chosen_on: date
    tracks: frozenset[Track] = field(default=frozenset(Track), repr=False)
    ranked: tuple[NeedId, ...] = field(default=(), repr=False)
    excluded: frozenset[NeedId] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Appeal:
    """A person's appeal against her result, and what was answered; the words are sealed."""

    id: str
    campaign: str
    person: PersonId = field(repr=False)
    asked_on: date
    answer_by: date
    decision: AppealDecision | None = None
    ground: AppealGround | None = None
    answered_on: date | None = None
    answered_by: str = ""
