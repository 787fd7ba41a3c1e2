"""Proofs of the rows of main that say who somebody is: accounts, roles, sessions, links.

Whoever can write to main could otherwise make up a session, give himself a role, or point
somebody's person at an account of his own. Each row therefore carries a proof over its
canonical bytes that only the key ring makes; a row without a valid one counts as absent.

Rules:

- Every kind of row has a label of its own, so no proof serves for another kind.
- A proof covers whose row it is and everything that gives access. The count of failed
  logins, the lock, the language and the months are not covered: they give none.
- Nothing unproven is ever proven anew by changing a part of it.

What it does not do: notice a row that was valid once and is put back (a role taken away, an
older passphrase, a session that was ended); sessions at least have their end in the proof.
"""

from datetime import datetime

from data.models import AccountRow, PersonRow, RoleAssignmentRow, SessionRow
from data.records import Person
from privacy.canonical import record
from privacy.errors import RowForged
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId

ACCOUNT_LABEL = "account"
PERSON_LABEL = "person"
ROLE_LABEL = "role-assignment"
SESSION_LABEL = "session"


def holds(ring: KeyRing, label: str, content: bytes, mac: bytes) -> bool:
    """Tell whether a proof holds."""
    try:
        ring.verify_row(label, content, mac)
    except RowForged:
        return False
    return True


def account_content(row: AccountRow) -> bytes:
    """Give the bytes the proof of an account covers."""
    return record(
        "account/1", row.id, row.status.value, row.code_index, row.email_index, row.passphrase_hash
    )


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


def person_content(row: PersonRow) -> bytes:
    """Give the bytes the proof of a person's row covers: her account and log reference."""
    return record("person/1", row.id, row.account, row.log_ref)


def person_of(row: PersonRow, ring: KeyRing) -> Person:
    """Read a person's row; without a valid proof she has no account."""
    linked = holds(ring, PERSON_LABEL, person_content(row), row.mac)
    return Person(
        id=PersonId(row.id),
        log_ref=row.log_ref,
        account=row.account if linked else None,
        created_on=row.created_month,
    )
