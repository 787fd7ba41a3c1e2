"""Vacancies are read row by row: everything optional but the title, nothing guessed."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.importers.errors import ImportRefused, NoteCode, RefusalCode, RowCode
from data.importers.limits import TableLimits
from data.importers.vacancies import VacancyImport, read_vacancies
from matcher.types import (
    Cefr,
    LanguageRequirement,
    LanguageTag,
    Level,
    Mode,
    NeedKind,
    OneOffWindow,
    RequirementKind,
    YearlyWindow,
)
from tests.workbooks import Cell, sheet_xml, workbook_bytes


def read(content: str | bytes, filename: str = "in.csv") -> VacancyImport:
    return read_vacancies(content.encode() if isinstance(content, str) else content, filename)


def errors(found: VacancyImport) -> list[tuple[int, str | None, RowCode]]:
    return [(error.row, error.column, error.code) for error in found.errors]


FULL = """\
référence;Intitulé du poste;description;langue du texte;Employeur;type;modalité;pays;région;ville;\
début;fin;heures par mois;langues;places;compétences;compétences souhaitées;métier;cito;\
années d'expérience;secteur
A-1;Ramendeur;"<p>Réparer des&nbsp;filets</p>";fr;Coopérative;poste;saisonnier;EG;EG-KFS;Baltim;\
15/11/2026;31/01/2027;160;"ar: B1, français";3;\
ramender des filets [avancé]|réparer des moteurs;faire des nœuds;pêcheur;6222;2;fisheries
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_full_row_is_read_whatever_its_encoding(encoding: str) -> None:
    found = read(FULL.encode(encoding))
    assert not found.errors
    (draft,) = found.drafts
    assert (draft.row, draft.identifier, draft.title) == (2, "A-1", "Ramendeur")
    assert draft.text == "Réparer des filets"
    assert draft.language == "fr"
    assert draft.organisation == "Coopérative"
    assert (draft.kind, draft.mode) == (NeedKind.VACANCY, Mode.SEASONAL)
    assert draft.place is not None
    assert draft.place.region == "EG-KFS"
    assert draft.locality == "Baltim"
    assert draft.period == OneOffWindow(date(2026, 11, 15), date(2027, 1, 31))
    assert draft.hours_per_month == 160
    assert draft.languages == (
        LanguageRequirement(LanguageTag("ar"), Cefr.B1),
        LanguageRequirement(LanguageTag("fr"), Cefr.UNKNOWN),
    )
    assert draft.seats == 3
    assert [(one.phrase, one.kind, one.minimum_level) for one in draft.requirements] == [
        ("ramender des filets", RequirementKind.ESSENTIAL, Level.ADVANCED),
        ("réparer des moteurs", RequirementKind.ESSENTIAL, Level.UNKNOWN),
        ("faire des nœuds", RequirementKind.OPTIONAL, Level.UNKNOWN),
    ]
    assert [(one.phrase, one.isco) for one in draft.occupations] == [
        ("pêcheur", None),
        (None, "6222"),
    ]
    assert (draft.experience_years, draft.sector) == (2, "fisheries")


def test_what_is_not_said_stays_unknown() -> None:
    (draft,) = read("title\nRamendeur\n").drafts
    unsaid = (draft.mode, draft.period, draft.place, draft.language, draft.seats)
    assert unsaid == (None,) * 5
    assert (draft.languages, draft.requirements, draft.occupations) == ((), (), ())


