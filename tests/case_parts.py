"""Organisations, courses and papers of matching cases; see ``tests.matching_cases``."""

from datetime import date
from typing import Any

from matcher.types import (
    Collaboration,
    CollaborationKind,
    CountryCode,
    Course,
    CourseId,
    CourseRun,
    EvidenceState,
    LanguageSkill,
    LanguageTag,
    Level,
    MatchOrganisation,
    OrganisationKind,
    OrganisationRef,
    SizeBand,
    Standard,
    StandardState,
    Teaching,
    WageReplacement,
)
from tests.case_fields import Fields, Table, cefr, pairs, read_place
from tests.factories import skill


def read_organisation(where: str, name: str, raw: Table) -> MatchOrganisation:
    """Read an organisation; whatever is absent is not stated."""
    fields = Fields(where, raw)
    offers = fields.take("offers")
    organisation = MatchOrganisation(
        reference=OrganisationRef(name),
        kind=OrganisationKind(fields.take("kind")),
        place=read_place(fields.take("place")),
        specialities=tuple(map(skill, fields.take("specialities", []))),
        offers=None if offers is None else frozenset(map(CollaborationKind, offers)),
        size_band=SizeBand(fields.take("size", 0)),
        languages=tuple(
            LanguageSkill(LanguageTag(tag), cefr(level))
            for tag, level in pairs(fields.take("languages"))
        ),
    )
    fields.done()
    return organisation


def read_course(where: str, name: str, raw: Table) -> Course:
    """Read a course; a run is ``2026-11-02/2026-11-06``, with ``at`` or from afar."""
    fields = Fields(where, raw)
    at, seats_left = fields.take("at"), fields.take("seats_left")
    speaks = fields.take("teaches_language", {})
    course = Course(
        course_id=CourseId(name),
        teaches=tuple(
            Teaching(skill(word), Level(level))
            for word, level in fields.take("teaches", {}).items()
        ),
        runs=tuple(
            CourseRun(
                date.fromisoformat(run.split("/")[0]),
                date.fromisoformat(run.split("/")[1]),
                place=read_place(at) if at else None,
                remote=at is None,
                seats_left=seats_left,
            )
            for run in fields.take("runs", [])
        ),
        language=LanguageTag(fields.take("language", "fr")),
        minimum_cefr=cefr(fields.take("asks")),
        teaches_language=next(
            (LanguageSkill(LanguageTag(tag), cefr(level)) for tag, level in speaks.items()), None
        ),
        trains_trainers=fields.take("trains_trainers", False),
        evidence=EvidenceState(fields.take("evidence", "attested")),
        wage_replacement=WageReplacement(fields.take("wages", "unsaid")),
        leave_days=fields.take("leave_days"),
    )
    fields.done()
    return course


def read_standard(where: str, code: str, raw: Any) -> Standard:
    fields = Fields(f"{where} / {code}", raw if isinstance(raw, dict) else {"state": raw})
    state = StandardState(fields.take("state", "settled"))
    standard = Standard(code, state, fields.take("valid_until"))
    fields.done()
    return standard


def read_collaboration(where: str, raw: Table) -> Collaboration:
    fields = Fields(f"{where} / collaboration", raw)
    found = Collaboration(
        asker_kind=OrganisationKind(fields.take("asker")),
        asker_country=CountryCode(fields.take("country")),
        asker_size=SizeBand(fields.take("size", 0)),
        wanted=frozenset(map(CollaborationKind, fields.take("wanted", []))),
        services=tuple(fields.take("services", [])),
        brain_drain_sector=fields.take("twin", False),
    )
    fields.done()
    return found
