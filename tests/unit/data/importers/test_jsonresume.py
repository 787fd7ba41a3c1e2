"""A JSON Resume becomes a profile, with the consent its owner gave."""

import json
from datetime import date

from data.importers.drafts import StatedConsent
from data.importers.errors import NoteCode, RowCode
from data.importers.profiles import ProfileImport, read_profiles
from matcher.types import Cefr, Level
from privacy.vocabulary import Purpose

RESUME = {
    "basics": {
        "name": "Zed Canaryname",
        "email": "z@example.org",
        "phone": "+20 100",
        "summary": "I mend nets.",
        "location": {"address": "1 Quay", "city": "Piraeus", "countryCode": "GR"},
    },
    "work": [
        {"position": "Net maker", "name": "Coop", "startDate": "2010-01", "endDate": "2015-01-31"},
        {"position": "Net maker", "company": "Other", "startDate": "2016", "endDate": "2018"},
        {"position": "Teacher", "startDate": "2020-03"},
        {"position": "Driver"},
    ],
    "skills": [
        {"name": "Net mending", "level": "Advanced", "keywords": ["knots"]},
        {"name": "Cooking", "level": "wizard"},
    ],
    "languages": [
        {"language": "Arabic", "fluency": "Native speaker"},
        {"language": "Greek", "fluency": "B1 (intermediate)"},
        {"language": "French", "fluency": "a little"},
    ],
    "education": [{"institution": "Somewhere"}],
    "interests": [],
}
YES = StatedConsent(frozenset({Purpose.STORE, Purpose.CONTACT}))


def read(
    value: object, consent: StatedConsent | None = YES, as_of: date | None = date(2026, 3, 1)
) -> ProfileImport:
    return read_profiles(json.dumps(value).encode(), "resume.json", consent=consent, as_of=as_of)


def test_a_resume_is_read() -> None:
    found = read(RESUME)
    assert not found.errors
    (draft,) = found.drafts
    assert draft.identity is not None
    assert draft.identity.address == "1 Quay, Piraeus"
    assert draft.own_words == "I mend nets."
    assert draft.residence is not None
    assert draft.residence.country == "GR"
    assert [(one.phrase, one.level) for one in draft.skills] == [
        ("Net mending", Level.ADVANCED),
        ("knots", Level.ADVANCED),
        ("Cooking", Level.UNKNOWN),
    ]
    assert [(one.tag, one.level) for one in draft.languages] == [
        ("ar", Cefr.NATIVE),
        ("el", Cefr.B1),
        ("fr", Cefr.UNKNOWN),
    ]
    assert [
        (one.occupation.phrase, one.years_unplaced) for one in draft.experience if one.occupation
    ] == [("Net maker", 7), ("Teacher", 6), ("Driver", None)]
    assert [(note.code, note.column or note.facts.get("section")) for note in found.notes] == [
        (NoteCode.LEVEL_NOT_READ, "skills"),
        (NoteCode.LEVEL_NOT_READ, "languages"),
        (NoteCode.SECTION_NOT_READ, "education"),
    ]


def test_running_work_has_no_years_without_a_day_to_count_to() -> None:
    years = [one.years_unplaced for one in read(RESUME, as_of=None).drafts[0].experience]
    assert years == [7, None, None]


def test_a_resume_without_consent_is_refused_and_its_own_consent_is_read() -> None:
    found = read(RESUME, consent=None)
    assert not found.drafts
    assert [error.code for error in found.errors] == [RowCode.CONSENT_STORE_MISSING]
    consent = {"store": True, "match": "yes", "contact": False}
    (draft,) = read(RESUME | {"meta": {"consent": consent}}, consent=None).drafts
    assert draft.consent.purposes == {Purpose.STORE, Purpose.MATCH}
    assert draft.identity is None


def test_shapes_that_are_not_a_resume_do_not_break() -> None:
    odd = {"basics": {"name": 5, "location": []}, "work": {"position": "x"}, "skills": ["weld", 3]}
    (draft,) = read(odd).drafts
    assert (draft.skills, draft.experience) == ((), ())
    found = read({"basics": {"name": "a\ud800"}})
    assert [error.code for error in found.errors] == [RowCode.INVALID_TEXT]
