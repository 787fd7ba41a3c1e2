"""Rankings on the terminal: readable, repeatable, and without anything of anybody."""

import pytest

from data.demo.loader import load_demo
from matcher.types import Bucket
from tests.stored import NOW
from tests.unit.api.commands.command_line import CommandLine


def test_the_demonstration_prints_a_readable_table_and_totals(
    demo_home: tuple[object, str],
) -> None:
    printed = demo_home[1]
    data = load_demo(NOW.date())
    published = [need for need in data.needs if need.published]
    for need in published:
        assert need.title[:20] in printed
    assert f"{len(published)} needs (" in printed
    assert "best match: direct " in printed
    assert "no direct match:" in printed
    assert "commonest reasons" in printed
    assert max(map(len, printed.splitlines())) <= 120


def test_all_needs_one_need_and_one_person_tell_the_same(in_demo: CommandLine) -> None:
    needs = in_demo("match", "all", "--best", "2", "--json").lines()
    (totals,) = in_demo("match", "all", "--summary", "--json").lines()
    assert totals["needs"] == len(needs)
    assert sum(totals["best_match"].values()) + totals["not_ranked"] == len(needs)
    assert len(totals["reasons"]) <= 10
    answered = [need for need in needs if need["counts"].get("direct")]
    assert len(answered) == totals["best_match"]["direct"] > 5
    need = answered[0]
    assert 1 <= len(need["best"]) <= 2
    (alone,) = in_demo("match", "need", need["need"], "--best", "2", "--json").lines()
    assert alone == need
    person = need["best"][0]
    found = in_demo("match", "profile", person["handle"], "--best", "100", "--json").lines()
    (same,) = [item for item in found if item["need"] == need["need"]]
    assert (same["bucket"], same["score"]) == (person["bucket"], person["score"])
    order = [Bucket[item["bucket"].upper()] for item in found]
    assert order == sorted(order)
    table = in_demo("match", "profile", person["handle"])
    assert need["need"] in table.out
    assert need["title"][:15] in in_demo("match", "need", need["need"], "--lang", "ar").out


@pytest.mark.parametrize("kind", ["need", "profile"])
@pytest.mark.parametrize("reference", ["nothing", "4tq3x5ykvd3q7mzr2jz6sbn5pe", "' OR 1=1 --", ""])
def test_an_unknown_reference_is_refused(in_demo: CommandLine, kind: str, reference: str) -> None:
    told = in_demo("match", kind, reference).refused_in_one_line()
    assert told == "There is no such reference, or it has ended."


def test_without_people_or_needs_the_totals_say_so(command: CommandLine) -> None:
    told = command("match", "all")
    assert told.code == 0
    assert "0 needs (0 ask for skills, 0 for an occupation), 0 people" in told.out


def test_every_reading_is_recorded_and_a_tampered_entry_is_found(in_demo: CommandLine) -> None:
    (before,) = in_demo("audit", "verify").lines()
    assert before["ok"] is True
    assert in_demo("match", "all", "--summary").code == 0
    (after,) = in_demo("audit", "verify").lines()
    assert after["count"] > before["count"] + 1
    in_demo.change("UPDATE audit_entry SET outcome = 'failed' WHERE sequence = 3")
    found = in_demo("audit", "verify")
    assert found.code == 1
    (verdict,) = found.lines()
    assert (verdict["ok"], verdict["broken_at"], verdict["problem"]) == (False, 3, "hash")


def test_nothing_of_anybody_is_printed(in_demo: CommandLine, demo_home: tuple[object, str]) -> None:
    canaries: set[str | None] = set()
    for person in load_demo(NOW.date()).people:
        identity = person.identity
        canaries |= {identity.full_name, identity.phone, identity.email, identity.address}
        canaries |= {person.work.own_words, person.key if len(person.key) > 9 else None}
    looked_for = {canary for canary in canaries if canary}
    assert len(looked_for) > 150
    handle = in_demo("match", "all", "--json").lines()[0]["best"]
    said = demo_home[1]
    for typed in (
        ("match", "all", "--best", "4"),
        ("match", "all", "--best", "100", "--json"),
        *(("match", "profile", person["handle"]) for person in handle[:1]),
        ("audit", "verify"),
        ("doctor", "--json"),
        ("migrate",),
        ("taxonomy", "list"),
    ):
        said += in_demo(*typed).said
    assert len(said) > 30_000
    assert {canary for canary in looked_for if canary in said} == set()
    assert "urn:passerelle:skill" not in said
