"""Profiles are read with consent only, and nothing of a person shows where it should not."""

import json
from datetime import date

import pytest

from data.importers.errors import ImportRefused, NoteCode, RefusalCode, RowCode
from data.importers.profiles import ProfileImport, read_profiles
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    Answer,
    Cefr,
    Compensation,
    EvidenceState,
    Level,
    Mode,
    MonthDay,
    OneOffWindow,
    TrainerState,
    YearlyWindow,
)
from privacy.vocabulary import Purpose

FULL = """\
id,name,phone,email,consent store,consent match,consent contact,consent statistics,consent date,\
version of notice,collected by,interview date,language,skills,skill 1,skill 1 level,skill 1 years,\
skill 1 last used,skill 1 evidence,skill 1 acquired in,skill 1 acquired how,skill 1 can teach,job,\
years in origin,years abroad,spoken languages,modes,availability,available from,available to,\
available every year,hours a month,longest mission in days,notice in days,country,tie regions,\
willing to share,train the trainer,mentoring places,compensation,own words,confirmed
P-1,Zed Canaryname,+20 100,z@example.org,yes,yes,yes,no,2026-10-01,v1,I-7,2026-09-30,ar,\
mend nets [advanced / 10 / 2025]; cook,teach nets,4,5,2024,certified,host,on the job,yes,fisherman,\
12,3,"arabe maternelle; grec B1","seasonal, short mission",2027-03-01/2027-04-30,2026-11-01,\
2027-02-28,oui,160,90,14,Grèce,"EG-KFS, EG",yes,in progress,2,paid,I mend.,2026-10-02
"""


def read(content: str, filename: str = "in.csv") -> ProfileImport:
    return read_profiles(content.encode(), filename)


def errors(found: ProfileImport) -> list[tuple[int, str | None, RowCode]]:
    return [(error.row, error.column, error.code) for error in found.errors]


def test_a_full_row_is_read() -> None:
    found = read(FULL)
    assert not found.errors
    assert not found.notes
    (draft,) = found.drafts
    assert draft.identifier == "P-1"
    assert draft.identity is not None
    assert draft.identity.full_name == "Zed Canaryname"
    assert draft.identity.phone == "+20 100"
    assert draft.identity.address is None
    assert draft.consent.purposes == {Purpose.STORE, Purpose.MATCH, Purpose.CONTACT}
    assert draft.consent.given_on == date(2026, 10, 1)
    assert (draft.consent.notice_version, draft.consent.collected_by) == ("v1", "I-7")
    nets, cook, teach = draft.skills
    assert (nets.phrase, nets.level, nets.years, nets.last_used_year) == (
        "mend nets",
        Level.ADVANCED,
        10,
        2025,
    )
    assert (cook.level, cook.years, cook.evidence) == (Level.UNKNOWN, None, EvidenceState.CLAIMED)
    assert (teach.level, teach.evidence, teach.can_teach) == (
        Level.EXPERT,
        EvidenceState.CERTIFIED,
        Answer.YES,
    )
    assert (teach.acquired_in, teach.acquired_how) == (AcquiredIn.HOST, AcquiredHow.ON_THE_JOB)
    (work,) = draft.experience
    assert work.occupation is not None
    assert (work.occupation.phrase, work.years_origin, work.years_host) == ("fisherman", 12, 3)
    assert [(one.tag, one.level) for one in draft.languages] == [
        ("ar", Cefr.NATIVE),
        ("el", Cefr.B1),
    ]
    assert draft.modes == frozenset({Mode.SEASONAL, Mode.SHORT_MISSION})
    assert draft.windows == (
        OneOffWindow(date(2027, 3, 1), date(2027, 4, 30)),
        YearlyWindow(MonthDay(11, 1), MonthDay(2, 28)),
    )
    assert (draft.hours_per_month, draft.longest_mission_days, draft.notice_days) == (160, 90, 14)
    assert draft.residence is not None
    assert draft.residence.country == "GR"
    assert [one.region or one.country for one in draft.ties] == ["EG-KFS", "EG"]
    assert draft.willing_to_share is Answer.YES
    assert draft.train_the_trainer is TrainerState.IN_PROGRESS
    assert (draft.mentoring_places, draft.compensation) == (2, Compensation.PAID)
    assert (draft.own_words, draft.confirmed_on) == ("I mend.", date(2026, 10, 2))


def test_nothing_of_a_person_shows_in_representations() -> None:
    shown = repr(read(FULL))
    for word in ("Zed", "Canaryname", "example.org", "+20", "mend", "fisherman", "I mend", "P-1"):
        assert word not in shown


def test_a_file_without_consent_columns_is_refused() -> None:
    for content, column in (
        ("name,skills\nZed,weld\n", "consent_store"),
        ("skills\nweld\n", "consent_store"),
        ("skills,email,consent store\nweld,z@x.org,yes\n", "consent_contact"),
    ):
        with pytest.raises(ImportRefused) as refused:
            read(content)
        assert refused.value.code is RefusalCode.CONSENT_COLUMN_MISSING
        assert refused.value.facts == {"column": column}


