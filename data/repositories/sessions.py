"""Running sessions, found by the digest of their token."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete
from sqlmodel import col

from data.engine import UnitOfWork
from data.models import SessionRow, table_of
from data.records import LoginSession

STEP = timedelta(minutes=5)
"""``last_used_at`` moves no finer than this."""

_SESSION = table_of(SessionRow)


class Sessions:
    """Starts, finds and ends sessions."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def start(self, digest: bytes, session: LoginSession) -> None:
        """Store a new session under the digest of its token."""
        self._uow.require_writing()
        self._uow.main.add(
            SessionRow(
                digest=digest,
                account=session.account,
                role=session.role,
                organisation=session.organisation,
                started_at=session.started_at,
                last_used_at=session.last_used_at,
                expires_at=session.expires_at,
                reauthenticated_at=session.reauthenticated_at,
            )
        )
        self._uow.main.flush()

    def find(self, digest: bytes, now: datetime) -> LoginSession | None:
        """Give the session, or ``None`` when unknown or past its end."""
        row = self._uow.main.get(SessionRow, digest)
        if row is None or now >= row.expires_at:
            return None
        return LoginSession(
            account=row.account,
            role=row.role,
            organisation=row.organisation,
            started_at=row.started_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            reauthenticated_at=row.reauthenticated_at,
        )

    def touch(self, digest: bytes, now: datetime) -> None:
        """Move ``last_used_at`` on, in steps of five minutes."""
        self._uow.require_writing()
        row = self._uow.main.get(SessionRow, digest)
        if row is not None and now - row.last_used_at >= STEP:
            row.last_used_at = now
            self._uow.main.flush()

    def reauthenticate(self, digest: bytes, now: datetime) -> None:
        """Remember that the passphrase was given again."""
        self._uow.require_writing()
        self._uow.main.get_one(SessionRow, digest).reauthenticated_at = now
        self._uow.main.flush()

    def end(self, digest: bytes) -> None:
        """End one session; unknown ones are no error."""
        self._delete(col(SessionRow.digest) == digest)

    def end_all(self, account: str) -> int:
        """End every session of an account and give how many there were."""
        return self._delete(col(SessionRow.account) == account)

    def delete_expired(self, now: datetime) -> int:
        """Delete sessions past their end and give how many there were."""
        return self._delete(col(SessionRow.expires_at) <= now)

    def _delete(self, condition: ColumnElement[bool]) -> int:
        self._uow.require_writing()
        result = self._uow.main.connection().execute(delete(_SESSION).where(condition))
        self._uow.main.expire_all()
        return result.rowcount
