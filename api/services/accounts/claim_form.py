"""Let each form that was handed out count once."""

from datetime import timedelta

from api.context import Context
from api.errors import Conflict
from data.repositories.forms import FormTokens
from privacy.handles import new_token, token_digest

FORM_LIFETIME = timedelta(hours=24)


def new_form_token() -> str:
    """Make the token a form carries; nothing is stored until it comes back."""
    return new_token()


def claim_form(context: Context, token: str) -> None:
    """Use a form's token up, in the transaction of what the form does.

    Raises:
        Conflict: ``already_sent``: this form has done its work before.
    """
    if not token or len(token) > 100:
        raise Conflict("form_incomplete")
    forms = FormTokens(context.work)
    if not forms.claim(token_digest(token), context.now + FORM_LIFETIME):
        raise Conflict("already_sent")
