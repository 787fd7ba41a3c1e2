"""The pages somebody passes on the way in: registering and signing in.

Both check a passphrase, which is slow on purpose, and therefore open their own short units
of work (``api.door``) instead of one for the whole request.
"""

from fastapi import APIRouter, Request, Response

from api.contexts.door import FIRST_CHOICES, RegisteredPage, RegisterPage, SignInPage
from api.contexts.page import EMPTY_FORM, FormState
from api.dependencies import AtTheDoor, OpenToAll, seen_address
from api.errors import FieldProblem, Invalid
from api.inputs.registration import Registration, SignInInput
from api.pages.forms import AskedForm, FormInput, check_input, claim_at_door, keep_form
from api.pages.going import keep_session, see
from api.pages.passkey_questions import as_json
from api.pages.passphrases import suggest_passphrase
from api.pages.shell import home_of, render
from api.runtime import Runtime
from api.services.accounts.sign_in import sign_in
from api.services.accounts.use_passkeys import ask_to_sign_in, has_a_name
from api.services.people.notices import current_notice, notice_reference
from api.services.people.register_person import register_person

router = APIRouter()


def consent_pairs_of(form: FormInput) -> list[dict[str, str]]:
    """Read ticked agreements (``purpose:field``).

    Raises:
        Invalid: A use is agreed to without agreeing to keep the field.
    """
    pairs = [value.partition(":") for value in form.many("consents")]
    kept = {field for purpose, _, field in pairs if purpose == "store"}
    missing = [field for purpose, _, field in pairs if purpose != "store" and field not in kept]
    if missing:
        raise Invalid(
            "keep_first",
            fields=tuple(
                FieldProblem(f"/consents/store/{field}", "keep_first")
                for field in dict.fromkeys(missing)
            ),
        )
    return [{"purpose": purpose, "field": field} for purpose, _, field in pairs]


def _register_page(language: str, form: FormState = EMPTY_FORM) -> RegisterPage:
    return RegisterPage(
        notice=current_notice(language),
        reference=notice_reference(language),
        first_choices=FIRST_CHOICES,
        suggestion=form.value("suggestion") or suggest_passphrase(language),
        form=form,
    )


@router.get("/register")
def show_register(request: Request, context: OpenToAll) -> Response:
    """Show the form for a new account; who is signed in already goes home."""
    if context.actor is not None:
        return see(home_of(context.actor.role))
    return render(request, _register_page(context.language))


@router.post("/register")
def register(request: Request, door: AtTheDoor, form: AskedForm) -> Response:
    """Open an account and show its code, this once."""
    claim_at_door(door, form)
    keep_form(request, form, lambda state: _register_page(door.language, state))
    pairs = consent_pairs_of(form)
    tree = form.nested(ignored={"consents", "form_token", "suggestion"})
    tree["passphrase"] = form.one("passphrase")
    registration = check_input(Registration, tree, {"consents": pairs})
    registered = register_person(door, registration)
    answer = render(request, RegisteredPage(registered.account_name, agreed=bool(pairs)))
    keep_session(request, answer, registered.token)
    return answer


def sign_in_page(request: Request, runtime: Runtime, form: FormState = EMPTY_FORM) -> SignInPage:
    """Make the form to sign in, with a question for a device that has a passkey."""
    address = seen_address(request)
    return SignInPage(
        form, as_json(ask_to_sign_in(runtime, address)) if has_a_name(address) else ""
    )


@router.get("/sign-in")
def show_sign_in(request: Request, context: OpenToAll) -> Response:
    """Show the form to sign in; who is signed in already goes home."""
    if context.actor is not None:
        return see(home_of(context.actor.role))
    return render(request, sign_in_page(request, context.runtime))


@router.post("/sign-in")
def do_sign_in(request: Request, door: AtTheDoor, form: AskedForm) -> Response:
    """Begin a session and go to the first page of the role."""
    claim_at_door(door, form)
    keep_form(request, form, lambda state: sign_in_page(request, door.runtime, state))
    given = check_input(
        SignInInput, {"login": form.one("login"), "passphrase": form.one("passphrase")}
    )
    signed_in = sign_in(door, given.login, given.passphrase)
    answer = see(home_of(signed_in.role))
    keep_session(request, answer, signed_in.token)
    return answer
