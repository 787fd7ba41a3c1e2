"""Seats on the terminal: provable, repeatable, recorded, and without anything of anybody."""

from tests.unit.api.commands.command_line import CommandLine


def test_every_open_need_is_seated_at_once_and_provably(in_demo: CommandLine) -> None:
    (told,) = in_demo("allocate", "--all", "--conditional", "--seed", "7", "--json").lines()
    (again,) = in_demo("allocate", "--all", "--conditional", "--seed", "7", "--json").lines()
    assert told == again
    assert told["gap"] == 0
    assert told["filled"] == sum(len(need["people"]) for need in told["needs"]) > 15
    assert told["people"] == told["filled"] + sum(told["without_a_seat"].values())
    (direct,) = in_demo("allocate", "--all", "--seed", "7", "--json").lines()
    assert direct["filled"] < told["filled"]
    assert not any(p["conditional"] for need in direct["needs"] for p in need["people"])
    table = in_demo("allocate", "--all", "--seed", "7", "--lang", "fr").out
    assert "gap 0" in table
    assert "A une place par son score" in table


def test_mentors_are_seated_by_themselves(in_demo: CommandLine) -> None:
    (told,) = in_demo("allocate", "--mentoring", "--conditional", "--json").lines()
    assert told["mentoring"] is True
    assert told["filled"] > 2
    need = told["needs"][0]["need"]
    (one,) = in_demo("allocate", "--need", need, "--json").lines()
    assert [each["need"] for each in one["needs"]] == [need]


def test_which_needs_must_be_said_and_known(in_demo: CommandLine) -> None:
    assert in_demo("allocate").code == 2
    assert in_demo("allocate", "--all", "--mentoring").code == 2
    told = in_demo("allocate", "--need", "4tq3x5ykvd3q7mzr2jz6sbn5pe").refused_in_one_line()
    assert told == "There is no such reference, or it has ended."


def test_a_trial_is_recorded(in_demo: CommandLine) -> None:
    (before,) = in_demo("audit", "verify").lines()
    (told,) = in_demo("allocate", "--all", "--json").lines()
    (after,) = in_demo("audit", "verify").lines()
    assert after["ok"] is True
    assert after["count"] >= before["count"] + 1 + told["filled"]
