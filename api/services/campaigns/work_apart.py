"""Open units of work one after the other for one actor, so that slow work holds no turn.

Rules:

- Each unit of work is short and commits only when asked to.
- Whoever is signed in is recognised again in each; a session that ended meanwhile ends the
  use case.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from api.context import Context, open_context
from api.door import Door
from api.runtime import Runtime
from api.services.log.prove_again import signed_in_at
from privacy.policy import Actor

Opening = Callable[[bool], AbstractContextManager[Context]]
"""Opens a unit of work; the flag says whether it is for reading only."""


def opening_at(door: Door) -> Opening:
    """Open units of work for who is signed in at a door."""

    @contextmanager
    def opening(reading: bool) -> Iterator[Context]:
        with door.work(reading=reading) as context:
            signed_in_at(context, door)
            yield context

    return opening


def opening_as(runtime: Runtime, actor: Actor, language: str) -> Opening:
    """Open units of work for an actor without a session: a command."""

    def opening(reading: bool) -> AbstractContextManager[Context]:
        return open_context(runtime, actor=actor, language=language, reading=reading)

    return opening
