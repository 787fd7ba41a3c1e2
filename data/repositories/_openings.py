"""Rows of openings without a grant, to and from privacy's values, with their proofs."""

import base64
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, select

from data.engine import UnitOfWork
from data.models import IdentityOpeningRow, table_of
from data.repositories._codes import joined, split
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import opening_stand
from privacy.breakglass import OPENING_LABEL, IdentityOpening
from privacy.errors import RowForged, RuleBroken
from privacy.inventory import PersonalField
from privacy.keys import KeyRing

OPENINGS = table_of(IdentityOpeningRow)
_PARTS = tuple(one.name for one in fields(IdentityOpening))


def place_of(reference: str) -> bytes:
    """Give a reference as the 16 bytes it stands for, as the binding needs them."""
    return base64.b32decode(reference.upper() + "======")


def opening_values(opening: IdentityOpening, ring: KeyRing) -> dict[str, Any]:
    """Give the row of an opening, its sealed reason apart."""
    values = {name: getattr(opening, name) for name in _PARTS}
    mac = ring.row_mac(OPENING_LABEL, opening.canonical())
    place = place_of(opening.reference)
    return {**values, "fields": joined(opening.fields), "place": place, "mac": mac}


def opening_of(row: Mapping[str, Any], ring: KeyRing) -> IdentityOpening | None:
    """Read a row; ``None`` when its proof does not hold."""
    parts = {name: row[name] for name in _PARTS}
    try:
        parts["fields"] = split(PersonalField, parts["fields"])
        opening = IdentityOpening(**parts)
        ring.verify_row(OPENING_LABEL, opening.canonical(), row["mac"])
    except (RowForged, RuleBroken, ValueError):
        return None
    return opening


def read_openings(
    uow: UnitOfWork, ring: KeyRing, wanted: ColumnElement[bool]
) -> tuple[IdentityOpening, ...]:
    """Give the openings that are wanted, proven and not put back, newest first."""
    rows = uow.main.connection().execute(select(OPENINGS).where(wanted)).mappings()
    proven = [opening for row in rows if (opening := opening_of(dict(row), ring)) is not None]
    stands = {each: opening_stand(each.reference, each.sequence) for each in proven}
    standing = StandingRows(uow, ring).counting(stands.values())
    found = [each for each, stand in stands.items() if stand.subject in standing]
    return tuple(sorted(found, key=lambda each: (each.asked_at, each.reference), reverse=True))


def read_opening(uow: UnitOfWork, ring: KeyRing, reference: str) -> IdentityOpening | None:
    """Give one opening, or ``None``."""
    return next(iter(read_openings(uow, ring, OPENINGS.c.reference == reference)), None)
