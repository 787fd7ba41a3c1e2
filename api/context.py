"""What one use case is given: who acts, when, in which unit of work.

Rules:

- A service never asks a global: the clock, the actor, the databases and the matching pool
  come with the context.
- Raise means rollback, return means commit: the caller of the service commits, in the order
  the service asked for (``narrow_first`` for withdrawal and erasure).
- Effects outside the databases (the matching pool in memory) wait for the commit.
- A denial stays on record although what was denied is rolled back: it is written afterwards,
  in a unit of work of its own. So does an envelope that is not what was sealed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from api.catalogue import Catalogue
from api.languages import DEFAULT
from api.runtime import Runtime
from data.engine import UnitOfWork
from data.repositories.audit import AuditLog
from privacy.audit import AuditAction
from privacy.decision import SYSTEM
from privacy.errors import SealBroken
from privacy.keys import KeyRing
from privacy.policy import Actor


@dataclass(slots=True)
class Context:
    """One actor's one unit of work.

    ``now`` is an aware UTC time, fixed for the whole use case. ``language`` is the reader's.
    ``session_digest`` names the session in use, when there is one; its owner last proved who
    she is at ``proved_at``.
    """

    runtime: Runtime
    work: UnitOfWork
    actor: Actor | None
    now: datetime
    language: str
    session_digest: bytes | None = None
    proved_at: datetime | None = None
    narrow_first: bool = False
    _after: list[Callable[[], None]] = field(default_factory=list)
    _denials: list[Callable[[UnitOfWork], None]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day of ``now``, in UTC."""
        return self.now.date()

    @property
    def catalogue(self) -> Catalogue:
        """The active taxonomy and its linkers."""
        return self.runtime.catalogue

    @property
    def key_ring(self) -> KeyRing:
        """The keys of this process."""
        return self.runtime.key_ring

    def signed_in(self) -> Actor:
        """Give the actor of a use case that is never reached without one."""
        if self.actor is None:
            raise RuntimeError("this use case needs an actor; its route declares none")
        return self.actor

    def after_commit(self, effect: Callable[[], None]) -> None:
        """Run ``effect`` once the unit of work is committed, never if it is not."""
        self._after.append(effect)

    def note_denial(self, write: Callable[[UnitOfWork], None]) -> None:
        """Let ``write`` run in a unit of work of its own when this one is over, either way."""
        self._denials.append(write)

    def write_denials(self) -> None:
        """Write the denials noted, after the unit of work has ended."""
        denials, self._denials = self._denials, []
        if denials:
            with self.runtime.stores.begin() as work:
                for write in denials:
                    write(work)
                work.commit()

    def commit(self) -> None:
        """Commit both databases in the order asked for, then run the waiting effects."""
        if not self.work.reading:
            self.work.commit(narrowing=self.narrow_first)
        effects, self._after = self._after, []
        for effect in effects:
            effect()


@contextmanager
def open_context(
    runtime: Runtime,
    *,
    actor: Actor | None = None,
    language: str = DEFAULT,
    reading: bool = False,
) -> Iterator[Context]:
    """Open a unit of work for an actor; leaving it without ``commit()`` rolls back.

    Args:
        runtime: The process's runtime.
        actor: Who acts; ``None`` until somebody is recognised.
        language: The reader's language.
        reading: Take no writer's turn; nothing can be written or opened then.
    """
    context: Context | None = None
    try:
        with runtime.stores.begin(reading=reading) as work:
            context = Context(
                runtime=runtime, work=work, actor=actor, now=runtime.clock(), language=language
            )
            try:
                yield context
            except SealBroken:
                context.note_denial(partial(_note_tampering, context))
                raise
    finally:
        if context is not None:
            context.write_denials()


def _note_tampering(context: Context, work: UnitOfWork) -> None:
    """Put on record that something stored was not what was sealed there."""
    AuditLog(work, context.runtime.key_ring).append(
        AuditAction.TAMPERING_FOUND, context.actor or SYSTEM, context.now
    )
