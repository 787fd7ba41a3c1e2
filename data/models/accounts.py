"""Tables of organisations, accounts, roles, sessions and used form tokens.

Organisations, accounts, roles and sessions are proven: a row somebody else wrote or changed
does not count.
"""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, LargeBinary, String, Text

from data.models.columns import DIGEST, MAC, REFERENCE, MainRow, UtcDateTime, coded, personal, plain
from data.records import AccountStatus
from privacy.inventory import PersonalField
from privacy.vocabulary import Role

BLIND_INDEX = LargeBinary(33)


class OrganisationRow(MainRow, table=True):
    """An organisation."""

    __tablename__ = "organisation"

    id: str = plain(REFERENCE, "reference of an organisation", primary_key=True)
    name: str = plain(String(200), "name of an organisation")
    country: str = plain(String(2), "country of an organisation")
    body: str | None = plain(Text(), "what an organisation offers to others", nullable=True)
    created_on: date = plain(Date(), "day an organisation joined")
    mac: bytes = plain(MAC, "proof of the row")


class AccountRow(MainRow, table=True):
    """A login, found by blind index only."""

    __tablename__ = "account"

    id: str = plain(REFERENCE, "random reference", primary_key=True)
    status: AccountStatus = plain(coded(AccountStatus), "whether a login is open")
    code_index: bytes | None = personal(
        BLIND_INDEX, PersonalField.ACCOUNT_NAME, nullable=True, unique=True
    )
    email_index: bytes | None = personal(
        BLIND_INDEX, PersonalField.ACCOUNT_NAME, nullable=True, unique=True
    )
    passphrase_hash: str | None = personal(String(255), PersonalField.PASSPHRASE, nullable=True)
    language: str = personal(String(35), PersonalField.ACCOUNT_LANGUAGE)
    last_login_month: date | None = personal(Date(), PersonalField.SESSION, nullable=True)
    created_month: date = plain(Date(), "first day of a month, the same for many")
    changes: int = plain(Integer(), "count of changes of a login", server_default="0")
    mac: bytes = plain(MAC, "proof of the row")


class RoleAssignmentRow(MainRow, table=True):
    """A role an account holds; no organisation is written as an empty text."""

    __tablename__ = "role_assignment"

    account: str = plain(REFERENCE, "random reference", ForeignKey("account.id"), primary_key=True)
    role: Role = plain(coded(Role), "a role", primary_key=True)
    organisation: str = plain(REFERENCE, "reference of an organisation", primary_key=True)
    mac: bytes = plain(MAC, "proof of the row")


class SessionRow(MainRow, table=True):
    """A running session under the digest of its token."""

    __tablename__ = "session"

    digest: bytes = personal(DIGEST, PersonalField.SESSION, primary_key=True)
    account: str = plain(REFERENCE, "random reference", ForeignKey("account.id"), index=True)
    role: Role = plain(coded(Role), "a role")
    organisation: str | None = plain(REFERENCE, "reference of an organisation", nullable=True)
    started_at: datetime = personal(UtcDateTime(), PersonalField.SESSION)
    last_used_at: datetime = personal(UtcDateTime(), PersonalField.SESSION)
    expires_at: datetime = personal(UtcDateTime(), PersonalField.SESSION, index=True)
    reauthenticated_at: datetime | None = personal(
        UtcDateTime(), PersonalField.SESSION, nullable=True
    )
    mac: bytes = plain(MAC, "proof of the row")


class FormTokenRow(MainRow, table=True):
    """A form that was sent; a second time it does nothing."""

    __tablename__ = "form_token"

    digest: bytes = plain(DIGEST, "digest of a random token", primary_key=True)
    expires_at: datetime = plain(UtcDateTime(), "when a random token is forgotten", index=True)
