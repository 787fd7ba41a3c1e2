"""Describing a campaign, naming people for it, withdrawing needs from it, and answering."""

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.inputs.base import Input, Reference
from data.campaign_records import NamingKind, QuotaGround, Track

MOST_NEEDS = 1_000
MOST_SEATS = 100_000
LARGEST_SEED = 2**53 - 1
"""The largest number every reader of JSON gives back as it was."""


class SeatLineInput(Input):
    """One need with its seats (those it states when left out) and the way it leads."""

    need: Reference
    seats: int | None = Field(default=None, ge=0, le=MOST_SEATS)
    track: Track | None = None


class QuotaInput(Input):
    """Seats bounded or reserved, with the reason; without a track it speaks of a list."""

    name: str = Field(min_length=1, max_length=100)
    ground: QuotaGround
    track: Track | None = None
    at_least: int = Field(default=0, ge=0, le=MOST_SEATS)
    at_most: int | None = Field(default=None, ge=0, le=MOST_SEATS)
    held: bool = False

    @model_validator(mode="after")
    def _bounds(self) -> "QuotaInput":
        if self.at_most is not None and self.at_most < self.at_least:
            raise PydanticCustomError("quota_bounds", "more are reserved than may be taken")
        return self


class CampaignInput(Input):
    """A campaign before it is run."""

    name: str = Field(min_length=1, max_length=200)
    needs: tuple[SeatLineInput, ...] = Field(min_length=1, max_length=MOST_NEEDS)
    quotas: tuple[QuotaInput, ...] = Field(default=(), max_length=20)
    conditional: bool = False
    seed: int | None = Field(default=None, ge=0, le=LARGEST_SEED)


class NamingInput(Input):
    """Somebody named by her handle within a need: for a quota's list, or back to that need."""

    kind: NamingKind
    need: Reference
    handle: Reference
    quota: str | None = Field(default=None, max_length=26)

    @model_validator(mode="after")
    def _list_of_a_quota(self) -> "NamingInput":
        if (self.kind is NamingKind.LIST) != (self.quota is not None):
            raise PydanticCustomError("quota_needed", "a list belongs to a quota")
        return self


class CampaignWithdrawal(Input):
    """An organisation that withdraws from a campaign with all its needs."""

    organisation: Reference


class CampaignAnswer(Input):
    """What somebody says to being named."""

    answer: Literal["yes", "no"]
