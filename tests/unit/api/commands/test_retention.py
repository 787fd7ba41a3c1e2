"""The command lets go of what is due, says how much, and only counts when asked to."""

from tests.unit.api.commands.command_line import CommandLine


def test_a_dry_run_counts_and_leaves_what_is_there(in_demo: CommandLine) -> None:
    in_demo.change("UPDATE session SET expires_at = '2020-01-01 00:00:00'")
    in_demo.change("UPDATE form_token SET expires_at = '2020-01-01 00:00:00'")
    in_demo.change("UPDATE handle SET expires_at = '2020-01-01 00:00:00'")
    handles = in_demo.rows("SELECT count(*) FROM handle")[0][0]
    assert handles > 0
    (counted,) = in_demo("retention", "--dry-run").lines()
    assert (counted["handles"], counted["dry_run"]) == (handles, True)
    assert in_demo.rows("SELECT count(*) FROM handle") == [(handles,)]
    (done,) = in_demo("retention").lines()
    assert (done["handles"], done["people"], done["fields"]) == (handles, 0, 0)
    assert in_demo.rows("SELECT count(*) FROM handle") == [(0,)]


def test_every_start_lets_go_as_well_and_the_demonstrations_people_stay(
    in_demo: CommandLine,
) -> None:
    people = in_demo.rows("SELECT count(*) FROM person")
    in_demo.change("UPDATE handle SET expires_at = '2020-01-01 00:00:00'")
    assert in_demo("audit", "verify").code == 0
    assert in_demo.rows("SELECT count(*) FROM handle") == [(0,)]
    assert in_demo.rows("SELECT count(*) FROM person") == people
