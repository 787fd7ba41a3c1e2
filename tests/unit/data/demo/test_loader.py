"""The loader: strict, deterministic, and good for any day."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.demo.errors import DemoFault, DemoFileInvalid
from data.demo.loader import FOLDER, load_demo
from matcher.types import Answer, OneOffWindow, TrainerState
from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose

DAY = date(2026, 3, 10)
PERSON = """
- key: someone
  language: fr
  note: A person made for this test.
"""
NEED = """
- key: something
  organisation: teranga-desk
  kind: vacancy
  language: fr
  title: Un besoin
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "demo"
    copied.mkdir()
    for name in ("organisations.yaml", "staff.yaml"):
        shutil.copy(FOLDER / name, copied / name)
    for part in ("people", "needs"):
        (copied / part).mkdir()
    return copied


def fault_of(folder: Path, **files: str) -> tuple[DemoFault, str]:
    for part, text in files.items():
        path = folder / f"{part}.yaml" if (folder / f"{part}.yaml").exists() else None
        (path or folder / part / "test.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DemoFileInvalid) as caught:
        load_demo(DAY, folder)
    return caught.value.fault, caught.value.where


@settings(max_examples=12, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2045, 12, 31)))
def test_everything_loads_on_any_day_of_many_years(day: date) -> None:
    assert len(load_demo(day).people) >= 44


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2027, 12, 31), date(2030, 1, 1)])
def test_odd_days_load_too(day: date) -> None:
    assert load_demo(day).as_of == day


def test_the_same_day_gives_the_same_demonstration() -> None:
    assert load_demo(DAY) == load_demo(DAY)


def test_the_demonstration_never_ages() -> None:
    later = DAY + timedelta(days=3000)
    for now, then in zip(load_demo(DAY).needs, load_demo(later).needs, strict=True):
        if isinstance(now.body.period, OneOffWindow) and isinstance(then.body.period, OneOffWindow):
            assert (now.body.period.start - DAY) == (then.body.period.start - later)
            assert now.body.period.start > DAY


def test_keys_are_unique_and_point_to_something() -> None:
    demo = load_demo(DAY)
    for part in (demo.organisations, demo.staff, demo.people, demo.needs, demo.courses):
        assert len({item.key for item in part}) == len(part)
    known = {organisation.key for organisation in demo.organisations}
    posting = {need.organisation for need in demo.needs}
    assert posting == {member.organisation for member in demo.staff} - {None}
    # Partners abroad post nothing and sign in nowhere: they are there to be found.
    partners = [each for each in demo.organisations if each.key not in posting]
    assert partners
    assert all(each.body and each.body.offers for each in partners)
    assert {course.organisation for course in demo.courses} <= known


def test_a_course_belongs_to_a_known_organisation_and_has_dated_runs(folder: Path) -> None:
    (folder / "courses").mkdir(exist_ok=True)
    course = """- key: knots
  organisation: nobody-knows
  words_in: en
  title: Knots
  language: en
  teaches: [{skill: net-mending}]
  runs: [{period: +1d to +2d, remote: yes}]
"""
    (folder / "courses" / "test.yaml").write_text(course, encoding="utf-8")
    with pytest.raises(DemoFileInvalid) as refused:
        load_demo(DAY, folder)
    assert refused.value.fault is DemoFault.UNKNOWN_ORGANISATION
    known = course.replace("nobody-knows", "teranga-desk")
    (folder / "courses" / "test.yaml").write_text(known, encoding="utf-8")
    (read,) = load_demo(DAY, folder).courses
    assert read.body.runs[0].end - read.body.runs[0].start == timedelta(days=1)
    seasonal = known.replace("+1d to +2d", "yearly 01-01 to 01-05")
    (folder / "courses" / "test.yaml").write_text(seasonal, encoding="utf-8")
    with pytest.raises(DemoFileInvalid) as refused:
        load_demo(DAY, folder)
    assert refused.value.fault is DemoFault.NOT_A_PERIOD


def test_a_minimal_person_has_stated_nothing_and_agreed_to_nothing(folder: Path) -> None:
    (folder / "people" / "test.yaml").write_text(PERSON, encoding="utf-8")
    (person,) = load_demo(DAY, folder).people
    assert person.work.modes is None
    assert person.work.windows is None
    assert person.work.train_the_trainer is TrainerState.UNSAID
    assert not person.consents
    assert not person.is_matchable


def test_yes_and_no_are_answers(folder: Path) -> None:
    text = PERSON + "  willing_to_share: yes\n  permits: {work_authorisation: no}\n"
    (folder / "people" / "test.yaml").write_text(text, encoding="utf-8")
    (person,) = load_demo(DAY, folder).people
    assert person.work.willing_to_share is Answer.YES
    assert person.work.permit_answers == {"work_authorisation": Answer.NO}


