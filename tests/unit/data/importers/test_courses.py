"""Files of courses: one row for each run."""

from datetime import date

import pytest

from data.importers.courses import CourseImport, read_courses
from data.importers.errors import ImportRefused, RowCode
from matcher.types import Cefr, CountryCode, EvidenceState, Level, Place, RegionCode
from matcher.types.training import CourseRun, WageReplacement

HEAD = "identifier;title;course_language;teaches;starts_on;ends_on"


def read(*rows: str, head: str = HEAD) -> CourseImport:
    return read_courses("\n".join([head, *rows]).encode(), "courses.csv")


def test_a_row_says_what_is_taught_to_which_level_and_when() -> None:
    head = HEAD + ";country;region;seats;seats_left;minimum_cefr;evidence;recognised_in"
    head += ";wages replaced;leave_days;cost_cents;currency"
    row = "c1;Solar;fr;solar panels [2 / 1] | safety [1];2027-03-01;2027-03-12"
    row += ";;MA-09;12;3;B1;certified;MA;yes;10;4500;mad"
    (course,) = read(row, head=head).drafts
    assert [(each.phrase, each.level, each.from_level) for each in course.teaches] == [
        ("solar panels", Level.INDEPENDENT, Level.BASIC),
        ("safety", Level.BASIC, Level.UNKNOWN),
    ]
    place = Place(CountryCode("MA"), RegionCode("MA-09"))
    assert course.runs == (
        CourseRun(date(2027, 3, 1), date(2027, 3, 12), place, seats=12, seats_left=3),
    )
    assert course.minimum_cefr is Cefr.B1
    assert (course.evidence, course.recognised_in) == (EvidenceState.CERTIFIED, "MA")
    assert (course.wage_replacement, course.leave_days) == (WageReplacement.FULL, 10)
    assert (course.cost_cents, course.currency) == (4500, "MAD")


def test_rows_of_one_identifier_are_runs_of_one_course() -> None:
    found = read(
        "c1;Nets;ar;net mending [2];2027-05-01;2027-05-03",
        "c1;Nets;ar;net mending [2];2027-01-01;2027-01-03",
        "c1;Nets;ar;net mending [2];2027-01-01;2027-01-03",
    )
    (course,) = found.drafts
    assert [run.start.month for run in course.runs] == [1, 5]
    assert not found.errors


def test_rows_of_one_identifier_that_say_different_things_are_refused() -> None:
    found = read(
        "c1;Nets;ar;net mending [2];2027-05-01;2027-05-03",
        "c1;Nets;ar;net mending [3];2027-06-01;2027-06-03",
    )
    assert len(found.drafts) == 1
    assert [(each.row, each.code) for each in found.errors] == [(3, RowCode.IDENTIFIER_REUSED)]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("c;;fr;x [1];2027-01-01;", "title", RowCode.TITLE_MISSING),
        ("c;T;;x [1];2027-01-01;", "course_language", RowCode.UNKNOWN_LANGUAGE),
        ("c;T;fr;;2027-01-01;", "teaches", RowCode.INVALID_VALUE),
        ("c;T;fr;x;2027-01-01;", "teaches", RowCode.UNKNOWN_LEVEL),
        ("c;T;fr;x [1 / 3];2027-01-01;", "teaches", RowCode.UNKNOWN_LEVEL),
        ("c;T;fr;x [1];;", "starts_on", RowCode.INVALID_DATE),
        ("c;T;fr;x [1];2027-02-01;2027-01-01", "ends_on", RowCode.INVALID_PERIOD),
    ],
)
def test_a_row_that_cannot_be_planned_with_is_refused(row: str, column: str, code: RowCode) -> None:
    found = read(row)
    assert not found.drafts
    assert (column, code) in {(each.column, each.code) for each in found.errors}


def test_a_price_needs_its_currency_and_no_more_seats_are_left_than_there_are() -> None:
    head = HEAD + ";cost_cents;currency;seats;seats_left"
    found = read(
        "a;T;fr;x [1];2027-01-01;;500;;;",
        "b;T2;fr;x [1];2027-01-01;;;;5;6",
        "c;T3;fr;x [1];2027-01-01;;0;;5;5",
        head=head,
    )
    assert [(each.row, each.column) for each in found.errors] == [
        (2, "currency"),
        (3, "seats_left"),
    ]
    assert len(found.drafts) == 1


def test_a_language_course_and_a_trainer_course_need_no_skill() -> None:
    head = HEAD + ";teaches_language;trains_trainers;remote"
    french, trainers = read(
        "a;French;fr;;2027-01-01;;fr: B1;;yes", "b;Trainers;en;;2027-01-01;;;yes;yes", head=head
    ).drafts
    assert french.teaches_language is not None
    assert french.teaches_language.level is Cefr.B1
    assert french.runs[0].remote
    assert trainers.trains_trainers


def test_a_file_without_dates_is_refused_whole() -> None:
    with pytest.raises(ImportRefused) as refused:
        read_courses(b"title;course_language\nx;fr\n", "c.csv")
    assert refused.value.facts == {"column": "starts_on"}


def test_json_lines_say_the_same() -> None:
    line = (
        '{"title": "Nets", "course_language": "ar", "starts_on": "2027-01-01", "remote": "yes",'
        ' "teaches": [{"name": "net mending", "level": 2, "from_level": 1}]}\n'
    )
    (course,) = read_courses(line.encode(), "c.jsonl").drafts
    assert course.teaches[0].from_level is Level.BASIC
    assert course.runs[0].remote
