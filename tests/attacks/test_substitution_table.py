"""Every envelope in every other place, and every bit of what it is bound to.

The table has 144 cells: three people, each with two rows of six columns in two tables, under
two versions of her key and two record versions. Then the same in the databases themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from api.context import open_context
from data.engine import Stores
from data.errors import UnknownPerson
from data.models import IdentityRow, WorkProfileRow, table_of
from data.repositories import AuditLog, Persons
from privacy import binding
from privacy.audit import AuditAction
from privacy.binding import Binding
from privacy.errors import SealBroken
from privacy.inventory import (
    ADDRESS_COLUMN,
    FULL_NAME_COLUMN,
    IDENTITY_FIELDS,
    OWN_WORDS_COLUMN,
    PERMIT_ANSWERS_COLUMN,
    PHONE_COLUMN,
    WORK_FIELDS,
    WORK_PROFILE_COLUMN,
    PersonalField,
    SealedColumn,
)
from privacy.keys import KeyRing, PersonKey
from privacy.policy import may_open_own
from privacy.sealing import open_sealed, seal
from privacy.vocabulary import PersonId
from tests.api_world import make_world
from tests.stored import LATER, Somebody, registered
from tests.unit.privacy.builders import AMAL, BORIS, CHEN

COLUMNS = (
    *(FULL_NAME_COLUMN, PHONE_COLUMN, ADDRESS_COLUMN),
    *(WORK_PROFILE_COLUMN, OWN_WORDS_COLUMN, PERMIT_ANSWERS_COLUMN),
)
IDENTITY, WORK = table_of(IdentityRow), table_of(WorkProfileRow)
ALL_WORK = WORK_FIELDS | {PersonalField.PERMIT_ANSWERS}


@dataclass(frozen=True)
class Cell:
    person: PersonId
    row: bytes
    column: SealedColumn
    key_version: int
    version: int

    @property
    def place(self) -> Binding:
        return Binding(self.column, self.person, self.row, self.key_version, self.version)

    @property
    def key(self) -> PersonKey:
        return KEYS[self.person, self.key_version]

    def disguise(self, blob: bytes) -> bytes:
        """Write the versions expected here over those in the readable header."""
        return blob[:2] + self.key_version.to_bytes(4) + self.version.to_bytes(8) + blob[14:]

    def opens(self, blob: bytes) -> bool:
        try:
            open_sealed(self.key, self.place, blob)
        except SealBroken:
            return False
        return True


PEOPLE = (AMAL, BORIS, CHEN)
KEYS = {
    (person, version): PersonKey(person, version, bytes([number, version]) * 16)
    for number, person in enumerate(PEOPLE)
    for version in (1, 2)
}
TABLE = [
    Cell(*parts)
    for parts in product(PEOPLE, (bytes(16), bytes(15) + b"\x01"), COLUMNS, (1, 2), (1, 2))
]


def attempts() -> tuple[int, int, int]:
    """Put every envelope everywhere else; count tries, and those that open as is and disguised."""
    blobs = [(cell, seal(cell.key, cell.place, b"value")) for cell in TABLE]
    assert all(cell.opens(blob) for cell, blob in blobs)
    moved = [(here, blob) for here in TABLE for there, blob in blobs if here is not there]
    plain = sum(here.opens(blob) for here, blob in moved)
    disguised = sum(here.opens(here.disguise(blob)) for here, blob in moved)
    return 2 * len(moved), plain, disguised


def test_none_of_all_substitutions_opens() -> None:
    assert len(TABLE) == 144
    assert attempts() == (2 * 144 * 143, 0, 0)


def test_with_nothing_authenticated_rows_and_versions_can_be_exchanged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The break: empty associated data. People, columns and key versions have other keys."""
    monkeypatch.setattr(Binding, "encode", lambda _: b"")
    assert attempts() == (2 * 144 * 143, 144, 144 * 3)


