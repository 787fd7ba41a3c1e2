"""What can go wrong in a use case, as codes.

Rules:

- An error carries a code, a status and facts that are never personal; the sentence comes
  from the reader's language (``error.<code>``).
- Something another person or organisation owns is *not found*, never *forbidden*: that it
  exists is itself information.

What it does not do: render (``api.rendering``).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One input that must be corrected: where (JSON pointer, RFC 6901) and why (code)."""

    pointer: str
    code: str


class ServiceError(Exception):
    """A use case refused; ``code`` names the sentence, ``status`` the HTTP status."""

    status = 400

    def __init__(
        self,
        code: str,
        *,
        facts: Mapping[str, str | int] | None = None,
        fields: tuple[FieldProblem, ...] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, str | int] = facts or {}
        self.fields = fields


class NotSignedIn(ServiceError):
    """Nobody is signed in, or the session has ended."""

    status = 401


class Forbidden(ServiceError):
    """The role may never do this, whatever the object."""

    status = 403


class NotFound(ServiceError):
    """There is no such thing, or it is not the actor's to know about."""

    status = 404


class Conflict(ServiceError):
    """The thing has changed or is in a state that does not allow this."""

    status = 409


class Invalid(ServiceError):
    """The input cannot be used; ``fields`` names each place."""

    status = 422


class TooMany(ServiceError):
    """A quota is used up; ``seconds`` say when to come back, if that is known."""

    status = 429

    def __init__(self, code: str, *, seconds: int = 0) -> None:
        super().__init__(code)
        self.seconds = seconds