def test_every_unreadable_cell_is_an_error_and_only_its_row_is_left_out() -> None:
    found = read(
        "title,start,end,language,country,region,mode,languages,seats,isco,required skills,sector\n"
        ",,,,,,,,,,,\n"
        "good,,,,,,,,,,,\n"
        ",2026-01-01,,,,,,,,,,\n"
        "x,2026-13-01,soon,qq,Atlantis,here,weekly,fr: fluent,none,12,mend [guru],Fish!\n"
        "y,2026-05-02,2026-05-01,,,,,,,,,\n"
    )
    assert [draft.title for draft in found.drafts] == ["good"]
    assert errors(found) == [
        (4, "title", RowCode.TITLE_MISSING),
        (5, "country", RowCode.UNKNOWN_COUNTRY),
        (5, "ends_on", RowCode.INVALID_DATE),
        (5, "isco", RowCode.INVALID_ISCO),
        (5, "language", RowCode.UNKNOWN_LANGUAGE),
        (5, "languages", RowCode.UNKNOWN_LANGUAGE_LEVEL),
        (5, "mode", RowCode.UNKNOWN_MODE),
        (5, "region", RowCode.UNKNOWN_REGION),
        (5, "seats", RowCode.INVALID_NUMBER),
        (5, "sector", RowCode.UNKNOWN_SECTOR),
        (5, "skills", RowCode.UNKNOWN_LEVEL),
        (5, "starts_on", RowCode.INVALID_DATE),
        (6, "ends_on", RowCode.INVALID_PERIOD),
    ]
    assert found.rows == 4


def test_a_season_returns_every_year() -> None:
    (draft,) = read("title,season\nRamendeur,11-15/01-31\n").drafts
    assert isinstance(draft.period, YearlyWindow)
    found = read("title,season\nRamendeur,2026-11-15/2027-01-31\n")
    assert errors(found) == [(2, "season", RowCode.INVALID_PERIOD)]


def test_numbered_skill_columns_say_the_same() -> None:
    (draft,) = read(
        "title,skill 1,skill 1 level,skill 2,skill 2 kind,compétence nature 2\n"
        "x,mend nets,3,teach,,souhaitée\n".replace("skill 2 kind,", "").replace("teach,,", "teach,")
    ).drafts
    assert [(one.phrase, one.kind, one.minimum_level) for one in draft.requirements] == [
        ("mend nets", RequirementKind.ESSENTIAL, Level.ADVANCED),
        ("teach", RequirementKind.OPTIONAL, Level.UNKNOWN),
    ]


def test_day_first_dates_are_noted() -> None:
    notes = read("title,start\nx,05/11/2026\n").notes
    assert [note.code for note in notes] == [NoteCode.DATES_DAY_FIRST]


def test_a_table_without_titles_is_refused() -> None:
    with pytest.raises(ImportRefused) as refused:
        read("places,ville\n3,x\n")
    assert refused.value.code is RefusalCode.COLUMN_MISSING
    assert refused.value.facts == {"column": "title"}


def test_duplicates_are_left_out_and_reused_identifiers_refused() -> None:
    found = read(
        "id,title,description,posted,employer\n"
        "1,Ramendeur,réparer,2026-01-01,A\n"
        "1,RAMENDEUR ,réparer,2026-02-01,A\n"
        "2,Ramendeur,Réparer,,A\n"
        "1,Soudeur,souder,,A\n"
        "1,Soudeur,souder,,B\n"
        ",Soudeur,souder,,\n"
        ",Soudeur,souder,,\n"
    )
    assert [draft.row for draft in found.drafts] == [2, 6, 7]
    assert [(one.row, one.first_row) for one in found.duplicates] == [(3, 2), (4, 2), (8, 7)]
    assert errors(found) == [(5, "identifier", RowCode.IDENTIFIER_REUSED)]
    assert found.rows == 7


def test_keys_recognise_a_row_and_digests_its_change() -> None:
    (first,) = read("id,title,posted\n7,Ramendeur,2026-01-01\n").drafts
    (again,) = read("Titre;Référence;publié le\nramendeur ;7;02/02/2026\n").drafts
    (changed,) = read("id,title,seats\n7,Ramendeur,2\n").drafts
    assert first.source_key == again.source_key == changed.source_key
    assert first.content_digest == again.content_digest != changed.content_digest
    (nameless,) = read("title\nRamendeur\n").drafts
    assert nameless.source_key == "text:" + nameless.content_digest


def test_json_lines_are_read_and_the_gold_answer_is_not() -> None:
    line = {"id": "2", "title": "Lead", "description": "Works", "occupation_uri": "http://x/1"}
    found = read(json.dumps(line) + "\n", "in.jsonl")
    (draft,) = found.drafts
    assert (draft.identifier, draft.title, draft.text) == ("2", "Lead", "Works")
    assert draft.occupations == ()
    assert [note.code for note in found.notes] == [NoteCode.IGNORED_COLUMN]


