"""Keep the language somebody chose with her account, so that pages speak it elsewhere too.

Rules:

- What she chooses while she is signed in is kept; so is the language she registered in.
- It counts where the browser keeps no choice, as after leaving quickly: before what the
  browser asks for.
- Nobody else's language is the staff's: who was invited has the one of her first session.
- In the demonstration nothing is kept and nothing counts: its accounts are everybody's.

What it does not do: pick the language of visitors (``api.dependencies``).
"""

from api.context import Context
from api.languages import OFFERED
from data.repositories.accounts import Accounts


def keep_language(context: Context, language: str) -> None:
    """Keep the language whoever is signed in chose; of a visitor nothing is kept."""
    if context.actor is not None and language in OFFERED and not context.runtime.settings.demo:
        Accounts(context.work, context.runtime.key_ring).set_language(
            context.actor.account, language
        )


def own_language(context: Context) -> str | None:
    """Give the language kept for whoever is signed in, if it counts."""
    return None if context.runtime.settings.demo else stored_language(context)


def stored_language(context: Context) -> str | None:
    """Give the language kept for whoever is signed in."""
    if context.actor is None:
        return None
    found = Accounts(context.work, context.runtime.key_ring).get(context.actor.account)
    return found.language if found and found.language in OFFERED else None
