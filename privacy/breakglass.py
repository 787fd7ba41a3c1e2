"""Open somebody's identity without her grant: only for a grave reason, and never alone.

A coordinator asks, with a reason; another coordinator or the officer agrees or not; then the
one who asked may open the named fields for a short time. The person is told at once, on her
own pages, and reads who asked, who agreed, why, and each opening.

Rules:

- The reason is a code and a sentence; the sentence is sealed under the person's key.
- Who asks never agrees to it herself.
- Nobody agrees after a day; an opening ends after at most an hour and cannot be renewed,
  only asked for anew.
- Only identity and contact can be opened so. Nothing is granted to anybody: an agency sees
  no more than before.

What it does not do: store, or decide whose account is whose (``privacy.policy``).
"""

from dataclasses import dataclass, replace
from dataclasses import field as attribute
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from privacy.canonical import record
from privacy.errors import InvalidTransition, RuleBroken
from privacy.inventory import IDENTITY_FIELDS, PersonalField
from privacy.vocabulary import PersonId, Role

DECIDE_WITHIN: Final = timedelta(hours=24)
"""How long a second person may take."""
OPEN_FOR: Final = timedelta(hours=1)
"""How long the fields can be opened, counted from the second person's yes."""
MAY_ASK: Final = frozenset({Role.COORDINATOR})
"""Who may ask for an opening, and then open."""
MAY_AGREE: Final = frozenset({Role.COORDINATOR, Role.OFFICER})
"""Who may agree to it or decline it, if it is somebody else."""
SHORTEST_REASON: Final = 20
"""Characters a reason has at least."""
LONGEST_REASON: Final = 1_000
"""Characters a reason has at most."""
OPENING_LABEL: Final = "identity-opening"
"""Label under which the rows are authenticated."""


class OpeningReason(StrEnum):
    """Why an identity must be opened without a grant."""

    DANGER = "danger"
    UNREACHABLE = "unreachable"
    LEGAL_DUTY = "legal_duty"
    CORRECTION = "correction"


class OpeningState(StrEnum):
    """Where a wish to open stands."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class IdentityOpening:
    """One wish to open named fields of one person, and what became of it.

    ``asked_by`` and ``decided_by`` are accounts. ``until`` is set once somebody agreed.

    Raises:
        RuleBroken: Fields are empty or more than identity, or who asked has also agreed.
    """

    reference: str
    person: PersonId = attribute(repr=False)
    need: str
    fields: frozenset[PersonalField]
    reason: OpeningReason
    asked_by: str
    asked_at: datetime
    state: OpeningState = OpeningState.ASKED
    decided_by: str = ""
    decided_at: datetime | None = None
    until: datetime | None = None
    sequence: int = 1

    def __post_init__(self) -> None:
        """Refuse an opening that breaks a rule."""
        if not self.fields:
            raise RuleBroken("no_fields")
        if not self.fields <= IDENTITY_FIELDS:
            raise RuleBroken("not_identity")
        if not self.asked_by or self.asked_by == self.decided_by:
            raise RuleBroken("second_person_needed")
        if (self.state is OpeningState.ASKED) != (self.decided_by == ""):
            raise RuleBroken("second_person_needed")
        if (self.state is OpeningState.AGREED) != (self.until is not None):
            raise RuleBroken("until")
        if self.until is not None and self.until > self.asked_at + DECIDE_WITHIN + OPEN_FOR:
            raise RuleBroken("until")

    @property
    def decide_by(self) -> datetime:
        """The moment from which nobody can agree any more."""
        return self.asked_at + DECIDE_WITHIN

    def canonical(self) -> bytes:
        """Give the bytes that authenticate the row."""
        return record(
            "identity-opening/1",
            self.reference,
            self.person,
            self.need,
            self.fields,
            self.reason.value,
            self.asked_by,
            self.asked_at,
            self.state.value,
            self.decided_by,
            self.decided_at,
            self.until,
            self.sequence,
        )


def check_reason(text: str) -> str:
    """Give the sentence of a reason, trimmed.

    Raises:
        RuleBroken: ``reason_short`` or ``reason_long``.
    """
    trimmed = " ".join(text.split())
    if len(trimmed) < SHORTEST_REASON:
        raise RuleBroken("reason_short")
    if len(trimmed) > LONGEST_REASON:
        raise RuleBroken("reason_long")
    return trimmed


def agree_to_opening(opening: IdentityOpening, account: str, at: datetime) -> IdentityOpening:
    """Record the second person's yes; the fields can be opened from now on for an hour.

    Raises:
        InvalidTransition: It is decided already, or too late.
        RuleBroken: ``second_person_needed``: it is the one who asked.
    """
    return _decided(opening, OpeningState.AGREED, account, at, at + OPEN_FOR)


def decline_opening(opening: IdentityOpening, account: str, at: datetime) -> IdentityOpening:
    """Record the second person's no.

    Raises:
        InvalidTransition: It is decided already, or too late.
        RuleBroken: ``second_person_needed``: it is the one who asked.
    """
    return _decided(opening, OpeningState.DECLINED, account, at, None)


def is_open(opening: IdentityOpening, at: datetime) -> bool:
    """Can the fields be opened at this moment? The last is just before ``until``."""
    if opening.state is not OpeningState.AGREED or opening.until is None:
        return False
    return opening.decided_at is not None and opening.decided_at <= at < opening.until


def _decided(
    opening: IdentityOpening,
    state: OpeningState,
    account: str,
    at: datetime,
    until: datetime | None,
) -> IdentityOpening:
    if opening.state is not OpeningState.ASKED or not opening.asked_at <= at < opening.decide_by:
        raise InvalidTransition(opening.state, state)
    return replace(
        opening,
        state=state,
        decided_by=account,
        decided_at=at,
        until=until,
        sequence=opening.sequence + 1,
    )
