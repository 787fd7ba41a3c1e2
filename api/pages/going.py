"""Where a request goes next: redirects after forms, the session cookie, leaving.

Rules:

- After a form comes a redirect (303), so that reloading repeats nothing.
- The session cookie is out of scripts' reach, never sent along from other sites, and only
  over encrypted connections unless the installation says otherwise.
- Signing out has the browser forget everything of this site.
"""

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import runtime_of

COOKIE_SECONDS = 12 * 60 * 60


def see(address: str) -> RedirectResponse:
    """Send the reader to another page of ours."""
    return RedirectResponse(address, status_code=303)


def keep_session(request: Request, answer: Response, token: str) -> None:
    """Have the browser keep the session's token."""
    runtime = runtime_of(request)
    answer.set_cookie(
        runtime.cookie_name,
        token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        secure=not runtime.settings.insecure_cookies,
        samesite="strict",
        path="/",
    )


def forget_session(request: Request, answer: Response) -> None:
    """Have the browser forget the session and what it kept of the pages."""
    runtime = runtime_of(request)
    answer.delete_cookie(
        runtime.cookie_name,
        httponly=True,
        secure=not runtime.settings.insecure_cookies,
        samesite="strict",
        path="/",
    )
    answer.headers["clear-site-data"] = '"cache", "storage"'


def forget_everything(request: Request, answer: Response) -> None:
    """Have the browser forget the session, the language and every page of this site."""
    forget_session(request, answer)
    answer.headers["clear-site-data"] = '"cache", "cookies", "storage"'


def own_path(text: str) -> str:
    """Give an address back when it is a path of ours, the first page otherwise."""
    good = text.startswith("/") and not text.startswith(("//", "/\\")) and len(text) <= 300
    return text if good and text.isprintable() and "\\" not in text else "/"
