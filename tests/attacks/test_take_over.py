"""The host before reads nothing of what was taken over: not with its key file, not with keys
of people that somebody there may have seen, not in the files of the new databases (P-21).
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import api.services.installation.take_over as taking
from api.runtime import read_key_ring
from api.services.installation.hand_over import (
    announce_hand_over,
    answer_hand_over,
    copy_runtime,
    note_preparation,
    strip_copy,
)
from api.services.installation.take_over import TakenOver, take_over
from api.services.keys.copy_databases import copy_databases
from api.services.keys.verify_keys import verify_keys
from api.services.matches.rank_matches import coordinator_ranking
from api.services.people.edit_profile import own_profile
from api.settings import Settings
from data.copying import load_copy
from data.engine import Stores
from data.errors import NotEmpty, WrapsBroken
from data.migrations import upgrade
from data.models import MAIN, PersonKeyRow, table_of
from data.repositories import AuditLog
from data.repositories._person_key import KEY_COLUMNS
from data.repositories._resealing import PLACES, sealed_columns
from data.repositories.reconcile import reconcile
from privacy.binding import Binding
from privacy.errors import KeyUnusable, PrivacyError
from privacy.inventory import PersonalField
from privacy.keys import KeyRing, PersonKey, WrappedKey
from privacy.policy import SYSTEM
from privacy.sealing import open_sealed
from privacy.vocabulary import PersonId, Role
from tests.api_world import World, make_world
from tests.stored import IDENTITY
from tests.stores import PostgresServer

KEY = table_of(PersonKeyRow)
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
"""For what does not depend on the kind of database."""


class Before:
    """The host before, what its people know, and the package it made."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.file = folder / "old-keys"
        self.file.write_bytes(world.runtime.key_ring.to_bytes())
        self.file.chmod(0o600)
        self.need = world.need(world.agency(), "cage_farming").id
        self.amal, self.silent = world.person(), world.person()
        with world.acting(world.member(Role.OFFICER)) as context:
            announce_hand_over(context, "Association of Ports", context.today + timedelta(days=30))
        with world.acting(self.amal.actor) as context:
            answer_hand_over(context, agrees=True)
        world.later(days=31)
        with world.acting(SYSTEM) as context:
            announced = note_preparation(context)
        self.package = folder / "package"
        copied = copy_databases(world.runtime, self.package)
        strip_copy(copy_runtime(world.runtime, copied), announced)
        copied.close()
        self.wraps = wraps(world.runtime.stores)
        self.keys = [world.runtime.key_ring.unwrap(wrap) for wrap in self.wraps]

    def opened_there(self, stores: Stores) -> int:
        """Count what the host before opens in databases: with its file, and with its keys."""
        ring = KeyRing.from_bytes(self.file.read_bytes())
        found = 0
        keys = {(key.person, key.version): key for key in self.keys}
        for wrap in wraps(stores):
            try:
                keys[wrap.person, wrap.version] = ring.unwrap(wrap)
                found += 1
            except PrivacyError:
                continue
        return found + sum(opens(key, *place) for key in keys.values() for place in places(stores))


def wraps(stores: Stores) -> list[WrappedKey]:
    with stores.keys.connect() as connection:
        return [WrappedKey(*row) for row in connection.execute(select(*KEY_COLUMNS))]


def places(stores: Stores) -> Iterator[tuple[Binding, bytes]]:
    """Give every envelope of main with the place it is at."""
    with stores.main.connect() as connection:
        for name, row_key in PLACES.items():
            table = MAIN.tables[name]
            for row in connection.execute(select(table)).mappings():
                for column, what in sealed_columns(table):
                    place = Binding(
                        what,
                        PersonId(row["person"]),
                        row[row_key],
                        row["key_version"],
                        row["rec_ver"],
                    )
                    yield place, row[column.name]


def opens(key: PersonKey, place: Binding, blob: bytes) -> bool:
    try:
        open_sealed(key, place, blob)
    except PrivacyError:
        return False
    return True


@pytest.fixture
def before(stores: Stores, ring: KeyRing, tmp_path: Path) -> Before:
    return Before(make_world(stores, ring, tmp_path), tmp_path)


