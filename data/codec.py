"""Write the matcher's values as JSON documents and read them back, strictly.

Rules:

- Every document carries its version, ``"v"``; a reader accepts the versions it knows.
- A part that equals its default is left out, so "not stated" takes no room; ``None`` and
  "none" (an empty list) stay different.
- Reading refuses what writing would not have written: unknown keys, wrong types, unknown
  codes, missing parts. Nothing is guessed or corrected.
- Enumerations are written by value, dates in ISO 8601, sets in sorted order: equal values
  give equal bytes.

What it does not do: seal, or check whether a concept exists.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, replace
from datetime import date
from enum import Enum
from typing import Any, Generic, NoReturn, TypeVar

from data.errors import UnreadableRecord
from data.records import WorkProfile
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    AffinityFactor,
    Answer,
    Cefr,
    Compensation,
    ConditionCode,
    EvidenceState,
    ExperienceEntry,
    ExperienceRequirement,
    LanguageRequirement,
    LanguageSkill,
    Level,
    MatchNeed,
    Mode,
    MonthDay,
    NeedId,
    NeedKind,
    OneOffWindow,
    Place,
    Requirement,
    RequirementKind,
    SkillClaim,
    Standard,
    StandardState,
    TrainerState,
    Window,
    YearlyWindow,
)

VERSION = 1
T = TypeVar("T")
Part = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""How one part is written as JSON, and read back."""


class _StrangeError(ValueError):
    """A part is not of the expected type; becomes ``UnreadableRecord`` at the door."""


def _same(value: Any) -> Any:
    return value


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise _StrangeError
        return value

    return read


def _interned(value: Any) -> str:
    if type(value) is not str:
        raise _StrangeError
    return sys.intern(value)


def _coded(kind: type[Enum]) -> Part:
    by_value = {member.value: member for member in kind}
    raw = type(next(iter(by_value)))

    def read(value: Any) -> Enum:
        if type(value) is not raw:
            raise _StrangeError
        return by_value[value]

    return (lambda member: member.value), read


