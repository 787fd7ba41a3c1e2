"""Cells are read, blank, or refused with a code."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.cells import CellRefused, RowReader, plain, read_day, read_whole, split_level
from data.importers.errors import RowCode
from data.importers.tables import Record
from data.importers.words import Column
from matcher.types import Cefr, MonthDay, OneOffWindow, Place, YearlyWindow


def reader(**cells: object) -> RowReader:
    return RowReader(Record(2, {Column(name): cell for name, cell in cells.items()}), 100_000)


def codes(row: RowReader) -> list[RowCode]:
    return [error.code for error in row.errors]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-11-05", date(2026, 11, 5)),
        ("2026-11-05T10:00:00Z", date(2026, 11, 5)),
        ("05/11/2026", date(2026, 11, 5)),
        ("5.11.2026", date(2026, 11, 5)),
        ("٠٥/١١/٢٠٢٦", date(2026, 11, 5)),
        (datetime(2026, 11, 5, 12), date(2026, 11, 5)),  # noqa: DTZ001 - as a workbook gives it
        (date(2026, 11, 5), date(2026, 11, 5)),
    ],
)
def test_days_are_iso_or_day_first(cell: object, day: date) -> None:
    assert read_day(cell)[0] == day


@pytest.mark.parametrize(
    "cell",
    ["11/25/2026", "2026-02-30", "2026-13-01", "05/11-2026", "0001-01-01", 46331, "soon", True],
)
def test_other_days_are_refused(cell: object) -> None:
    with pytest.raises(CellRefused) as refused:
        read_day(cell)
    assert refused.value.code is RowCode.INVALID_DATE


def test_a_day_that_could_be_a_month_is_remembered() -> None:
    row = reader(posted_on="25/11/2026")
    row.day("posted_on")
    assert not row.day_first
    row = reader(posted_on="05/11/2026")
    row.day("posted_on")
    assert row.day_first


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_comes_back(day: date) -> None:
    assert read_day(day.isoformat()) == (day, False)
    assert read_day(f"{day.day}/{day.month}/{day.year}")[0] == day


@pytest.mark.parametrize(
    ("cell", "number"), [("3", 3), ("3.0", 3), (3.0, 3), ("٣", 3), ("3,00", 3)]
)
def test_whole_numbers_are_read_in_any_dress(cell: object, number: int) -> None:
    assert read_whole(cell, 0, 10) == number


@pytest.mark.parametrize("cell", ["3.5", 3.5, "three", True, "1e3", float("inf"), "9" * 50, [3]])
def test_other_numbers_are_refused(cell: object) -> None:
    with pytest.raises(CellRefused):
        read_whole(cell, 0, 10)


def test_numbers_out_of_bounds_are_told_apart() -> None:
    row = reader(seats="0")
    assert row.whole("seats", 1, 5) is None
    assert codes(row) == [RowCode.NUMBER_OUT_OF_RANGE]


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("2026-11-01/2027-02-28", OneOffWindow(date(2026, 11, 1), date(2027, 2, 28))),
        ("01/11/2026 - 28/02/2027", OneOffWindow(date(2026, 11, 1), date(2027, 2, 28))),
        ("2026-11-01..2027-02-28", OneOffWindow(date(2026, 11, 1), date(2027, 2, 28))),
        ("11-01/02-28", YearlyWindow(MonthDay(11, 1), MonthDay(2, 28))),
        ("--11-01/--02-28", YearlyWindow(MonthDay(11, 1), MonthDay(2, 28))),
    ],
)
def test_periods_are_dated_or_yearly(text: str, window: object) -> None:
    assert reader().as_window(text) == window


@pytest.mark.parametrize(
    "text", ["2027-01-01/2026-01-01", "13-01/02-01", "winter", "2026-11-01", ""]
)
def test_other_periods_are_refused(text: str) -> None:
    with pytest.raises(CellRefused) as refused:
        reader().as_window(text)
    assert refused.value.code is RowCode.INVALID_PERIOD


@pytest.mark.parametrize(
    ("text", "tag", "level"),
    [
        ("fr: B2", "fr", Cefr.B2),
        ("français (C1)", "français", Cefr.C1),
        ("ar", "ar", Cefr.UNKNOWN),
        ("arabe – langue maternelle", "arabe", Cefr.NATIVE),
        ("Egyptian Arabic", "Egyptian Arabic", Cefr.UNKNOWN),
        ("en: fluent", "en", None),
    ],
)
def test_a_language_and_its_level_stand_in_one_cell(
    text: str, tag: str, level: Cefr | None
) -> None:
    assert split_level(text) == (tag, level)


def test_language_lists_keep_the_best_level_once() -> None:
    row = reader(languages="fr: A2, ar: native; fr: B1")
    assert row.spoken("languages") == (("fr", Cefr.B1), ("ar", Cefr.NATIVE))
    row = reader(languages="fr: fluent, blargh")
    assert row.spoken("languages") == ()
    assert codes(row) == [RowCode.UNKNOWN_LANGUAGE_LEVEL, RowCode.UNKNOWN_LANGUAGE]


def test_places_must_agree() -> None:
    assert reader(region="EG-KFS").place("country", "region") == Place("EG", "EG-KFS")  # type: ignore[arg-type]
    row = reader(country="Maroc", region="EG-KFS")
    assert row.place("country", "region") is None
    assert codes(row) == [RowCode.REGION_OUTSIDE_COUNTRY]


def test_blank_cells_are_unknown_and_no_error() -> None:
    row = reader()
    assert row.text("title") is None
    assert row.day("starts_on") is None
    assert row.whole("seats", 1, 2) is None
    assert row.place("country", "region") is None
    assert row.windows("season") == ()
    assert not row.errors


def test_structures_where_a_value_belongs_are_refused() -> None:
    row = reader(title={"a": 1}, locality="x" * 301, organisation="a\ud800")
    for name in ("title", "locality", "organisation"):
        assert row.text(name) is None
    assert codes(row) == [RowCode.INVALID_VALUE, RowCode.TOO_LONG, RowCode.INVALID_TEXT]


def test_numbers_become_text_without_a_fraction() -> None:
    assert [plain(one) for one in (12.0, 12.5, 7, True)] == ["12", "12.5", "7", "true"]
