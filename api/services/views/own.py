"""What a person sees: the needs that answer her, who asks, and what she granted."""

from dataclasses import dataclass
from datetime import datetime

from api.services.views.explaining import Explanation, ReviewView
from api.services.views.need import NeedView
from privacy.errors import DenyReason
from privacy.grants import GrantState, RequestState
from privacy.inventory import PersonalField


@dataclass(frozen=True, slots=True)
class OwnMatch:
    """One need as it answers the reader's own profile."""

    need: NeedView
    explanation: Explanation
    review: ReviewView | None


@dataclass(frozen=True, slots=True)
class OwnMatches:
    """The needs that answer a person's profile, best first.

    ``why_not`` says why she is not matched at all; it is empty when she is. ``fields`` are
    those of hers that are matched. ``has_skills`` is false while she has stated none.
    """

    matches: tuple[OwnMatch, ...]
    why_not: tuple[DenyReason, ...]
    has_skills: bool
    fields: tuple[PersonalField, ...]


@dataclass(frozen=True, slots=True)
class GrantView:
    """What a person granted, as she sees it; ``openings`` counts how often it was used.

    ``most_openings`` is the number she allowed, ``None`` for no limit.
    """

    id: str
    state: GrantState
    fields: tuple[PersonalField, ...]
    granted_at: datetime
    until: datetime
    ended_at: datetime | None
    openings: int
    most_openings: int | None = None


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """An organisation's question to the reader: who, what, for which need, until when."""

    id: str
    organisation: str
    country: str
    need_id: str
    need_title: str
    need_language: str
    fields: tuple[PersonalField, ...]
    asked_at: datetime
    answer_by: datetime
    until: datetime
    state: RequestState
    can_answer: bool
    grant: GrantView | None