def test_a_row_without_consent_to_storage_is_refused() -> None:
    found = read("skills,consent store\nweld,yes\ncook,no\nteach,\npaint,perhaps\n")
    assert [draft.row for draft in found.drafts] == [2]
    assert errors(found) == [
        (row, "consent_store", RowCode.CONSENT_STORE_MISSING) for row in (3, 4, 5)
    ]


def test_identity_is_not_read_without_consent_to_contact() -> None:
    found = read("name,skills,consent store,consent contact\nZed,weld,yes,no\nYan,cook,yes,\n")
    assert [draft.identity for draft in found.drafts] == [None, None]
    assert [(note.code, note.row) for note in found.notes] == [
        (NoteCode.IDENTITY_NOT_READ, 2),
        (NoteCode.IDENTITY_NOT_READ, 3),
    ]


def test_errors_and_notes_never_repeat_cells_or_headings() -> None:
    found = read(
        "skills,consent store,Zed Canaryname,languages,country,email,consent contact,gender\n"
        "canaryskill [canarylevel],yes,canary1,canarylang,canaryland,canary@mail,canary,f\n"
    )
    assert found.errors
    assert "anary" not in repr(found)
    assert [note.facts for note in found.notes if note.code is NoteCode.UNKNOWN_COLUMN] == [
        {"position": 3},
        {"position": 8},
    ]


def test_a_file_without_headings_shows_nobody() -> None:
    with pytest.raises(ImportRefused) as refused:
        read("Zed Canaryname,z@example.org\nYan,y@example.org\n")
    assert refused.value.code is RefusalCode.NO_KNOWN_COLUMN
    assert not refused.value.facts
    assert "Zed" not in repr(refused.value)


def test_unsaid_is_not_no() -> None:
    (draft,) = read("skills,consent store,modes\nweld,oui,\n").drafts
    unsaid = (draft.modes, draft.windows, draft.residence, draft.mentoring_places)
    assert unsaid == (None,) * 4
    assert draft.willing_to_share is Answer.UNSAID
    assert draft.train_the_trainer is TrainerState.UNSAID


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("modes", "weekly", RowCode.UNKNOWN_MODE),
        ("availability", "winter", RowCode.INVALID_PERIOD),
        ("available from", "2026-01-01", RowCode.INVALID_PERIOD),
        ("hours a month", "900", RowCode.NUMBER_OUT_OF_RANGE),
        ("tie regions", "nowhere", RowCode.UNKNOWN_COUNTRY),
        ("willing to share", "perhaps", RowCode.UNKNOWN_CODE),
        ("compensation", "gold", RowCode.UNKNOWN_CODE),
        ("confirmed", "yesterday", RowCode.INVALID_DATE),
        ("language", "tongue", RowCode.UNKNOWN_LANGUAGE),
        ("skills", "weld [9]", RowCode.UNKNOWN_LEVEL),
        ("skills", "weld [1/2/3/4]", RowCode.INVALID_VALUE),
        ("skills", "weld [1/200]", RowCode.NUMBER_OUT_OF_RANGE),
    ],
)
def test_unreadable_cells_refuse_the_row(heading: str, cell: str, code: RowCode) -> None:
    found = read(f'consent store,{heading}\nyes,"{cell}"\n')
    assert not found.drafts
    assert [error.code for error in found.errors] == [code]


def test_recognition_without_its_country_is_not_taken() -> None:
    found = read("consent store,skill 1,skill 1 evidence\nyes,weld,recognised\n")
    assert errors(found) == [(2, "skill_evidence", RowCode.UNKNOWN_CODE)]


def test_the_same_person_twice_is_a_duplicate_or_a_conflict() -> None:
    found = read(
        "id,skills,consent store\n1,weld,yes\n1,Weld,yes\n1,cook,yes\n,paint,yes\n,paint,yes\n"
    )
    assert [draft.row for draft in found.drafts] == [2, 5]
    assert [(one.row, one.first_row) for one in found.duplicates] == [(3, 2), (6, 5)]
    assert errors(found) == [(4, "identifier", RowCode.IDENTIFIER_REUSED)]


def test_json_lines_ask_for_consent_line_by_line() -> None:
    lines = [
        {"skills": [{"name": "weld", "level": 3}], "consent_store": True, "full_name": "Zed"},
        {"skills": ["cook"]},
        {"skills": ["teach"], "consentStore": "yes", "occupation": ["teacher", "cook"]},
    ]
    found = read("\n".join(json.dumps(one) for one in lines) + "\n", "in.jsonl")
    assert [draft.row for draft in found.drafts] == [1, 3]
    assert found.drafts[0].identity is None
    assert len(found.drafts[1].experience) == 2
    assert errors(found) == [(2, "consent_store", RowCode.CONSENT_STORE_MISSING)]
    assert found.rows == 3
