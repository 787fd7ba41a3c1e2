"""The lists of headings and words are whole, and no word means two things."""

import pytest

from data.importers.languages import NAMES_IN
from data.importers.text import key
from data.importers.words import (
    FAMILIES,
    Column,
    _document,
    column_names,
    read_code,
    read_heading,
)
from matcher.types import Answer, Cefr, Level, Mode


@pytest.mark.parametrize("kind", ["vacancies", "profiles"])
def test_every_column_has_headings_in_every_language_and_none_means_two(kind: str) -> None:
    owner: dict[str, str] = {}
    for column, by_language in _document("headers.yaml")[kind].items():
        assert set(by_language) == set(NAMES_IN), column
        for heading in [column, *(one for ones in by_language.values() for one in ones)]:
            assert key(heading), (column, heading)
            assert owner.setdefault(key(heading), column) == column, heading
            assert read_heading(kind, heading) is not None
    assert len(column_names(kind)) == len(set(owner.values())) > 20


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_word_list_is_whole_and_unambiguous(family: str) -> None:
    owner: dict[str, str] = {}
    listed = _document("words.yaml")[family]
    for code, by_language in listed.items():
        assert code in FAMILIES[family].__members__
        assert set(by_language) - {"any"} == set(NAMES_IN), code
        for word in (one for ones in by_language.values() for one in ones):
            assert owner.setdefault(key(word), code) == code, word
            assert read_code(FAMILIES[family], family, word) is FAMILIES[family][code]
    assert listed


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Intitulé du poste", Column("title")),
        ("jobTitle", Column("title")),
        ("المسمّى الوظيفي", Column("title")),
        ("skill_2_level", Column("skill_level", 2)),
        ("Compétence 2 : niveau", Column("skill_level", 2)),
        ("ISCO-08 code", Column("isco")),
        ("title 2", None),
        ("unheard of", None),
        ("", None),
    ],
)
def test_headings_are_recognised_in_any_spelling(heading: str, column: Column | None) -> None:
    assert read_heading("vacancies", heading) == column


def test_codes_are_read_from_words_of_several_languages() -> None:
    assert read_code(Mode, "mode", "Saisonnière") is Mode.SEASONAL
    assert read_code(Level, "level", "٣") is Level.ADVANCED
    assert read_code(Cefr, "cefr", "b2") is Cefr.B2
    assert read_code(Answer, "answer", "SÍ") is Answer.YES
    assert read_code(Mode, "mode", "weekly") is None
