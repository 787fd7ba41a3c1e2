"""Nothing personal is readable: files, logs of the databases, logs, output, others' answers.

The whole demonstration is seeded and the main job done over HTTP; then every spelling of
every personal value is looked for wherever bytes ended up. What is not personal is found in
the same places, and so is a personal value somebody stored plain.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from tests.attacks.journey import (
    NOT_ASKED,
    PLAIN_TITLE,
    skill_uri,
    unexpected,
)
from tests.attacks.remains import Remains, journey
from tests.canaries import Needles, files_below, where
from tests.stores import BACKENDS, PostgresServer

PUBLIC_WORDS = frozenset({"taxonomy_label", "taxonomy_relation"})
COMMANDS = (["match", "all", "--json"], ["audit", "verify"], ["doctor"])


@pytest.fixture(scope="module", params=BACKENDS)
def remains(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Remains]:
    home = tmp_path_factory.mktemp("journey")
    if request.param == "sqlite":
        found = journey(home, (None, None))
        yield found
        found.town.world.runtime.stores.close()
        return
    server: PostgresServer = request.getfixturevalue("postgresql")
    names = ("main_journey", "keys_journey")
    urls = (server.create(names[0]), server.create(names[1]))
    found = journey(home, urls, server.folder)
    found.write_back = lambda: server.execute("CHECKPOINT")
    yield found
    found.town.world.runtime.stores.close()
    for name in names:
        server.drop(name)


def test_nothing_personal_is_in_any_file(remains: Remains) -> None:
    sys.stdout.write(f"\n{remains.report()}\n")
    files = remains.files()
    assert len(remains.town.demo.people) >= 40
    assert len(remains.needles.values) > 500
    assert len(remains.needles) > 25_000
    assert where(remains.needles, files) == {}
    stores = remains.town.world.runtime.stores
    if stores.main.dialect.name == "postgresql":  # it may compress long values in its files
        rows = [row for engine in (stores.main, stores.keys) for _, row in rows_of(engine)]
        assert len(rows) > 1_000
        assert remains.needles.find(b"\n".join(rows)) == frozenset()
    plain = Needles({"title": PLAIN_TITLE, "name": remains.town.demo.organisations[0].name})
    found = where(plain, files)
    assert frozenset[str]().union(*found.values()) == {"title", "name"}


def test_the_logs_beside_the_database_were_searched_too(remains: Remains) -> None:
    kinds = {path.name for path in remains.files()} | {path.parent.name for path in remains.files()}
    if "main.sqlite3" in kinds:
        assert {"main.sqlite3-wal", "keys.sqlite3-wal", "main.sqlite3-shm"} <= {
            path.name for path in files_below(*remains.folders)
        }
    else:
        assert "pg_wal" in kinds


def test_nothing_personal_is_logged_or_printed(remains: Remains) -> None:
    assert remains.logs.count(b"\n") > 100
    if remains.town.world.runtime.settings.is_embedded():
        assert b"sqlalchemy.engine" in remains.logs
    assert remains.needles.find(remains.logs) == frozenset()
    assert b"audit log" in remains.output
    assert remains.needles.find(remains.output) == frozenset()
    if b"ranking" in remains.output:
        assert Needles({"title": PLAIN_TITLE}).find(remains.output)


def test_nobody_is_answered_what_is_not_for_her(remains: Remains) -> None:
    seen = remains.town.seen
    statuses = {each.status for each in seen}
    assert {200, 201, 204, 303, 401, 403, 404, 422} <= statuses
    assert len(seen) > 100
    assert unexpected(seen, remains.needles.find) == {}
    # the same search sees what was rightly told
    told = {name for each in seen for name in remains.needles.find(each.content)}
    assert {"newcomer.full_name", "newcomer.phone", "newcomer.own_words"} <= told


def test_before_the_grant_the_agency_was_told_no_skill_it_did_not_ask(remains: Remains) -> None:
    needles = Needles({"uri": skill_uri(NOT_ASKED), "label": NOT_ASKED.replace("-", " ")})
    seen = [each for each in remains.town.seen if each.who == "agency" and "/matches" in each.what]
    assert len(seen) > 3
    assert {each.what for each in seen if needles.find(each.content)} == set()
    own = [each for each in remains.town.seen if each.who == "newcomer"]
    assert any("uri" in needles.find(each.content) for each in own)


def rows_of(engine: Engine) -> Iterator[tuple[str, bytes]]:
    """Give every row of every table, as text and as the bytes in it."""
    with engine.connect() as connection:
        for table in sorted({*inspect(engine).get_table_names()} - PUBLIC_WORDS):
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                blobs = [bytes(cell) for cell in row if isinstance(cell, bytes | memoryview)]
                yield table, b"\n".join((repr(tuple(row)).encode(), *blobs))


def test_what_people_can_do_stands_in_no_row_of_theirs(remains: Remains) -> None:
    """Skills and occupations are public words, so the rows are read one by one."""
    people = remains.town.demo.people
    concepts = {claim.concept for person in people for claim in person.work.skills}
    concepts |= {e.occupation for p in people for e in p.work.experience if e.occupation}
    needles = Needles({uri: uri for uri in concepts})
    stores = remains.town.world.runtime.stores
    rows = [row for engine in (stores.main, stores.keys) for row in rows_of(engine)]
    tables = {table for table, _ in rows}
    assert {"work_profile", "identity", "audit_entry", "consent_switch", "match_ground"} <= tables
    found = {table for table, content in rows if needles.find(content)}
    # Needs, courses and organisations say in the open what is asked, taught and offered.
    assert found == {"taxonomy_concept", "need", "course", "organisation"}


def test_a_value_somebody_stores_plain_is_found(remains: Remains, tmp_path: Path) -> None:
    """The break: last in this file, for nothing personal is clean afterwards."""
    victim = next(person for person in remains.town.demo.people if person.identity.phone)
    statement = text("UPDATE organisation SET name = :value WHERE name = :name")
    values = {
        "value": victim.identity.phone,
        "name": remains.town.demo.organisations[0].name,
    }
    stores = remains.town.world.runtime.stores
    before = frozenset(remains.files().values())
    with stores.begin() as work:
        work.main.connection().execute(statement, values)
        work.commit()
    found = where(remains.needles, remains.changed(before))
    assert f"{victim.key}.phone" in frozenset[str]().union(*found.values())
    assert all("wal" in name or "base" in name for name in found)