def test_each_bit_of_what_it_is_bound_to_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = TABLE[0]
    blob, right = seal(cell.key, cell.place, b"value"), cell.place.encode()
    refused = 0
    for position, bit in product(range(binding.BINDING_BYTES), range(8)):
        wrong = bytearray(right)
        wrong[position] ^= 1 << bit
        with monkeypatch.context() as patch:
            patch.setattr(Binding, "encode", lambda _, wrong=bytes(wrong): wrong)
            refused += not cell.opens(blob)
    assert refused == 448
    assert cell.opens(blob)


Change = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], None]


def exchange(one: str, other: str) -> Change:
    """Exchange two columns of one row, or with the same person's other table."""

    def change(own: dict[str, Any], _theirs: dict[str, Any], work: dict[str, Any]) -> None:
        own[one] = own[other] if other in own else work[other]

    return change


def taken(*names: str) -> Change:
    """Take columns of somebody else's row."""

    def change(own: dict[str, Any], theirs: dict[str, Any], _work: dict[str, Any]) -> None:
        own.update({name: theirs[name] for name in names})

    return change


NAMES = ("full_name_sealed", "phone_sealed", "email_sealed", "address_sealed")
CHANGES: dict[str, Change] = {
    **{f"{a} for {b}": exchange(b, a) for a in NAMES for b in NAMES if a != b},
    **{f"{name} of somebody else": taken(name) for name in NAMES},
    **{f"{name} from another table": exchange(name, "own_words_sealed") for name in NAMES},
    "a whole row of somebody else": taken(*NAMES, "rec_ver", "key_version"),
    "a later record version": lambda own, *_: own.update(rec_ver=own["rec_ver"] + 1),
    "another key version": lambda own, *_: own.update(key_version=2),
    "cut": lambda own, *_: own.update(phone_sealed=own["phone_sealed"][:-1]),
    "emptied": lambda own, *_: own.update(phone_sealed=b""),
    "one bit": lambda own, *_: own.update(
        phone_sealed=own["phone_sealed"][:-1] + bytes([own["phone_sealed"][-1] ^ 1])
    ),
}


def test_nothing_moved_in_the_database_is_read(stores: Stores, ring: KeyRing) -> None:
    amal, badr = registered(stores, ring, 2)
    refused = 0
    for change in CHANGES.values():
        with stores.begin() as uow:
            connection = uow.main.connection()
            own, theirs = (
                dict(
                    connection.execute(select(IDENTITY).where(IDENTITY.c.person == one.id))
                    .mappings()
                    .one()
                )
                for one in (amal, badr)
            )
            work = dict(
                connection.execute(select(WORK).where(WORK.c.person == amal.id)).mappings().one()
            )
            change(own, theirs, work)
            connection.execute(IDENTITY.update().where(IDENTITY.c.person == amal.id).values(own))
            refused += not reads(uow, ring, amal)
    assert refused == len(CHANGES) == 26
    with stores.begin() as uow:
        assert reads(uow, ring, amal)


def reads(uow: Any, ring: KeyRing, one: Somebody) -> bool:
    decision = may_open_own(one.actor, one.id, IDENTITY_FIELDS, at=LATER)
    try:
        Persons(uow, ring, LATER).open_identity(one.id, decision)
    except (SealBroken, UnknownPerson):
        return False
    return True


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_attempt_is_recorded_as_tampering(stores: Stores, ring: KeyRing, tmp_path: Any) -> None:
    world = make_world(stores, ring, tmp_path)
    amal = world.person()
    with stores.main.begin() as connection:
        connection.execute(IDENTITY.update().values(phone_sealed=IDENTITY.c.full_name_sealed))
    decision = may_open_own(amal.actor, amal.id, IDENTITY_FIELDS, at=world.clock.now)
    with (
        pytest.raises(SealBroken),
        open_context(world.runtime, actor=amal.actor) as context,
    ):
        Persons(context.work, ring, context.now).open_identity(amal.id, decision)
    with stores.begin(reading=True) as uow:
        actions = [row.entry.action for row in AuditLog(uow, ring).chain()]
    assert actions[-1] is AuditAction.TAMPERING_FOUND
