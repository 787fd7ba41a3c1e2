"""Count wrong passphrases given by somebody who knows the account code, or is signed in.

Rules:

- The count in the database is for everybody who knows an e-mail address, and so can be driven
  up by anybody. This one is for the account code, which only its owner has: nobody who knows
  only the address can lock her out.
- Kept in memory, for each worker apart, and only while it matters.

What it does not do: decide how long a lock lasts (``sign_in.lock_after``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

FORGOTTEN_AFTER = timedelta(hours=24)
"""A failure this old no longer counts."""


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last: datetime
    locked_until: datetime | None


class FailedCodes:
    """Failures since the last success, by account reference; safe for several threads."""

    def __init__(self) -> None:
        self._failures: dict[str, _Failures] = {}
        self._lock = Lock()

    def count(self, account: str, now: datetime) -> int:
        """Give how many failures count now."""
        with self._lock:
            known = self._failures.get(account)
        return known.count if known and now - known.last < FORGOTTEN_AFTER else 0

    def is_locked(self, account: str, now: datetime) -> bool:
        """Say whether the account is locked for its code."""
        with self._lock:
            known = self._failures.get(account)
        return bool(known and known.locked_until and now < known.locked_until)

    def note(self, account: str, now: datetime, locked_until: datetime | None) -> None:
        """Count one failure; what no longer counts is forgotten."""
        count = self.count(account, now) + 1
        with self._lock:
            self._failures = {
                each: kept
                for each, kept in self._failures.items()
                if now - kept.last < FORGOTTEN_AFTER
            }
            self._failures[account] = _Failures(count, now, locked_until)

    def forget(self, account: str) -> None:
        """Forget the failures of an account."""
        with self._lock:
            self._failures.pop(account, None)


FAILED_CODES = FailedCodes()
"""The failures this process has seen."""
