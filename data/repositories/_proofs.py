"""Proofs of the rows of main that say who somebody is, and of what others decided about her.

Whoever can write to main could otherwise make up a session, give himself a role, point
somebody's person at an account of his own, ask her under the name of another organisation, or
answer a campaign in her place. Each row therefore carries a proof over its
canonical bytes that only the key ring makes; a row without a valid one counts as absent.

Rules:

- Every kind of row has a label of its own, so no proof serves for another kind.
- A proof covers whose row it is and everything that gives access, or keeps it from guessers
  (the count of failures). The language and the months are not covered: they give none.
- Nothing unproven is ever proven anew by changing a part of it.

What it does not do: notice a row that was valid once and is put back; ``_standing_rows`` does,
for everything that lets somebody in, answers or decides.
"""

from datetime import datetime

from data.models import (
    AccountRow,
    CampaignAppealRow,
    CampaignNamingRow,
    CampaignResultRow,
    CampaignRow,
    InvitationRow,
    LoginFailureRow,
    OrganisationRow,
    PasskeyRow,
    PersonRow,
    RecoveryCodeRow,
    ReviewRow,
    RoleAssignmentRow,
    SessionRow,
)
from data.records import Person
from privacy.canonical import record
from privacy.errors import RowForged
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId

ACCOUNT_LABEL = "account"
APPEAL_LABEL = "campaign-appeal"
CAMPAIGN_LABEL = "campaign"
FAILURE_LABEL = "login-failure"
INVITATION_LABEL = "invitation"
NAMING_LABEL = "campaign-naming"
ORGANISATION_LABEL = "organisation"
PASSKEY_LABEL = "passkey"
PERSON_LABEL = "person"
RECOVERY_LABEL = "recovery-code"
RESULT_LABEL = "campaign-result"
REVIEW_LABEL = "review"
ROLE_LABEL = "role-assignment"
SESSION_LABEL = "session"
NOTHING = bytes(160)
"""As long as most of what a proof covers."""


def holds(ring: KeyRing, label: str, content: bytes, mac: bytes) -> bool:
    """Tell whether a proof holds."""
    try:
        ring.verify_row(label, content, mac)
    except RowForged:
        return False
    return True


def take_as_long(ring: KeyRing, label: str) -> None:
    """Check a proof of nothing, so that a row that is not there takes as long as one that is."""
    ring.row_mac(label, NOTHING)


def account_content(row: AccountRow) -> bytes:
    """Give the bytes the proof of an account covers."""
    parts = (row.id, row.status.value, row.code_index, row.email_index, row.passphrase_hash)
    if not row.changes:
        return record("account/1", *parts)
    return record("account/2", *parts, row.changes)


def role_content(row: RoleAssignmentRow) -> bytes:
    """Give the bytes the proof of a role covers."""
    return record("role-assignment/1", row.account, row.role.value, row.organisation)


def session_content(row: SessionRow) -> bytes:
    """Give the bytes the proof of a session covers: all of it."""
    moments: tuple[datetime | None, ...] = (
        row.started_at,
        row.last_used_at,
        row.expires_at,
        row.reauthenticated_at,
    )
    return record("session/1", row.digest, row.account, row.role.value, row.organisation, *moments)


def passkey_content(row: PasskeyRow) -> bytes:
    """Give the bytes the proof of a passkey covers: all of it but the months."""
    return record(
        "passkey/1",
        row.id,
        row.account,
        row.credential,
        row.public_key,
        row.owner,
        row.sign_count,
        int(row.may_be_copied),
        int(row.is_copied),
    )


def recovery_content(row: RecoveryCodeRow) -> bytes:
    """Give the bytes the proof of a recovery code covers."""
    return record("recovery-code/1", row.digest, row.account)


def invitation_content(row: InvitationRow) -> bytes:
    """Give the bytes the proof of an invitation covers."""
    return record("invitation/1", row.digest, row.account, row.expires_at)


def failure_content(row: LoginFailureRow) -> bytes:
    """Give the bytes the proof of a count of failures covers."""
    moments: tuple[datetime | None, ...] = (row.last_at, row.locked_until)
    return record("login-failure/1", row.login, row.count, *moments)


def person_content(row: PersonRow) -> bytes:
    """Give the bytes the proof of a person's row covers: her account and log reference."""
    return record("person/1", row.id, row.account, row.log_ref)


def organisation_content(row: OrganisationRow) -> bytes:
    """Give the bytes the proof of an organisation covers: what a person who is asked reads."""
    return record("organisation/1", row.id, row.name, row.country)


def review_content(row: ReviewRow) -> bytes:
    """Give the bytes the proof of a decision about a match covers: all of it."""
    counted = () if row.passed_over is None else (row.passed_over,)
    return record(
        f"review/{1 + len(counted)}",
        row.id,
        row.need,
        row.person,
        row.decision.value,
        row.reason,
        row.bucket,
        row.numerator,
        row.weights_version,
        row.taxonomy_release,
        row.decided_by,
        row.decided_on.isoformat(),
        *counted,
    )


def campaign_content(row: CampaignRow) -> bytes:
    """Give the bytes the proof of a campaign covers: all of it."""
    return record(
        "campaign/1",
        row.id,
        row.name,
        row.status.value,
        row.plan,
        row.seed,
        row.created_on.isoformat(),
        row.created_by,
        None if row.run_on is None else row.run_on.isoformat(),
        row.figures,
    )


def naming_content(row: CampaignNamingRow) -> bytes:
    """Give the bytes the proof of a naming covers: who, for what, and her answer."""
    return record(
        "campaign-naming/1",
        row.campaign,
        row.person,
        row.kind.value,
        row.subject,
        row.answer.value,
        row.named_on.isoformat(),
    )


def result_content(row: CampaignResultRow) -> bytes:
    """Give the bytes the proof of a result covers: all of it."""
    return record(
        "campaign-result/1",
        row.campaign,
        row.person,
        row.need,
        row.reason,
        int(row.seated),
        row.numerator,
        None if row.cut is None else row.cut.value,
        int(row.conditional),
        row.quota,
    )


def appeal_content(row: CampaignAppealRow) -> bytes:
    """Give the bytes the proof of an appeal covers: all of it but the key it is sealed under."""
    return record(
        "campaign-appeal/1",
        row.reference,
        row.campaign,
        row.person,
        row.asked_on.isoformat(),
        row.answer_by.isoformat(),
        None if row.decision is None else row.decision.value,
        None if row.ground is None else row.ground.value,
        None if row.answered_on is None else row.answered_on.isoformat(),
        row.decided_by,
        row.rec_ver,
    )


def person_of(row: PersonRow, ring: KeyRing) -> Person:
    """Read a person's row; without a valid proof she has no account."""
    linked = holds(ring, PERSON_LABEL, person_content(row), row.mac)
    return Person(
        id=PersonId(row.id),
        log_ref=row.log_ref,
        account=row.account if linked else None,
        created_on=row.created_month,
    )
