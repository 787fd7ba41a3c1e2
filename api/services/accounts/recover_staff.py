"""A colleague lets a coordinator or officer in again who lost her passkey, a day later.

Rules:

- A coordinator or officer who proved herself lately, or the operator at the machine, asks for
  somebody else's account and hands her a code on paper. There is no other way in meanwhile.
- At once it stands before the account itself, wherever it is still signed in, and before
  every coordinator and officer; each of them can stop it.
- After a day the code enrols one new passkey: the old ones go, every session ends.
- Asking, stopping and using are each in the log.

What it does not do: serve persons and members of agencies (``recover_account``), or know who
somebody is: staff are references here, and the colleague looks at who stands before her.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.context import Context
from api.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from api.services.accounts.sign_in import PASSKEY_ONLY
from api.services.log.note_action import note_action, note_denial
from api.services.log.prove_again import require_recent_proof
from data.repositories.accounts import Accounts
from data.repositories.passkeys import Passkeys
from data.repositories.sessions import Sessions
from data.repositories.staff_recoveries import StaffRecoveries
from privacy.audit import AuditAction
from privacy.errors import DenyReason
from privacy.handles import new_reference
from privacy.policy import SYSTEM
from privacy.recovery import code_digest, new_code
from privacy.staff_recovery import (
    RecoveryState,
    StaffRecovery,
    is_pending,
    opens,
    stop_recovery,
    use_recovery,
)
from privacy.vocabulary import Role

SHOWN_FOR = timedelta(days=30)
"""How long a recovery stands in the list; its rows go then."""


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What is handed over on paper, shown once."""

    code: str = field(repr=False)
    opens_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class RecoveryLine:
    """One recovery as staff see it.

    ``state`` is one of ``waiting``, ``open``, ``stopped``, ``used``, ``lapsed``; ``own`` says
    that it is about the reader's own account.
    """

    id: str
    account: str
    asked_at: datetime
    opens_at: datetime
    until: datetime
    state: str
    own: bool

    @property
    def can_stop(self) -> bool:
        """Whether there is anything to stop."""
        return self.state in {"waiting", "open"}


def ask_staff_recovery(context: Context, account: str) -> RecoverySheet:
    """Make a code for a colleague who lost her passkey; it is good after a day.

    Args:
        context: A coordinator, an officer, or the machine's operator.
        account: Reference of the colleague's account.

    Raises:
        Forbidden: ``wrong_role``, ``step_up_needed``; ``second_person_needed``: it is her own.
        Invalid: ``staff_unknown``: no account of a coordinator or officer has this reference.
        Conflict: ``recovery_waits``: one was asked for already.
    """
    require_recent_proof(context)
    ring = context.runtime.key_ring
    actor = context.actor or SYSTEM
    if actor.role not in {*PASSKEY_ONLY, Role.SYSTEM}:
        raise Forbidden("wrong_role")
    roles = {each.role for each in Accounts(context.work, ring).roles(account)}
    if not roles or not roles <= PASSKEY_ONLY:
        raise Invalid("staff_unknown", fields=(FieldProblem("/account", "staff_unknown"),))
    if account == actor.account:
        reasons = (DenyReason.SECOND_PERSON_NEEDED,)
        note_denial(context, AuditAction.STAFF_RECOVERY_ASKED, reasons, subject=account)
        raise Forbidden("second_person_needed")
    recoveries = StaffRecoveries(context.work, ring)
    if any(is_pending(each, context.now) for each in recoveries.of_account(account)):
        raise Conflict("recovery_waits")
    code = new_code()
    made = StaffRecovery(new_reference(), account, code_digest(code), actor.account, context.now)
    recoveries.add(made)
    note_action(context, AuditAction.STAFF_RECOVERY_ASKED, subject=account)
    return RecoverySheet(code, made.opens_at, made.until)


def stop_staff_recovery(context: Context, reference: str) -> None:
    """Stop a recovery; taking something back asks for no proof.

    Raises:
        NotFound: There is no such recovery.
        Conflict: ``request_closed``: it is over.
    """
    recoveries = StaffRecoveries(context.work, context.runtime.key_ring)
    known = recoveries.get(reference)
    if known is None:
        raise NotFound("not_found")
    if not is_pending(known, context.now):
        raise Conflict("request_closed")
    recoveries.change(stop_recovery(known, context.signed_in().account, context.now))
    context.narrow_first = True
    note_action(context, AuditAction.STAFF_RECOVERY_STOPPED, subject=known.account)


def recoveries_to_see(context: Context) -> tuple[RecoveryLine, ...]:
    """Give the recoveries of the last thirty days, newest first."""
    recoveries = StaffRecoveries(context.work, context.runtime.key_ring)
    return tuple(_line(context, each) for each in recoveries.since(context.now - SHOWN_FOR))


def count_pending_recoveries(context: Context) -> int:
    """Count what the first pages of coordinators and officers tell of."""
    return sum(each.can_stop for each in recoveries_to_see(context))


def pending_for_me(context: Context) -> RecoveryLine | None:
    """Give the recovery somebody asked for the actor's own account, if one is pending."""
    recoveries = StaffRecoveries(context.work, context.runtime.key_ring)
    lines = (_line(context, e) for e in recoveries.of_account(context.signed_in().account))
    return next((line for line in lines if line.can_stop), None)


def recovering_account(context: Context, code: str) -> str | None:
    """Give the account a code recovers at this moment, ``None`` when it is not good."""
    found = _by_code(context, code)
    return found.account if found is not None and opens(found, context.now) else None


def begin_anew(context: Context, code: str) -> bool:
    """Use a code up: passkeys and sessions of its account go. The caller keeps the new passkey.

    Returns:
        Whether the code was one of a recovery; any other is left alone.
    """
    found = _by_code(context, code)
    if found is None or not opens(found, context.now):
        return False
    ring = context.runtime.key_ring
    StaffRecoveries(context.work, ring).change(use_recovery(found, context.now))
    Passkeys(context.work, ring).remove_all(found.account)
    Sessions(context.work, ring).end_all(found.account)
    note_action(context, AuditAction.RECOVERED, subject=found.account)
    return True


def forget_recoveries(context: Context) -> int:
    """Delete recoveries nobody is shown any more and give how many there were."""
    recoveries = StaffRecoveries(context.work, context.runtime.key_ring)
    return recoveries.delete_before(context.now - SHOWN_FOR)


def _by_code(context: Context, code: str) -> StaffRecovery | None:
    recoveries = StaffRecoveries(context.work, context.runtime.key_ring)
    return recoveries.by_code(code_digest(code))


def _line(context: Context, recovery: StaffRecovery) -> RecoveryLine:
    state = recovery.state.value
    if recovery.state is RecoveryState.ASKED:
        if not is_pending(recovery, context.now):
            state = "lapsed"
        else:
            state = "open" if opens(recovery, context.now) else "waiting"
    actor = context.signed_in()
    return RecoveryLine(
        id=recovery.reference,
        account=recovery.account,
        asked_at=recovery.asked_at,
        opens_at=recovery.opens_at,
        until=recovery.until,
        state=state,
        own=actor.account == recovery.account,
    )
