"""What an allocation refuses, and the codes that say so.

Rules:

- A refusal names what is wrong and the codes of the quotas or needs concerned, so that a
  campaign can be mended.
- Slots never stand in a refusal.

What it does not do: word a message for people (locales do).
"""

from enum import StrEnum

from matcher.errors import MatcherError


class CampaignFault(StrEnum):
    """What makes a campaign impossible to allocate."""

    NEED_TWICE = "need_twice"
    SEATS_NEGATIVE = "seats_negative"
    APPLICANT_TWICE = "applicant_twice"
    CAPACITY_NEGATIVE = "capacity_negative"
    EDGE_TWICE = "edge_twice"
    EDGE_UNKNOWN = "edge_unknown"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    QUOTA_TWICE = "quota_twice"
    QUOTA_WITHOUT_REASON = "quota_without_reason"
    QUOTA_BOUNDS = "quota_bounds"
    QUOTA_NEED_UNKNOWN = "quota_need_unknown"
    RECALL_UNKNOWN = "recall_unknown"
    PREFERENCE_STEP = "preference_step"
    SEED_OUT_OF_RANGE = "seed_out_of_range"
    WITHDRAWN_UNKNOWN = "withdrawn_unknown"
    QUOTAS_CROSS = "quotas_cross"
    NOT_SOLVED = "not_solved"


class AllocationRefused(MatcherError):
    """Refuse a campaign that is inconsistent or whose best answer cannot be proven.

    Attributes:
        fault: What is wrong.
        codes: The quotas or needs concerned, sorted; may be empty.
    """

    code = "allocation_refused"

    def __init__(self, fault: CampaignFault, *codes: str) -> None:
        super().__init__(fault.value, *sorted(codes))
        self.fault = fault
        self.codes = tuple(sorted(codes))
