"""Read matching cases: YAML tables a counsellor can read and write.

A file is a list of cases. Each has ``case`` (a sentence), ``reference`` (requirement ids),
a ``need``, and either a ``profile`` or a ``pool`` of named profiles, and ``expect``.
``as_of`` is optional. Skills and occupations are words of the small taxonomy in
``tests.factories``. Unknown keys are refused, so a slip cannot pass as a promise.

Notation: a level is a number (0 is not stated); a window is ``11-01/02-28`` (every year) or
``2026-11-01/2027-02-28``; a place is ``EG`` or ``EG-KFS``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    AffinityFactor,
    Answer,
    Cefr,
    Compensation,
    ConditionCode,
    CountryCode,
    EvidenceState,
    ExperienceEntry,
    ExperienceRequirement,
    LanguageRequirement,
    LanguageSkill,
    LanguageTag,
    Level,
    MatchNeed,
    MatchProfile,
    Mode,
    MonthDay,
    NeedId,
    NeedKind,
    OneOffWindow,
    Place,
    RegionCode,
    Requirement,
    RequirementKind,
    SectorCode,
    SkillClaim,
    Slot,
    Standard,
    StandardState,
    TrainerState,
    Window,
    YearlyWindow,
)
from tests.factories import TODAY, occupation, skill

Table = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One case, read; ``pool`` has one profile under the name ``person`` for a single one."""

    sentence: str
    reference: tuple[str, ...]
    as_of: date
    need: MatchNeed
    pool: Mapping[str, MatchProfile]
    expect: Table


class Fields:
    """A mapping whose keys must all be taken."""

    def __init__(self, where: str, table: Table | None) -> None:
        self.where = where
        self.left = dict(table or {})

    def take(self, key: str, default: Any = None) -> Any:
        return self.left.pop(key, default)

    def done(self) -> None:
        assert not self.left, f"unknown keys in {self.where}: {sorted(self.left)}"


def read_cases(folder: Path) -> Iterator[Case]:
    """Read every case of a folder, files in order of name."""
    for path in sorted(folder.glob("*.yaml")):
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield read_case(f"{path.name}: {raw.get('case')}", raw)


def read_case(where: str, raw: Table) -> Case:
    """Read one case."""
    fields = Fields(where, raw)
    sentence, reference = fields.take("case"), fields.take("reference")
    assert sentence, f"a case without a sentence in {where}"
    assert reference, f"a case without a reference: {where}"
    need, profile, pool = fields.take("need"), fields.take("profile"), fields.take("pool")
    assert (profile is None) != (pool is None), f"one of profile and pool: {where}"
    people = pool if pool is not None else {"person": profile}
    case = Case(
        sentence=sentence,
        reference=tuple(reference if isinstance(reference, list) else [reference]),
        as_of=fields.take("as_of", TODAY),
        need=read_need(where, need),
        pool={
            name: read_profile(f"{where} / {name}", stated, slot)
            for slot, (name, stated) in enumerate(people.items(), start=1)
        },
        expect=fields.take("expect"),
    )
    fields.done()
    assert case.expect, f"a case without expectations: {where}"
    return case


def read_profile(where: str, raw: Table | None, slot: int = 1) -> MatchProfile:
    """Read a profile; whatever is absent is not stated."""
    fields = Fields(where, raw)
    windows, modes = fields.take("windows"), fields.take("modes")
    residence = fields.take("residence")
    profile = MatchProfile(
        slot=Slot(slot),
        skills=tuple(_claim(where, *each) for each in _pairs(fields.take("skills"))),
        experience=tuple(_experience(where, each) for each in fields.take("experience", [])),
        languages=tuple(
            LanguageSkill(LanguageTag(tag), _cefr(level))
            for tag, level in _pairs(fields.take("languages"))
        ),
        modes=None if modes is None else frozenset(map(Mode, modes)),
        windows=None if windows is None else tuple(map(window, windows)),
        hours_per_month=fields.take("hours_per_month"),
        longest_mission_days=fields.take("longest_mission_days"),
        notice_days=fields.take("notice_days"),
        residence=read_place(residence) if residence else None,
        ties=tuple(map(read_place, fields.take("ties", []))),
        willing_to_share=_answer(fields.take("willing_to_share")),
        train_the_trainer=TrainerState(fields.take("train_the_trainer", "unsaid")),
        mentoring_places=fields.take("mentoring_places"),
        compensation=Compensation(fields.take("compensation", "unsaid")),
        permit_answers={
            code: _answer(answer) for code, answer in fields.take("permits", {}).items()
        },
        confirmed_on=fields.take("confirmed_on"),
    )
    fields.done()
    return profile


