"""Accounts, how they log in, and the roles they hold."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import col, select

from data.engine import UnitOfWork
from data.errors import LoginTaken, NotAllowed
from data.models import AccountRow, RoleAssignmentRow
from data.records import Account, AccountStatus, Credentials, RoleAssignment
from data.repositories._proofs import (
    ACCOUNT_LABEL,
    ROLE_LABEL,
    account_content,
    holds,
    role_content,
    take_as_long,
)
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import ACCOUNT, ROLE, account_stand, role_stand
from data.repositories.codes import Invitations, RecoveryCodes
from data.repositories.limits import FailureCounts
from data.repositories.passkeys import Passkeys
from data.repositories.staff_recoveries import StaffRecoveries
from privacy.handles import canonical_login
from privacy.keys import KeyRing
from privacy.vocabulary import Role


class Accounts:
    """Creates accounts and finds them by what they log in with.

    A login name (account code or e-mail address) is stored as a blind index only; the
    repository brings it to its canonical form itself.

    Accounts and roles carry proofs, and stand in keys: one that somebody else wrote or changed
    is none, and neither is an older one put back. Such an account cannot be changed any more,
    only closed or deleted. An older one that is proven can be recovered.
    """

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._standing = StandingRows(uow, ring)

    def add(
        self, account: Account, code: str, passphrase_hash: str | None, email: str | None = None
    ) -> None:
        """Store a new account with its login names; of its first day only the month is kept.

        Raises:
            LoginTaken: Another account has this code or address.
        """
        self._uow.require_writing()
        if any(self._find(login) for login in (code, email) if login is not None):
            raise LoginTaken
        row = AccountRow(
            id=account.id,
            status=account.status,
            code_index=self._index(code),
            email_index=None if email is None else self._index(email),
            passphrase_hash=passphrase_hash,
            language=account.language,
            created_month=account.created_on.replace(day=1),
            changes=0,
        )
        self._prove(row)
        self._uow.main.add(row)
        self._uow.main.flush()

    def get(self, account: str) -> Account | None:
        """Give one account, or ``None``."""
        row = self._proven(self._uow.main.get(AccountRow, account))
        return None if row is None else _record(row)

    def recoverable(self, login: str) -> Account | None:
        """Give the account with this code or address also where its row was put back.

        After an older main was restored nobody may sign in with what it holds, but who has a
        code that still stands may begin anew.
        """
        row = self._authentic(self._find(login))
        return None if row is None else _record(row)

    def credentials(self, login: str) -> Credentials | None:
        """Give what a login attempt is checked against, by account code or e-mail address."""
        return _credentials(self._proven(self._find(login)))

    def credentials_of(self, account: str) -> Credentials | None:
        """Give the same by reference, for asking the passphrase again."""
        return _credentials(self._proven(self._uow.main.get(AccountRow, account)))

    def note_success(self, account: str, now: datetime) -> bool:
        """Remember the month of the last login, and forget the failures of its login names.

        Returns:
            Whether it was the first.
        """
        row = self._row(account)
        is_first = row.last_login_month is None
        row.last_login_month = now.date().replace(day=1)
        self._uow.main.flush()
        FailureCounts(self._uow, self._ring).forget(*_login_indexes(row))
        return is_first

    def code_index(self, account: str) -> bytes | None:
        """Give the bytes failures of an account's code are counted under."""
        row = self._uow.main.get(AccountRow, account)
        return None if row is None else row.code_index

    def set_passphrase(self, account: str, passphrase_hash: str) -> None:
        """Replace the passphrase hash; an older row put back comes to stand again.

        Raises:
            NotAllowed: The account is not proven.
        """
        row = self._row(account)
        if self._authentic(row) is None:
            raise NotAllowed
        row.passphrase_hash = passphrase_hash
        self._prove(row)
        self._uow.main.flush()

    def set_code(self, account: str, code: str) -> None:
        """Replace the account code.

        Raises:
            NotAllowed: The account is not proven.
            LoginTaken: Another account has this code.
        """
        row = self._row(account)
        if self._proven(row) is None:
            raise NotAllowed
        if self._find(code) is not None:
            raise LoginTaken
        row.code_index = self._index(code)
        self._prove(row)
        self._uow.main.flush()

    def set_language(self, account: str, language: str) -> None:
        """Replace the language pages are shown in."""
        self._row(account).language = language
        self._uow.main.flush()

    def close(self, account: str) -> None:
        """Close an account for good: login names, hash, passkeys, codes and roles go."""
        row = self._row(account)
        self._forget_ways_in(row)
        row.status = AccountStatus.CLOSED
        row.code_index = row.email_index = row.passphrase_hash = None
        row.last_login_month = None
        self._prove(row)
        self._standing.forget_all(account, ROLE)
        for assignment in self._assignments(account):
            self._uow.main.delete(assignment)
        self._uow.main.flush()

    def delete(self, account: str) -> None:
        """Delete an account, its ways in and its roles; its sessions must be gone."""
        row = self._row(account)
        self._forget_ways_in(row)
        self._standing.forget_all(account)
        for assignment in self._assignments(account):
            self._uow.main.delete(assignment)
        self._uow.main.flush()
        self._uow.main.delete(row)
        self._uow.main.flush()

    def assign(self, assignment: RoleAssignment) -> None:
        """Give a role; giving it twice changes nothing."""
        self._uow.require_writing()
        row = RoleAssignmentRow(
            account=assignment.account,
            role=assignment.role,
            organisation=assignment.organisation or "",
        )
        row.mac = self._ring.row_mac(ROLE_LABEL, role_content(row))
        self._standing.put(role_stand(row), row.account)
        self._uow.main.merge(row)
        self._uow.main.flush()

    def roles(self, account: str) -> tuple[RoleAssignment, ...]:
        """Give the roles an account holds."""
        return self._given(self._assignments(account))

    def with_role(self, role: Role) -> tuple[RoleAssignment, ...]:
        """Give everybody who holds a role."""
        rows = self._uow.main.exec(
            select(RoleAssignmentRow)
            .where(RoleAssignmentRow.role == role)
            .order_by(col(RoleAssignmentRow.account), col(RoleAssignmentRow.organisation))
        )
        return self._given(rows)

    def _forget_ways_in(self, row: AccountRow) -> None:
        FailureCounts(self._uow, self._ring).forget(*_login_indexes(row))
        Passkeys(self._uow, self._ring).remove_all(row.id)
        RecoveryCodes(self._uow, self._ring).remove_all(row.id)
        Invitations(self._uow, self._ring).remove_all(row.id)
        StaffRecoveries(self._uow, self._ring).remove_all(row.id)

    def _index(self, login: str) -> bytes:
        return self._ring.blind_index(canonical_login(login))

    def _find(self, login: str) -> AccountRow | None:
        indexes = self._ring.blind_indexes(canonical_login(login))
        return self._uow.main.exec(
            select(AccountRow).where(
                or_(
                    col(AccountRow.code_index).in_(indexes),
                    col(AccountRow.email_index).in_(indexes),
                )
            )
        ).first()

    def _prove(self, row: AccountRow) -> None:
        """Let a row stand as it is now, ahead of every earlier one."""
        if row.mac:
            row.changes = max(row.changes, self._standing.number(ACCOUNT, row.id)) + 1
        self._standing.put(account_stand(row), row.id)
        row.mac = self._ring.row_mac(ACCOUNT_LABEL, account_content(row))

    def _proven(self, row: AccountRow | None) -> AccountRow | None:
        row = self._authentic(row)
        standing = self._standing.counting([] if row is None else [account_stand(row)])
        return row if standing else None

    def _authentic(self, row: AccountRow | None) -> AccountRow | None:
        if row is None:
            take_as_long(self._ring, ACCOUNT_LABEL)
            return None
        return row if holds(self._ring, ACCOUNT_LABEL, account_content(row), row.mac) else None

    def _given(self, rows: Iterable[RoleAssignmentRow]) -> tuple[RoleAssignment, ...]:
        proven = [row for row in rows if holds(self._ring, ROLE_LABEL, role_content(row), row.mac)]
        if not proven:
            take_as_long(self._ring, ROLE_LABEL)
        standing = self._standing.counting(role_stand(row) for row in proven)
        return tuple(_assignment(row) for row in proven if role_stand(row).subject in standing)

    def _row(self, account: str) -> AccountRow:
        self._uow.require_writing()
        return self._uow.main.get_one(AccountRow, account)

    def _assignments(self, account: str) -> list[RoleAssignmentRow]:
        rows = self._uow.main.exec(
            select(RoleAssignmentRow).where(RoleAssignmentRow.account == account)
        )
        return sorted(rows, key=lambda row: (row.role.value, row.organisation))


def _record(row: AccountRow) -> Account:
    return Account(
        id=row.id,
        status=row.status,
        language=row.language,
        created_on=row.created_month,
    )


def _login_indexes(row: AccountRow) -> tuple[bytes, ...]:
    return tuple(index for index in (row.code_index, row.email_index) if index is not None)


def _credentials(row: AccountRow | None) -> Credentials | None:
    if row is None or row.status is AccountStatus.CLOSED:
        return None
    return Credentials(_record(row), row.passphrase_hash)


def _assignment(row: RoleAssignmentRow) -> RoleAssignment:
    return RoleAssignment(row.account, row.role, row.organisation or None)
