"""What a route asks for: a unit of work, an actor in a role, a clock.

Rules:

- Every route declares its access exactly once, by ``Requires(role)`` or ``Open``; an
  application with an undeclared route does not start (``api.app``).
- The unit of work commits after the route returns and before the answer is sent; any
  exception rolls both databases back.
- The writers' turn is taken only for a change, or for somebody who is signed in: what is
  opened for her is recorded. A token that names nobody takes none.
- Whoever is signed in is answered in the language she chose in this browser, else in the one
  kept with her account, else in what the browser asks for. A program says it in each request.
- A request that changes something must come from our own pages (``Origin``) unless it
  carries its token as Bearer.

What it does not do: decide about objects. Whether *this* need or person is the actor's is
the service's question.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from api.context import Context, open_context
from api.door import Door
from api.errors import Forbidden, NotSignedIn
from api.languages import OFFERED, accepted_languages, best_language
from api.network import network_of
from api.runtime import Runtime
from api.services.accounts.choose_language import own_language
from api.services.accounts.sign_in import resume_session
from api.services.log.note_action import note_denial
from privacy.audit import AuditAction
from privacy.errors import DenyReason
from privacy.vocabulary import Role

LANGUAGE_COOKIE = "language"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def runtime_of(request: Request) -> Runtime:
    """Give the process's runtime."""
    runtime: Runtime = request.app.state.runtime
    return runtime


def reader_language(request: Request) -> str:
    """Pick the reader's language: her choice, else what the browser asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    header = accepted_languages(request.headers.get("accept-language"))
    return best_language([chosen, *header] if chosen else header)


def _language_kept(request: Request, context: Context, *, is_bearer: bool) -> str:
    """Give the language for whoever was recognised; a choice in this browser stands."""
    if is_bearer or request.cookies.get(LANGUAGE_COOKIE) in OFFERED:
        return context.language
    return own_language(context) or context.language


def session_token(request: Request) -> tuple[str | None, bool]:
    """Find the session token and say whether it came as Bearer."""
    header = request.headers.get("authorization", "")
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip(), True
    return request.cookies.get(runtime_of(request).cookie_name), False


def seen_address(request: Request) -> str:
    """Give the address of this site as the visitor sees it (``https://host``)."""
    allowed = runtime_of(request).settings.public_origin
    return allowed or f"{request.scope['scheme']}://{request.headers.get('host', '')}"


def _check_origin(request: Request) -> None:
    """Refuse a change that another site's page asks a browser to make."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    expected = seen_address(request)
    if origin is not None:
        if _site(origin) is None or _site(origin) != _site(expected):
            raise Forbidden("foreign_origin")
    elif site is not None and site not in {"same-origin", "none"}:
        raise Forbidden("foreign_origin")


def _site(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.scheme, parts.netloc


def _names_somebody(request: Request, token: str) -> bool:
    runtime = runtime_of(request)
    with open_context(runtime, language=reader_language(request), reading=True) as context:
        resume_session(context, token)
        return context.actor is not None


def provide_context(request: Request) -> Iterator[Context]:
    """Open a unit of work for this request, with the actor its token names, if any."""
    runtime = runtime_of(request)
    token, is_bearer = session_token(request)
    if request.method not in SAFE_METHODS and not is_bearer:
        _check_origin(request)
    # A visitor who only looks around takes no writer's turn.
    looks = request.method in SAFE_METHODS
    reading = looks and (token is None or not _names_somebody(request, token))
    with open_context(runtime, language=reader_language(request), reading=reading) as context:
        if token is not None and not reading:
            resume_session(context, token)
            context.language = _language_kept(request, context, is_bearer=is_bearer)
        request.state.language = context.language
        yield context
        context.commit()


Work = Annotated[Context, Depends(provide_context, scope="function")]


class Access:
    """A route's access declaration; read by the contract test and at start."""

    roles: frozenset[Role]


def _check_role(context: Context, roles: frozenset[Role]) -> None:
    if context.signed_in().role not in roles:
        note_denial(context, AuditAction.PLACE_REFUSED, (DenyReason.WRONG_ROLE,))
        raise Forbidden("wrong_role")


class Requires(Access):
    """Let through actors holding one of the named roles."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    def __call__(self, context: Work) -> Context:
        """Give the context of an actor in an allowed role.

        That somebody tried a place of another role stays in the log.

        Raises:
            NotSignedIn: Nobody is signed in.
            Forbidden: The actor's role is not among the allowed.
        """
        if context.actor is None:
            raise NotSignedIn("not_signed_in")
        _check_role(context, self.roles)
        return context


class Open(Access):
    """Let everybody through; the context may have no actor."""

    roles = frozenset[Role]()

    def __call__(self, context: Work) -> Context:
        """Give the context as it is."""
        return context


def door_of(request: Request, token: str | None = None) -> Door:
    """Give the door a request stands at."""
    runtime = runtime_of(request)
    request.state.language = reader_language(request)
    return Door(
        runtime,
        request.state.language,
        token,
        network_of(request, runtime.settings.proxies()),
        seen_address(request),
    )


class AtDoor(Access):
    """Let everybody come to register or sign in, without a unit of work.

    Checking a passphrase is slow on purpose; the use case opens its own short ones.
    """

    roles = frozenset[Role]()

    def __call__(self, request: Request) -> Door:
        """Give the door, in the reader's language.

        Raises:
            Forbidden: Another site's page sent the visitor here.
        """
        _check_origin(request)
        return door_of(request)


class RequiresAtDoor(Access):
    """Let actors in one of the named roles come for something slow, without a unit of work.

    The use case opens its own short ones, and recognises the session again in each.
    """

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    def __call__(self, request: Request) -> Door:
        """Give the door, with the session's token, in the reader's language.

        Raises:
            NotSignedIn: Nobody is signed in.
            Forbidden: The actor's role is not among the allowed, or another site's page sent
                the request.
        """
        token, is_bearer = session_token(request)
        if not is_bearer:
            _check_origin(request)
        door = door_of(request, token)
        with door.work(reading=True) as context:
            if token is not None:
                resume_session(context, token)
            if context.actor is None:
                raise NotSignedIn("not_signed_in")
            _check_role(context, self.roles)
            language = _language_kept(request, context, is_bearer=is_bearer)
        request.state.language = language
        return replace(door, language=language)


AsPersonAtDoor = Annotated[Door, Depends(RequiresAtDoor(Role.PERSON))]
AsCoordinatorAtDoor = Annotated[Door, Depends(RequiresAtDoor(Role.COORDINATOR))]
AsAnybodyAtDoor = Annotated[Door, Depends(RequiresAtDoor(*Role))]
AtTheDoor = Annotated[Door, Depends(AtDoor())]
OpenToAll = Annotated[Context, Depends(Open(), scope="function")]
AsPerson = Annotated[Context, Depends(Requires(Role.PERSON), scope="function")]
AsAgency = Annotated[Context, Depends(Requires(Role.AGENCY_MEMBER), scope="function")]
AsCoordinator = Annotated[Context, Depends(Requires(Role.COORDINATOR), scope="function")]
AsOfficer = Annotated[Context, Depends(Requires(Role.OFFICER), scope="function")]
AsCoordinatorOrOfficer = Annotated[
    Context, Depends(Requires(Role.COORDINATOR, Role.OFFICER), scope="function")
]
AsAnybodySignedIn = Annotated[Context, Depends(Requires(*Role), scope="function")]
