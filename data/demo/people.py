"""Read one person of the demonstration.

Units: hours a month, days, completed years, as the fields of the work profile.

What it does not do: check that what she states agrees with what she consented to; the tests
of the files do.
"""

from collections.abc import Iterator

from data.demo.entries import Entry
from data.demo.errors import DemoFault
from data.demo.records import ConsentPair, DemoPerson
from data.records import Identity, WorkProfile
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    Answer,
    Cefr,
    Compensation,
    ConceptUri,
    CountryCode,
    EvidenceState,
    ExperienceEntry,
    LanguageSkill,
    LanguageTag,
    Level,
    Mode,
    SectorCode,
    SkillClaim,
    TrainerState,
)
from privacy.inventory import INVENTORY, PersonalField, consent_pairs
from privacy.vocabulary import Purpose

SKILL = "urn:passerelle:skill:"
OCCUPATION = "urn:passerelle:occupation:"
_ALL = "all"


def read_person(entry: Entry) -> DemoPerson:
    """Read a person.

    Raises:
        DemoFileInvalid: A field is wrong or unknown.
    """
    person = DemoPerson(
        key=entry.text("key"),
        language=entry.text("language"),
        identity=_identity(entry.maybe_entry("identity")),
        work=_work(entry),
        consents=frozenset(_consents(entry.maybe_entry("consents"))),
        note=entry.text("note"),
        passphrase=entry.maybe_text("passphrase"),
    )
    entry.done()
    return person


def skill_uri(short_id: str) -> ConceptUri:
    """Give the identifier of a skill of the starter vocabulary."""
    return ConceptUri(SKILL + short_id)


def maybe_occupation(entry: Entry) -> ConceptUri | None:
    """Take the occupation of an entry, if it names one."""
    short_id = entry.maybe_text("occupation")
    return ConceptUri(OCCUPATION + short_id) if short_id else None


def maybe_sector(entry: Entry) -> SectorCode | None:
    """Take the sector of an entry, if it names one."""
    sector = entry.maybe_text("sector")
    return SectorCode(sector) if sector else None


def _identity(entry: Entry | None) -> Identity:
    if entry is None:
        return Identity()
    identity = Identity(
        full_name=entry.maybe_text("name"),
        phone=entry.maybe_text("phone"),
        email=entry.maybe_text("email"),
        address=entry.maybe_text("address"),
    )
    entry.done()
    return identity


def _work(entry: Entry) -> WorkProfile:
    languages = entry.codes_by_name(Cefr, "languages")
    return WorkProfile(
        skills=tuple(map(_claim, entry.entries("skills"))),
        experience=tuple(map(_experience, entry.entries("experience"))),
        languages=tuple(LanguageSkill(LanguageTag(tag), at) for tag, at in languages.items()),
        modes=entry.maybe_codes(Mode, "modes"),
        windows=entry.maybe_periods("windows"),
        hours_per_month=entry.maybe_number("hours_per_month"),
        longest_mission_days=entry.maybe_number("longest_mission_days"),
        notice_days=entry.maybe_number("notice_days"),
        residence=entry.maybe_place("residence"),
        ties=entry.places("ties"),
        willing_to_share=entry.code(Answer, "willing_to_share", Answer.UNSAID),
        train_the_trainer=entry.code(TrainerState, "train_the_trainer", TrainerState.UNSAID),
        mentoring_places=entry.maybe_number("mentoring_places"),
        compensation=entry.code(Compensation, "compensation", Compensation.UNSAID),
        permit_answers=entry.codes_by_name(Answer, "permits"),
        confirmed_on=entry.maybe_day("confirmed"),
        own_words=entry.maybe_text("own_words"),
    )


def _claim(entry: Entry) -> SkillClaim:
    recognised_in = entry.maybe_place("recognised_in")
    claim = SkillClaim(
        concept=skill_uri(entry.text("skill")),
        level=entry.code(Level, "level", Level.UNKNOWN),
        years=entry.maybe_number("years"),
        last_used_year=entry.maybe_year("used"),
        acquired_in=entry.code(AcquiredIn, "in", AcquiredIn.UNSAID),
        acquired_how=entry.code(AcquiredHow, "how", AcquiredHow.UNSAID),
        evidence=entry.code(EvidenceState, "evidence", EvidenceState.CLAIMED),
        recognised_in=CountryCode(recognised_in.country) if recognised_in else None,
        can_teach=entry.code(Answer, "teach", Answer.UNSAID),
    )
    entry.done()
    if (claim.evidence is EvidenceState.RECOGNISED) is not (claim.recognised_in is not None):
        raise entry.fault(DemoFault.MISSING, "recognised_in")
    return claim


def _experience(entry: Entry) -> ExperienceEntry:
    experience = ExperienceEntry(
        occupation=maybe_occupation(entry),
        sector=maybe_sector(entry),
        years_origin=entry.number("origin", 0),
        years_host=entry.number("host", 0),
    )
    entry.done()
    if experience.occupation is None and experience.sector is None:
        raise entry.fault(DemoFault.MISSING, "occupation")
    return experience


def _consents(entry: Entry | None) -> Iterator[ConsentPair]:
    if entry is None:
        return
    for purpose in Purpose:
        words = entry.names(purpose.value)
        asked = [field for one, field in consent_pairs() if one is purpose]
        for word in words:
            meant = [field for field in asked if word in _names_of(field)]
            if not meant:
                raise entry.fault(DemoFault.NOT_ASKED, f"{purpose.value}: {word}")
            for field in meant:
                yield purpose, field
    entry.done()


def _names_of(field: PersonalField) -> tuple[str, ...]:
    return (field.value, INVENTORY[field].tier.value, _ALL)
