"""List who of staff has a role, and take somebody's roles and ways in away for good.

Rules:

- Only somebody at the machine does (commands); the log keeps it.
- Revoked at once: roles, running sessions, passkeys, passphrase, codes, invitations. The
  account stays closed; who shall work here again is invited anew, to another account.
- A person's own account is none of staff and is never touched here: she leaves herself.

What it does not do: tell names. Nothing is kept of staff but references.
"""

from dataclasses import dataclass

from api.context import Context
from api.errors import NotFound
from api.services.accounts.invite_staff import STAFF
from api.services.log.note_action import note_action
from data.repositories.accounts import Accounts
from data.repositories.sessions import Sessions
from privacy.audit import AuditAction
from privacy.vocabulary import Role


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One role of one account, by references."""

    account: str
    role: Role
    organisation: str | None


def list_staff(context: Context) -> tuple[StaffLine, ...]:
    """Give every role of staff that is held, in a stable order."""
    accounts = Accounts(context.work, context.runtime.key_ring)
    return tuple(
        StaffLine(each.account, each.role, each.organisation)
        for role in sorted(STAFF)
        for each in accounts.with_role(role)
    )


def revoke_staff(context: Context, reference: str) -> int:
    """Take an account's roles and ways in away, end its sessions, and say how many ran.

    Args:
        context: The machine itself.
        reference: Of the account.

    Raises:
        NotFound: ``not_found``: no account of staff has this reference; nothing was changed.
    """
    accounts = Accounts(context.work, context.runtime.key_ring)
    held = {each.role for each in accounts.roles(reference)}
    if not held or not held <= STAFF:
        raise NotFound("not_found")
    ended = Sessions(context.work, context.runtime.key_ring).end_all(reference)
    accounts.close(reference)
    context.narrow_first = True
    note_action(context, AuditAction.STAFF_REVOKED, subject=reference)
    note_action(context, AuditAction.SESSIONS_ENDED, subject=reference)
    return ended
