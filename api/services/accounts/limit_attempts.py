"""Slow guessers down: by login name, and by network, in one count for all workers.

Rules:

- Under one login name five failures in a row cost nothing. Then each further one doubles the
  wait, from a quarter of an hour up to a day; at fifty the name is closed until a recovery
  code opens it, well below the hundred that NIST SP 800-63B allows.
- An account code and an e-mail address are different names: who knows only the address cannot
  lock its owner out of the code.
- A name that nobody has is counted the same way, so nobody learns which names exist.
- From one network thirty failures fit into an hour. Success does not count: many people share
  one line in a shelter.
- From one network twenty new accounts fit into a day.

What it does not do: say how sure a passphrase is, or who failed.
"""

from datetime import datetime, timedelta

from api.context import Context
from api.errors import TooMany
from api.services.log.note_action import note_action
from data.repositories.codes import Invitations
from data.repositories.limits import FailureCounts, Quotas
from data.sign_in_records import LoginFailures
from privacy.audit import AuditAction

FREE = 5
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=24)
HARD_STOP = 50
FORGOTTEN_AFTER = timedelta(days=30)
NETWORK_WINDOW = timedelta(hours=1)
ACCOUNTS_WINDOW = timedelta(days=1)
_NETWORK, _ACCOUNTS = "network", "accounts"
_FOREVER = timedelta(days=36_500)


def wait_after(failures: int) -> timedelta | None:
    """Say how long a login name is locked after so many failures in a row."""
    if failures >= HARD_STOP:
        return _FOREVER
    if failures < FREE:
        return None
    doublings = min(failures - FREE, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def is_locked(context: Context, login: bytes) -> bool:
    """Say whether a login name is locked now; a count that was set back is put right first."""
    counts = FailureCounts(context.work, context.runtime.key_ring)
    found = counts.get(login, context.now)
    if found and found.set_back:
        wait = wait_after(found.count)
        until = context.now + wait if wait else None
        found = LoginFailures(found.count, context.now, until)
        if not context.work.reading:
            counts.put(login, found)
            note_action(context, AuditAction.TAMPERING_FOUND)
    return bool(found and found.locked_until and context.now < found.locked_until)


def count_failure(context: Context, login: bytes) -> None:
    """Count one failure under a login name, and lock it where that is due."""
    counts = FailureCounts(context.work, context.runtime.key_ring)
    known = counts.get(login, context.now)
    before = known.count if known and _still_counts(known, context.now) else 0
    wait = wait_after(before + 1)
    until = context.now + wait if wait else None
    counts.put(login, LoginFailures(before + 1, context.now, until))


def _still_counts(known: LoginFailures, now: datetime) -> bool:
    return known.count >= HARD_STOP or now - known.last_at < FORGOTTEN_AFTER


def forget_attempts(context: Context) -> int:
    """Delete counts and invitations that no longer matter, and give how many."""
    work, ring = context.work, context.runtime.key_ring
    failures = FailureCounts(work, ring).delete_old(context.now - FORGOTTEN_AFTER, HARD_STOP)
    uses = Quotas(work, ring).delete_expired(context.now)
    return failures + uses + Invitations(work, ring).delete_expired(context.now)


def enter_network(context: Context, network: str) -> str | None:
    """Count one attempt from a network, before anything is looked up.

    The caller commits at once, and takes the attempt back if it succeeds.

    Raises:
        TooMany: ``too_many_attempts``.
    """
    if not network:
        return None
    most = context.runtime.settings.failures_per_network
    quotas = Quotas(context.work, context.runtime.key_ring)
    attempt = quotas.take(_NETWORK, network, most, NETWORK_WINDOW, context.now)
    if attempt is None:
        raise TooMany("too_many_attempts", seconds=int(NETWORK_WINDOW.total_seconds()))
    return attempt


def leave_network(context: Context, attempt: str | None) -> None:
    """Take an attempt that succeeded back."""
    if attempt is not None:
        Quotas(context.work, context.runtime.key_ring).give_back(attempt)


def open_one_more(context: Context, network: str) -> None:
    """Count one new account from a network, together with what is stored of it.

    Raises:
        TooMany: ``accounts_many``.
    """
    most = context.runtime.settings.accounts_per_network
    if not network or not most:
        return
    quotas = Quotas(context.work, context.runtime.key_ring)
    if quotas.take(_ACCOUNTS, network, most, ACCOUNTS_WINDOW, context.now) is None:
        raise TooMany("accounts_many", seconds=int(ACCOUNTS_WINDOW.total_seconds()))
