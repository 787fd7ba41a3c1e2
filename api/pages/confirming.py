"""The page that asks who is there before something that cannot be taken back.

Rules:

- What she had filled in waits in the page and is not lost; secrets and tokens do not wait.
- It works without a script for whoever has a passphrase.
"""

from collections.abc import Mapping

from fastapi import Request

from api.contexts.account import ConfirmPage
from api.contexts.page import FormState
from api.dependencies import SAFE_METHODS, door_of, session_token
from api.pages.forms import SECRET, FormInput
from api.pages.passkey_questions import as_json
from api.services.accounts.use_passkeys import ways_to_prove

PREFIX = "kept."
MOST_KEPT = 100


def kept_inputs(form: FormInput) -> dict[str, tuple[str, ...]]:
    """Read what waits out of the form of the page."""
    found = {
        name.removeprefix(PREFIX): values
        for name, values in form.values.items()
        if name.startswith(PREFIX)
    }
    return {name: values for name, values in found.items() if name not in SECRET}


def confirm_page(
    request: Request,
    back: str,
    kept: Mapping[str, tuple[str, ...]],
    *,
    waits: bool,
    form: FormState | None = None,
) -> ConfirmPage:
    """Make the page for whoever is signed in."""
    token, _ = session_token(request)
    ways = ways_to_prove(door_of(request, token))
    return ConfirmPage(
        back=back,
        waits=waits,
        kept={name: kept[name] for name in sorted(kept)[:MOST_KEPT]},
        has_passphrase=ways.has_passphrase,
        question=as_json(ways.question),
        form=form or FormState(),
    )


def page_before(request: Request) -> ConfirmPage:
    """Make the page for a request that was refused for want of a proof."""
    kept_form = getattr(request.state, "kept_form", None)
    kept = dict(kept_form[0].as_state().values) if kept_form else {}
    waits = request.method not in SAFE_METHODS
    return confirm_page(request, request.url.path, kept, waits=waits)
