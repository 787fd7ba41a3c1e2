"""Analysis, standards, the search for a twin, and fees in rows of vacancies."""

from datetime import date

import pytest

from data.importers.errors import RowCode
from data.importers.vacancies import read_vacancies
from matcher.types import Analysis, AnalysisSource, Standard, StandardState


def test_a_row_says_what_the_need_rests_on_and_waits_for() -> None:
    table = (
        "titre;source de l'analyse;date de l'analyse;description de l'analyse;normes;"
        "normes valables jusqu'au\n"
        "Formatrice en couture;enquête;2026-03-01;120 femmes, Assiout;"
        "agrément du centre: réglé | norme du secteur;2027-06-30\n"
    )
    (draft,) = read_vacancies(table.encode(), "n.csv").drafts
    assert draft.analysis == Analysis(
        AnalysisSource.SURVEY, date(2026, 3, 1), "120 femmes, Assiout"
    )
    assert draft.standards == (
        Standard("centre_licence", StandardState.SETTLED, date(2027, 6, 30)),
        Standard("sector_standard", StandardState.PENDING),
    )


def test_a_collaboration_may_look_for_a_twin() -> None:
    table = "title,kind,brain_drain_sector\nA ward abroad,institutional_collaboration,yes\n"
    (draft,) = read_vacancies(table.encode(), "t.csv").drafts
    assert draft.brain_drain_sector


@pytest.mark.parametrize(
    ("columns", "cells", "column", "code"),
    [
        ("analysis_source", "hearsay", "analysis_source", RowCode.UNKNOWN_CODE),
        ("analysis_date", "2026-01-01", "analysis_source", RowCode.INVALID_VALUE),
        ("analysis_source,analysis_date", "study,soon", "analysis_date", RowCode.INVALID_DATE),
        ("standards", "moon permit", "standards", RowCode.UNKNOWN_CODE),
        ("standards", "sector standard: perhaps", "standards", RowCode.UNKNOWN_CODE),
        (
            "standards",
            "sector standard;sector standard: settled",
            "standards",
            RowCode.INVALID_VALUE,
        ),
        (
            "standards,standards_valid_until",
            "sector standard,2027-01-01",
            "standards_valid_until",
            RowCode.INVALID_VALUE,
        ),
        ("brain_drain_sector", "yes", "brain_drain_sector", RowCode.INVALID_VALUE),
        ("candidate_fee", "200 EUR", "candidate_fee", RowCode.CANDIDATE_FEE),
        (
            "description",
            "Candidates pay a registration fee.",
            "description",
            RowCode.CANDIDATE_FEE,
        ),
    ],
)
def test_what_cannot_be_is_an_error_of_its_row_and_column(
    columns: str, cells: str, column: str, code: RowCode
) -> None:
    table = f"title,{columns}\nA job,{cells}\nAnother,\n"
    found = read_vacancies(table.encode(), "e.csv")
    assert [(each.row, each.column, each.code) for each in found.errors] == [(2, column, code)]
    assert [draft.title for draft in found.drafts] == ["Another"]


@pytest.mark.parametrize("said", ["0", "0.00", "no", "non", ""])
def test_a_row_that_says_nobody_pays_is_read(said: str) -> None:
    found = read_vacancies(f"title,candidate_fee\nA job,{said}\n".encode(), "f.csv")
    assert (len(found.drafts), found.errors) == (1, ())
