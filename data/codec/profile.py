"""Documents of a work profile."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from data.codec.shapes import (
    ANSWER,
    CODE,
    DAY,
    FLAG,
    PLACE,
    WHOLE,
    WINDOW,
    Shape,
    StrangePartError,
    by_code,
    coded,
    document_of,
    many,
    opened,
    set_of,
)
from data.errors import UnreadableRecord
from data.records import WorkProfile
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    Answer,
    Cefr,
    Compensation,
    EvidenceState,
    ExperienceEntry,
    LanguageSkill,
    Level,
    Mode,
    SkillClaim,
    TrainerState,
)

_CLAIM = Shape(
    SkillClaim,
    concept=CODE,
    level=coded(Level),
    years=WHOLE,
    last_used_year=WHOLE,
    acquired_in=coded(AcquiredIn),
    acquired_how=coded(AcquiredHow),
    evidence=coded(EvidenceState),
    recognised_in=CODE,
    can_teach=ANSWER,
    proposed_by_machine=FLAG,
)
_EXPERIENCE = Shape(
    ExperienceEntry,
    occupation=CODE,
    sector=CODE,
    years_origin=WHOLE,
    years_host=WHOLE,
    proposed_by_machine=FLAG,
)
LANGUAGE_SKILL = Shape(LanguageSkill, tag=CODE, level=coded(Cefr)).part
_WORK = Shape(
    WorkProfile,
    skills=many(_CLAIM.part),
    experience=many(_EXPERIENCE.part),
    languages=many(LANGUAGE_SKILL),
    modes=set_of(coded(Mode)),
    windows=many(WINDOW),
    hours_per_month=WHOLE,
    longest_mission_days=WHOLE,
    notice_days=WHOLE,
    residence=PLACE,
    ties=many(PLACE),
    willing_to_share=ANSWER,
    train_the_trainer=coded(TrainerState),
    mentoring_places=WHOLE,
    compensation=coded(Compensation),
    confirmed_on=DAY,
)
_PERMITS = by_code(ANSWER)


def write_work(work: WorkProfile) -> bytes:
    """Write a work profile without its permit answers and own words."""
    return document_of(_WORK.write(work))


def read_work(document: bytes) -> WorkProfile:
    """Read a work profile; permit answers and own words are left as never stated.

    Raises:
        UnreadableRecord: It is not what ``write_work`` writes.
    """
    return opened("work", document, _WORK.read)


def write_permits(answers: Mapping[str, Answer]) -> bytes:
    """Write permit answers; no answers give a document too."""
    return document_of({"answers": _PERMITS[0](answers)})


def read_permits(document: bytes) -> dict[str, Answer]:
    """Read permit answers.

    Raises:
        UnreadableRecord: It is not what ``write_permits`` writes.
    """

    def read(parts: dict[str, Any]) -> dict[str, Answer]:
        answers: dict[str, Answer] = _PERMITS[1](parts.pop("answers"))
        if parts:
            raise StrangePartError
        return answers

    return opened("permits", document, read)


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
