"""Say who counts among the five that must share what an agency is shown.

Anybody may register, an agency too: with four invented people beside a real one it would
meet the number five by itself.

Rules:

- Who registered lately does not count: 45 days from the first of the month, so at least two
  weeks whatever the day. The installation may set another number, or none (0); the
  demonstration's people count at once. She is matched and shown like everybody else.
- A figure over people is shown to an agency only where it would still be five without any
  newcomer.
- One network opens few accounts a day (``limit_attempts``).

What it does not do: tell an invented person from a real one. Who registers some from several
networks and waits long enough makes them count; ``docs/decisions`` says so.
"""

from collections.abc import Sequence
from datetime import timedelta

from api.context import Context
from data.repositories.newcomers import Newcomers
from privacy.vocabulary import PersonId


def who_counts(context: Context, people: Sequence[PersonId]) -> list[bool]:
    """Say of each of the people whether she counts, in their order."""
    newcomers = _newcomers(context)
    new = newcomers.among(people) if newcomers else frozenset()
    return [person not in new for person in people]


def certain(context: Context, count: int) -> int:
    """Give how many of a number of people are there without any newcomer, at least."""
    newcomers = _newcomers(context)
    return max(0, count - newcomers.count()) if newcomers else count


def _newcomers(context: Context) -> Newcomers | None:
    settings = context.runtime.settings
    if settings.demo or not settings.newcomer_days:
        return None
    return Newcomers(context.work, context.today - timedelta(days=settings.newcomer_days))
