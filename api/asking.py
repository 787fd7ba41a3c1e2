"""What the matching pool needs of the use case that asks it.

What it does not do: say where these come from (``api.context`` does).
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from api.catalogue import Catalogue
from data.engine import UnitOfWork
from privacy.keys import KeyRing


class Asking(Protocol):
    """A use case with its unit of work, its time, the taxonomy and the keys."""

    @property
    def work(self) -> UnitOfWork:
        """The unit of work in which is read what changed."""
        ...

    @property
    def now(self) -> datetime:
        """The time of the use case, aware UTC."""
        ...

    @property
    def today(self) -> date:
        """The day of ``now``, in UTC."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """The active taxonomy, and counterparts of earlier concepts."""
        ...

    @property
    def key_ring(self) -> KeyRing:
        """The keys that open profiles and order equals."""
        ...

    def after_commit(self, effect: Callable[[], None]) -> None:
        """Run ``effect`` once the unit of work is committed, never if it is not."""
        ...
