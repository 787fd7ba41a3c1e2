"""After an erasure nothing on the disk opens what she said, and yesterday's copies do not either.

The wrapped key, the data key and the envelopes are looked for byte by byte in every file:
databases, write-ahead logs, the server's folder. Sources: GDPR article 17; P-12.
"""

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from api.services.keys.retire_epoch import retire_epoch
from api.services.keys.rotate_keys import rotate_keys
from data import engine
from data.engine import Stores
from data.errors import UnknownPerson
from data.migrations import upgrade
from data.models import IdentityRow, PersonKeyRow, WorkProfileRow, table_of
from data.repositories import AuditLog, Persons, reconcile
from data.repositories._person_key import load_key
from privacy.errors import KeyUnusable
from privacy.inventory import IDENTITY_FIELDS
from privacy.keys import KeyRing, WrappedKey
from privacy.policy import may_erase, may_open_own
from tests.attacks.rotating import WRAP, Place
from tests.stored import IDENTITY, LATER, NOW, Somebody, registered
from tests.stores import PostgresServer, sqlite_stores

KEY = table_of(PersonKeyRow)


@dataclass
class Traces:
    """What of one person is on the disk: her key, wrapped and bare, and her envelopes."""

    wrap: WrappedKey
    bare: bytes
    envelopes: list[bytes]

    def everything(self) -> dict[str, bytes]:
        found = {"wrapped": self.wrap.wrapped, "sealed key": self.wrap.wrapped[26:]}
        found |= {"bare": self.bare}
        return found | {f"envelope {n}": blob for n, blob in enumerate(self.envelopes)}

    def left_in(self, *folders: Path) -> set[str]:
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        content = [path.read_bytes() for path in files]
        sought = self.everything().items()
        return {name for name, needle in sought if any(needle in each for each in content)}


def traces(stores: Stores, ring: KeyRing, one: Somebody) -> Traces:
    with stores.begin(reading=True) as uow:
        row = uow.keys.connection().execute(select(*WRAP).where(KEY.c.person == one.id)).one()
        blobs = [
            bytes(value)
            for kind in (IdentityRow, WorkProfileRow)
            for found in uow.main.connection().execute(
                select(table_of(kind)).where(table_of(kind).c.person == one.id)
            )
            for name, value in found._mapping.items()
            if name.endswith("_sealed")
        ]
        bare = load_key(uow, ring, one.id).to_be_wrapped()
    return Traces(WrappedKey(*row), bare, blobs)


def erase(stores: Stores, ring: KeyRing, one: Somebody) -> None:
    with stores.begin() as uow:
        decision = may_erase(one.actor, one.id, at=LATER)
        Persons(uow, ring, LATER).erase(one.id, decision)
        uow.commit()


def opens(stores: Stores, ring: KeyRing, one: Somebody) -> bool:
    with stores.begin() as uow:
        decision = may_open_own(one.actor, one.id, IDENTITY_FIELDS, at=LATER)
        try:
            return Persons(uow, ring, LATER).open_identity(one.id, decision) == IDENTITY
        except UnknownPerson:
            return False


def is_sound(stores: Stores, ring: KeyRing) -> bool:
    with stores.begin(reading=True) as uow:
        return AuditLog(uow, ring).verify().ok


def test_nothing_of_her_is_left_in_any_file(
    sqlite_only: Stores, ring: KeyRing, tmp_path: Path
) -> None:
    amal, badr = registered(sqlite_only, ring, 2)
    sqlite_only.truncate_logs()
    hers = traces(sqlite_only, ring, amal)
    assert len(hers.envelopes) == 7
    assert hers.left_in(tmp_path) == set(hers.everything()) - {"bare"}
    erase(sqlite_only, ring, amal)
    assert hers.left_in(tmp_path) == set()
    assert not opens(sqlite_only, ring, amal)
    assert opens(sqlite_only, ring, badr)
    assert is_sound(sqlite_only, ring)


