"""What use cases give about campaigns; frozen values that routes and pages show as they are.

Rules:

- The coordination sees who has a seat, under its own handles; whoever has none is counted by
  reason. A person sees her own place or why she has none. An agency sees numbers.
- Another person's score is never given, only the band of the last seat's.

What it does not do: decide what is in it (the use cases do).
"""

from dataclasses import dataclass
from datetime import date

from api.services.views.ladder import NeedLineView
from data.campaign_records import CampaignStatus, NamingAnswer, NamingKind, QuotaGround, Track
from matcher.allocation import NeedReason, Objective, SeatReason
from matcher.explanation import Band


@dataclass(frozen=True, slots=True)
class CampaignLineView:
    """One campaign in a list; ``filled`` is ``None`` before it is run."""

    id: str
    name: str
    status: CampaignStatus
    created_on: date
    run_on: date | None
    needs: int
    seats: int
    filled: int | None


@dataclass(frozen=True, slots=True)
class SeatView:
    """Who has a seat: handle, score, and why. ``quota`` names the quota that reserved it."""

    handle: str
    score: str
    conditional: bool
    reason: SeatReason
    quota: str | None


@dataclass(frozen=True, slots=True)
class CampaignNeedView:
    """One need of a campaign: its seats, who has them, and why others are empty.

    ``reason`` is ``None`` before a run, and when people left after it.
    """

    need: NeedLineView
    organisation: str
    track: Track | None
    seats: int
    filled: int
    reason: NeedReason | None
    withdrawn: bool
    is_open: bool
    people: tuple[SeatView, ...]


@dataclass(frozen=True, slots=True)
class QuotaView:
    """A quota with its reason, and how it came out; ``named`` counts the people on its list."""

    code: str
    name: str
    ground: QuotaGround
    track: Track | None
    at_least: int
    at_most: int | None
    held: bool
    named: int
    taken: int | None
    short: int | None


@dataclass(frozen=True, slots=True)
class UnseatedView:
    """How many people have no seat for one reason."""

    reason: SeatReason
    count: int


@dataclass(frozen=True, slots=True)
class ProofView:
    """One objective: what was reached, and what nothing can exceed."""

    objective: Objective
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation of a campaign's needs."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ReplacementView:
    """Who could take the place of an organisation that withdrew, and who could refer to more."""

    organisation: OrganisationLine
    instead: tuple[OrganisationLine, ...]
    authorities: tuple[OrganisationLine, ...]


@dataclass(frozen=True, slots=True)
class WithdrawalNearView:
    """What an authority is told: who withdrew from which campaign, and the seats that leaves."""

    campaign: str
    organisation: str
    seats: int


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A whole campaign, for the coordination.

    ``people`` and ``pairs`` were weighed, ``gap`` is the distance from the best possible;
    both, the total and the versions are ``None`` before a run. ``recalls`` counts who is named
    back and how many of them agreed, ``choosing`` who takes part. ``preference_step`` is in
    thousandths of the score.
    """

    id: str
    name: str
    status: CampaignStatus
    seed: str
    conditional: bool
    per_need: int
    per_person: int
    created_on: date
    run_on: date | None
    weights_version: str | None
    taxonomy_release: str | None
    people: int | None
    pairs: int | None
    total: str | None
    gap: int | None
    seats: int
    filled: int
    needs: tuple[CampaignNeedView, ...]
    quotas: tuple[QuotaView, ...]
    unseated: tuple[UnseatedView, ...]
    proofs: tuple[ProofView, ...]
    organisations: tuple[OrganisationLine, ...]
    recalls: int
    recalls_agreed: int
    replacements: tuple[ReplacementView, ...]
    choosing: int
    on_application: bool
    choices_until: date | None
    preference_step: int


@dataclass(frozen=True, slots=True)
class OwnSeatView:
    """A place the reader has; ``conditional``: something must happen first."""

    need: NeedLineView
    reason: SeatReason
    conditional: bool


@dataclass(frozen=True, slots=True)
class OwnRefusalView:
    """Why the reader has no place: the need where she came nearest, her band and the cut's."""

    reason: SeatReason
    need: NeedLineView | None
    band: Band | None
    cut: Band | None
    quota: str | None


@dataclass(frozen=True, slots=True)
class OwnNamingView:
    """What the reader is named for: a quota's name or a need, and what she said."""

    kind: NamingKind
    name: str
    answer: NamingAnswer


@dataclass(frozen=True, slots=True)
class OwnCampaignView:
    """One campaign as it concerns the reader; ``can_choose`` while choices may change."""

    id: str
    name: str
    status: CampaignStatus
    run_on: date | None
    seed: str
    places: tuple[OwnSeatView, ...]
    refusal: OwnRefusalView | None
    namings: tuple[OwnNamingView, ...]
    takes_part: bool
    can_choose: bool
    choices_until: date | None
    on_application: bool


@dataclass(frozen=True, slots=True)
class AgencySeatsView:
    """One of the agency's needs in a campaign; ``filled`` is a multiple of five, or ``None``."""

    campaign: str
    run_on: date
    need: str
    title: str
    language: str
    seats: int
    filled: int | None
    withdrawn: bool
