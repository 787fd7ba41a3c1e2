"""The page somebody sees when something did not work, or her form again with what is wrong.

What it does not do: decide what is an error (``api.rendering``).
"""

from collections.abc import Sequence

from fastapi import Request, Response

from api.contexts.page import ErrorPage
from api.errors import FieldProblem
from api.pages.confirming import page_before
from api.pages.forms import with_problems
from api.pages.shell import render
from api.reading import reader

SHOWN_AGAIN = frozenset({401, 409, 422, 429})
"""Statuses after which a form is shown again, when there is one."""


def error_page(
    request: Request, status: int, code: str, detail: str, fields: Sequence[FieldProblem]
) -> Response:
    """Answer an error: the kept form with its problems, or a page that says what to do."""
    if code == "step_up_needed":
        return render(request, page_before(request), status=status)
    kept = getattr(request.state, "kept_form", None)
    if kept is not None and status in SHOWN_AGAIN and code != "not_signed_in":
        form, make_page = kept
        state = with_problems(form.as_state(), reader(request), fields, code, detail)
        return render(request, make_page(state), status=status)
    return render(request, ErrorPage(status=status, code=code, detail=detail), status=status)