def test_json_objects_may_nest_skills_and_languages() -> None:
    value = {
        "title": "x",
        "skills": [{"name": "mend nets", "level": 3, "kind": "trainable"}, "teach"],
        "languages": [{"language": "ar", "level": "B1"}, "fr"],
        "occupation": {"name": "net maker", "isco": "7318"},
        "isco": ["0110"],
    }
    (draft,) = read(json.dumps([value]), "in.json").drafts
    assert [(one.phrase, one.kind, one.minimum_level) for one in draft.requirements] == [
        ("mend nets", RequirementKind.TRAINABLE, Level.ADVANCED),
        ("teach", RequirementKind.ESSENTIAL, Level.UNKNOWN),
    ]
    assert [one.minimum for one in draft.languages] == [Cefr.B1, Cefr.UNKNOWN]
    assert [one.isco for one in draft.occupations] == ["7318", "0110"]


def test_concepts_named_by_the_file_stand_beside_the_words() -> None:
    (draft,) = read(
        "title,skills,occupation\nx,urn:passerelle:skill:net-mending,"
        "http://data.europa.eu/esco/occupation/1\n"
    ).drafts
    assert draft.requirements[0].concept == "urn:passerelle:skill:net-mending"
    assert draft.occupations[0].concept == "http://data.europa.eu/esco/occupation/1"
    assert draft.occupations[0].phrase is None


def test_broken_objects_are_errors_of_their_line() -> None:
    found = read(
        '{"title": "a\\ud800"}\n{"title": "x", "name": "y"}\n'
        '{"title": "x", "skills": [{"name": "a\\ud800"}, {}, {"name": "' + "y" * 400 + '"}]}\n'
        '{"title": {"en": "x"}}\n{"seats": 1}\n[1]\n',
        "in.jsonl",
    )
    assert errors(found) == [
        (1, "title", RowCode.INVALID_TEXT),
        (2, "title", RowCode.DUPLICATE_COLUMN),
        (3, "skills", RowCode.INVALID_TEXT),
        (3, "skills", RowCode.INVALID_VALUE),
        (3, "skills", RowCode.TOO_LONG),
        (4, "title", RowCode.INVALID_VALUE),
        (5, "title", RowCode.TITLE_MISSING),
        (6, None, RowCode.NOT_AN_OBJECT),
    ]
    assert found.rows == 6


def test_long_cells_are_errors_of_their_row() -> None:
    found = read_vacancies(
        f"title,description\n{'t' * 301},x\nok,{'y' * 70_000}\nok,{'z' * 200}\n".encode(),
        "in.csv",
        TableLimits(cell=100_000),
    )
    assert errors(found) == [(2, "title", RowCode.TOO_LONG), (3, "description", RowCode.TOO_LONG)]
    assert len(found.drafts) == 1


def test_workbooks_are_read_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "offres.xlsx"
    rows: list[list[Cell]] = [
        ["Titre", "Places", "Référence"],
        ["Ramendeur", 3, 12.0],
        ["Soudeur", "x", True],
    ]
    path.write_bytes(workbook_bytes(sheet_xml(rows)))
    found = read_vacancies(path)
    assert [(draft.title, draft.seats, draft.identifier) for draft in found.drafts] == [
        ("Ramendeur", 3, "12")
    ]
    assert errors(found) == [(3, "seats", RowCode.INVALID_NUMBER)]


def test_a_start_without_an_end_is_kept_as_a_period_without_a_known_end() -> None:
    (draft,) = read("title,start\nRamendeur,2026-11-15\n").drafts
    assert draft.period == OneOffWindow(date(2026, 11, 15), date(2026, 11, 15))
    assert draft.open_ended


def test_a_start_and_a_length_give_the_end() -> None:
    (draft,) = read("title,start,end\nRamendeur,2026-11-15,\n").drafts
    lasting = replace(draft, duration_days=30)
    assert lasting.period == OneOffWindow(date(2026, 11, 15), date(2026, 12, 14))
    assert not lasting.open_ended
