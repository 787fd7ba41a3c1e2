"""What a row of vacancies says about its kind, and what it may not."""

import pytest

from data.importers.errors import RowCode
from data.importers.vacancies import read_vacancies
from matcher.types import CollaborationKind, CoveredCost, MissionActivity


def test_a_mission_says_what_is_done_and_what_is_paid() -> None:
    table = (
        "titre;type;activité;frais pris en charge;public visé\n"
        "Deux semaines au port;mission courte;former;visa | voyage;young_people\n"
    )
    (draft,) = read_vacancies(table.encode(), "m.csv").drafts
    assert draft.activity is MissionActivity.TRAINING
    assert draft.covered_costs == (CoveredCost.TRAVEL, CoveredCost.VISA)
    assert draft.target_group == "young_people"
    assert draft.mentor_on_site is None


def test_a_collaboration_says_what_is_wanted() -> None:
    table = (
        "title,kind,collaboration,services\n"
        "A hospital abroad,institutional_collaboration,research;teaching,Ward 3\n"
    )
    (draft,) = read_vacancies(table.encode(), "c.csv").drafts
    assert draft.wanted == (CollaborationKind.TEACHING, CollaborationKind.RESEARCH)
    assert draft.services == ("Ward 3",)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("activity", "advice"),
        ("course_unit", "Welding 3"),
        ("mentor_on_site", "yes"),
        ("collaboration", "research"),
        ("services", "Ward 3"),
    ],
)
def test_what_another_kind_takes_is_an_error_of_its_column(column: str, cell: str) -> None:
    table = f"title,kind,{column}\nA job,vacancy,{cell}\n"
    found = read_vacancies(table.encode(), "v.csv")
    assert [(each.column, each.code) for each in found.errors] == [(column, RowCode.INVALID_VALUE)]
    assert found.drafts == ()


def test_rows_without_the_newer_columns_keep_their_key() -> None:
    """An advert that was imported before must be recognised."""
    (draft,) = read_vacancies(b"title\nNet mender\n", "v.csv").drafts
    assert draft.source_key.startswith("text:")
    (again,) = read_vacancies(b"title,activity,mentor_on_site\nNet mender,,\n", "v.csv").drafts
    assert again.source_key == draft.source_key
