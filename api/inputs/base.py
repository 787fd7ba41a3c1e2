"""The common ground of all inputs, and the codes they use.

What it does not do: look anything up in a database.
"""

import re
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated

from babel import Locale
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from matcher.types import CountryCode, MonthDay, OneOffWindow, Place, RegionCode, YearlyWindow

EARLIEST_YEAR = 1950
LATEST_YEAR = 2100
SPOKEN_BESIDES = frozenset({"bci", "taq", "ttq", "snf", "knf", "mey", "shu", "jib", "bjt"})
"""Languages of ISO 639-3 that people of the countries concerned speak and CLDR does not name."""
LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:-([A-Z]{2}))?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
REGION_CODE = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
LONGEST_DAY_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Input(BaseModel):
    """Anything that comes in from outside: closed, frozen, and never echoed."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )

    @field_validator("*")
    @classmethod
    def _no_control_characters(cls, value: object) -> object:
        if isinstance(value, str) and CONTROL.search(value):
            raise PydanticCustomError("control_character", "a control character")
        return value


class PermitCode(StrEnum):
    """Authorisations a need may ask for; a person answers in private."""

    WORK_AUTHORISATION = "work_authorisation"
    PROFESSIONAL_REGISTRATION = "professional_registration"
    TEACHING_AUTHORISATION = "teaching_authorisation"
    SEAFARER_BOOK = "seafarer_book"
    DRIVING_LICENCE = "driving_licence"


class Sector(StrEnum):
    """Sectors of the starter vocabulary."""

    FISHERIES = "fisheries"
    AGRICULTURE = "agriculture"
    HEALTH = "health"
    CARE = "care"
    EDUCATION = "education"
    CONSTRUCTION = "construction"
    ENERGY = "energy"
    ICT = "ict"
    BUSINESS = "business"
    CRAFTS = "crafts"
    TOURISM = "tourism"
    LOGISTICS = "logistics"


@cache
def _territories() -> frozenset[str]:
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if re.fullmatch("[A-Z]{2}", code))


@cache
def _languages() -> frozenset[str]:
    return SPOKEN_BESIDES | {str(code) for code in Locale("en").languages}


def check_country(code: str) -> str:
    """Accept an ISO 3166-1 alpha-2 code.

    Raises:
        PydanticCustomError: ``unknown_country``.
    """
    if code not in _territories() or code in {"ZZ", "EU", "UN", "EZ"}:
        raise PydanticCustomError("unknown_country", "no such country code")
    return code


def check_language(tag: str) -> str:
    """Accept a BCP 47 tag of a known language, with a region for its dialect or without.

    Raises:
        PydanticCustomError: ``unknown_language``.
    """
    found = LANGUAGE_TAG.fullmatch(tag)
    if not found or found[1] not in _languages():
        raise PydanticCustomError("unknown_language", "no such language tag")
    if found[2]:
        check_country(found[2])
    return tag


def check_year(year: int) -> int:
    """Accept a calendar year that can be meant.

    Raises:
        PydanticCustomError: ``invalid_year``.
    """
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise PydanticCustomError("invalid_year", "not a year that can be meant")
    return year


Country = Annotated[str, AfterValidator(check_country)]
Language = Annotated[str, AfterValidator(check_language)]
Year = Annotated[int, AfterValidator(check_year)]
ConceptReference = Annotated[str, Field(min_length=1, max_length=200)]
Reference = Annotated[str, Field(min_length=26, max_length=26, pattern="^[a-z2-7]{26}$")]


class PlaceInput(Input):
    """A country, or a region of it (ISO 3166-2)."""

    country: Country
    region: str | None = None

    @model_validator(mode="after")
    def _region_of_country(self) -> "PlaceInput":
        found = REGION_CODE.fullmatch(self.region) if self.region else None
        if self.region and (not found or found[1] != self.country):
            raise PydanticCustomError("unknown_region", "not a region of this country")
        return self

    def to_place(self) -> Place:
        """Give the matcher's value."""
        region = RegionCode(self.region) if self.region else None
        return Place(CountryCode(self.country), region)


class MonthDayInput(Input):
    """A day of the year."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)

    @model_validator(mode="after")
    def _exists(self) -> "MonthDayInput":
        if self.day > LONGEST_DAY_OF_MONTH[self.month - 1]:
            raise PydanticCustomError("invalid_date", "no such day of the year")
        return self

    def to_month_day(self) -> MonthDay:
        """Give the matcher's value."""
        return MonthDay(self.month, self.day)


class WindowInput(Input):
    """A period: dated (``start``, ``end``) or returning every year (``from_day``, ``to_day``)."""

    start: date | None = None
    end: date | None = None
    from_day: MonthDayInput | None = None
    to_day: MonthDayInput | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "WindowInput":
        dated = (self.start is not None, self.end is not None)
        yearly = (self.from_day is not None, self.to_day is not None)
        if not (all(dated) != all(yearly) and any(dated) != any(yearly)):
            raise PydanticCustomError("incomplete_period", "a period needs both its ends")
        if self.start and self.end:
            check_year(self.start.year)
            check_year(self.end.year)
            if self.end < self.start:
                raise PydanticCustomError("period_order", "the end lies before the start")
        return self

    def to_window(self) -> OneOffWindow | YearlyWindow:
        """Give the matcher's value."""
        if self.start and self.end:
            return OneOffWindow(self.start, self.end)
        assert self.from_day is not None
        assert self.to_day is not None
        return YearlyWindow(self.from_day.to_month_day(), self.to_day.to_month_day())
