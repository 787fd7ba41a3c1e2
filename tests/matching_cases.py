"""Read matching cases: YAML tables a counsellor can read and write.

A file is a list of cases. Each has ``case`` (a sentence), ``reference`` (requirement ids),
a ``need`` and ``expect``, and one of these: a ``profile``, a ``pool`` of named profiles,
``organisations``, or a ``pool`` with ``mentees`` (named needs for mentors, in place of
``need``), or one with ``needs`` and a ``campaign``. ``courses`` may stand beside a profile.
``as_of`` is optional. Skills and
occupations are words of the small taxonomy in ``tests.factories``. Unknown keys are refused,
so a slip cannot pass as a promise.

Notation: a level is a number (0 is not stated); a window is ``11-01/02-28`` (every year) or
``2026-11-01/2027-02-28``; a place is ``EG`` or ``EG-KFS``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    AffinityFactor,
    Compensation,
    ConditionCode,
    Course,
    CoveredCost,
    EvidenceState,
    ExperienceEntry,
    ExperienceRequirement,
    LanguageRequirement,
    LanguageSkill,
    LanguageTag,
    Level,
    MatchNeed,
    MatchOrganisation,
    MatchProfile,
    MissionActivity,
    Mode,
    NeedId,
    NeedKind,
    Requirement,
    RequirementKind,
    SectorCode,
    SkillClaim,
    Slot,
    TrainerState,
)
from tests.case_fields import Fields, Table, answer_of, cefr, pairs, read_place, window
from tests.case_parts import read_collaboration, read_course, read_organisation, read_standard
from tests.factories import TODAY, occupation, skill


@dataclass(frozen=True)
class Case:
    """One case, read; ``pool`` has one profile under the name ``person`` for a single one."""

    sentence: str
    reference: tuple[str, ...]
    as_of: date
    need: MatchNeed
    pool: Mapping[str, MatchProfile]
    expect: Table
    organisations: Mapping[str, MatchOrganisation] = field(default_factory=dict)
    mentees: Mapping[str, MatchNeed] = field(default_factory=dict)
    needs: Mapping[str, MatchNeed] = field(default_factory=dict)
    courses: tuple[Course, ...] = ()
    campaign: Table = field(default_factory=dict)


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
    need, mentees = fields.take("need"), fields.take("mentees", {})
    needs = fields.take("needs", {})
    asked = [each for each in (need, mentees, needs) if each]
    assert len(asked) == 1, f"one of need, needs and mentees: {where}"
    profile, pool = fields.take("profile"), fields.take("pool")
    organisations = fields.take("organisations")
    given = [each for each in (profile, pool, organisations) if each is not None]
    assert len(given) == 1, f"one of profile, pool and organisations: {where}"
    people = {"person": profile} if profile is not None else pool or {}
    if organisations is not None:
        people = {}
    case = Case(
        sentence=sentence,
        reference=tuple(reference if isinstance(reference, list) else [reference]),
        as_of=fields.take("as_of", TODAY),
        need=read_need(where, need or next(iter((mentees or needs).values()))),
        pool={
            name: read_profile(f"{where} / {name}", stated, slot)
            for slot, (name, stated) in enumerate(people.items(), start=1)
        },
        expect=fields.take("expect"),
        organisations={
            name: read_organisation(f"{where} / {name}", name, stated)
            for name, stated in (organisations or {}).items()
        },
        mentees={
            name: read_need(f"{where} / {name}", {"kind": "mentoring", "id": name, **asked})
            for name, asked in mentees.items()
        },
        needs={
            name: read_need(f"{where} / {name}", {"id": name, **stated})
            for name, stated in needs.items()
        },
        courses=tuple(
            read_course(f"{where} / {name}", name, stated)
            for name, stated in fields.take("courses", {}).items()
        ),
        campaign=fields.take("campaign", {}),
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
        skills=tuple(_claim(where, *each) for each in pairs(fields.take("skills"))),
        experience=tuple(_experience(where, each) for each in fields.take("experience", [])),
        languages=tuple(
            LanguageSkill(LanguageTag(tag), cefr(level))
            for tag, level in pairs(fields.take("languages"))
        ),
        modes=None if modes is None else frozenset(map(Mode, modes)),
        windows=None if windows is None else tuple(map(window, windows)),
        hours_per_month=fields.take("hours_per_month"),
        longest_mission_days=fields.take("longest_mission_days"),
        notice_days=fields.take("notice_days"),
        residence=read_place(residence) if residence else None,
        ties=tuple(map(read_place, fields.take("ties", []))),
        willing_to_share=answer_of(fields.take("willing_to_share")),
        train_the_trainer=TrainerState(fields.take("train_the_trainer", "unsaid")),
        mentoring_places=fields.take("mentoring_places"),
        compensation=Compensation(fields.take("compensation", "unsaid")),
        permit_answers={
            code: answer_of(answer) for code, answer in fields.take("permits", {}).items()
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
    activity, collaboration = fields.take("activity"), fields.take("collaboration")
    need = MatchNeed(
        need_id=NeedId(fields.take("id", "need")),
        kind=NeedKind(fields.take("kind", "vacancy")),
        requirements=tuple(
            _requirement(where, kind, *each)
            for kind in RequirementKind
            for each in pairs(fields.take(kind.value))
        ),
        languages=tuple(_language(where, *each) for each in pairs(fields.take("languages"))),
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
            read_standard(where, code, state)
            for code, state in fields.take("standards", {}).items()
        ),
        permits=tuple(fields.take("permits", [])),
        affinity=frozenset(map(AffinityFactor, fields.take("affinity", []))),
        unstated=frozenset(map(ConditionCode, fields.take("unstated", []))),
        seats=fields.take("seats", 1),
        activity=MissionActivity(activity) if activity else None,
        covered_costs=frozenset(map(CoveredCost, fields.take("covered_costs", []))),
        course_unit=fields.take("course_unit"),
        mentor_on_site=fields.take("mentor_on_site", False),
        collaboration=read_collaboration(where, collaboration) if collaboration else None,
    )
    fields.done()
    return need


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
        can_teach=answer_of(fields.take("can_teach")),
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
    level, essential = cefr(fields.take("level", "B1")), fields.take("essential", True)
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
