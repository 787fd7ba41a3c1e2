"""Put facts into words: periods, places, numbers, and what a condition rests on.

Rules:

- A fact is shown with its own label and in the reader's writing of dates, numbers,
  countries and languages; a fact this module does not know is left out, never shown raw.

What it does not do: choose which facts a reader may see (services do).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Protocol

from babel.dates import format_skeleton

from api.i18n import Translator
from api.placenames import region_name

Fact = str | int | bool | None
LEAP_YEAR = 2024
HANDLE_SHOWN = 8
"""Characters of a handle that people read; the address carries it whole."""
FIRST_FACTS = frozenset({"skill_label"})
"""Facts named before the others of a condition."""
HELP = {
    "SKILL_MISSING": "/me/profile/skills",
    "SKILL_LEVEL": "/me/profile/skills",
    "SKILL_LEVEL_UNKNOWN": "/me/profile/skills",
    "MODE": "/me/profile/availability",
    "DATES": "/me/profile/availability",
    "DATES_PARTIAL": "/me/profile/availability",
    "DATES_UNKNOWN": "/me/profile/availability",
    "DURATION": "/me/profile/availability",
    "NOTICE": "/me/profile/availability",
    "LANGUAGE": "/me/profile/languages",
    "LANGUAGE_LEVEL": "/me/profile/languages",
    "LANGUAGE_UNKNOWN": "/me/profile/languages",
    "PLACE": "/me/profile/places",
    "TRAIN_THE_TRAINER": "/me/profile/willingness",
    "WILLINGNESS": "/me/profile/willingness",
    "EXPERIENCE": "/me/profile/experience",
    "CAPACITY": "/me/profile/availability",
    "MENTOR_PLACES": "/me/profile/willingness",
}
"""Where a person can change what stands in the way."""


class DayOfYear(Protocol):
    """A day that returns every year."""

    @property
    def month(self) -> int: ...  # noqa: D102 - named by itself
    @property
    def day(self) -> int: ...  # noqa: D102 - named by itself


class Period(Protocol):
    """A dated or a yearly period."""

    @property
    def start(self) -> date | None: ...  # noqa: D102 - named by itself
    @property
    def end(self) -> date | None: ...  # noqa: D102 - named by itself
    @property
    def from_day(self) -> DayOfYear | None: ...  # noqa: D102 - named by itself
    @property
    def to_day(self) -> DayOfYear | None: ...  # noqa: D102 - named by itself


class Spot(Protocol):
    """A country, or a region of it."""

    @property
    def country(self) -> str: ...  # noqa: D102 - named by itself
    @property
    def region(self) -> str | None: ...  # noqa: D102 - named by itself


def short(handle: str) -> str:
    """Give the part of a handle that people read, in two groups.

    >>> short("abcdefghijklmnop")
    'ABCD-EFGH'
    """
    head = handle[:HANDLE_SHOWN].upper()
    return f"{head[:4]}-{head[4:]}"


def filled(part: str, whole: str) -> int:
    """Give how much of a bar is filled, in hundredths, of two decimal texts."""
    most = float(whole)
    return round(100 * float(part) / most) if most else 0


def hundredths(count: int) -> str:
    """Write hundredths as a decimal text.

    >>> hundredths(8)
    '0.08'
    """
    return f"{count / 100:.2f}"


def ratio(part: str, whole: str) -> str:
    """Give a part of a whole, of two decimal texts, with two decimals.

    >>> ratio("0.150", "0.600")
    '0.25'
    """
    return hundredths(filled(part, whole))


class Wording:
    """Words for facts in one language."""

    def __init__(self, tongue: Translator) -> None:
        self.tongue = tongue
        self.values: dict[str, Callable[[Fact], str]] = {
            "skill_label": str,
            "claim_label": str,
            "asked_level": self._level,
            "claim_level": self._level,
            "asked_evidence": lambda code: tongue.text(f"evidence_state.{code}"),
            "evidence": lambda code: tongue.text(f"evidence_state.{code}"),
            "work": self.intervals,
            "home": self.intervals,
            "missing": self.intervals,
            "days_asked": self._days,
            "days_covered": self._days,
            "days_offered": self._days,
            "days_left": self._days,
            "days_needed": self._days,
            "language": lambda tag: tongue.spoken_language(str(tag)),
            "spoken_level": self._level,
            "country": lambda code: tongue.country(str(code)),
            "need_silent": lambda _: tongue.text("fact.need_silent.value"),
            "region": lambda code: region_name(str(code), tongue.language),
            "answer": lambda code: tongue.text(f"answer.{code}"),
            "years_asked": str,
            "years_origin": str,
            "years_host": str,
            "years_desired": str,
            "hours_asked": str,
            "hours_offered": str,
            "mentoring_places": str,
            "before": lambda day: tongue.day(date.fromisoformat(str(day))),
            "valid_until": lambda day: tongue.day(date.fromisoformat(str(day))),
            "fits": self.intervals,
            "recognised_in": lambda code: tongue.country(str(code)),
            "asked_country": lambda code: tongue.country(str(code)),
            "confirmed_on": lambda day: tongue.day(date.fromisoformat(str(day))),
        }
        self.by_condition: dict[tuple[str, str], Callable[[Fact], str]] = {
            ("mode", "asked"): lambda code: self._listed("mode", code),
            ("mode", "stated"): lambda code: self._listed("mode", code),
            ("language", "spoken"): lambda tag: tongue.spoken_language(str(tag)),
            ("languages", "asked"): self._spoken,
            ("languages", "spoken"): self._spoken,
            ("affinity", "asked"): lambda code: self._listed("affinity", code),
            ("affinity", "present"): lambda code: self._listed("affinity", code),
            ("standard", "code"): lambda code: tongue.text(f"standard.{code}"),
            ("permit", "code"): lambda code: tongue.text(f"permit.{code}"),
            ("collaboration", "asked"): lambda code: self._listed("collaboration", code),
            ("collaboration", "stated"): lambda code: self._listed("collaboration", code),
            ("train_the_trainer", "state"): lambda code: tongue.text(f"trainer.{code}"),
        }

    def facts(self, code: str, facts: Mapping[str, Fact]) -> list[str]:
        """Give every known fact of a condition or criterion, with its label."""
        shown = []
        for name in sorted(facts, key=FIRST_FACTS.__contains__, reverse=True):
            value = facts[name]
            put = self.by_condition.get((code, name)) or self.values.get(name)
            if put is not None and value not in {None, ""} and value is not False:
                label = self.tongue.text(f"fact.{name}")
                shown.append(self.tongue.text("list.pair", name=label, value=put(value)))
        return shown

    def intervals(self, value: Fact) -> str:
        """Write ISO 8601 intervals, also yearly ones (``--11-01/--02-28``), joined by ``;``."""
        return self._join(self._interval(each) for each in str(value).split(";") if each)

    def period(self, period: Period) -> str:
        """Write a period."""
        if period.start is not None and period.end is not None:
            return self._between(self.tongue.day(period.start), self.tongue.day(period.end))
        assert period.from_day is not None
        assert period.to_day is not None
        ends = [self.day_of_year(each.month, each.day) for each in (period.from_day, period.to_day)]
        return self.tongue.text("period.every_year", period=self._between(*ends))

    def place(self, place: Spot) -> str:
        """Write a place."""
        country = self.tongue.country(place.country)
        if not place.region:
            return country
        return self._join((region_name(place.region, self.tongue.language), country))

    def day_of_year(self, month: int, day: int) -> str:
        """Write a day without its year."""
        return format_skeleton("MMMMd", date(LEAP_YEAR, month, day), locale=self.tongue.locale)

    def figure(self, text: str) -> str:
        """Write a decimal text with the language's separator, three decimals kept."""
        return text.replace(".", self.tongue.number(0.5)[1])

    def figure_of(self, value: float) -> str:
        """Write a number with three decimals."""
        return self.figure(f"{value:.3f}")

    def _interval(self, text: str) -> str:
        first, _, last = text.partition("/")
        return self._between(self._edge(first), self._edge(last or first))

    def _edge(self, text: str) -> str:
        if text.startswith("--"):
            month, day = text.removeprefix("--").split("-")
            return self.day_of_year(int(month), int(day))
        return self.tongue.day(date.fromisoformat(text))

    def _between(self, first: str, last: str) -> str:
        return (
            first if first == last else self.tongue.text("period.between", first=first, last=last)
        )

    def _level(self, level: Fact) -> str:
        if isinstance(level, int):
            return self.tongue.text(f"level.{level}")
        return self.tongue.text(f"cefr.{level}")

    def _days(self, count: Fact) -> str:
        return self.tongue.text("count.days", count=count)

    def _listed(self, family: str, codes: Fact) -> str:
        return self._join(
            self.tongue.text(f"{family}.{code}") for code in str(codes).split(";") if code
        )

    def _spoken(self, pairs: Fact) -> str:
        parts = []
        for pair in str(pairs).split(";"):
            tag, _, level = pair.partition(":")
            if tag:
                words = self.tongue.text(f"cefr.{level}")
                parts.append(f"{self.tongue.spoken_language(tag)} – {words}")
        return self._join(parts)

    def _join(self, parts: Iterable[str]) -> str:
        return self.tongue.text("list.comma").join(parts)
