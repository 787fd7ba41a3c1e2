"""Files of vacancies and profiles: a dry run writes nothing, bad files one clear line."""

import json
from datetime import date
from pathlib import Path

import pytest

from data.codec import read_need
from matcher.types import Level, NeedId, OneOffWindow
from privacy.notice import NOTICE_VERSION
from tests.unit.api.commands.command_line import CommandLine, Outcome, write_csv
from tests.workbooks import zip_bytes

FOR = ("--organisation", "Blue Coop", "--country", "EG")
NEEDS = "SELECT title, status, revision FROM need ORDER BY title"
JOBS = [
    {"identifier": "a1", "title": "Net mender", "skills": "net mending"},
    {"identifier": "a2", "title": "Nurse", "skills": "wound care; triage"},
]


def vacancies(command: CommandLine, file: Path, *more: str) -> Outcome:
    return command("import", "vacancies", file, *FOR, *more)


def test_a_dry_run_writes_not_one_byte(command: CommandLine, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "jobs.csv", JOBS)
    assert command("taxonomy", "list").code == 0
    before = command.files()
    told = vacancies(command, file, "--accept-proposals", "--publish")
    assert told.code == 0, told
    assert "2 rows: 2 new vacancies, 0 changed, 0 unchanged, 0 duplicates, 0 refused" in told.out
    assert "nothing stored (dry run; --commit writes)" in told.out
    assert command.files() == before


def test_committed_once_it_is_recognised_and_a_change_is_a_revision(
    command: CommandLine, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "jobs.csv", JOBS)
    first = vacancies(command, file, "--accept-proposals", "--publish", "--commit")
    assert first.code == 0, first
    assert "0 refused; stored" in first.out
    assert "2 ask for skills; 3 skills proposed by machine, 0 skills" in first.out
    assert command.rows(NEEDS) == [("Net mender", "open", 1), ("Nurse", "open", 1)]
    again = vacancies(command, file, "--accept-proposals", "--publish", "--commit")
    assert "0 new vacancies, 0 changed, 2 unchanged" in again.out
    assert command.rows(NEEDS) == [("Net mender", "open", 1), ("Nurse", "open", 1)]
    write_csv(file, [{**JOBS[0], "title": "Net mender at sea"}, JOBS[1]])
    changed = vacancies(command, file, "--accept-proposals", "--commit")
    assert "0 new vacancies, 1 changed, 1 unchanged" in changed.out
    assert command.rows(NEEDS) == [("Net mender at sea", "open", 2), ("Nurse", "open", 1)]
    assert command.rows("SELECT count(*) FROM organisation") == [(1,)]


def test_an_occupation_in_words_is_linked_when_sure(command: CommandLine, tmp_path: Path) -> None:
    rows = [{"title": "Helping hand", "occupation": "nurse"}, {"title": "Aide", "occupation": "x"}]
    file = write_csv(tmp_path / "jobs.csv", rows)
    assert "1 are linked to an occupation" in vacancies(command, file, "--accept-proposals").out
    assert "0 are linked to an occupation" in vacancies(command, file).out


def test_a_start_without_an_end_is_kept_no_level_is_made_up_and_a_guess_is_marked(
    command: CommandLine, tmp_path: Path
) -> None:
    row = {**JOBS[0], "occupation": "fisher", "starts on": "2027-01-15"}
    file = write_csv(tmp_path / "jobs.csv", [row])
    assert vacancies(command, file, "--accept-proposals", "--commit").code == 0
    [(body,)] = command.rows("SELECT body FROM need")
    need = read_need(NeedId("any"), body)
    assert need.period == OneOffWindow(date(2027, 1, 15), date(2027, 1, 15))
    assert need.open_ended
    assert {asked.minimum_level for asked in need.requirements} == {Level.UNKNOWN}
    assert need.experience is not None
    assert need.experience.proposed_by_machine


