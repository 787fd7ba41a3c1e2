"""Pages on how somebody signs in: passphrase, codes, passkeys, sessions, proving it again."""

from fastapi import APIRouter, Request, Response

from api.contexts.account import (
    AccountPage,
    CodesPage,
    ConfirmedPage,
    NewPasskeyPage,
    PassphrasePage,
)
from api.dependencies import AsAnybodyAtDoor, AsAnybodySignedIn, seen_address
from api.inputs.registration import PassphraseInput
from api.pages.confirming import confirm_page, kept_inputs
from api.pages.forms import AskedForm, SentForm, check_input, claim_at_door, keep_form
from api.pages.going import own_path, see
from api.pages.passkey_questions import as_json
from api.pages.passphrases import suggest_passphrase
from api.pages.shell import render
from api.services.accounts.change_way_in import (
    change_passphrase,
    end_other_sessions,
    new_recovery_codes,
    own_ways_in,
)
from api.services.accounts.recover_staff import pending_for_me
from api.services.accounts.sign_in import PASSKEY_ONLY, may_use_passphrase
from api.services.accounts.use_passkeys import (
    ask_to_enrol_own,
    enrol_own,
    give_up_passkey,
    prove_by_passkey,
)
from api.services.log.prove_again import prove_by_passphrase

router = APIRouter(prefix="/account")
SAVED_WAYS_IN = frozenset({"passphrase", "passkey", "removed", "sessions"})


@router.get("")
def show_account(request: Request, context: AsAnybodySignedIn, saved: str = "") -> Response:
    """Show every way in, and where she is signed in now."""
    actor = context.signed_in()
    staff = actor.role in PASSKEY_ONLY
    page = AccountPage(
        own_ways_in(context),
        may_use_passphrase(context, actor.account),
        saved if saved in SAVED_WAYS_IN else "",
        actor.account if staff else "",
        pending_for_me(context) if staff else None,
    )
    return render(request, page, role=actor.role)


@router.get("/passphrase")
def show_passphrase(request: Request, context: AsAnybodySignedIn) -> Response:
    """Show the form for a new passphrase."""
    page = PassphrasePage(suggest_passphrase(context.language))
    return render(request, page, role=context.signed_in().role)


@router.post("/passphrase")
def save_passphrase(request: Request, door: AsAnybodyAtDoor, form: AskedForm) -> Response:
    """Set another passphrase; the other sessions end."""
    suggestion = form.one("suggestion") or suggest_passphrase(door.language)
    keep_form(request, form, lambda state: PassphrasePage(suggestion, state))
    given = check_input(PassphraseInput, {"passphrase": form.one("passphrase")})
    change_passphrase(door, given.passphrase)
    claim_at_door(door, form)
    return see("/account?saved=passphrase")


@router.post("/codes")
def make_codes(request: Request, context: AsAnybodySignedIn, _form: SentForm) -> Response:
    """Make recovery codes and show them, this once."""
    page = CodesPage(new_recovery_codes(context).codes)
    return render(request, page, role=context.signed_in().role)


@router.post("/sessions")
def end_sessions(context: AsAnybodySignedIn, _form: SentForm) -> Response:
    """End every session but this one."""
    end_other_sessions(context)
    return see("/account?saved=sessions")


@router.get("/passkey")
def show_new_passkey(request: Request, context: AsAnybodySignedIn) -> Response:
    """Show the page that asks the device for a passkey."""
    question = as_json(ask_to_enrol_own(context, seen_address(request)))
    return render(request, NewPasskeyPage(question), role=context.signed_in().role)


@router.post("/passkey")
def save_new_passkey(request: Request, context: AsAnybodySignedIn, form: SentForm) -> Response:
    """Keep another passkey."""
    address = seen_address(request)
    question = as_json(ask_to_enrol_own(context, address))
    keep_form(request, form, lambda state: NewPasskeyPage(question, state))
    enrol_own(context, address, form.one("credential"))
    return see("/account?saved=passkey")


@router.post("/passkeys/{passkey_id}")
def remove_passkey(context: AsAnybodySignedIn, passkey_id: str, _form: SentForm) -> Response:
    """Give a passkey up."""
    give_up_passkey(context, passkey_id)
    return see("/account?saved=removed")


@router.post("/proof")
def prove(request: Request, door: AsAnybodyAtDoor, form: AskedForm) -> Response:
    """Check who is there; then go back, or show the form that waited."""
    claim_at_door(door, form)
    back = own_path(form.one("back"))
    kept = kept_inputs(form)
    waits = form.one("waits") == "yes"

    keep_form(
        request,
        form,
        lambda state: confirm_page(request, back, kept, waits=waits, form=state),
    )
    if form.one("credential"):
        prove_by_passkey(door, form.one("credential"))
    else:
        given = check_input(PassphraseInput, {"passphrase": form.one("passphrase")})
        prove_by_passphrase(door, given.passphrase)
    return render(request, ConfirmedPage(back, kept)) if waits else see(back)
