"""Running sessions, found by the digest of their token.

Rules:

- A session's row carries a proof; one that somebody else wrote or changed is no session. In
  a writing unit of work it is deleted, and the log says so. One that was ended and is put
  back no longer stands in keys, and goes the same way.
- ``last_used_at`` moves in steps, so it is no activity log.

What it does not do: know tokens, or decide how long a session lasts.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete
from sqlmodel import col, select

from data.engine import UnitOfWork
from data.models import SessionRow, table_of
from data.records import LoginSession
from data.repositories._proofs import SESSION_LABEL, holds, session_content
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import SESSION, session_stand
from data.repositories.audit import AuditLog
from privacy.audit import AuditAction
from privacy.decision import SYSTEM
from privacy.keys import KeyRing

STEP = timedelta(minutes=1)
"""``last_used_at`` moves no finer than this."""

_SESSION = table_of(SessionRow)


class Sessions:
    """Starts, finds and ends sessions."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._standing = StandingRows(uow, ring)

    def start(self, digest: bytes, session: LoginSession) -> None:
        """Store a new session under the digest of its token."""
        self._uow.require_writing()
        row = SessionRow(
            digest=digest,
            account=session.account,
            role=session.role,
            organisation=session.organisation,
            started_at=session.started_at,
            last_used_at=session.last_used_at,
            expires_at=session.expires_at,
            reauthenticated_at=session.reauthenticated_at,
        )
        self._prove(row)
        self._standing.put(session_stand(row), row.account)
        self._uow.main.add(row)
        self._uow.main.flush()

    def find(self, digest: bytes, now: datetime) -> LoginSession | None:
        """Give the session, or ``None`` when unknown, past its end, or unproven."""
        row = self._uow.main.get(SessionRow, digest)
        if row is None:
            return None
        if not self._proven(row):
            if not self._uow.reading:
                AuditLog(self._uow, self._ring).append(AuditAction.TAMPERING_FOUND, SYSTEM, now)
                self.end(digest)
            return None
        if now >= row.expires_at:
            return None
        return _session(row)

    def touch(self, digest: bytes, now: datetime) -> None:
        """Move ``last_used_at`` on, in steps of a minute; nothing unless it is proven."""
        self._uow.require_writing()
        row = self._uow.main.get(SessionRow, digest)
        if row is not None and now - row.last_used_at >= STEP and self._proven(row):
            row.last_used_at = now
            self._prove(row)
            self._uow.main.flush()

    def reauthenticate(self, digest: bytes, now: datetime) -> None:
        """Remember that its owner proved herself again; nothing unless the row is proven."""
        self._uow.require_writing()
        row = self._uow.main.get_one(SessionRow, digest)
        if self._proven(row):
            row.reauthenticated_at = now
            self._prove(row)
            self._uow.main.flush()

    def end(self, digest: bytes) -> None:
        """End one session; unknown ones are no error."""
        self._standing.forget(SESSION, (digest,))
        self._delete(col(SessionRow.digest) == digest)

    def end_all(self, account: str) -> int:
        """End every session of an account and give how many there were."""
        self._standing.forget_all(account, SESSION)
        return self._delete(col(SessionRow.account) == account)

    def of_account(self, account: str, now: datetime) -> tuple[tuple[bytes, LoginSession], ...]:
        """Give an account's running sessions by their digests, the newest first."""
        rows = self._uow.main.exec(
            select(SessionRow)
            .where(SessionRow.account == account, col(SessionRow.expires_at) > now)
            .order_by(col(SessionRow.started_at).desc(), col(SessionRow.digest))
        )
        return tuple((row.digest, _session(row)) for row in rows if self._proven(row))

    def end_others(self, account: str, kept: bytes | None) -> int:
        """End every session of an account but one and give how many there were."""
        self._standing.forget_all(account, SESSION, [(kept,)] if kept else ())
        return self._delete(
            and_(col(SessionRow.account) == account, col(SessionRow.digest) != (kept or b""))
        )

    def delete_expired(self, now: datetime) -> int:
        """Delete sessions past their end and give how many there were."""
        over = self._uow.main.connection().execute(
            select(_SESSION.c.digest).where(_SESSION.c.expires_at <= now)
        )
        self._standing.forget(SESSION, *((bytes(row[0]),) for row in over))
        return self._delete(col(SessionRow.expires_at) <= now)

    def _prove(self, row: SessionRow) -> None:
        row.mac = self._ring.row_mac(SESSION_LABEL, session_content(row))

    def _proven(self, row: SessionRow) -> bool:
        proven = holds(self._ring, SESSION_LABEL, session_content(row), row.mac)
        return proven and self._standing.counts(session_stand(row))

    def _delete(self, condition: ColumnElement[bool]) -> int:
        self._uow.require_writing()
        result = self._uow.main.connection().execute(delete(_SESSION).where(condition))
        self._uow.main.expire_all()
        return result.rowcount


def _session(row: SessionRow) -> LoginSession:
    return LoginSession(
        account=row.account,
        role=row.role,
        organisation=row.organisation,
        started_at=row.started_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        reauthenticated_at=row.reauthenticated_at,
    )
