"""Tables of what somebody signs in with beside a passphrase, and of attempts and quotas.

Every row that lets somebody in, or keeps somebody out, is proven: passkeys, recovery codes,
invitations and the count of failures. A use of a quota is not; it opens nothing.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Integer, LargeBinary

from data.models.accounts import BLIND_INDEX
from data.models.columns import DIGEST, MAC, REFERENCE, MainRow, UtcDateTime, personal, plain
from privacy.inventory import PersonalField


class PasskeyRow(MainRow, table=True):
    """The public half of a passkey; the secret half never leaves its owner's device."""

    __tablename__ = "passkey"

    id: str = plain(REFERENCE, "random reference", primary_key=True)
    account: str = plain(REFERENCE, "random reference", ForeignKey("account.id"), index=True)
    credential: bytes = personal(LargeBinary(1023), PersonalField.PASSPHRASE, unique=True)
    public_key: bytes = personal(LargeBinary(), PersonalField.PASSPHRASE)
    owner: bytes = personal(LargeBinary(64), PersonalField.PASSPHRASE)
    sign_count: int = personal(BigInteger(), PersonalField.PASSPHRASE)
    may_be_copied: bool = personal(Boolean(), PersonalField.PASSPHRASE)
    is_copied: bool = personal(Boolean(), PersonalField.PASSPHRASE)
    created_month: date = plain(Date(), "first day of a month, the same for many")
    last_used_month: date | None = personal(Date(), PersonalField.SESSION, nullable=True)
    mac: bytes = plain(MAC, "proof of the row")


class RecoveryCodeRow(MainRow, table=True):
    """A printed code that was not used yet, as its digest."""

    __tablename__ = "recovery_code"

    digest: bytes = personal(DIGEST, PersonalField.PASSPHRASE, primary_key=True)
    account: str = plain(REFERENCE, "random reference", ForeignKey("account.id"), index=True)
    mac: bytes = plain(MAC, "proof of the row")


class InvitationRow(MainRow, table=True):
    """A one-time code with which staff enrol their first passkey, as its digest."""

    __tablename__ = "invitation"

    digest: bytes = plain(DIGEST, "digest of a random code", primary_key=True)
    account: str = plain(REFERENCE, "random reference", ForeignKey("account.id"), index=True)
    expires_at: datetime = plain(UtcDateTime(), "when a random code is forgotten", index=True)
    mac: bytes = plain(MAC, "proof of the row")


class LoginFailureRow(MainRow, table=True):
    """Failures under one login name since the last success, whether or not anybody has it."""

    __tablename__ = "login_failure"

    login: bytes = personal(BLIND_INDEX, PersonalField.ACCOUNT_NAME, primary_key=True)
    count: int = personal(Integer(), PersonalField.SESSION)
    last_at: datetime = personal(UtcDateTime(), PersonalField.SESSION, index=True)
    locked_until: datetime | None = personal(UtcDateTime(), PersonalField.SESSION, nullable=True)
    mac: bytes = plain(MAC, "proof of the row")


class QuotaUseRow(MainRow, table=True):
    """One use of a quota within its window; whose it was is hashed with a key of the day."""

    __tablename__ = "quota_use"

    id: str = plain(REFERENCE, "random reference", primary_key=True)
    bucket: bytes = personal(BLIND_INDEX, PersonalField.SESSION, index=True)
    item: bytes | None = plain(BLIND_INDEX, "hash of a random reference", nullable=True)
    used_at: datetime = personal(UtcDateTime(), PersonalField.SESSION)
    expires_at: datetime = plain(UtcDateTime(), "when the use no longer counts", index=True)
