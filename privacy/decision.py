"""The answer to a question, which only the policy can give.

Rules:

- A ``Decision`` is made by ``privacy.policy`` and by nothing else; constructing, copying
  with changes or pickling one elsewhere fails.
- It names who asked, about whom, which fields, why, under which grant and when; it is good
  for exactly that and for the moment it was made.
- A no carries every reason; a yes carries none.

What it does not do: open or record anything. Those who open check it and record first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NoReturn

from privacy.errors import (
    AccessDenied,
    ConsentExpired,
    ConsentMissing,
    DenyReason,
    NotCovered,
    NotMadeHere,
)
from privacy.inventory import PersonalField
from privacy.vocabulary import PersonId, Purpose, Role


class Question(StrEnum):
    """What was asked of the policy."""

    OPEN_OWN = "open_own"
    STORE = "store"
    MATCH = "match"
    CONTACT = "contact"
    COUNT = "count"
    REVIEW = "review"
    SEE_MATCHES = "see_matches"
    REQUEST_DISCLOSURE = "request_disclosure"
    ANSWER_REQUEST = "answer_request"
    DISCLOSE = "disclose"
    CHANGE_CONSENT = "change_consent"
    READ_LOG = "read_log"
    ERASE = "erase"
    VERIFY_AUDIT = "verify_audit"
    ASK_OPENING = "ask_opening"
    DECIDE_OPENING = "decide_opening"
    OPEN_IDENTITY = "open_identity"


@dataclass(frozen=True, slots=True)
class Actor:
    """The account acting now, in one role.

    ``organisation`` is set for agency members and coordinators, ``person`` for persons.
    ``account`` is empty for the service itself.
    """

    account: str
    role: Role
    organisation: str = ""
    person: PersonId | None = field(default=None, repr=False)


SYSTEM: Final = Actor(account="", role=Role.SYSTEM)
"""The service acting on its own, as when it fills the index."""

_CONSENT_REASONS: Final = frozenset(
    {
        DenyReason.CONSENT_MISSING,
        DenyReason.CONSENT_REFUSED,
        DenyReason.CONSENT_WITHDRAWN,
        DenyReason.CONSENT_REVOKED,
        DenyReason.CONSENT_EXPIRED,
        DenyReason.NOTICE_OUTDATED,
    }
)
_MAKER: Final = object()


@dataclass(frozen=True, slots=True, init=False)
class Decision:
    """A yes or no to one question, with what it covers and why.

    ``fields`` is what may be opened: empty after a no. ``until`` is when the ground for the
    yes ends, where it has an end.
    """

    allowed: bool
    reasons: tuple[DenyReason, ...]
    question: Question
    actor: Actor
    person: PersonId | None = field(repr=False)
    fields: frozenset[PersonalField]
    purpose: Purpose
    grant: str
    at: datetime
    until: datetime | None

    def __init__(self, *_given: object, **_named: object) -> None:
        raise NotMadeHere("Decision")

    def require(self) -> "Decision":
        """Give the decision back when it is a yes.

        Raises:
            ConsentExpired: No, only because a consent has run out.
            ConsentMissing: No, only for want of a valid consent.
            AccessDenied: No, for these or other reasons.
        """
        if self.allowed:
            return self
        if set(self.reasons) == {DenyReason.CONSENT_EXPIRED}:
            raise ConsentExpired(self.reasons)
        if _CONSENT_REASONS.issuperset(self.reasons):
            raise ConsentMissing(self.reasons)
        raise AccessDenied(self.reasons)

    def cover(self, person: PersonId, fields: Iterable[PersonalField]) -> None:
        """Check that the decision is a yes for these fields of this person.

        Raises:
            AccessDenied: The decision is a no (or one of its kinds).
            NotCovered: It is a yes for somebody or something else.
        """
        self.require()
        if self.person != person or not self.fields.issuperset(fields):
            raise NotCovered(self.question.value)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse to be copied or pickled: a decision is good for its moment only."""
        raise NotMadeHere("Decision")


def make_decision(
    maker: object,
    *,
    question: Question,
    actor: Actor,
    purpose: Purpose,
    at: datetime,
    person: PersonId | None = None,
    fields: Iterable[PersonalField] = (),
    reasons: Iterable[DenyReason] = (),
    grant: str = "",
    until: datetime | None = None,
) -> Decision:
    """Make a decision; for ``privacy.policy`` alone, which passes its key.

    Raises:
        NotMadeHere: The maker is not the policy.
    """
    if maker is not _MAKER:
        raise NotMadeHere("Decision")
    if at.tzinfo is None:
        raise ValueError("moment without time zone")
    ordered = tuple(dict.fromkeys(reasons))
    decision = object.__new__(Decision)
    for name, value in (
        ("allowed", not ordered),
        ("reasons", ordered),
        ("question", question),
        ("actor", actor),
        ("person", person),
        ("fields", frozenset() if ordered else frozenset(fields)),
        ("purpose", purpose),
        ("grant", grant),
        ("at", at),
        ("until", until),
    ):
        object.__setattr__(decision, name, value)
    return decision
