"""Attempts and quotas, counted in the database, so that all workers share one count.

Rules:

- Failures are counted under the login name as typed, in its canonical form and as a blind
  index, whether or not an account has it: an unknown name leaves the same trace.
- The count carries a proof. One that somebody else wrote is not believed: the name stays
  locked, and the log says so. One that was set back or deleted is known from keys: it counts
  on from there, and its wait begins anew.
- A quota is a moving window over the moments of its uses. Whose quota it is (an account, an
  organisation, a network) is hashed together with the day, so a row tells nothing a day later.
- What no longer counts is deleted when the next use is counted.

What it does not do: decide how many are too many.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select

from data.engine import UnitOfWork
from data.models import LoginFailureRow, QuotaUseRow, table_of
from data.repositories._proofs import FAILURE_LABEL, failure_content, holds
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import FAILURE, failure_stand
from data.repositories.audit import AuditLog
from data.sign_in_records import LoginFailures
from privacy.audit import AuditAction
from privacy.canonical import record
from privacy.decision import SYSTEM
from privacy.handles import canonical_login, new_reference
from privacy.keys import KeyRing

FORGED_LOCK = timedelta(days=36_500)
_USE = table_of(QuotaUseRow)
_FAILURE = table_of(LoginFailureRow)


class FailureCounts:
    """Failures since the last success, by login name."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._standing = StandingRows(uow, ring)

    def index(self, login: str) -> bytes:
        """Give the bytes a login name, as typed, is counted under."""
        return self._ring.blind_index(canonical_login(login))

    def get(self, login: bytes, now: datetime) -> LoginFailures | None:
        """Give the failures under a name, ``None`` when there are none."""
        row = self._uow.main.get(LoginFailureRow, login)
        least = self._standing.number(FAILURE, login)
        if least > (row.count if row is not None else 0):
            return LoginFailures(least, now, None, set_back=True)
        if row is None:
            return None
        if not holds(self._ring, FAILURE_LABEL, failure_content(row), row.mac):
            if not self._uow.reading:
                AuditLog(self._uow, self._ring).append(AuditAction.TAMPERING_FOUND, SYSTEM, now)
            return LoginFailures(row.count, now, now + FORGED_LOCK)
        return LoginFailures(row.count, row.last_at, row.locked_until)

    def put(self, login: bytes, failures: LoginFailures) -> None:
        """Keep the failures under a name."""
        self._uow.require_writing()
        row = self._uow.main.get(LoginFailureRow, login)
        if row is None:
            row = LoginFailureRow(login=login)
            self._uow.main.add(row)
        row.count = failures.count
        row.last_at = failures.last_at
        row.locked_until = failures.locked_until
        row.mac = self._ring.row_mac(FAILURE_LABEL, failure_content(row))
        self._standing.put(failure_stand(login, failures.count), login)
        self._uow.main.flush()

    def forget(self, *logins: bytes) -> None:
        """Forget the failures under these names."""
        self._uow.require_writing()
        self._standing.forget(FAILURE, *((login,) for login in logins))
        self._uow.main.connection().execute(
            delete(_FAILURE).where(_FAILURE.c.login.in_(logins or (b"",)))
        )
        self._uow.main.expire_all()

    def delete_old(self, before: datetime, fewer_than: int) -> int:
        """Delete what did not reach a count and is older than a moment; give how many."""
        self._uow.require_writing()
        over = (_FAILURE.c.last_at < before) & (_FAILURE.c.count < fewer_than)
        connection = self._uow.main.connection()
        logins = connection.execute(select(_FAILURE.c.login).where(over)).all()
        self._standing.forget(FAILURE, *((bytes(row[0]),) for row in logins))
        gone = connection.execute(delete(_FAILURE).where(over))
        return gone.rowcount


class Quotas:
    """Moving windows: how often something was done lately."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring

    def take(
        self, kind: str, whose: str, most: int, window: timedelta, now: datetime
    ) -> str | None:
        """Count one use and give its reference, or ``None`` when the window is full.

        Args:
            kind: What is limited.
            whose: By whom; hashed.
            most: Uses that fit into a window.
            window: Its length; at most a day.
            now: The moment.
        """
        self._uow.require_writing()
        self.delete_expired(now)
        if self.used(kind, whose, window, now) >= most:
            return None
        return self._add(kind, whose, window, now)

    def give_back(self, use: str) -> None:
        """Uncount one use."""
        self._delete(_USE.c.id == use)

    def used(self, kind: str, whose: str, window: timedelta, now: datetime) -> int:
        """Say how often it was done within the window that ends now."""
        counted = (
            select(func.count())
            .select_from(_USE)
            .where(_USE.c.bucket.in_(self._buckets(kind, whose, now)))
            .where(_USE.c.used_at > now - window)
        )
        return int(self._uow.main.connection().execute(counted).scalar_one())

    def take_items(
        self,
        kind: str,
        whose: str,
        items: tuple[str, ...],
        *,
        most: int,
        window: timedelta,
        now: datetime,
    ) -> bool:
        """Count different things once each; ``False``, and nothing counted, if too many."""
        self._uow.require_writing()
        self.delete_expired(now)
        hashed = {self._hashed("item", kind, whose, item) for item in items}
        among = _USE.c.bucket.in_(self._buckets(kind, whose, now))
        known = select(_USE.c.item).distinct().where(among, _USE.c.used_at > now - window)
        seen = {bytes(item) for (item,) in self._uow.main.connection().execute(known) if item}
        new = hashed - seen
        if len(seen) + len(new) > most:
            return False
        if new:
            bucket = self._bucket(kind, whose, now)
            uses = [
                {
                    "id": new_reference(),
                    "bucket": bucket,
                    "item": item,
                    "used_at": now,
                    "expires_at": now + window,
                }
                for item in sorted(new)
            ]
            self._uow.main.connection().execute(insert(_USE), uses)
        return True

    def delete_expired(self, now: datetime) -> int:
        """Delete uses that no longer count and give how many there were."""
        return self._delete(_USE.c.expires_at <= now)

    def _add(self, kind: str, whose: str, window: timedelta, now: datetime) -> str:
        use = QuotaUseRow(
            id=new_reference(),
            bucket=self._bucket(kind, whose, now),
            item=None,
            used_at=now,
            expires_at=now + window,
        )
        self._uow.main.add(use)
        self._uow.main.flush()
        return use.id

    def _delete(self, condition: ColumnElement[bool]) -> int:
        self._uow.require_writing()
        gone = self._uow.main.connection().execute(delete(_USE).where(condition))
        self._uow.main.expire_all()
        return gone.rowcount

    def _bucket(self, kind: str, whose: str, now: datetime) -> bytes:
        return self._hashed(kind, whose, now.date().isoformat())

    def _buckets(self, kind: str, whose: str, now: datetime) -> tuple[bytes, bytes]:
        return self._bucket(kind, whose, now), self._bucket(kind, whose, now - timedelta(days=1))

    def _hashed(self, *parts: str) -> bytes:
        return self._ring.row_mac("quota", record("quota/1", *parts))