def test_a_reader_delays_it_only_until_it_is_done(
    sqlite_only: Stores, ring: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CHECKPOINT_PATIENCE_MS", 50)
    [amal] = registered(sqlite_only, ring)
    sqlite_only.truncate_logs()
    hers = traces(sqlite_only, ring, amal)
    readers = [sqlite3.connect(tmp_path / name) for name in ("keys.db", "main.db")]
    for reader in readers:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
    erase(sqlite_only, ring, amal)
    assert "wrapped" in hers.left_in(tmp_path)  # as long as somebody reads an older moment
    for reader in readers:
        reader.close()
    with sqlite_only.begin(reading=True):
        pass  # whatever is done next, by anybody
    assert hers.left_in(tmp_path) == set()


def test_a_start_empties_what_a_crash_left(
    sqlite_only: Stores, ring: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [amal] = registered(sqlite_only, ring)
    hers = traces(sqlite_only, ring, amal)
    with monkeypatch.context() as patch:
        patch.setattr(Stores, "truncate_logs", lambda _: False)  # killed right after the commit
        erase(sqlite_only, ring, amal)
    assert hers.left_in(tmp_path)
    reconcile(sqlite_only, ring, LATER)
    assert hers.left_in(tmp_path) == set()


def test_without_secure_delete_it_is_found(
    ring: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: SQLite as it is by default leaves deleted rows in free pages."""
    settings = tuple(
        ("secure_delete", "OFF", 0) if each[0] == "secure_delete" else each
        for each in engine.SQLITE_SETTINGS
    )
    monkeypatch.setattr(engine, "SQLITE_SETTINGS", settings)
    stores = sqlite_stores(tmp_path)
    upgrade(stores)
    [amal] = registered(stores, ring)
    hers = traces(stores, ring, amal)
    erase(stores, ring, amal)
    assert "wrapped" in hers.left_in(tmp_path)
    stores.close()


def test_without_emptying_the_logs_it_is_found(
    sqlite_only: Stores, ring: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: the delete is committed, and the log not written back."""
    [amal] = registered(sqlite_only, ring)
    hers = traces(sqlite_only, ring, amal)
    monkeypatch.setattr(Stores, "truncate_logs", lambda _: True)
    erase(sqlite_only, ring, amal)
    assert {"wrapped", "envelope 0"} <= hers.left_in(tmp_path)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_what_postgresql_keeps_of_a_deleted_key_opens_nothing_once_the_epoch_is_over(
    stores: Stores, postgresql: PostgresServer, tmp_path: Path
) -> None:
    """PostgreSQL overwrites nothing: pages and logs keep the wrap until they are used again."""
    main, keys = (
        one.url.render_as_string(hide_password=False) for one in (stores.main, stores.keys)
    )
    place = Place(main, keys, tmp_path / "keys")
    place.file.write_bytes(KeyRing.generate().to_bytes())
    runtime = place.open()
    reconcile(stores, runtime.key_ring, NOW)
    amal, badr = registered(stores, runtime.key_ring, 2)
    hers = traces(stores, runtime.key_ring, amal)
    erase(stores, runtime.key_ring, amal)
    postgresql.execute("CHECKPOINT")
    left = hers.left_in(postgresql.folder / "d", tmp_path)
    assert "bare" not in left
    assert "wrapped" in left  # so this alone would not do
    assert "wrapped" in hers.left_in(postgresql.folder / "d" / "pg_wal")
    assert runtime.key_ring.unwrap(hers.wrap).to_be_wrapped() == hers.bare
    rotate_keys(runtime, place.file)
    retire_epoch(runtime, place.file)
    with pytest.raises(KeyUnusable, match="unknown_epoch"):
        runtime.key_ring.unwrap(hers.wrap)
    assert opens(stores, runtime.key_ring, badr)
    runtime.stores.close()


def test_a_copy_of_both_databases_from_before_the_epoch_opens_nothing(tmp_path: Path) -> None:
    place = Place(
        f"sqlite:///{tmp_path}/main.db", f"sqlite:///{tmp_path}/keys.db", tmp_path / "keys"
    )
    place.file.write_bytes(KeyRing.generate().to_bytes())
    runtime = place.open()
    upgrade(runtime.stores)
    reconcile(runtime.stores, runtime.key_ring, NOW)
    amal, badr = registered(runtime.stores, runtime.key_ring, 2)
    runtime.stores.truncate_logs()
    copies = tmp_path / "yesterday"
    copies.mkdir()
    for name in ("main.db", "keys.db"):
        shutil.copy(tmp_path / name, copies / name)
    restored = sqlite_stores(copies)
    erase(runtime.stores, runtime.key_ring, amal)
    assert opens(restored, runtime.key_ring, amal)  # today still: the epoch is the same
    rotate_keys(runtime, place.file)
    retire_epoch(runtime, place.file)
    for one in (amal, badr):
        with pytest.raises(KeyUnusable, match="unknown_epoch"):
            opens(restored, runtime.key_ring, one)
    assert opens(runtime.stores, runtime.key_ring, badr)
    restored.close()
    runtime.stores.close()
