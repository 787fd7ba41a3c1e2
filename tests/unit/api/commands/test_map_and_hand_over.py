"""The commands of the skills map and of the hand-over say what they did, or why not."""

from datetime import date, timedelta
from pathlib import Path

from tests.unit.api.commands.command_line import CommandLine


def test_a_small_installation_gets_no_map_and_the_attempt_is_paid_for(
    in_demo: CommandLine,
) -> None:
    (first,) = in_demo("map", "release").lines()
    assert (first["published"], first["cells_shown"], first["epsilon"]) == (False, 0, "0.1")
    (second,) = in_demo("map", "release", "--grid", "host-country").lines()
    assert (second["spent_ever"], second["allowed_in_a_year"]) == ("0.2", "4.0")
    refused = in_demo("map", "release", "--grid", "by-name")
    assert refused.code == 1
    assert refused.out == ""


def test_a_hand_over_is_announced_and_not_prepared_before_its_time(
    in_demo: CommandLine, tmp_path: Path
) -> None:
    target = tmp_path / "copy"
    assert in_demo("hand-over", "prepare", target).code == 1
    until = date.today() + timedelta(days=60)  # noqa: DTZ011, TID251 - commands use the machine's clock
    (told,) = in_demo("hand-over", "announce", "Ports", "--until", until.isoformat()).lines()
    assert told == {"host": "Ports", "answer_until": until.isoformat()}
    soon = (until - timedelta(days=50)).isoformat()
    assert in_demo("hand-over", "announce", "Ports", "--until", soon).code == 1
    refused = in_demo("hand-over", "prepare", target)
    assert refused.code == 1
    assert not target.exists()
