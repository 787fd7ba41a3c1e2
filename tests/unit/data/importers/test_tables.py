"""Files of rows: what is read, what is refused, and that caps come first."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importers.delimited import read_delimited
from data.importers.errors import ImportRefused, NoteCode, RefusalCode, RowCode
from data.importers.limits import TableLimits
from data.importers.tables import FileFormat, Loaded, load
from data.importers.words import Column
from tests.workbooks import sheet_xml, workbook_bytes, zip_bytes


def read(content: bytes | str, filename: str = "", limits: TableLimits | None = None) -> Loaded:
    raw = content.encode() if isinstance(content, str) else content
    return load(raw, filename, "vacancies", limits)


def refusal(
    content: bytes | str, filename: str = "", limits: TableLimits | None = None
) -> RefusalCode:
    with pytest.raises(ImportRefused) as refused:
        read(content, filename, limits)
    return refused.value.code


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    loaded = read(f"title{separator}Ville\na, b; c{separator}x\n".replace("a, b; c", '"a, b; c"'))
    assert loaded.columns == (Column("title"), Column("locality"))
    assert loaded.records[0].values[Column("title")] == "a, b; c"


def test_a_separator_line_of_spreadsheets_decides() -> None:
    loaded = read("sep=,\r\ntitle,places\r\nx;y,3\r\n")
    assert loaded.records[0].row == 3
    assert loaded.records[0].values[Column("title")] == "x;y"


def test_lines_above_the_headings_do_no_harm() -> None:
    loaded = read("Offres de la campagne\n\nTitre;Places\nRamendeur;3\n")
    assert loaded.columns == (Column("title"), Column("seats"))
    assert loaded.records[0].row == 4


def test_unknown_columns_are_reported_and_not_read() -> None:
    loaded = read("title,favourite colour,occupation_uri\nx,blue,http://x\n")
    assert [(note.code, note.facts["position"]) for note in loaded.notes] == [
        (NoteCode.UNKNOWN_COLUMN, 2),
        (NoteCode.IGNORED_COLUMN, 3),
    ]
    assert set(loaded.records[0].values) == {Column("title")}


def test_a_column_that_stands_twice_refuses_the_file() -> None:
    assert refusal("title,intitulé\nx,y\n") is RefusalCode.DUPLICATE_COLUMN


def test_a_row_with_too_many_cells_is_an_error_of_that_row() -> None:
    loaded = read("title,places\nx,1,boom\ny,2\n")
    assert [(error.row, error.code) for error in loaded.errors] == [(2, RowCode.TOO_MANY_CELLS)]
    assert [record.row for record in loaded.records] == [3]


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        ("", "a.csv", RefusalCode.EMPTY),
        (" \n ", "a.csv", RefusalCode.EMPTY),
        ("a,b\nc,d\n", "a.csv", RefusalCode.NO_KNOWN_COLUMN),
        ('title,places\nx,"open\ny,1\n', "a.csv", RefusalCode.TRUNCATED),
        ("title,places\na,1\nb,2\nc", "a.csv", RefusalCode.TRUNCATED),
        ('title,places\n"a"b,1\n', "a.csv", RefusalCode.MALFORMED),
        (b"%PDF-1.7", "a.csv", RefusalCode.UNKNOWN_FORMAT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.xls", RefusalCode.UNKNOWN_FORMAT),
        ('{"title": "x"}\n{"title": "y', "a.jsonl", RefusalCode.TRUNCATED),
        ('{"title": "x"', "a.json", RefusalCode.TRUNCATED),
        ('{"title": x}', "a.json", RefusalCode.MALFORMED),
        ("[" * 100_000, "a.json", RefusalCode.TRUNCATED),
        ("no\nobjects\n", "a.jsonl", RefusalCode.MALFORMED),
        ("<html><p>nothing</p></html>", "a.html", RefusalCode.NO_JOB_POSTING),
    ],
)
def test_files_that_cannot_be_read_say_why(
    content: bytes | str, filename: str, code: RefusalCode
) -> None:
    assert refusal(content, filename) is code


def test_caps_hold_before_parsing() -> None:
    limits = TableLimits(bytes_read=1_000, rows=3, columns=4, cell=50)
    assert refusal("title\n" + "x" * 1_000, limits=limits) is RefusalCode.TOO_BIG
    assert refusal("title\n" + "x\n" * 4, limits=limits) is RefusalCode.TOO_MANY_ROWS
    assert refusal("title,a,b,c,d\n", limits=limits) is RefusalCode.TOO_MANY_COLUMNS
    assert refusal('{"title":1}\n' * 4, "a.jsonl", limits) is RefusalCode.TOO_MANY_ROWS
    assert refusal("title\n" + "x" * 140_000) is RefusalCode.CELL_TOO_LONG


def test_json_lines_keep_the_good_lines() -> None:
    loaded = read('{"title": "x"}\n\nnot json\n[1]\n{"title": NaN}\n{"title": "y"}\n', "a.jsonl")
    assert loaded.format is FileFormat.JSON_LINES
    assert [row for row, _ in loaded.objects] == [1, 6]
    assert [(error.row, error.code) for error in loaded.errors] == [
        (3, RowCode.INVALID_JSON),
        (4, RowCode.NOT_AN_OBJECT),
        (5, RowCode.INVALID_JSON),
    ]


def test_workbooks_give_typed_cells_and_their_best_sheet() -> None:
    content = workbook_bytes(
        sheet_xml([["How to fill in this file"], ["one", "two"]]),
        sheet_xml(
            [["Titre", "Places", "Ville"], ["Ramendeur", 3, "Kélibia"], [], ["Soudeur", 2.0]]
        ),
    )
    loaded = read(content)
    assert loaded.format is FileFormat.WORKBOOK
    assert [record.row for record in loaded.records] == [2, 4]
    assert loaded.records[0].values[Column("seats")] == 3
    assert [note.code for note in loaded.notes] == [NoteCode.SHEET_CHOSEN]


def test_a_cell_in_the_last_corner_is_refused_before_memory_is_asked_for() -> None:
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(workbook_bytes(sheet_xml([["title"]], corner))) is RefusalCode.TOO_MANY_ROWS
    wide = '<row r="2"><c r="XFD2"><v>1</v></c></row>'
    assert refusal(workbook_bytes(sheet_xml([["title"]], wide))) is RefusalCode.TOO_MANY_COLUMNS


def test_an_empty_styled_corner_does_no_harm() -> None:
    corner = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert len(read(workbook_bytes(sheet_xml([["title"], ["x"]], corner))).records) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook_bytes(sheet_xml([["title"], ["x"]]))[:-40], RefusalCode.TRUNCATED),
        (workbook_bytes("<!DOCTYPE a><sheetData/>"), RefusalCode.MALFORMED),
        (workbook_bytes("<sheetData><row"), RefusalCode.MALFORMED),
        (workbook_bytes(sheet_xml([])), RefusalCode.EMPTY),
        (
            workbook_bytes(sheet_xml([["title"]]), extra={"xl/x.bin": b"0" * 20_000_000}),
            RefusalCode.OVERCOMPRESSED,
        ),
        (zip_bytes({"content.xml": "<x/>"}), RefusalCode.UNKNOWN_FORMAT),
        (b"PK\x03\x04 nonsense", RefusalCode.TRUNCATED),
    ],
)
def test_broken_and_hostile_workbooks_are_refused(content: bytes, code: RefusalCode) -> None:
    assert refusal(content) is code


def test_an_unpacked_size_above_the_cap_is_refused() -> None:
    content = workbook_bytes(sheet_xml([["title"]]), extra={"xl/x.bin": b"0" * 5_000})
    assert refusal(content, limits=TableLimits(unpacked_bytes=4_000)) is RefusalCode.TOO_BIG


CELLS = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=12
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=8), st.sampled_from(",;\t"))
def test_delimited_text_comes_back_cell_by_cell(rows: list[list[str]], separator: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([["title", "places"], *rows])
    read_back = read_delimited(
        written.getvalue(), lambda cells: len({"title", "places"} & set(cells)), TableLimits()
    )
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [cells for _, cells in read_back] == [["title", "places"], *kept]
