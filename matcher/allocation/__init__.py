"""Decide who takes which seat when many people meet many seats at once.

Rules:

- The assignment with the greatest total of whole-number scores is found exactly, under seats,
  capacities, quotas and recalls, and proven by a check of our own.
- Everybody gets a reason as a code with facts, every need says why a seat is empty.
- Equals are drawn by lot with a published seed.

What it does not do: read who a person is, judge quotas, or bind anybody.
"""

from matcher.allocation.allocating import allocate, replace_withdrawn
from matcher.allocation.errors import AllocationRefused, CampaignFault
from matcher.allocation.results import (
    SEATED_CODES,
    Allocation,
    NeedReason,
    NeedResult,
    Objective,
    PersonResult,
    Proof,
    QuotaResult,
    Refusal,
    Seat,
    SeatReason,
)
from matcher.allocation.types import (
    Applicant,
    Campaign,
    CandidateEdge,
    Edges,
    Quota,
    QuotaCode,
    QuotaReason,
    Recall,
    SeatedNeed,
    TrackCode,
    Unclaimed,
    track_quota,
)

__all__ = [
    "SEATED_CODES",
    "Allocation",
    "AllocationRefused",
    "Applicant",
    "Campaign",
    "CampaignFault",
    "CandidateEdge",
    "Edges",
    "NeedReason",
    "NeedResult",
    "Objective",
    "PersonResult",
    "Proof",
    "Quota",
    "QuotaCode",
    "QuotaReason",
    "QuotaResult",
    "Recall",
    "Refusal",
    "Seat",
    "SeatReason",
    "SeatedNeed",
    "TrackCode",
    "Unclaimed",
    "allocate",
    "replace_withdrawn",
    "track_quota",
]
