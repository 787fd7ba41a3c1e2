"""What operators see of gaps and steps, and how they import courses."""

import json
from pathlib import Path

from tests.unit.api.commands.command_line import CommandLine


def test_gaps_of_the_empty_installation_are_empty(command: CommandLine) -> None:
    done = command("gaps", "--json")
    assert done.code == 0
    told = json.loads(done.out)
    assert told["people"] == 0
    assert told["unmet"] == []


def test_courses_are_tried_dry_then_stored_and_recognised(
    command: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "courses.csv"
    file.write_text(
        "identifier;title;course_language;teaches;starts_on;ends_on;remote\n"
        "c1;Nets;en;net mending [2];2027-05-01;2027-05-03;yes\n"
        "c2;Nothing known;en;xyzzy plugh qwrt [2];2027-05-01;2027-05-03;yes\n"
        "c3;Bad;en;net mending;2027-05-01;;yes\n",
        encoding="utf-8",
    )
    to = ("import", "courses", str(file), "--organisation", "Centre", "--country", "EG")
    dry = command(*to)
    assert dry.code == 0
    assert "nothing stored" in dry.out
    assert command.rows("SELECT count(*) FROM course") == [(0,)]
    assert "row 4" in dry.err
    stored = command(*to, "--commit")
    assert "1 new courses" in stored.out
    assert "1 left out" in stored.out
    again = command(*to, "--commit")
    assert "0 new courses, 0 changed, 1 unchanged" in again.out
    assert command.rows("SELECT title FROM course") == [("Nets",)]
    file.write_text(file.read_text(encoding="utf-8").replace("2027-05-03", "2027-05-04"))
    changed = command(*to, "--commit")
    assert "1 changed" in changed.out