def test_a_vacancy_that_has_run_out_is_closed(command: CommandLine, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "jobs.csv", JOBS)
    assert vacancies(command, file, "--publish", "--commit").code == 0
    write_csv(
        file, [{**JOBS[0], "title": "Net mender", "seats": "2", "valid through": "2020-01-31"}]
    )
    assert "1 changed" in vacancies(command, file, "--commit").out
    assert command.rows(NEEDS) == [("Net mender", "closed", 2), ("Nurse", "open", 1)]


def test_without_accepting_proposals_words_are_counted_not_used(
    command: CommandLine, tmp_path: Path
) -> None:
    told = vacancies(command, write_csv(tmp_path / "jobs.csv", JOBS), "--commit")
    assert "0 ask for skills; 0 skills proposed by machine, 3 skills in words not" in told.out
    assert {status for _, status, _ in command.rows(NEEDS)} == {"draft"}


def test_bad_rows_are_named_and_the_others_taken(command: CommandLine, tmp_path: Path) -> None:
    rows = [
        {"identifier": "a1", "title": "Net mender", "country": "EG", "starts on": "2027-01-01"},
        {"identifier": "a2", "title": "Canary Canarsson", "country": "Atlantis", "starts on": ""},
        {"identifier": "a3", "title": "", "country": "EG", "starts on": ""},
        {"identifier": "a4", "title": "Diver", "country": "EG", "starts on": "2027-13-45"},
    ]
    told = vacancies(command, write_csv(tmp_path / "jobs.csv", rows), "--commit")
    assert told.code == 0
    assert "4 rows: 1 new vacancies, 0 changed, 0 unchanged, 0 duplicates, 3 refused" in told.out
    assert told.err.splitlines()[:3] == [
        "row 3, country: unknown country",
        "row 4, title: the title is missing",
        "row 5, starts_on: no date (2026-11-30)",
    ]
    assert "Atlantis" not in told.said
    assert "Canarsson" not in told.said


CANARY = "Canary Canarsson, +20 100 7777777"
BAD_FILES = {
    "empty.csv": b"",
    "blank.csv": b" \n\n ",
    "binary.csv": b"\x00\x01\x02\x03" * 200 + CANARY.encode(),
    "columns.csv": f"who,where\n{CANARY}\n".encode(),
    "twice.csv": f"title,title\n{CANARY}\n".encode(),
    "cut.csv": f'title,text\n{CANARY},"never closed'.encode(),
    "half-utf8.csv": f"title\né{CANARY}".encode() + b"\xc3",
    "huge.csv": b"title\n" + b"x" * 21_000_000,
    "cut.xlsx": zip_bytes({"xl/workbook.xml": CANARY * 50})[:150],
    "bomb.xlsx": zip_bytes({"xl/workbook.xml": b"\0" * 30_000_000}),
    "page.html": f"<html><p>{CANARY}</p></html>".encode(),
    "list.json": b"[[[[[[",
}


@pytest.mark.parametrize("kind", ["vacancies", "profiles"])
@pytest.mark.parametrize("name", sorted(BAD_FILES))
def test_a_file_that_cannot_be_read_is_one_line_and_leaves_nothing(
    command: CommandLine, tmp_path: Path, name: str, kind: str
) -> None:
    file = tmp_path / name
    file.write_bytes(BAD_FILES[name])
    before = command.files()
    told = command("import", kind, file, *(FOR if kind == "vacancies" else ()), "--commit")
    assert told.refused_in_one_line().startswith("Nothing was imported: ")
    assert "Canar" not in told.said
    assert "7777777" not in told.said
    assert command.files() == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_spreadsheet_programs_are_read(
    command: CommandLine, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "jobs.csv"
    file.write_bytes("titre;langue\nRamendeur de filets expérimenté à Sète;fr\n".encode(encoding))
    told = vacancies(command, file, "--commit")
    assert told.code == 0, told
    assert command.rows(NEEDS) == [("Ramendeur de filets expérimenté à Sète", "draft", 1)]


def test_an_organisation_needs_a_name(command: CommandLine, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "jobs.csv", JOBS)
    told = command("import", "vacancies", file, "--organisation", "  ", "--country", "EG")
    assert told.code == 2
    assert "needs a name" in told.err


PERSON = {
    "identifier": "p1",
    "full_name": "Canary Canarsson",
    "phone": "+20 100 7777777",
    "own_words": "canary in my own words",
    "skill 1": "net mending",
    "skill 2": "something nobody linked",
    "consent_store": "yes",
    "consent_match": "yes",
    "consent_contact": "yes",
    "notice_version": NOTICE_VERSION,
}


def write_people(path: Path, *people: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in people), encoding="utf-8")
    return path