def _many(part: Part) -> Part:
    write, read = part

    def read_all(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise _StrangeError
        return tuple([read(one) for one in value])

    return (lambda values: [write(one) for one in values]), read_all


def _set_of(part: Part) -> Part:
    write, read = part

    def read_all(value: Any) -> frozenset[Any]:
        if type(value) is not list or len(found := frozenset(map(read, value))) != len(value):
            raise _StrangeError
        return found

    return (lambda values: sorted(write(one) for one in values)), read_all


def _by_code(part: Part) -> Part:
    write, read = part

    def read_all(value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise _StrangeError
        return {code: read(one) for code, one in value.items()}

    return (lambda values: {code: write(values[code]) for code in sorted(values)}), read_all


class _Shape(Generic[T]):
    """The parts of one dataclass; parts that equal their default are not written."""

    def __init__(self, kind: type[T], /, **parts: Part) -> None:
        self._kind = kind
        self._write = [
            (one.name, parts[one.name][0], _default(one))
            for one in fields(kind)  # type: ignore[arg-type]  # every kind is a dataclass
            if one.name in parts
        ]
        self._read = {name: read for name, (_, read) in parts.items()}

    def write(self, value: T) -> dict[str, Any]:
        document = {}
        for name, write, default in self._write:
            part = getattr(value, name)
            if part != default:
                document[name] = write(part)
        return document

    def read(self, document: Any, /, **given: Any) -> T:
        if type(document) is not dict:
            raise _StrangeError
        read = self._read
        return self._kind(**given, **{name: read[name](part) for name, part in document.items()})

    @property
    def part(self) -> Part:
        return self.write, self.read


def _default(one: Any) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()


_TEXT: Part = (_same, _exactly(str))
_CODE: Part = (_same, _interned)
_WHOLE: Part = (int, _exactly(int))
_FLAG: Part = (_same, _exactly(bool))
_DAY: Part = (date.isoformat, date.fromisoformat)
_ANSWER = _coded(Answer)


def _write_window(window: Window) -> list[Any]:
    if isinstance(window, OneOffWindow):
        return [window.start.isoformat(), window.end.isoformat()]
    return [list(window.start), list(window.end)]


def _read_window(value: Any) -> Window:
    start, end = value
    if isinstance(start, str):
        return OneOffWindow(date.fromisoformat(start), date.fromisoformat(end))
    return YearlyWindow(_read_month_day(start), _read_month_day(end))


def _read_month_day(value: Any) -> MonthDay:
    month, day = map(_WHOLE[1], value)
    date(2000, month, day)
    return MonthDay(month, day)


_WINDOW: Part = (_write_window, _read_window)
_PLACE = _Shape(Place, country=_CODE, region=_CODE).part

_CLAIM = _Shape(
    SkillClaim,
    concept=_CODE,
    level=_coded(Level),
    years=_WHOLE,
    last_used_year=_WHOLE,
    acquired_in=_coded(AcquiredIn),
    acquired_how=_coded(AcquiredHow),
    evidence=_coded(EvidenceState),
    recognised_in=_CODE,
    can_teach=_ANSWER,
    proposed_by_machine=_FLAG,
)
_EXPERIENCE = _Shape(
    ExperienceEntry,
    occupation=_CODE,
    sector=_CODE,
    years_origin=_WHOLE,
    years_host=_WHOLE,
    proposed_by_machine=_FLAG,
)
_WORK = _Shape(
    WorkProfile,
    skills=_many(_CLAIM.part),
    experience=_many(_EXPERIENCE.part),
    languages=_many(_Shape(LanguageSkill, tag=_CODE, level=_coded(Cefr)).part),
    modes=_set_of(_coded(Mode)),
    windows=_many(_WINDOW),
    hours_per_month=_WHOLE,
    longest_mission_days=_WHOLE,
    notice_days=_WHOLE,
    residence=_PLACE,
    ties=_many(_PLACE),
    willing_to_share=_ANSWER,
    train_the_trainer=_coded(TrainerState),
    mentoring_places=_WHOLE,
    compensation=_coded(Compensation),
    confirmed_on=_DAY,
)
_PERMITS = _by_code(_ANSWER)

_REQUIREMENT = _Shape(
    Requirement,
    concept=_CODE,
    kind=_coded(RequirementKind),
    minimum_level=_coded(Level),
    weight=_WHOLE,
    proposed_by_machine=_FLAG,
)
_NEED = _Shape(
    MatchNeed,
    kind=_coded(NeedKind),
    requirements=_many(_REQUIREMENT.part),
    languages=_many(
        _Shape(LanguageRequirement, tag=_CODE, minimum=_coded(Cefr), essential=_FLAG).part
    ),
    mode=_coded(Mode),
    period=_WINDOW,
    partial_period_ok=_FLAG,
    open_ended=_FLAG,
    duration_days=_WHOLE,
    hours_per_month=_WHOLE,
    place=_PLACE,
    experience=_Shape(
        ExperienceRequirement,
        occupation=_CODE,
        sector=_CODE,
        minimum_years=_WHOLE,
        desired_years=_WHOLE,
        values_abroad=_FLAG,
        proposed_by_machine=_FLAG,
    ).part,
    beneficiary_group=_TEXT,
    evidence_required=_coded(EvidenceState),
    train_the_trainer_required=_FLAG,
    standards=_many(_Shape(Standard, code=_TEXT, state=_coded(StandardState)).part),
    permits=_many(_TEXT),
    affinity=_set_of(_coded(AffinityFactor)),
    seats=_WHOLE,
    priority=_WHOLE,
    unstated=_set_of(_coded(ConditionCode)),
)


def write_work(work: WorkProfile) -> bytes:
    """Write a work profile without its permit answers and own words."""
    return _document(_WORK.write(work))


def read_work(document: bytes) -> WorkProfile:
    """Read a work profile; permit answers and own words are left as never stated.

    Raises:
        UnreadableRecord: It is not what ``write_work`` writes.
    """
    return _opened("work", document, _WORK.read)


def write_permits(answers: Mapping[str, Answer]) -> bytes:
    """Write permit answers; no answers give a document too."""
    return _document({"answers": _PERMITS[0](answers)})


def read_permits(document: bytes) -> dict[str, Answer]:
    """Read permit answers.

    Raises:
        UnreadableRecord: It is not what ``write_permits`` writes.
    """

    def read(parts: dict[str, Any]) -> dict[str, Answer]:
        answers: dict[str, Answer] = _PERMITS[1](parts.pop("answers"))
        if parts:
            raise _StrangeError
        return answers

    return _opened("permits", document, read)


def write_need(body: MatchNeed) -> str:
    """Write what the matcher sees of a need; its reference stands in the row, not here."""
    return _document(_NEED.write(body)).decode()


def read_need(need_id: NeedId, document: str) -> MatchNeed:
    """Read what the matcher sees of a need.

    Raises:
        UnreadableRecord: It is not what ``write_need`` writes.
    """
    return _opened("need", document, lambda parts: _NEED.read(parts, need_id=need_id))


def write_text(text: str | None) -> bytes:
    """Write a text that may be missing, so that "not given" can be sealed as well."""
    return b"\0" if text is None else b"\1" + text.encode()


def read_text(document: bytes) -> str | None:
    """Read a text that may be missing.

    Raises:
        UnreadableRecord: It is not what ``write_text`` writes.
    """
    if document == b"\0":
        return None
    if document[:1] != b"\1":
        raise UnreadableRecord("text")
    return document[1:].decode()


def with_private(
    work: WorkProfile, permit_answers: Mapping[str, Answer], own_words: str | None
) -> WorkProfile:
    """Put the parts that are sealed on their own back into a work profile."""
    return replace(work, permit_answers=permit_answers, own_words=own_words)


def _document(parts: dict[str, Any]) -> bytes:
    return json.dumps(
        {"v": VERSION, **parts}, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()


def _refuse_constant(_name: str) -> NoReturn:
    raise _StrangeError


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _opened(part: str, document: bytes | str, read: Callable[[dict[str, Any]], T]) -> T:
    try:
        text = document if isinstance(document, str) else document.decode()
        parts = _DECODER.decode(text)
        if parts.pop("v") != VERSION:
            raise _StrangeError
        return read(parts)
    except (ValueError, TypeError, KeyError, AttributeError):
        # the original would show the document
        raise UnreadableRecord(part) from None
