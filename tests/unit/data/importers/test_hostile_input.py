"""Whatever bytes come: records, row errors, or one refusal; never anything else."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.importers.errors import ImportRefused
from data.importers.esco import read_release
from data.importers.profiles import read_profiles
from data.importers.vacancies import read_vacancies
from data.importers.words import column_names
from tests.workbooks import sheet_xml, workbook_bytes, zip_bytes

NAMES = st.sampled_from(["", "a.csv", "a.xlsx", "a.jsonl", "a.json", "a.html", "a.pdf"])
HEADINGS = st.sampled_from(
    (*column_names("vacancies"), *column_names("profiles"), "skill_1", "skill_1_level", "name")
)
TEXT = st.text(max_size=15)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            HEADINGS | TEXT | st.sampled_from(["@type", "level", "years", "basics"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
BOOK = workbook_bytes(sheet_xml([["title", "places"], ["x", 1]]))


def survive(content: bytes, filename: str) -> None:
    with suppress(ImportRefused):
        read_vacancies(content, filename)
    with suppress(ImportRefused):
        read_profiles(content, filename)


@given(st.binary(max_size=300), NAMES)
@example(b"PK\x03\x04", "")
@example(b"\xff\xfe", "a.csv")
def test_random_bytes(content: bytes, filename: str) -> None:
    survive(content, filename)


@given(TEXT.map(lambda one: one.encode("utf-8", "surrogatepass")), NAMES)
def test_random_texts(content: bytes, filename: str) -> None:
    survive(b"title,consent_store,skills\nx,yes," + content, filename)


@settings(max_examples=150)
@given(
    st.lists(HEADINGS, min_size=1, max_size=6, unique=True),
    st.lists(st.lists(TEXT, max_size=6), max_size=4),
)
def test_random_tables(headings: list[str], rows: list[list[str]]) -> None:
    lines = [",".join(headings), *(",".join(row) for row in rows)]
    survive("\n".join(lines).encode("utf-8", "replace"), "a.csv")


@settings(max_examples=150)
@given(JSON, st.sampled_from([{}, {"@type": "JobPosting", "title": "x"}, {"basics": {}}]))
def test_random_objects(value: object, more: dict[str, object]) -> None:
    whole = (
        {**value, **more} if isinstance(value, dict) else {"title": "x", "skills": value, **more}
    )
    survive(json.dumps(whole).encode(), "a.json")
    survive((json.dumps(whole) + "\n" + json.dumps(value)).encode(), "a.jsonl")


@settings(max_examples=60)
@given(st.integers(0, len(BOOK) - 1), st.integers(0, 255))
def test_damaged_workbooks(position: int, byte: int) -> None:
    damaged = bytearray(BOOK)
    damaged[position] = byte
    survive(bytes(damaged), "a.xlsx")


@settings(max_examples=60)
@given(st.text(alphabet='<>/="rcvisft A1Z9&;', max_size=80))
def test_random_sheets(inside: str) -> None:
    survive(workbook_bytes(f"<worksheet><sheetData>{inside}</sheetData></worksheet>"), "a.xlsx")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.booleans())
def test_random_releases(tmp_path: Path, content: bytes, packed: bool) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_bytes({"skills_en.csv": b"conceptUri," + content}) if packed else content)
    with pytest.raises(ImportRefused):
        read_release([path], "x")
