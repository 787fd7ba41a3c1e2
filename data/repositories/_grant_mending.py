"""Bring the histories of grants in main and their switches in keys back in step.

Rules:

- Always by ending: whatever is in doubt opens nothing afterwards.
- Rows of a history without proof are deleted, with an entry of the log for each grant.

What it does not do: decide when (``data.repositories.reconcile`` does, at every start).
"""

from datetime import datetime

from sqlalchemy import delete, insert, select, true

from data.engine import UnitOfWork
from data.models import PersonRow
from data.repositories._grant_rows import (
    EVENT_COLUMNS,
    EVENTS,
    REQUESTS,
    SWITCH_COLUMNS,
    SWITCHES,
    GrantRows,
    is_active,
)
from data.repositories.audit import AuditLog
from privacy.audit import AuditAction
from privacy.decision import SYSTEM
from privacy.grants import Grant, GrantState, end_grant
from privacy.handles import is_reference
from privacy.keys import KeyRing


def mend_grants(uow: UnitOfWork, ring: KeyRing, now: datetime) -> tuple[int, int]:
    """Bring histories and switches back in step, always by ending.

    Rows of a history without proof are deleted, with an audit entry for each grant.

    Returns:
        How many histories, and how many switches, were put right.
    """
    rows_of = GrantRows(uow, ring)
    spoilt = _delete_spoilt(uow, ring, rows_of, now)
    histories = rows_of.history(true())
    rows = uow.keys.connection().execute(select(*SWITCH_COLUMNS)).all()
    known = {row[0]: rows_of.grant_of(row) for row in rows}
    events, switches = [], []
    for reference in {*histories, *spoilt}:
        last, switch = histories.get(reference), known.get(reference)
        doubted = reference in spoilt and switch is not None and is_active(switch)
        agree = last is not None and switch is not None and switch.sequence == last.sequence
        if agree and not doubted:
            continue
        ahead = switch is not None and (last is None or switch.sequence > last.sequence)
        if switch is not None and ahead and not is_active(switch):
            events.append(switch)
            continue
        base = switch if last is None else last
        if base is None:
            continue
        ended = end_grant(base, GrantState.EXPIRED, now) if is_active(base) else base
        if ended is not last:
            events.append(ended)
        switches.append(ended)
    events = [grant for grant in events if _has_request(uow, grant)]
    ended_now = {*histories, *(grant.reference for grant in events)}
    switches = [grant for grant in switches if grant.reference in ended_now]
    stray = [reference for reference in known if reference not in ended_now]
    if not (events or switches or stray):
        return len(spoilt), 0
    uow.require_writing()
    renewed = [grant.reference for grant in switches]
    uow.keys.connection().execute(
        delete(SWITCHES).where(SWITCHES.c.reference.in_([*stray, *renewed]))
    )
    for table, session, grants in (
        (SWITCHES, uow.keys, switches),
        (EVENTS, uow.main, events),
    ):
        if grants:
            values = [rows_of.grant_values(grant) for grant in grants]
            session.connection().execute(insert(table), values)
    righted = spoilt | {grant.reference for grant in events}
    return len(righted), len(switches) + len(stray)


def _delete_spoilt(uow: UnitOfWork, ring: KeyRing, rows_of: GrantRows, now: datetime) -> set[str]:
    connection = uow.main.connection()
    rows = connection.execute(select(*EVENT_COLUMNS)).all()
    spoilt = [row for row in rows if rows_of.grant_of(row) is None]
    for row in spoilt:
        connection.execute(
            delete(EVENTS).where(
                EVENTS.c.reference == row.reference, EVENTS.c.sequence == row.sequence
            )
        )
    references = {str(row.reference) for row in spoilt}
    for reference in sorted(references):
        AuditLog(uow, ring).append(
            AuditAction.TAMPERING_FOUND,
            SYSTEM,
            now,
            grant=reference if is_reference(reference) else "",
        )
    return references


def _has_request(uow: UnitOfWork, grant: Grant) -> bool:
    connection = uow.main.connection()
    request = select(REQUESTS.c.reference).where(REQUESTS.c.reference == grant.request)
    person = uow.main.get(PersonRow, grant.person)
    return person is not None and connection.execute(request).first() is not None
