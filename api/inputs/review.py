"""A coordinator's decision about one match: coded, never free text about a person."""

from enum import StrEnum
from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from api.inputs.base import Input


class ShortlistReason(StrEnum):
    """Why a match is put forward; all but the first also carry one that is not plain."""

    MEETS_NEED = "meets_need"
    GAP_CAN_BE_CLOSED = "gap_can_be_closed"
    AGENCY_IS_FLEXIBLE = "agency_is_flexible"
    BEST_AVAILABLE = "best_available"
    STRONGER_WHERE_IT_COUNTS = "stronger_where_it_counts"
    OTHERS_ARE_TAKEN = "others_are_taken"


WHY_PASSED_OVER = frozenset(ShortlistReason) - {
    ShortlistReason.MEETS_NEED,
    ShortlistReason.BEST_AVAILABLE,
}
"""Reasons that say why others, ranked above, were passed over."""


class RejectReason(StrEnum):
    """Why a match is not put forward, each about the match, none about who somebody is."""

    SKILLS_DIFFER = "skills_differ"
    LEVEL_TOO_LOW = "level_too_low"
    LANGUAGE_NOT_ENOUGH = "language_not_enough"
    DATES_DO_NOT_FIT = "dates_do_not_fit"
    PLACE_DOES_NOT_FIT = "place_does_not_fit"
    PROOF_IS_MISSING = "proof_is_missing"
    PROFILE_OUT_OF_DATE = "profile_out_of_date"
    PERSON_DECLINED = "person_declined"
    PLACED_ELSEWHERE = "placed_elsewhere"


class ReviewInput(Input):
    """Shortlist or reject, with a reason of the right kind."""

    decision: Literal["shortlisted", "rejected"]
    reason: ShortlistReason | RejectReason

    @model_validator(mode="after")
    def _reason_fits(self) -> "ReviewInput":
        wanted = ShortlistReason if self.decision == "shortlisted" else RejectReason
        if not isinstance(self.reason, wanted):
            raise PydanticCustomError("reason_of_other_decision", "a reason of another decision")
        return self
