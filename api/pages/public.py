"""Pages for everybody: what this is, the privacy notice, the language, signing out."""

from fastapi import APIRouter, Request, Response

from api.contexts.public import HomePage, NoticePage, PlainNoticePage
from api.dependencies import LANGUAGE_COOKIE, OpenToAll, runtime_of
from api.languages import OFFERED
from api.pages.forms import AskedForm
from api.pages.going import forget_session, own_path, see
from api.pages.shell import home_of, render
from api.services.accounts.choose_language import keep_language
from api.services.accounts.sign_in import sign_out
from api.services.people.show_notice import show_notice

YEAR_SECONDS = 365 * 24 * 60 * 60

router = APIRouter()


@router.get("/")
def show_home(request: Request, context: OpenToAll) -> Response:
    """Say what this is; who is signed in goes to her own first page."""
    if context.actor is not None:
        return see(home_of(context.actor.role))
    return render(request, HomePage())


@router.get("/notice")
def show_whole_notice(request: Request, context: OpenToAll) -> Response:
    """Show the whole privacy notice."""
    shown, role = show_notice(context), context.actor.role if context.actor else None
    return render(request, NoticePage(shown.notice, shown.responsible), role=role)


@router.get("/notice/short")
def show_short_notice(request: Request, context: OpenToAll) -> Response:
    """Show the notice in short sentences with pictures; it prints as a sheet."""
    shown, role = show_notice(context), context.actor.role if context.actor else None
    return render(request, PlainNoticePage(shown.notice, shown.responsible), role=role)


@router.post("/language")
def choose_language(request: Request, context: OpenToAll, form: AskedForm) -> Response:
    """Keep the reader's language in a cookie and with her account, and go back."""
    answer = see(own_path(form.one("back")))
    chosen = form.one("language")
    if chosen in OFFERED:
        keep_language(context, chosen)
        answer.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=YEAR_SECONDS,
            httponly=True,
            secure=not runtime_of(request).settings.insecure_cookies,
            samesite="lax",
            path="/",
        )
    return answer


@router.post("/sign-out")
def do_sign_out(request: Request, context: OpenToAll, _form: AskedForm) -> Response:
    """End the session here and in the browser."""
    if context.actor is not None:
        sign_out(context)
    answer = see("/")
    forget_session(request, answer)
    return answer
