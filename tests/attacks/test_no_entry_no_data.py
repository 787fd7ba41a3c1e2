"""Nothing is shown that is not in the log: when the log cannot be written, nobody reads.

Every opening of an envelope is counted where it happens and compared with the log.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

import data.repositories.persons as persons_module
from api.services.people.edit_profile import own_profile
from api.services.people.export_person import export_own_data
from data.engine import Stores
from data.repositories import AuditLog
from privacy.audit import AuditAction, Outcome
from privacy.inventory import IDENTITY_FIELDS
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from tests.api_client import Answer, Caller, Door, make_door
from tests.api_world import make_world
from tests.attacks.insiders import Stage, set_stage
from tests.stored import IDENTITY

OPENINGS = frozenset(
    {
        AuditAction.OWN_DATA_OPENED,
        AuditAction.PROFILE_INDEXED,
        AuditAction.FIELDS_DISCLOSED,
        AuditAction.IDENTITY_OPENED,
    }
)


@pytest.fixture
def stage(stores: Stores, ring: KeyRing, tmp_path: Path) -> Stage:
    return set_stage(make_world(stores, ring, tmp_path))


def refuse_entries(engine: Engine) -> Callable[[], None]:
    """Let every insertion into the log fail, as a trigger; give what takes it back."""
    if engine.dialect.name == "sqlite":
        make = (
            "CREATE TRIGGER no_log BEFORE INSERT ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        undo = "DROP TRIGGER no_log"
    else:
        make = (
            "CREATE FUNCTION no_log() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no'; END $$ "
            "LANGUAGE plpgsql; CREATE TRIGGER no_log BEFORE INSERT ON audit_entry "
            "FOR EACH ROW EXECUTE FUNCTION no_log()"
        )
        undo = "DROP TRIGGER no_log ON audit_entry; DROP FUNCTION no_log()"
    _run(engine, make)
    return lambda: _run(engine, undo)


def fill_disk(engine: Engine) -> Callable[[], None]:
    """Let the database grow no further, as on a full disk."""

    def full(connection: Any, _record: object, _proxy: object = None) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(engine, "checkout", full)
    # what is free inside the file is used up, as it would be
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    def undo() -> None:
        event.remove(engine, "checkout", full)
        engine.dispose()

    return undo


def _run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


def readings(stage: Stage, door: Door) -> dict[str, Callable[[], Answer]]:
    """Every kind of reading that opens an envelope or shows facts about a person."""
    amal, agency = door.as_(stage.amal.actor), door.as_(stage.agency)
    coordinator = door.as_(stage.coordinator)

    def asking(caller: Caller, path: str) -> Callable[[], Answer]:
        return lambda: caller.ask("GET", path)

    return {
        "own profile": asking(amal, "/me/profile"),
        "own export": asking(amal, "/me/data"),
        "granted": asking(agency, f"/needs/{stage.need}/matches/{stage.handle}/disclosure"),
        "agency list": asking(agency, f"/needs/{stage.need}/matches"),
        "coordinator list": asking(coordinator, f"/coordination/needs/{stage.need}/matches"),
    }


def shown(answers: dict[str, Answer]) -> set[str]:
    return {
        name
        for name, answer in answers.items()
        if str(IDENTITY.full_name) in answer.text or "matches" in answer.text
    }


def test_when_the_log_refuses_an_entry_nothing_is_shown(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = readings(stage, make_door(stage.world))
    before = {name: ask() for name, ask in asked.items()}
    assert {answer.status for answer in before.values()} == {200}
    told = shown(before)
    assert told == {"own profile", "own export", "granted", "agency list", "coordinator list"}
    undo = refuse_entries(stage.world.runtime.stores.main)
    try:
        answers = {name: ask() for name, ask in asked.items()}
        assert {answer.status for answer in answers.values()} == {503}
        assert shown(answers) == set()
        assert {answer.json["code"] for answer in answers.values()} == {"not_recorded"}
        # A log written as an afterthought, its failures passed over, would show everything:
        monkeypatch.setattr(AuditLog, "append", lambda *_args, **_more: None)
        assert shown({name: ask() for name, ask in asked.items()}) == told
        monkeypatch.undo()
    finally:
        undo()
    assert shown({name: ask() for name, ask in asked.items()}) == told


@pytest.mark.parametrize("backend", ["sqlite"])
def test_on_a_full_disk_nothing_is_shown(stage: Stage) -> None:
    asked = readings(stage, make_door(stage.world))
    answers: dict[str, Answer] = {}
    undo = fill_disk(stage.world.runtime.stores.main)
    try:
        for _ in range(60):  # until what is free inside the pages is used up
            answers = {name: ask() for name, ask in asked.items()}
            if {answer.status for answer in answers.values()} <= {500, 503}:
                break
        assert {answer.status for answer in answers.values()} <= {500, 503}
        assert shown(answers) == set()
    finally:
        undo()
    assert len(shown({name: ask() for name, ask in asked.items()})) == 5


@pytest.mark.parametrize("backend", ["sqlite"])
def test_every_envelope_opened_is_in_an_entry_and_every_entry_opened_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, badr = stage.world, stage.world.person()
    opened: Counter[tuple[bytes, str]] = Counter()

    def counted(name: str, inner: Callable[..., Any]) -> Callable[..., Any]:
        def opening(key: Any, *rest: Any) -> Any:
            opened[bytes(key.person), name] += 1
            return inner(key, *rest)

        return opening

    for name in ("open_identity", "open_work"):
        inner = getattr(persons_module, name)
        monkeypatch.setattr(persons_module, name, counted(name, inner))
    with world.acting(SYSTEM) as context:
        start = AuditLog(context.work, context.runtime.key_ring).head().count
    for _ in range(3):
        stage.read()
        with world.acting(stage.amal.actor) as context:
            own_profile(context)
    with world.acting(badr.actor) as context:
        export_own_data(context)
    stage.matched()
    named: Counter[tuple[bytes, str]] = Counter()
    refs = {stage.amal.log_ref: bytes(stage.amal.id), badr.log_ref: bytes(badr.id)}
    with world.acting(SYSTEM) as context:
        for row in AuditLog(context.work, context.runtime.key_ring).chain(start):
            entry = row.entry
            if entry.person and entry.action in OPENINGS and entry.outcome is Outcome.DONE:
                person = refs[entry.person]
                named[person, "open_identity"] += bool(IDENTITY_FIELDS.intersection(entry.fields))
                named[person, "open_work"] += bool(set(entry.fields) - IDENTITY_FIELDS)
    assert opened == named
    assert opened.total() == 12
    assert opened[bytes(badr.id), "open_identity"] >= 1
    assert opened[bytes(badr.id), "open_work"] >= 2