def test_profiles_are_kept_once_and_only_with_a_yes(command: CommandLine, tmp_path: Path) -> None:
    refusing = {**PERSON, "identifier": "p2", "consent_store": "no"}
    file = write_people(tmp_path / "people.jsonl", PERSON, refusing)
    assert command("taxonomy", "list").code == 0
    before = command.files()
    dry = command("import", "profiles", file, "--accept-proposals")
    assert dry.code == 0, dry
    assert "row 2, consent_store: no yes to being kept; not read" in dry.err
    assert command.files() == before
    done = command("import", "profiles", file, "--accept-proposals", "--commit")
    assert "1 new profiles" in done.out
    assert "1 state skills; 1 skills proposed by machine, 1 skills in words not linked" in done.out
    assert command.rows("SELECT count(*) FROM person") == [(1,)]
    again = command("import", "profiles", file, "--accept-proposals", "--commit")
    assert again.refused_in_one_line() == FILE_KNOWN
    assert command.rows("SELECT count(*) FROM person") == [(1,)]
    for told in (dry, done, again):
        assert "anary" not in told.said
        assert "7777777" not in told.said


FILE_KNOWN = "This very file was imported before; nothing was written."


def test_a_yes_to_matching_counts_only_with_its_day_and_notice(
    command: CommandLine, tmp_path: Path
) -> None:
    from datetime import UTC, datetime

    today = datetime.now(UTC).date().isoformat()  # noqa: TID251 - the command asks the same clock
    dated = {**PERSON, "identifier": "p2", "consented_on": today}
    file = write_people(tmp_path / "people.jsonl", PERSON, dated)
    done = command("import", "profiles", file, "--accept-proposals", "--commit")
    assert "2 new profiles" in done.out
    jobs = write_csv(tmp_path / "jobs.csv", JOBS)
    assert vacancies(command, jobs, "--accept-proposals", "--publish", "--commit").code == 0
    (totals,) = command("match", "all", "--summary", "--json").lines()
    assert totals["people"] == 1
    assert totals["best_match"]["direct"] + totals["best_match"]["conditional"] == 1


def test_unsure_links_count_from_the_likeness_asked_for(
    command: CommandLine, tmp_path: Path
) -> None:
    vague = {**PERSON, "skill 1": "nets", "skill 2": "triage"}
    file = write_people(tmp_path / "people.jsonl", vague)
    sure = command("import", "profiles", file, "--accept-proposals")
    some = command("import", "profiles", file, "--accept-from", "0.5")
    assert "1 skills proposed by machine, 1 skills in words not linked" in sure.out
    assert "2 skills proposed by machine, 0 skills in words not linked" in some.out


def test_skills_nobody_recognises_stay_in_the_text_and_a_telephone_is_none(
    command: CommandLine, tmp_path: Path
) -> None:
    row = {
        "title": "Helping hand",
        "description": "We work at the quay.",
        "skills": "net mending; zzqy blorf; call 01 99 00 12 34; amina@quay.example",
    }
    file = write_csv(tmp_path / "jobs.csv", [row])
    told = vacancies(command, file, "--accept-proposals", "--commit")
    assert told.code == 0, told
    [(text, body)] = command.rows("SELECT text, body FROM need")
    assert text == "We work at the quay.\nzzqy blorf"
    assert len(read_need(NeedId("any"), body).requirements) == 1
    again = vacancies(command, file, "--accept-proposals", "--commit")
    assert "0 changed, 1 unchanged" in again.out