@pytest.fixture
def there(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A new installation without anybody, of the same kind of database."""
    home = tmp_path / "new"
    if backend == "sqlite":
        yield Settings(home=home, insecure_cookies=True)
        return
    server: PostgresServer = request.getfixturevalue("postgresql")
    urls = [server.create(f"new_{tree}") for tree in ("main", "keys")]
    stores = Stores(*urls)
    upgrade(stores)
    stores.close()
    yield Settings(home=home, main_url=urls[0], keys_url=urls[1], insecure_cookies=True)
    for tree in ("main", "keys"):
        server.drop(f"new_{tree}")


def taken(before: Before, there: Settings) -> tuple[World, TakenOver]:
    done = take_over(there, before.package, before.file, before.world.clock)
    stores = (
        sqlite_stores_of(there)
        if there.is_embedded()
        else Stores(there.main_url or "", there.keys_url or "")
    )
    ring = read_key_ring(there.resolved_key_file())
    world = make_world(stores, ring, there.home, taxonomy=False)
    world.clock.now = before.world.clock.now
    return world, done


def sqlite_stores_of(there: Settings) -> Stores:
    return Stores(there.resolved_main_url(), there.resolved_keys_url())


def test_the_service_goes_on_and_the_host_before_opens_nothing(
    before: Before, there: Settings
) -> None:
    assert before.opened_there(before.world.runtime.stores) > 0
    world, done = taken(before, there)
    assert (done.people, done.epoch) == (1, 2)
    assert before.opened_there(world.runtime.stores) == 0
    reconcile(world.runtime.stores, world.runtime.key_ring, world.clock.now)
    found = verify_keys(world.runtime)
    assert (found.ok, found.opened) == (True, 1)
    with world.acting(before.amal.actor) as context:
        shown = own_profile(context).identity
        assert shown[PersonalField.FULL_NAME].value == IDENTITY.full_name
        assert AuditLog(context.work, world.runtime.key_ring).verify().problem is None
    with world.acting(world.coordinator()) as context:
        assert len(coordinator_ranking(context, before.need).matches) == 1
    world.person()
    old = KeyRing.from_bytes(before.file.read_bytes())
    for wrap in wraps(world.runtime.stores):
        with pytest.raises(KeyUnusable):
            old.unwrap(wrap)
    world.runtime.stores.close()


@ON_SQLITE
def test_no_wrap_of_the_host_before_was_ever_in_the_new_databases(
    before: Before, there: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[bytes] = []

    def watched(copied: Stores, stores: Stores) -> int:
        loaded.extend(wrap.wrapped for wrap in wraps(copied))
        return load_copy(copied, stores)

    monkeypatch.setattr(taking, "load_copy", watched)
    world, _ = taken(before, there)
    world.runtime.stores.close()
    assert len(loaded) == 1
    assert not {wrap.wrapped for wrap in before.wraps} & set(loaded)
    assert not (there.home / taking.WORK).exists()


@ON_SQLITE
@pytest.mark.parametrize("left_out", ["renew_everybody", "rotate_keys"])
def test_with_one_half_of_the_change_left_out_the_host_before_opens_something(
    before: Before, there: Settings, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    """The break: old keys of people, or the old key-encryption key, go on being used."""
    if left_out == "renew_everybody":
        monkeypatch.setattr(taking, "renew_everybody", lambda _: 1)
    else:
        monkeypatch.setattr(KeyRing, "epochs", property(lambda ring: ring._wrapping.epochs()))
        monkeypatch.setattr(taking, "rotate_keys", lambda *_: None)
        monkeypatch.setattr(taking, "retire_epoch", _pretend(monkeypatch))
    world, _ = taken(before, there)
    assert before.opened_there(world.runtime.stores) > 0
    world.runtime.stores.close()


def _pretend(monkeypatch: pytest.MonkeyPatch) -> object:
    """Let the loop end although nothing was rotated."""

    def retired(*_: object) -> None:
        monkeypatch.setattr(KeyRing, "current_epoch", property(lambda _: 2))

    return retired


@ON_SQLITE
def test_nothing_is_loaded_over_people_or_beside_a_key_file(
    before: Before, there: Settings, tmp_path: Path
) -> None:
    there.home.mkdir()
    other = tmp_path / "other-keys"
    other.write_bytes(KeyRing.generate().to_bytes())
    other.chmod(0o600)
    with pytest.raises(WrapsBroken):
        take_over(there, before.package, other, before.world.clock)
    with pytest.raises(FileNotFoundError):
        take_over(there, tmp_path / "nowhere", before.file, before.world.clock)
    assert not there.resolved_key_file().exists()
    world, _ = taken(before, there)
    with pytest.raises(FileExistsError):
        take_over(there, before.package, before.file, before.world.clock)
    there.resolved_key_file().unlink()
    with pytest.raises(NotEmpty):
        take_over(there, before.package, before.file, before.world.clock)
    assert not there.resolved_key_file().exists()
    assert not (there.home / taking.WORK).exists()
    world.runtime.stores.close()
