"""Table of the audit log: codes, numbers, moments and references, chained by hash."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String

from data.models.columns import DIGEST, MAC, REFERENCE, MainRow, UtcDateTime, coded, plain, sealed
from data.models.consents import FIELDS
from privacy.audit import AuditAction, Outcome
from privacy.inventory import AUDIT_DETAIL_COLUMN
from privacy.vocabulary import Purpose, Role

LOG = "fact of the log, without values"
LOG_REFERENCE = "random reference, used in the log only"


class AuditEntryRow(MainRow, table=True):
    """One fact; rows are only ever added. ``sequence`` runs without gaps."""

    __tablename__ = "audit_entry"

    sequence: int = plain(BigInteger(), LOG, primary_key=True, autoincrement=False)
    at: datetime = plain(UtcDateTime(), LOG)
    action: AuditAction = plain(coded(AuditAction), LOG)
    outcome: Outcome = plain(coded(Outcome), LOG)
    role: Role = plain(coded(Role), LOG)
    actor: str = plain(REFERENCE, "random reference of an account")
    organisation: str = plain(REFERENCE, "reference of an organisation")
    purpose: Purpose | None = plain(coded(Purpose), LOG, nullable=True)
    person: str = plain(REFERENCE, LOG_REFERENCE, index=True)
    subject: str = plain(REFERENCE, "reference of a need, a request or a release")
    grant: str = plain(REFERENCE, "random reference of a grant", index=True)
    fields: str = plain(FIELDS, "names of fields")
    reasons: str = plain(String(512), "codes of reasons")
    record_version: int = plain(BigInteger(), "count of writes")
    detail_digest: bytes = plain(DIGEST, "digest of a sealed detail, or empty")
    from_country: str = plain(String(2), "country of the machines")
    to_country: str = plain(String(2), "country of an organisation")
    detail_sealed: bytes | None = sealed(AUDIT_DETAIL_COLUMN, nullable=True)
    hash: bytes = plain(LargeBinary(32), "hash of the chain", unique=True)
    seal: bytes = plain(MAC, "proof of the row")
