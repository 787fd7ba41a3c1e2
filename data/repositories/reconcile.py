"""Mend what a failure between the two commits, or a restored backup, left apart.

Rules:

- Whatever is in doubt ends closed: no reconciliation opens anything.
- A person with a tombstone stays erased: rows that came back with a backup go again.
- The audit log goes on from what main holds. Main ahead of the anchor in keys is a commit
  that was interrupted before keys: its entries are checked and kept. Keys ahead of main is
  one interrupted before main: at most the entries of that one commit are missing, which
  cannot be told from somebody cutting off just these, so an entry ``tampering_found`` with
  the outcome ``failed`` notes it. Anything else (more entries gone, as with an older main
  restored) stays on record in the anchor, and verifying shows it from then on.
- An installation of before epochs were noted gets its first one noted; rows of before it was
  kept which rows stand are taken over once.
- After a commit that was interrupted before keys, whatever main no longer has stands no
  longer.
- Rows without a key, and keys without rows, are counted and left: another backup may hold
  the other half.

What it does not do: check every proof (readers do, whenever a row is used).
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Row, func, select

from data.engine import Stores, UnitOfWork
from data.models import PersonRow, TombstoneRow, table_of
from data.records import Mended
from data.repositories._erasure import erase_rows
from data.repositories._person_key import KEY
from data.repositories._proofs import person_of
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import LETTING_IN, everything, letting_in
from data.repositories._switches import EVENTS, SWITCHES
from data.repositories.audit import AuditLog
from data.repositories.consents import Consents
from data.repositories.epochs import Epochs
from data.repositories.grants import Grants
from privacy.audit import AuditAction
from privacy.decision import SYSTEM
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId

_PERSON = table_of(PersonRow)
_TOMBSTONE = table_of(TombstoneRow)


def reconcile(stores: Stores, ring: KeyRing, now: datetime) -> Mended:
    """Bring the two databases back in step; safe to run at every start, by every worker.

    Args:
        stores: Both databases.
        ring: The keys.
        now: The moment of the start.

    Returns:
        What was found and done.
    """
    with stores.begin() as uow:
        interrupted = AuditLog(uow, ring).anchor(now)
        _mend_standing(uow, ring, interrupted=interrupted)
        Epochs(uow, ring, now).ensure()
        people = _ids(uow.main.connection().execute(select(_PERSON.c.id)))
        buried = _ids(uow.keys.connection().execute(select(_TOMBSTONE.c.person)))
        keyed = _ids(uow.keys.connection().execute(select(KEY.c.person)))
        returned = people & buried
        for person in returned:
            row = uow.main.get_one(PersonRow, person)
            known = person_of(row, ring)
            AuditLog(uow, ring).append(AuditAction.ERASED, SYSTEM, now, person=known.log_ref)
            erase_rows(uow, ring, known, now)
        people -= buried
        consents, consent_switches = _mend_consents(uow, ring, people & keyed, now)
        grants, grant_switches = Grants(uow, ring).mend(now)
        mended = Mended(
            erased_rows=len(returned),
            unreadable=len(people - keyed),
            orphan_keys=len(keyed - people),
            switches_closed=consent_switches + grant_switches,
            histories_closed=consents + grants,
        )
        uow.commit()
    stores.truncate_logs()
    return mended


def _mend_consents(
    uow: UnitOfWork, ring: KeyRing, people: set[PersonId], now: datetime
) -> tuple[int, int]:
    key = ("person", "purpose", "field", "recipient")
    events = uow.main.connection().execute(
        select(*(EVENTS.c[name] for name in key), func.max(EVENTS.c.sequence)).group_by(
            *(EVENTS.c[name] for name in key)
        )
    )
    switches = uow.keys.connection().execute(
        select(*(SWITCHES.c[name] for name in key), SWITCHES.c.sequence)
    )
    apart = {PersonId(row[0]) for row in {*map(tuple, events)} ^ {*map(tuple, switches)}}
    mended = [Consents(uow, ring).mend(person, now) for person in apart & people]
    return sum(one[0] for one in mended), sum(one[1] for one in mended)


def _mend_standing(uow: UnitOfWork, ring: KeyRing, *, interrupted: bool) -> None:
    standing = StandingRows(uow, ring)
    if not standing.are_kept:
        standing.adopt(() if standing.count(LETTING_IN) else everything(uow))
    elif interrupted:
        standing.forget_missing((stand for stand, _ in letting_in(uow)), LETTING_IN)


def _ids(rows: Iterable[Row[bytes]]) -> set[PersonId]:
    return {PersonId(row[0]) for row in rows}
