"""Rows of requests and grants: read with their proofs, and written with them.

Rules:

- A row without a valid proof is none; a request in an earlier state that was put back is none.
- A switch that opens counts only while the history's last row and the request say the same.

What it does not do: record, or decide who may change what (``grants``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from data.engine import UnitOfWork
from data.models import DisclosureRequestRow, GrantEventRow, GrantSwitchRow, table_of
from data.repositories._codes import joined, split
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import request_stand
from privacy.errors import RowForged, RuleBroken
from privacy.grants import (
    GRANT_LABEL,
    REQUEST_LABEL,
    DisclosureRequest,
    Grant,
    GrantState,
    RequestState,
)
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId

REQUESTS = table_of(DisclosureRequestRow)
EVENTS = table_of(GrantEventRow)
SWITCHES = table_of(GrantSwitchRow)
_REQUEST_PARTS = tuple(one.name for one in fields(DisclosureRequest))
_GRANT_PARTS = tuple(one.name for one in fields(Grant))
REQUEST_COLUMNS = tuple(REQUESTS.c[name] for name in (*_REQUEST_PARTS, "mac"))
EVENT_COLUMNS = tuple(EVENTS.c[name] for name in (*_GRANT_PARTS, "mac"))
SWITCH_COLUMNS = tuple(SWITCHES.c[name] for name in (*_GRANT_PARTS, "mac"))


class GrantRows:
    """Reads and writes rows; whatever comes out of it was proven."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._standing = StandingRows(uow, ring)

    def requests(self, wanted: ColumnElement[bool]) -> tuple[DisclosureRequest, ...]:
        """Give the requests of proven rows that stand, newest first."""
        rows = self._uow.main.connection().execute(select(*REQUEST_COLUMNS).where(wanted))
        proven = [request for row in rows if (request := self.request_of(row)) is not None]
        named = {each: request_stand(each.reference, each.sequence) for each in proven}
        standing = self._standing.counting(named.values())
        found = [each for each, stand in named.items() if stand.subject in standing]
        return tuple(sorted(found, key=lambda r: (r.asked_at, r.reference), reverse=True))

    def known(self, column: str, value: str | bytes) -> tuple[Grant, ...]:
        """Give grants in their last proven state, wherever it is, newest first."""
        last = self.history(EVENTS.c[column] == value)
        rows = self._uow.keys.connection().execute(
            select(*SWITCH_COLUMNS).where(SWITCHES.c[column] == value)
        )
        for row in rows:
            switch = self.grant_of(row)
            if switch is None:
                continue
            event = last.get(switch.reference)
            if event is None or event.sequence < switch.sequence:
                last[switch.reference] = switch
        return tuple(sorted(last.values(), key=lambda g: (g.granted_at, g.reference), reverse=True))

    def history(self, wanted: ColumnElement[bool]) -> dict[str, Grant]:
        """Give the last proven event of each grant."""
        rows = self._uow.main.connection().execute(
            select(*EVENT_COLUMNS).where(wanted).order_by(EVENTS.c.sequence)
        )
        return {grant.reference: grant for row in rows if (grant := self.grant_of(row))}

    def switches(self, wanted: ColumnElement[bool]) -> tuple[Grant, ...]:
        """Give the switches that count: those that end something, and those all proofs bear."""
        rows = self._uow.keys.connection().execute(select(*SWITCH_COLUMNS).where(wanted))
        proven = [grant for row in rows if (grant := self.grant_of(row)) is not None]
        if not proven:
            return ()
        last: dict[str, Row[Any]] = {
            row[0]: row
            for row in self._uow.main.connection().execute(
                select(*EVENT_COLUMNS)
                .where(EVENTS.c.reference.in_([grant.reference for grant in proven]))
                .order_by(EVENTS.c.sequence)
            )
        }
        asked = [grant.request for grant in proven if is_active(grant)]
        given = {
            request.reference: request.person
            for request in (self.requests(REQUESTS.c.reference.in_(asked)) if asked else ())
            if request.state is RequestState.GRANTED
        }
        return tuple(
            grant for grant in proven if self._counts(grant, last.get(grant.reference), given)
        )

    def _counts(self, grant: Grant, row: Row[Any] | None, given: Mapping[str, PersonId]) -> bool:
        event = None if row is None else self.grant_of(row)
        if is_active(grant):
            agree = event is not None and event.sequence == grant.sequence
            return agree and given.get(grant.request) == grant.person
        return event is None or grant.sequence >= event.sequence

    def request_values(self, request: DisclosureRequest) -> dict[str, Any]:
        """Give what a request's row holds, with its proof."""
        values = {name: getattr(request, name) for name in _REQUEST_PARTS}
        mac = self._ring.row_mac(REQUEST_LABEL, request.canonical())
        return {**values, "fields": joined(request.fields), "mac": mac}

    def grant_values(self, grant: Grant) -> dict[str, Any]:
        """Give what a grant's rows hold, with their proof."""
        values = {name: getattr(grant, name) for name in _GRANT_PARTS}
        mac = self._ring.row_mac(GRANT_LABEL, grant.canonical())
        return {**values, "fields": joined(grant.fields), "mac": mac}

    def request_of(self, row: Row[Any]) -> DisclosureRequest | None:
        """Read a row of a request; ``None`` without proof."""
        try:
            request = DisclosureRequest(**_parts(_REQUEST_PARTS, row))
            self._ring.verify_row(REQUEST_LABEL, request.canonical(), row[-1])
        except (RowForged, RuleBroken, ValueError):
            return None
        return request

    def grant_of(self, row: Row[Any]) -> Grant | None:
        """Read a row of a grant; ``None`` without proof."""
        try:
            grant = Grant(**_parts(_GRANT_PARTS, row))
            self._ring.verify_row(GRANT_LABEL, grant.canonical(), row[-1])
        except (RowForged, RuleBroken, ValueError):
            return None
        return grant


def is_active(grant: Grant) -> bool:
    """Tell whether a grant has not been ended."""
    return grant.state is GrantState.ACTIVE


def _parts(names: Iterable[str], row: Row[Any]) -> dict[str, Any]:
    parts = dict(zip(names, row, strict=False))
    parts["fields"] = split(PersonalField, parts["fields"])
    return parts
