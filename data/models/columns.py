"""The ways a column may be declared: every one says what it holds about a person.

Rules:

- ``personal`` names the inventory field, ``sealed`` the sealed column of the inventory,
  ``plain`` the reason why there is nothing personal. There is no fourth way.
- Two bases, one for each database, each with its own metadata.
- Moments are stored in UTC and come back aware; enumerations are stored by value as text.

What it does not do: validate. Tables do not; repositories take dataclasses that did.
"""

from datetime import UTC, datetime
from enum import Enum
from typing import Any, cast

from sqlalchemy import Column, DateTime, Dialect, ForeignKey, LargeBinary, MetaData, String, Table
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from privacy.inventory import NotPersonal, PersonalField, SealedColumn

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
REFERENCE = String(26)
PERSON = LargeBinary(16)
DIGEST = LargeBinary(32)
MAC = LargeBinary(33)
"""Proof that this installation wrote the row; see ``KeyRing.row_mac``."""


class MainRow(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """Base of the tables in *main*."""


class KeysRow(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """Base of the tables in *keys*."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC, given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it by name
    ) -> datetime | None:
        """Bring the moment to UTC.

        Raises:
            ValueError: It has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("moment without time zone")
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it by name
    ) -> datetime | None:
        """Give the moment its time zone back where the database forgot it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def coded(kind: type[Enum]) -> EnumType:
    """Give the column type of an enumeration: its values as text, checked in Python."""
    return EnumType(
        kind,
        native_enum=False,
        create_constraint=False,
        validate_strings=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def plain(type_: TypeEngine[Any], why: str, *constraints: ForeignKey, **options: Any) -> Any:
    """Declare a column that holds nothing personal, with the reason."""
    return _column(type_, NotPersonal(why), constraints, options)


def personal(
    type_: TypeEngine[Any], field: PersonalField, *constraints: ForeignKey, **options: Any
) -> Any:
    """Declare a column that holds a personal field in the open (account tier only)."""
    return _column(type_, field, constraints, options)


def sealed(column: SealedColumn, **options: Any) -> Any:
    """Declare a column that holds envelopes."""
    return _column(LargeBinary(), column, (), options)


def _column(
    type_: TypeEngine[Any], inventory: object, constraints: tuple[ForeignKey, ...], options: Any
) -> Any:
    options.setdefault("nullable", False)
    return Field(sa_column=Column(type_, *constraints, info={"inventory": inventory}, **options))


def table_of(row: type[SQLModel]) -> Table:
    """Give the table of a row class, for statements over many rows."""
    return cast("Table", vars(row)["__table__"])
