"""Rows of envelopes: a person's identity, and her work profile.

Every write seals the whole row anew under the next record version. Who may open or write was
decided, and recorded, before any of this is called.
"""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from data.codec import read_permits, read_work, with_private, write_permits, write_work
from data.engine import UnitOfWork
from data.models import IdentityRow, WorkProfileRow
from data.records import Identity, WorkProfile
from matcher.types import Answer
from privacy.binding import Binding
from privacy.inventory import (
    ADDRESS_COLUMN,
    EMAIL_COLUMN,
    FULL_NAME_COLUMN,
    OWN_WORDS_COLUMN,
    PERMIT_ANSWERS_COLUMN,
    PHONE_COLUMN,
    WORK_PROFILE_COLUMN,
    PersonalField,
    SealedColumn,
)
from privacy.keys import PersonKey
from privacy.sealing import open_sealed, open_text, seal, seal_text
from privacy.vocabulary import PersonId

IDENTITY_COLUMNS: Final = (FULL_NAME_COLUMN, PHONE_COLUMN, EMAIL_COLUMN, ADDRESS_COLUMN)
PROFILE_COLUMNS: Final = (WORK_PROFILE_COLUMN, OWN_WORDS_COLUMN, PERMIT_ANSWERS_COLUMN)

_Row = IdentityRow | WorkProfileRow


def given_fields(identity: Identity) -> frozenset[PersonalField]:
    """Give the fields of an identity that are not left out."""
    return frozenset(
        column.fields[0]
        for column in IDENTITY_COLUMNS
        if getattr(identity, column.name) is not None
    )


def seal_identity(uow: UnitOfWork, key: PersonKey, identity: Identity) -> int:
    """Seal an identity anew and give its record version."""

    def sealed(column: SealedColumn, binding: Binding) -> bytes:
        return seal_text(key, binding, getattr(identity, column.name))

    return _seal_row(uow, IdentityRow, key, IDENTITY_COLUMNS, sealed)


def open_identity(
    key: PersonKey, row: IdentityRow, fields: AbstractSet[PersonalField], floor: int
) -> Identity:
    """Open some fields of an identity; the others are ``None``.

    ``floor`` is the level below which nothing is opened any more.

    Raises:
        SealBroken: What is stored is not what was sealed.
    """
    return Identity(
        **{
            column.name: open_text(key, _binding(column, row), _blob(column, row), floor)
            for column in IDENTITY_COLUMNS
            if column.fields[0] in fields
        }
    )


def seal_work(uow: UnitOfWork, key: PersonKey, work: WorkProfile) -> int:
    """Seal a work profile anew and give its record version."""

    def sealed(column: SealedColumn, binding: Binding) -> bytes:
        if column is OWN_WORDS_COLUMN:
            return seal_text(key, binding, work.own_words)
        if column is PERMIT_ANSWERS_COLUMN:
            return seal(key, binding, write_permits(work.permit_answers))
        return seal(key, binding, write_work(work))

    return _seal_row(uow, WorkProfileRow, key, PROFILE_COLUMNS, sealed)


def open_work(
    key: PersonKey, row: WorkProfileRow, fields: AbstractSet[PersonalField], floor: int
) -> WorkProfile:
    """Open some fields of a work profile; the others are left as never stated.

    Envelopes that hold none of the fields stay closed; ``floor`` as above.

    Raises:
        SealBroken: What is stored is not what was sealed.
    """

    def opened(column: SealedColumn) -> bytes:
        return open_sealed(key, _binding(column, row), _blob(column, row), floor)

    work = WorkProfile()
    if fields & set(WORK_PROFILE_COLUMN.fields):
        work = read_work(opened(WORK_PROFILE_COLUMN)).only(fields)
    answers: Mapping[str, Answer] = {}
    if PersonalField.PERMIT_ANSWERS in fields:
        answers = read_permits(opened(PERMIT_ANSWERS_COLUMN))
    words = None
    if PersonalField.OWN_WORDS in fields:
        binding = _binding(OWN_WORDS_COLUMN, row)
        words = open_text(key, binding, _blob(OWN_WORDS_COLUMN, row), floor)
    return with_private(work, answers, words)


def _seal_row(
    uow: UnitOfWork,
    kind: type[IdentityRow] | type[WorkProfileRow],
    key: PersonKey,
    columns: Collection[SealedColumn],
    sealed: Callable[[SealedColumn, Binding], bytes],
) -> int:
    row: Any = uow.main.get(kind, key.person)
    version = 1 if row is None else row.rec_ver + 1
    if row is None:
        row = kind(person=key.person)
        uow.main.add(row)
    row.key_version = key.version
    row.rec_ver = version
    for column in columns:
        setattr(row, f"{column.name}_sealed", sealed(column, _binding(column, row)))
    uow.main.flush()
    return version


def _binding(column: SealedColumn, row: _Row) -> Binding:
    person = PersonId(row.person)
    return Binding(column, person, person, row.key_version, row.rec_ver)


def _blob(column: SealedColumn, row: _Row) -> bytes:
    blob: bytes = getattr(row, f"{column.name}_sealed")
    return blob
