"""What each proven row of main is called in the table of rows that stand.

Rules:

- Accounts count their changes, passkeys what their device counts, failures and questions
  themselves; everything else is there or is not.
- The owner is the account a row lets in, or the person it is about.
"""

from collections.abc import Iterator
from typing import TypeVar

from sqlmodel import SQLModel, select

from data.engine import UnitOfWork
from data.models import (
    AccountRow,
    CampaignAppealRow,
    CampaignChoiceRow,
    CampaignNamingRow,
    DisclosureRequestRow,
    IdentityOpeningRow,
    InvitationRow,
    LoginFailureRow,
    NeedRow,
    PasskeyRow,
    RecoveryCodeRow,
    ReviewRow,
    RoleAssignmentRow,
    SessionRow,
)
from data.repositories._proofs import naming_content
from data.repositories._standing_rows import Part, Stand

ACCOUNT = "account"
APPEAL = "campaign-appeal"
ASKED = "asked"
CHOICE = "campaign-choice"
CODE = "recovery-code"
FAILURE = "login-failure"
INVITATION = "invitation"
NAMING = "campaign-naming"
OPENING = "identity-opening"
PASSKEY = "passkey"
REQUEST = "disclosure-request"
REVIEW = "review"
ROLE = "role-assignment"
SESSION = "session"
STAFF_RECOVERY = "staff-recovery"
Row = TypeVar("Row", bound=SQLModel)
LETTING_IN = (ACCOUNT, CODE, INVITATION, PASSKEY, ROLE, SESSION)
"""Kinds whose rows let somebody in."""


def account_stand(row: AccountRow) -> Stand:
    """Name an account's row."""
    return Stand(ACCOUNT, (row.id,), row.changes)


def role_stand(row: RoleAssignmentRow) -> Stand:
    """Name the row of a role."""
    return Stand(ROLE, (row.account, row.role.value, row.organisation))


def session_stand(row: SessionRow) -> Stand:
    """Name a session's row."""
    return Stand(SESSION, (row.digest,))


def passkey_stand(row: PasskeyRow) -> Stand:
    """Name a passkey's row."""
    return Stand(PASSKEY, (row.id,), row.sign_count)


def code_stand(row: RecoveryCodeRow) -> Stand:
    """Name the row of a recovery code."""
    return Stand(CODE, (row.digest,))


def invitation_stand(row: InvitationRow) -> Stand:
    """Name an invitation's row."""
    return Stand(INVITATION, (row.digest,))


def failure_stand(login: bytes, count: int) -> Stand:
    """Name the row of a count of failures."""
    return Stand(FAILURE, (login,), count)


def review_stand(row: ReviewRow, organisation: str) -> Stand:
    """Name the row of a decision about a match, bound by whose need it was made for."""
    return Stand(REVIEW, (row.id,), content=organisation.encode())


def naming_stand(row: CampaignNamingRow) -> Stand:
    """Name a naming's row, bound by what she answered."""
    key = (row.campaign, row.person, row.kind.value, row.subject)
    return Stand(NAMING, key, content=naming_content(row))


def choice_stand(row: CampaignChoiceRow) -> Stand:
    """Name the row of what somebody chose in a campaign."""
    return Stand(CHOICE, (row.reference,), row.rec_ver)


def appeal_stand(row: CampaignAppealRow) -> Stand:
    """Name an appeal's row."""
    return Stand(APPEAL, (row.reference,), row.rec_ver)


def staff_recovery_stand(reference: str, sequence: int) -> Stand:
    """Name the row of a recovery of an account of staff."""
    return Stand(STAFF_RECOVERY, (reference,), sequence)


def opening_stand(reference: str, sequence: int) -> Stand:
    """Name the row of an opening of an identity without a grant."""
    return Stand(OPENING, (reference,), sequence)


def request_stand(reference: str, sequence: int) -> Stand:
    """Name the row of a request for disclosure."""
    return Stand(REQUEST, (reference,), sequence)


def asked_stand(organisation: str, need: str, person: bytes, number: int) -> Stand:
    """Name how often an organisation has asked a person for a need."""
    return Stand(ASKED, (organisation, need, person), number)


def letting_in(uow: UnitOfWork) -> Iterator[tuple[Stand, Part]]:
    """Give every row of main that lets somebody in, with its owner; proofs are not asked."""
    for account in _all(uow, AccountRow):
        yield account_stand(account), account.id
    for role in _all(uow, RoleAssignmentRow):
        yield role_stand(role), role.account
    for session in _all(uow, SessionRow):
        yield session_stand(session), session.account
    for passkey in _all(uow, PasskeyRow):
        yield passkey_stand(passkey), passkey.account
    for code in _all(uow, RecoveryCodeRow):
        yield code_stand(code), code.account
    for invitation in _all(uow, InvitationRow):
        yield invitation_stand(invitation), invitation.account


def everything(uow: UnitOfWork) -> Iterator[tuple[Stand, Part]]:
    """Give every row of main that has to stand, with its owner."""
    yield from letting_in(uow)
    for failure in _all(uow, LoginFailureRow):
        yield failure_stand(failure.login, failure.count), failure.login
    owners = {need.id: need.organisation for need in _all(uow, NeedRow)}
    for review in _all(uow, ReviewRow):
        yield review_stand(review, owners.get(review.need, "")), review.person
    for opening in _all(uow, IdentityOpeningRow):
        yield opening_stand(opening.reference, opening.sequence), opening.person
    for naming in _all(uow, CampaignNamingRow):
        yield naming_stand(naming), naming.person
    for choice in _all(uow, CampaignChoiceRow):
        yield choice_stand(choice), choice.person
    for appeal in _all(uow, CampaignAppealRow):
        yield appeal_stand(appeal), appeal.person
    asked: dict[tuple[str, str, bytes], int] = {}
    for request in _all(uow, DisclosureRequestRow):
        yield request_stand(request.reference, request.sequence), request.person
        about = (request.organisation, request.need, request.person)
        asked[about] = max(asked.get(about, 0), request.number)
    for (organisation, need, person), number in asked.items():
        yield asked_stand(organisation, need, person, number), person


def _all(uow: UnitOfWork, kind: type[Row]) -> Iterator[Row]:
    yield from uow.main.exec(select(kind))
