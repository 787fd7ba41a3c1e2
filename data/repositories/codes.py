"""Codes that count once: printed recovery codes, and invitations of staff.

Rules:

- Only digests are stored; each row carries a proof, and one that somebody else wrote opens
  nothing.
- Using a code up deletes its row in the same transaction as what it opens, and its entry in
  keys: put back, it is no code.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlmodel import select as select_rows

from data.engine import UnitOfWork
from data.models import InvitationRow, RecoveryCodeRow, table_of
from data.repositories._proofs import (
    INVITATION_LABEL,
    RECOVERY_LABEL,
    holds,
    invitation_content,
    recovery_content,
)
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import CODE, INVITATION, code_stand, invitation_stand
from privacy.keys import KeyRing

_CODE = table_of(RecoveryCodeRow)
_INVITATION = table_of(InvitationRow)


class RecoveryCodes:
    """Keeps the digests of one account's unused recovery codes."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._standing = StandingRows(uow, ring)

    def replace(self, account: str, digests: Collection[bytes]) -> None:
        """Let only these codes hold from now on."""
        self.remove_all(account)
        for digest in digests:
            row = RecoveryCodeRow(digest=digest, account=account)
            row.mac = self._ring.row_mac(RECOVERY_LABEL, recovery_content(row))
            self._standing.put(code_stand(row), account)
            self._uow.main.add(row)
        self._uow.main.flush()

    def left(self, account: str) -> int:
        """Say how many codes an account still has."""
        rows = self._uow.main.exec(select_rows(RecoveryCodeRow).filter_by(account=account))
        return len(self._standing.counting(map(code_stand, rows)))

    def use(self, account: str, digest: bytes) -> bool:
        """Use a code up; ``False`` when the account has no such one."""
        self._uow.require_writing()
        row = self._uow.main.get(RecoveryCodeRow, digest)
        if row is None or row.account != account:
            return False
        good = holds(self._ring, RECOVERY_LABEL, recovery_content(row), row.mac)
        good = good and self._standing.counts(code_stand(row))
        self._standing.forget(CODE, (digest,))
        self._uow.main.delete(row)
        self._uow.main.flush()
        return good

    def remove_all(self, account: str) -> int:
        """Delete the codes of an account and give how many there were."""
        self._uow.require_writing()
        self._standing.forget_all(account, CODE)
        gone = self._uow.main.connection().execute(delete(_CODE).where(_CODE.c.account == account))
        self._uow.main.expire_all()
        return gone.rowcount


class Invitations:
    """Keeps the digests of codes with which staff enrol their first passkey."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._standing = StandingRows(uow, ring)

    def add(self, account: str, digest: bytes, expires_at: datetime) -> None:
        """Let a code hold until a moment; an earlier one of the account no longer does."""
        self.remove_all(account)
        row = InvitationRow(digest=digest, account=account, expires_at=expires_at)
        row.mac = self._ring.row_mac(INVITATION_LABEL, invitation_content(row))
        self._standing.put(invitation_stand(row), account)
        self._uow.main.add(row)
        self._uow.main.flush()

    def account_of(self, digest: bytes, now: datetime) -> str | None:
        """Give the account a code was made for, ``None`` when it does not hold."""
        row = self._uow.main.get(InvitationRow, digest)
        if row is None or now >= row.expires_at:
            return None
        good = holds(self._ring, INVITATION_LABEL, invitation_content(row), row.mac)
        return row.account if good and self._standing.counts(invitation_stand(row)) else None

    def remove_all(self, account: str) -> int:
        """Delete the invitations of an account and give how many there were."""
        self._standing.forget_all(account, INVITATION)
        return self._delete(_INVITATION.c.account == account)

    def delete_expired(self, now: datetime) -> int:
        """Delete those past their end and give how many there were."""
        over = self._uow.main.connection().execute(
            select(_INVITATION.c.digest).where(_INVITATION.c.expires_at <= now)
        )
        self._standing.forget(INVITATION, *((bytes(row[0]),) for row in over))
        return self._delete(_INVITATION.c.expires_at <= now)

    def _delete(self, condition: ColumnElement[bool]) -> int:
        self._uow.require_writing()
        gone = self._uow.main.connection().execute(delete(_INVITATION).where(condition))
        self._uow.main.expire_all()
        return gone.rowcount