def test_a_tier_stands_for_the_fields_that_are_asked_for_the_purpose(folder: Path) -> None:
    text = PERSON + "  consents: {store: [identity], match: [work]}\n"
    (folder / "people" / "test.yaml").write_text(text, encoding="utf-8")
    (person,) = load_demo(DAY, folder).people
    given_fields = {
        purpose: {field for one, field in person.consents if one is purpose} for purpose in Purpose
    }
    assert given_fields[Purpose.STORE] == {
        PersonalField.FULL_NAME,
        PersonalField.PHONE,
        PersonalField.EMAIL,
        PersonalField.ADDRESS,
    }
    assert PersonalField.OWN_WORDS not in given_fields[Purpose.MATCH]
    assert PersonalField.SKILLS in given_fields[Purpose.MATCH]
    assert not given_fields[Purpose.CONTACT], "the service writes to nobody"
    assert not given_fields[Purpose.STATISTICS]


@pytest.mark.parametrize(
    ("line", "fault", "field"),
    [
        ("  shoe_size: 41", DemoFault.UNKNOWN_KEY, "shoe_size"),
        ("  identity: {birth_date: 1990}", DemoFault.UNKNOWN_KEY, "birth_date"),
        ("  skills: [{skill: net-mending, levle: basic}]", DemoFault.UNKNOWN_KEY, "levle"),
        ("  skills: [{skill: net-mending, level: superb}]", DemoFault.UNKNOWN_CODE, "level"),
        ("  skills: [{level: basic}]", DemoFault.MISSING, "skill"),
        ("  skills: net-mending", DemoFault.NOT_A_LIST, "skills"),
        ("  skills: [net-mending]", DemoFault.NOT_A_MAPPING, "skills"),
        ("  skills: [{skill: a, used: yesterday}]", DemoFault.NOT_A_YEAR, "used"),
        ("  skills: [{skill: a, evidence: recognised}]", DemoFault.MISSING, "recognised_in"),
        ("  experience: [{origin: 3}]", DemoFault.MISSING, "occupation"),
        ("  languages: {fr: fluent}", DemoFault.UNKNOWN_CODE, "languages"),
        ("  languages: [fr]", DemoFault.NOT_A_MAPPING, "languages"),
        ("  modes: [on_the_moon]", DemoFault.UNKNOWN_CODE, "modes"),
        ("  modes: [remote, remote]", DemoFault.NAMED_TWICE, "modes"),
        ("  windows: [sometimes]", DemoFault.NOT_A_PERIOD, "windows"),
        ("  confirmed: soon", DemoFault.NOT_A_DAY, "confirmed"),
        ("  residence: EG-XYZ", DemoFault.NOT_A_PLACE, "residence"),
        ("  ties: [egypt]", DemoFault.NOT_A_PLACE, "ties"),
        ("  notice_days: -3", DemoFault.NOT_A_NUMBER, "notice_days"),
        ("  notice_days: yes", DemoFault.NOT_A_NUMBER, "notice_days"),
        ("  own_words: 12", DemoFault.NOT_TEXT, "own_words"),
        ("  consents: {match: [full_name]}", DemoFault.NOT_ASKED, "match: full_name"),
        ("  consents: {disclose: [all]}", DemoFault.NOT_ASKED, "disclose: all"),
        ("  note: again", DemoFault.NOT_YAML, ""),
        ("- key: someone\n  language: fr\n  note: x", DemoFault.NAMED_TWICE, "someone"),
    ],
)
def test_a_wrong_person_is_refused_with_the_place(
    folder: Path, line: str, fault: DemoFault, field: str
) -> None:
    found, where = fault_of(folder, people=PERSON + line + "\n")
    assert found is fault
    assert where.endswith(field)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (NEED.replace("teranga-desk", "nobody"), DemoFault.UNKNOWN_ORGANISATION),
        (NEED.replace("  kind: vacancy\n", ""), DemoFault.MISSING),
        (NEED.replace("vacancy", "wish"), DemoFault.UNKNOWN_CODE),
        (NEED + "  published: maybe\n", DemoFault.NOT_YES_OR_NO),
        (NEED + "  experience: {minimum: 2}\n", DemoFault.MISSING),
        (NEED + "  period: next week\n", DemoFault.NOT_A_PERIOD),
        ("key: alone", DemoFault.NOT_A_LIST),
        ("- [", DemoFault.NOT_YAML),
    ],
)
def test_a_wrong_need_is_refused(folder: Path, text: str, fault: DemoFault) -> None:
    assert fault_of(folder, needs=text)[0] is fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- {key: a, role: person, language: fr, email: a@example.org}", DemoFault.UNKNOWN_CODE),
        ("- {key: a, language: fr, email: a@example.org}", DemoFault.UNKNOWN_ORGANISATION),
        (
            "- {key: a, role: officer, organisation: teranga-desk, language: fr, email: a@x.org}",
            DemoFault.UNKNOWN_ORGANISATION,
        ),
    ],
)
def test_staff_has_a_staff_role_and_agencies_have_members(
    folder: Path, text: str, fault: DemoFault
) -> None:
    assert fault_of(folder, staff=text)[0] is fault


def test_an_organisation_stands_in_a_country_not_in_a_region(folder: Path) -> None:
    text = "- {key: a, name: Quelque part, country: EG-KFS}"
    assert fault_of(folder, organisations=text)[0] is DemoFault.NOT_A_PLACE


def test_an_error_names_file_and_entry_and_no_value(folder: Path) -> None:
    _, where = fault_of(folder, people=PERSON + "  identity: {phone: 12345678}\n")
    assert where == "people/test.yaml: someone: identity: phone"
