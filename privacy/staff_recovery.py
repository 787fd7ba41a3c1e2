"""Let a coordinator or officer in again who lost her passkey: a colleague, a day, in her sight.

A colleague says that she knows her and hands her a code on paper. The code enrols a new
passkey a day later, not before, so that whoever still holds the account, and the officers,
can stop it in time.

Rules:

- Nobody recovers her own account: who asks is somebody else, or the machine's operator.
- The code is good from a day after it was asked for, for three days, once, unless it was
  stopped. What is over stays over.
- Any colleague may stop it, and so may the account itself: stopping lets nobody in.

What it does not do: check who stands before the colleague, or store anything.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from privacy.canonical import record
from privacy.errors import InvalidTransition, RuleBroken

WAITS_FOR: Final = timedelta(hours=24)
"""How long nothing can be done with the code."""
GOOD_FOR: Final = timedelta(days=3)
"""How long the code is good then."""
STAFF_RECOVERY_LABEL: Final = "staff-recovery"
"""Label under which the rows are authenticated."""


class RecoveryState(StrEnum):
    """Where a recovery stands; one whose days are over is still ``asked``."""

    ASKED = "asked"
    STOPPED = "stopped"
    USED = "used"


@dataclass(frozen=True, slots=True)
class StaffRecovery:
    """One recovery of an account of staff.

    ``asked_by`` and ``ended_by`` are accounts, empty for the operator of the machine;
    ``digest`` is that of the code.

    Raises:
        RuleBroken: ``second_person_needed``: somebody asks for her own account.
    """

    reference: str
    account: str
    digest: bytes = field(repr=False)
    asked_by: str
    asked_at: datetime
    state: RecoveryState = RecoveryState.ASKED
    ended_by: str = ""
    ended_at: datetime | None = None
    sequence: int = 1

    def __post_init__(self) -> None:
        """Refuse a recovery that breaks a rule."""
        if not self.account or self.account == self.asked_by:
            raise RuleBroken("second_person_needed")

    @property
    def opens_at(self) -> datetime:
        """The moment from which the code is good."""
        return self.asked_at + WAITS_FOR

    @property
    def until(self) -> datetime:
        """The moment from which it no longer is."""
        return self.opens_at + GOOD_FOR

    def canonical(self) -> bytes:
        """Give the bytes that authenticate the row."""
        return record(
            "staff-recovery/1",
            self.reference,
            self.account,
            self.digest,
            self.asked_by,
            self.asked_at,
            self.state.value,
            self.ended_by,
            self.ended_at,
            self.sequence,
        )


def is_pending(recovery: StaffRecovery, at: datetime) -> bool:
    """Can the code still become good, or is it?"""
    return recovery.state is RecoveryState.ASKED and at < recovery.until


def opens(recovery: StaffRecovery, at: datetime) -> bool:
    """Is the code good at this moment? The last is just before ``until``."""
    return is_pending(recovery, at) and at >= recovery.opens_at


def stop_recovery(recovery: StaffRecovery, account: str, at: datetime) -> StaffRecovery:
    """Stop a recovery; its code is worth nothing from now on.

    Raises:
        InvalidTransition: It is over already.
    """
    if not is_pending(recovery, at):
        raise InvalidTransition(recovery.state, RecoveryState.STOPPED)
    return _ended(recovery, RecoveryState.STOPPED, account, at)


def use_recovery(recovery: StaffRecovery, at: datetime) -> StaffRecovery:
    """Use the code of a recovery up.

    Raises:
        InvalidTransition: It is not good at this moment.
    """
    if not opens(recovery, at):
        raise InvalidTransition(recovery.state, RecoveryState.USED)
    return _ended(recovery, RecoveryState.USED, recovery.account, at)


def _ended(
    recovery: StaffRecovery, state: RecoveryState, account: str, at: datetime
) -> StaffRecovery:
    return replace(
        recovery, state=state, ended_by=account, ended_at=at, sequence=recovery.sequence + 1
    )