def read_need(where: str, raw: Table) -> MatchNeed:
    """Read a need; whatever is absent is not asked."""
    fields = Fields(where, raw)
    mode, period, place = fields.take("mode"), fields.take("period"), fields.take("place")
    evidence, experience = fields.take("evidence_required"), fields.take("experience")
    need = MatchNeed(
        need_id=NeedId(fields.take("id", "need")),
        kind=NeedKind(fields.take("kind", "vacancy")),
        requirements=tuple(
            _requirement(where, kind, *each)
            for kind in RequirementKind
            for each in _pairs(fields.take(kind.value))
        ),
        languages=tuple(_language(where, *each) for each in _pairs(fields.take("languages"))),
        mode=Mode(mode) if mode else None,
        period=window(period) if period else None,
        partial_period_ok=fields.take("partial_period_ok", False),
        open_ended=fields.take("open_ended", False),
        duration_days=fields.take("duration_days"),
        hours_per_month=fields.take("hours_per_month"),
        place=read_place(place) if place else None,
        experience=_asked_experience(where, experience) if experience else None,
        beneficiary_group=fields.take("beneficiary_group"),
        evidence_required=EvidenceState(evidence) if evidence else None,
        train_the_trainer_required=fields.take("train_the_trainer_required", False),
        standards=tuple(
            Standard(code, StandardState(state))
            for code, state in fields.take("standards", {}).items()
        ),
        permits=tuple(fields.take("permits", [])),
        affinity=frozenset(map(AffinityFactor, fields.take("affinity", []))),
        unstated=frozenset(map(ConditionCode, fields.take("unstated", []))),
    )
    fields.done()
    return need


def window(text: str) -> Window:
    """Read a window in either notation."""
    start, end = text.split("/")
    if len(start) == len("11-01"):
        return YearlyWindow(_month_day(start), _month_day(end))
    return OneOffWindow(date.fromisoformat(start), date.fromisoformat(end))


def read_place(text: str) -> Place:
    """Read a country, or a region with its country."""
    country = CountryCode(text[:2])
    return Place(country, RegionCode(text) if len(text) > 2 else None)


def _month_day(text: str) -> MonthDay:
    month, day = text.split("-")
    return MonthDay(int(month), int(day))


def _pairs(raw: Any) -> list[tuple[str, Any]]:
    """Read ``{word: facts}``, or a list of such when a word comes twice."""
    tables = raw if isinstance(raw, list) else [raw or {}]
    return [pair for table in tables for pair in table.items()]


def _claim(where: str, name: str, raw: Any) -> SkillClaim:
    fields = Fields(f"{where} / {name}", raw if isinstance(raw, dict) else {"level": raw})
    claim = SkillClaim(
        concept=skill(name),
        level=Level(fields.take("level", 0)),
        years=fields.take("years"),
        last_used_year=fields.take("used", TODAY.year),
        acquired_in=AcquiredIn(fields.take("in", "unsaid")),
        acquired_how=AcquiredHow(fields.take("how", "unsaid")),
        evidence=EvidenceState(fields.take("evidence", "claimed")),
        recognised_in=fields.take("recognised_in"),
        can_teach=_answer(fields.take("can_teach")),
        proposed_by_machine=fields.take("proposed_by_machine", False),
    )
    fields.done()
    return claim


def _requirement(where: str, kind: RequirementKind, name: str, raw: Any) -> Requirement:
    fields = Fields(f"{where} / {name}", raw if isinstance(raw, dict) else {"level": raw})
    level, weight = Level(fields.take("level", 1)), fields.take("weight", 1)
    proposed = fields.take("proposed_by_machine", False)
    fields.done()
    return Requirement(skill(name), kind, level, weight, proposed)


def _language(where: str, tag: str, raw: Any) -> LanguageRequirement:
    fields = Fields(f"{where} / {tag}", raw if isinstance(raw, dict) else {"level": raw})
    level, essential = _cefr(fields.take("level", "B1")), fields.take("essential", True)
    fields.done()
    return LanguageRequirement(LanguageTag(tag), level, essential)


def _experience(where: str, raw: Table) -> ExperienceEntry:
    fields = Fields(f"{where} / experience", raw)
    held = fields.take("occupation")
    sector = fields.take("sector")
    entry = ExperienceEntry(
        occupation=occupation(held) if held else None,
        sector=SectorCode(sector) if sector else None,
        years_origin=fields.take("origin", 0),
        years_host=fields.take("host", 0),
    )
    fields.done()
    return entry


def _asked_experience(where: str, raw: Table) -> ExperienceRequirement:
    fields = Fields(f"{where} / experience", raw)
    asked, sector = fields.take("occupation"), fields.take("sector")
    found = ExperienceRequirement(
        occupation=occupation(asked) if asked else None,
        sector=SectorCode(sector) if sector else None,
        minimum_years=fields.take("minimum_years", 0),
        desired_years=fields.take("desired_years", 5),
        values_abroad=fields.take("values_abroad", False),
    )
    fields.done()
    return found


def _cefr(level: str | None) -> Cefr:
    return Cefr[level.upper()] if level else Cefr.UNKNOWN


def _answer(raw: bool | str | None) -> Answer:
    """YAML reads yes and no as true and false."""
    if isinstance(raw, bool):
        return Answer.YES if raw else Answer.NO
    return Answer(raw or "unsaid")
