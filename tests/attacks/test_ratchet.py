"""What was sealed stays sealed, and no older kind of seal comes back.

Attackers: a migration or an inventory that keeps a sealed field in the open, a program of
yesterday that goes on writing, somebody who writes older or plain values into the databases.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

import privacy.ratchet as ratchet
from api.services.installation.prepare_installation import prepare_installation
from api.services.keys.renew_person_keys import renew_everybody
from api.services.keys.verify_keys import verify_keys
from data.engine import Stores
from data.errors import RowsBelowFloor
from data.models import IdentityRow, SealFloorRow, table_of
from data.repositories import Persons
from data.repositories.seal_floor import envelopes_below, raise_floor, seal_floor
from privacy.errors import RowForged, SealBroken, SealProblem
from privacy.inventory import IDENTITY_FIELDS, INVENTORY, PersonalField
from privacy.keys import KeyRing
from privacy.policy import may_open_own
from privacy.ratchet import EVER_SEALED, LEVELS, level_of, opened_again, require_level
from tests.api_world import World, make_world
from tests.stored import IDENTITY, Somebody, registered

NEXT = len(LEVELS) + 1
IDENTITIES = table_of(IdentityRow)
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
"""For what does not depend on the kind of database."""


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


def raised(world: World) -> None:
    """A program of tomorrow, which seals at the next level, raises the floor and goes."""
    with world.runtime.stores.begin() as work:
        assert raise_floor(work, world.runtime.key_ring, world.clock.now, NEXT)
        work.commit()


def raised_behind(world: World) -> None:
    """The same, with everything left as it was; nothing else could have done that."""
    with world.runtime.stores.begin() as work:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("data.repositories.seal_floor.envelopes_below", lambda *_: 0)
            raise_floor(work, world.runtime.key_ring, world.clock.now, NEXT)
        work.commit()


def read(world: World, one: Somebody) -> object:
    with world.acting(one.actor) as context:
        own = may_open_own(one.actor, one.id, IDENTITY_FIELDS, at=context.now)
        return Persons(context.work, world.runtime.key_ring, context.now).open_identity(one.id, own)


def test_a_field_sealed_once_is_sealed_for_good() -> None:
    assert opened_again(INVENTORY) == frozenset()
    assert {field for field, rule in INVENTORY.items() if rule.sealed} == EVER_SEALED
    open_again = {
        **INVENTORY,
        PersonalField.PHONE: replace(INVENTORY[PersonalField.PHONE], sealed=False),
    }
    assert opened_again(open_again) == {PersonalField.PHONE}


def test_the_lists_only_grow() -> None:
    """What stands here once is never taken out, whatever comes after."""
    assert LEVELS[:1] == ((1, 1),)
    names = "full_name phone email address skills experience languages availability places"
    assert {*names.split(), "willingness", "own_words", "permit_answers"} <= EVER_SEALED


def test_levels_go_by_format_and_algorithm() -> None:
    levels = (*LEVELS, (1, 2), (2, 1))
    assert [level_of(bytes(front), levels) for front in ((1, 1), (1, 2), (2, 1))] == [1, 2, 3]
    assert [level_of(plain, levels) for plain in (b"+20 100", b"", b"\x02")] == [0, 0, 0]
    require_level(bytes([2, 1]), 3, levels)
    for older in (bytes([1, 1]), bytes([1, 2]), b"plain"):
        with pytest.raises(SealBroken, match=SealProblem.BELOW_FLOOR.value):
            require_level(older, 3, levels)


def test_a_program_of_yesterday_seals_nothing_and_does_not_start(world: World) -> None:
    raised(world)
    with pytest.raises(SealBroken, match=SealProblem.BELOW_FLOOR.value):
        world.person()
    with pytest.raises(SealBroken, match=SealProblem.BELOW_FLOOR.value):
        prepare_installation(world.runtime, migrate=False)
    with world.runtime.stores.begin(reading=True) as work:
        assert envelopes_below(work, NEXT) == 0


@ON_SQLITE
def test_without_the_floor_a_program_of_yesterday_goes_on_writing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: nobody asks how high the floor is."""
    raised(world)
    monkeypatch.setattr("data.repositories.seal_floor.require_able", lambda *_: None)
    world.person()
    with world.runtime.stores.begin(reading=True) as work:
        assert envelopes_below(work, NEXT) > 0


@ON_SQLITE
def test_what_is_below_the_floor_is_not_opened(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = world.person()
    assert read(world, one) == IDENTITY
    raised_behind(world)
    with pytest.raises(SealBroken, match=SealProblem.BELOW_FLOOR.value):
        read(world, one)
    monkeypatch.setattr("privacy.sealing.require_level", lambda *_: None)  # the break
    assert read(world, one) == IDENTITY


@ON_SQLITE
def test_the_floor_does_not_rise_over_what_is_below_it_nor_sink(world: World) -> None:
    world.person()
    ring, now = world.runtime.key_ring, world.clock.now
    with world.runtime.stores.begin() as work, pytest.raises(RowsBelowFloor):
        raise_floor(work, ring, now, NEXT)
    raised_behind(world)
    with world.runtime.stores.begin() as work:
        assert not raise_floor(work, ring, now, NEXT - 1)
        assert seal_floor(work, ring) == NEXT


@ON_SQLITE
def test_a_floor_put_lower_by_hand_is_refused(world: World) -> None:
    raised(world)
    with world.runtime.stores.keys.begin() as connection:
        connection.execute(update(table_of(SealFloorRow)).values(level=NEXT - 1))
    with world.runtime.stores.begin() as work, pytest.raises(RowForged):
        seal_floor(work, world.runtime.key_ring)


def test_a_plain_value_in_a_sealed_column_is_found_and_on_record(world: World) -> None:
    (one,) = registered(world.runtime.stores, world.runtime.key_ring, 1)
    assert verify_keys(world.runtime).unsealed == 0
    with world.runtime.stores.main.begin() as connection:
        connection.execute(update(IDENTITIES).values(phone_sealed=b"+20 100 000 000"))
    found = verify_keys(world.runtime)
    assert (found.unsealed, found.ok) == (1, False)
    with pytest.raises(SealBroken):
        read(world, one)


@ON_SQLITE
def test_renewing_everybody_raises_the_floor_to_what_this_program_seals(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.person()
    monkeypatch.setattr(ratchet, "FIRST_LEVEL", 0)
    monkeypatch.setattr("data.repositories.seal_floor.FIRST_LEVEL", 0)
    assert renew_everybody(world.runtime) == 1
    with world.runtime.stores.begin(reading=True) as work:
        row = work.keys.connection().execute(table_of(SealFloorRow).select()).one()
    assert row.level == len(LEVELS)
