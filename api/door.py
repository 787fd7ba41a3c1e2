"""Where a passphrase is checked: registering, signing in, proving oneself again.

Checking a passphrase is slow on purpose. These use cases therefore open their own short
units of work instead of holding the writers' turn meanwhile, and bound how many checks run
at once, because each needs tens of megabytes, and how many wait, because each waiting one
holds a thread that others need.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from api.context import Context, open_context
from api.errors import TooMany
from api.runtime import Runtime
from privacy.passphrase import Cost, hash_passphrase, needs_new_hash, verify_passphrase

MOST_CHECKS_AT_ONCE = 4
MOST_WAITING = 8
PATIENCE_SECONDS = 10.0
_CHECKS = BoundedSemaphore(MOST_CHECKS_AT_ONCE)
_PLACES = BoundedSemaphore(MOST_CHECKS_AT_ONCE + MOST_WAITING)


@contextmanager
def _one_check() -> Iterator[None]:
    if not _PLACES.acquire(blocking=False):
        raise TooMany("busy")
    try:
        if not _CHECKS.acquire(timeout=PATIENCE_SECONDS):
            raise TooMany("busy")
        try:
            yield
        finally:
            _CHECKS.release()
    finally:
        _PLACES.release()


@dataclass(frozen=True, slots=True)
class Door:
    """The process and the reader's language, without a unit of work or an actor.

    ``token`` is the session's, where the use case asks for somebody who is signed in.
    ``network`` is the part of the visitor's address that attempts are counted under, empty
    for a command; ``site`` is the address the visitor sees.
    """

    runtime: Runtime
    language: str
    token: str | None = field(default=None, repr=False)
    network: str = field(default="", repr=False)
    site: str = ""

    @contextmanager
    def work(self, *, reading: bool = False) -> Iterator[Context]:
        """Open a unit of work; it commits only when asked to."""
        with open_context(self.runtime, language=self.language, reading=reading) as context:
            yield context

    @property
    def _cost(self) -> Cost:
        settings = self.runtime.settings
        return Cost(settings.argon2_memory_kib, settings.argon2_iterations)

    def hash(self, passphrase: str) -> str:
        """Give what is stored of a passphrase.

        Raises:
            TooMany: ``busy``: too many checks run already.
        """
        with _one_check():
            return hash_passphrase(passphrase, self.runtime.key_ring, self._cost)

    def is_outdated(self, stored: str) -> bool:
        """Say whether a passphrase is stored under another cost or secret than new ones are."""
        return needs_new_hash(stored, self.runtime.key_ring, self._cost)

    def verify(self, passphrase: str, stored: str | None) -> bool:
        """Check a passphrase; an unknown account (``None``) costs the same work.

        Raises:
            TooMany: ``busy``: too many checks run already.
        """
        with _one_check():
            return verify_passphrase(passphrase, stored, self.runtime.key_ring, self._cost)
