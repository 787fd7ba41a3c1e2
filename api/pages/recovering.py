"""Pages on other ways in: a passkey, a printed code, an invitation."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from api.contexts.account import JoinedPage, JoinPage, RecoverPage
from api.dependencies import AtTheDoor, OpenToAll
from api.inputs.accounts import InvitationInput, JoinInput, RecoveryInput
from api.pages.door import sign_in_page
from api.pages.forms import AskedForm, check_input, claim_at_door, keep_form
from api.pages.going import keep_session, see
from api.pages.passkey_questions import as_json
from api.pages.passphrases import suggest_passphrase
from api.pages.shell import home_of, render
from api.services.accounts.invite_staff import join_by_passkey, join_by_passphrase, open_invitation
from api.services.accounts.recover_account import recover_account
from api.services.accounts.use_passkeys import sign_in_by_passkey

router = APIRouter()


@router.post("/sign-in/passkey")
def do_sign_in_by_passkey(request: Request, door: AtTheDoor, form: AskedForm) -> Response:
    """Begin a session of whom a device proves to be there."""
    claim_at_door(door, form)
    keep_form(request, form, lambda state: sign_in_page(request, door.runtime, state))
    signed_in = sign_in_by_passkey(door, form.one("credential"))
    answer = see(home_of(signed_in.role))
    keep_session(request, answer, signed_in.token)
    return answer


@router.get("/recover")
def show_recover(request: Request, context: OpenToAll) -> Response:
    """Show the form for a printed code."""
    return render(request, RecoverPage(suggest_passphrase(context.language)))


@router.post("/recover")
def do_recover(request: Request, door: AtTheDoor, form: AskedForm) -> Response:
    """Set a new passphrase and go to the first page of the role."""
    claim_at_door(door, form)
    suggestion = form.one("suggestion") or suggest_passphrase(door.language)
    keep_form(request, form, lambda state: RecoverPage(suggestion, state))
    given = check_input(
        RecoveryInput, {name: form.one(name) for name in ("login", "code", "passphrase")}
    )
    signed_in = recover_account(door, given.login, given.code, given.passphrase)
    answer = see("/account?saved=passphrase")
    keep_session(request, answer, signed_in.token)
    return answer


@router.get("/join")
def show_join(request: Request, _context: OpenToAll) -> Response:
    """Ask for the code of an invitation."""
    return render(request, JoinPage())


@router.post("/join")
def do_join(request: Request, door: AtTheDoor, form: AskedForm) -> Response:
    """Show what the code lets somebody do."""
    claim_at_door(door, form)
    keep_form(request, form, lambda state: JoinPage(form=state))
    given = check_input(InvitationInput, {"code": form.one("code")})
    return render(request, _join_page(door, given.code))


def _join_page(door: AtTheDoor, code: str) -> JoinPage:
    welcome = open_invitation(door, code)
    return JoinPage(
        code=code,
        question=as_json(welcome.question),
        passphrase_allowed=welcome.passphrase_allowed,
        suggestion=suggest_passphrase(door.language),
    )


@router.post("/join/passkey")
def do_join_by_passkey(request: Request, door: AtTheDoor, form: AskedForm) -> Response:
    """Keep the first passkey and go to the first page of the role."""
    claim_at_door(door, form)
    code = form.one("code")
    keep_form(request, form, lambda state: JoinPage(form=state))
    shown = _join_page(door, code)
    keep_form(request, form, lambda state: replace(shown, form=state))
    signed_in = join_by_passkey(door, code, form.one("credential"))
    answer = see(home_of(signed_in.role))
    keep_session(request, answer, signed_in.token)
    return answer


@router.post("/join/passphrase")
def do_join_by_passphrase(request: Request, door: AtTheDoor, form: AskedForm) -> Response:
    """Set a passphrase and show the account code, this once."""
    claim_at_door(door, form)
    code = form.one("code")
    keep_form(request, form, lambda state: JoinPage(form=state))
    shown = _join_page(door, code)
    keep_form(request, form, lambda state: replace(shown, form=state))
    given = check_input(JoinInput, {"code": code, "passphrase": form.one("passphrase")})
    signed_in, account_code = join_by_passphrase(door, given.code, given.passphrase)
    answer = render(request, JoinedPage(account_code), role=signed_in.role)
    keep_session(request, answer, signed_in.token)
    return answer
