"""Describing a campaign, naming people, withdrawing needs; choosing, answering, appealing."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.inputs.base import Input, Reference
from data.campaign_records import (
    AGREEING,
    AppealDecision,
    AppealGround,
    NamingKind,
    QuotaGround,
    Track,
)

MOST_NEEDS = 1_000
MOST_SEATS = 100_000
MOST_STEP = 100
"""The most a step below the first choice takes off, in thousandths of the score."""
MOST_RANKED = 20
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
    """A campaign before it is run; ``preference_step`` is in thousandths of the score."""

    name: str = Field(min_length=1, max_length=200)
    needs: tuple[SeatLineInput, ...] = Field(min_length=1, max_length=MOST_NEEDS)
    quotas: tuple[QuotaInput, ...] = Field(default=(), max_length=20)
    conditional: bool = False
    on_application: bool = False
    choices_until: date | None = None
    preference_step: int = Field(default=0, ge=0, le=MOST_STEP)
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


class ChoiceInput(Input):
    """What somebody chooses in a campaign: ways, needs in her order, needs she does not want."""

    tracks: frozenset[Track] = Field(default=frozenset(Track), min_length=1)
    ranked: tuple[Reference, ...] = Field(default=(), max_length=MOST_RANKED)
    excluded: frozenset[Reference] = Field(default=frozenset(), max_length=MOST_NEEDS)

    @model_validator(mode="after")
    def _each_once(self) -> "ChoiceInput":
        if len(set(self.ranked)) < len(self.ranked):
            raise PydanticCustomError("ranked_twice", "a need is ranked twice")
        if self.excluded & set(self.ranked):
            raise PydanticCustomError("ranked_and_excluded", "a need is ranked and excluded")
        return self


class AppealInput(Input):
    """An appeal in a person's own words."""

    words: str = Field(min_length=10, max_length=2_000)


class AppealAnswerInput(Input):
    """A coordinator's answer: what, on which ground, and in words if wanted."""

    decision: AppealDecision
    ground: AppealGround
    words: str = Field(default="", max_length=2_000)

    @model_validator(mode="after")
    def _ground_of_the_decision(self) -> "AppealAnswerInput":
        if (self.decision is AppealDecision.DISMISSED) == (self.ground in AGREEING):
            raise PydanticCustomError("appeal_ground", "the ground speaks for another answer")
        return self
