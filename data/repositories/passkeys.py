"""Passkeys: the public halves, found by account or by the identifier a device gives."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from data.engine import UnitOfWork
from data.models import PasskeyRow, table_of
from data.repositories._proofs import PASSKEY_LABEL, holds, passkey_content
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import PASSKEY, passkey_stand
from data.sign_in_records import Passkey
from privacy.keys import KeyRing

_PASSKEY = table_of(PasskeyRow)


class Passkeys:
    """Keeps the public halves of passkeys.

    Each row carries a proof and stands in keys; one that somebody else wrote, changed, or
    moved to another account is no passkey, nor is one that was removed and put back, or one
    whose device has counted on since.
    """

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._standing = StandingRows(uow, ring)

    def add(self, passkey: Passkey) -> bool:
        """Keep a new passkey; ``False`` when a device's identifier is taken already."""
        self._uow.require_writing()
        if self._row_of(passkey.credential) is not None:
            return False
        row = PasskeyRow(
            id=passkey.id,
            account=passkey.account,
            credential=passkey.credential,
            public_key=passkey.public_key,
            owner=passkey.owner,
            sign_count=passkey.sign_count,
            may_be_copied=passkey.may_be_copied,
            is_copied=passkey.is_copied,
            created_month=passkey.created_on.replace(day=1),
        )
        self._prove(row)
        self._uow.main.add(row)
        self._uow.main.flush()
        return True

    def find(self, credential: bytes) -> Passkey | None:
        """Give the passkey a device calls by this identifier, or ``None``."""
        return next(iter(self._proven([self._row_of(credential)])), None)

    def of_account(self, account: str) -> tuple[Passkey, ...]:
        """Give the passkeys of an account, in a stable order."""
        rows = self._uow.main.exec(
            select(PasskeyRow)
            .where(PasskeyRow.account == account)
            .order_by(col(PasskeyRow.created_month), col(PasskeyRow.id))
        )
        return tuple(self._proven(rows))

    def note_use(self, passkey: Passkey, sign_count: int, is_copied: bool, now: datetime) -> None:
        """Remember the device's count, and the month."""
        self._uow.require_writing()
        row = self._uow.main.get_one(PasskeyRow, passkey.id)
        if list(self._proven([row])):
            row.sign_count = sign_count
            row.is_copied = is_copied
            row.last_used_month = now.date().replace(day=1)
            self._prove(row)
            self._uow.main.flush()

    def remove(self, account: str, passkey: str) -> bool:
        """Delete one passkey of an account; ``False`` when the account has no such one."""
        return self._delete(account, passkey) > 0

    def remove_all(self, account: str) -> int:
        """Delete every passkey of an account and give how many there were."""
        return self._delete(account)

    def _delete(self, account: str, passkey: str | None = None) -> int:
        self._uow.require_writing()
        statement = delete(_PASSKEY).where(_PASSKEY.c.account == account)
        if passkey is not None:
            statement = statement.where(_PASSKEY.c.id == passkey)
        if passkey is None:
            self._standing.forget_all(account, PASSKEY)
        count = self._uow.main.connection().execute(statement).rowcount
        self._uow.main.expire_all()
        if passkey is not None and count:
            self._standing.forget(PASSKEY, (passkey,))
        return count

    def _row_of(self, credential: bytes) -> PasskeyRow | None:
        return self._uow.main.exec(
            select(PasskeyRow).where(PasskeyRow.credential == credential)
        ).first()

    def _prove(self, row: PasskeyRow) -> None:
        self._standing.put(passkey_stand(row), row.account)
        row.mac = self._ring.row_mac(PASSKEY_LABEL, passkey_content(row))

    def _proven(self, rows: Iterable[PasskeyRow | None]) -> Iterable[Passkey]:
        proven = [
            row
            for row in rows
            if row is not None and holds(self._ring, PASSKEY_LABEL, passkey_content(row), row.mac)
        ]
        standing = self._standing.counting(passkey_stand(row) for row in proven)
        for row in proven:
            if passkey_stand(row).subject in standing:
                yield Passkey(
                    id=row.id,
                    account=row.account,
                    credential=row.credential,
                    public_key=row.public_key,
                    owner=row.owner,
                    sign_count=row.sign_count,
                    may_be_copied=row.may_be_copied,
                    is_copied=row.is_copied,
                    created_on=row.created_month,
                    last_used=row.last_used_month,
                )
