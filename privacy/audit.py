"""Record who did what, so that nobody can change it unnoticed and nothing personal is in it.

Rules:

- An entry holds codes, numbers, moments and references; what is not of these forms is
  refused when the entry is made. A person appears as her log reference, which exists only
  for the log. Details, where needed, are sealed under her key elsewhere; the entry holds
  their digest, so erasing them leaves the chain whole.
- Each hash covers the hash before it and the whole entry; numbers run without gaps.
- Each hash is sealed with a key from the key file, so whoever can only write rows cannot
  make up a chain of their own.
- Denied attempts are entries too.
- The record versions of writes are in it: an old envelope put back shows.
- A disclosure names the country the data lie in and the recipient's, with the grant it rests on.

What it does not do: store; or notice by itself that entries at the end were cut off.
``verify_chain`` takes a checkpoint kept elsewhere; storage keeps one beside the keys.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from privacy.canonical import record
from privacy.errors import DenyReason, RuleBroken
from privacy.handles import is_reference
from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose, Role

GENESIS: Final = hashlib.sha256(b"passerelle audit chain 1").digest()
"""The hash before the first entry."""
_COUNTRY: Final = re.compile(r"(?:[A-Z]{2})?")


class AuditAction(StrEnum):
    """What was done or tried. Codes are added, never renamed."""

    ACCOUNT_OPENED = "account_opened"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    PROVED_AGAIN = "proved_again"
    WAY_IN_CHANGED = "way_in_changed"
    RECOVERED = "recovered"
    INVITED = "invited"
    NOTICE_SHOWN = "notice_shown"
    CONSENT_CHANGED = "consent_changed"
    PROFILE_WRITTEN = "profile_written"
    IDENTITY_WRITTEN = "identity_written"
    OWN_DATA_OPENED = "own_data_opened"
    PROFILE_INDEXED = "profile_indexed"
    MATCHES_SEEN = "matches_seen"
    PROFILE_REVIEWED = "profile_reviewed"
    REVIEW_RECORDED = "review_recorded"
    NEED_WRITTEN = "need_written"
    DISCLOSURE_REQUESTED = "disclosure_requested"
    DISCLOSURE_ANSWERED = "disclosure_answered"
    FIELDS_DISCLOSED = "fields_disclosed"
    GRANT_ENDED = "grant_ended"
    CONTACTED = "contacted"
    LOG_READ = "log_read"
    EXPORTED = "exported"
    ERASURE_ACCEPTED = "erasure_accepted"
    ERASED = "erased"
    IMPORTED = "imported"
    COUNTED = "counted"
    KEYS_ROTATED = "keys_rotated"
    TAMPERING_FOUND = "tampering_found"
    AUDIT_VERIFIED = "audit_verified"
    RETENTION_ANNOUNCED = "retention_announced"
    HANDED_OVER = "handed_over"
    RECEIPT_MADE = "receipt_made"
    EXCLUSIONS_CHANGED = "exclusions_changed"
    OPENING_ASKED = "opening_asked"
    OPENING_READ = "opening_read"
    OPENING_AGREED = "opening_agreed"
    OPENING_DECLINED = "opening_declined"
    IDENTITY_OPENED = "identity_opened"
    REGISTERED_FOR = "registered_for"
    CLAIM_CODE_MADE = "claim_code_made"
    SEATS_ALLOCATED = "seats_allocated"
    NAMING_ANSWERED = "naming_answered"
    SEALS_TIGHTENED = "seals_tightened"
    COURSE_WRITTEN = "course_written"
    ORGANISATION_WRITTEN = "organisation_written"
    SUPPLY_NOTED = "supply_noted"
    CAMPAIGN_WRITTEN = "campaign_written"
    NAMED_FOR_SEATS = "named_for_seats"
    STAFF_REVOKED = "staff_revoked"
    STAFF_RECOVERY_ASKED = "staff_recovery_asked"
    STAFF_RECOVERY_STOPPED = "staff_recovery_stopped"
    CHOICES_CHANGED = "choices_changed"
    CHOICES_READ = "choices_read"
    APPEALED = "appealed"
    APPEAL_READ = "appeal_read"
    APPEAL_ANSWERED = "appeal_answered"
    PLACE_REFUSED = "place_refused"


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    DENIED = "denied"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One fact of the log.

    References are empty where they do not apply. ``subject`` is what was acted on beside
    the person: a need, a request, a release. ``record_version`` is the version a write gave
    the row, 0 otherwise. ``detail_digest`` is the SHA-256 of a sealed detail, or empty.
    ``from_country`` and ``to_country`` are the two of a disclosure (ISO 3166-1 alpha-2): where
    the data lie, and where the recipient is; empty otherwise.

    Raises:
        RuleBroken: A part is not of its form; ``code`` names the part, never its content.
    """

    sequence: int
    at: datetime
    action: AuditAction
    outcome: Outcome
    role: Role
    actor: str = ""
    organisation: str = ""
    purpose: Purpose | None = None
    person: str = ""
    subject: str = ""
    grant: str = ""
    fields: frozenset[PersonalField] = frozenset()
    reasons: frozenset[DenyReason] = frozenset()
    record_version: int = 0
    detail_digest: bytes = b""
    from_country: str = ""
    to_country: str = ""

    def __post_init__(self) -> None:
        """Refuse what is not a code, number, moment or reference."""
        for name in ("actor", "organisation", "person", "subject", "grant"):
            value = getattr(self, name)
            if value != "" and not is_reference(value):
                raise RuleBroken(name)
        for name, kind in (
            ("action", AuditAction),
            ("outcome", Outcome),
            ("role", Role),
            ("purpose", Purpose | None),
        ):
            if not isinstance(getattr(self, name), kind):
                raise RuleBroken(name)
        if not all(isinstance(field, PersonalField) for field in self.fields):
            raise RuleBroken("fields")
        if not all(isinstance(reason, DenyReason) for reason in self.reasons):
            raise RuleBroken("reasons")
        if self.at.tzinfo is None:
            raise RuleBroken("at")
        if self.sequence < 1:
            raise RuleBroken("sequence")
        if self.record_version < 0:
            raise RuleBroken("record_version")
        if len(self.detail_digest) not in {0, 32}:
            raise RuleBroken("detail_digest")
        for name in ("from_country", "to_country"):
            if not _COUNTRY.fullmatch(getattr(self, name)):
                raise RuleBroken(name)

    def canonical(self) -> bytes:
        """Give the bytes the chain covers; entries without countries keep their first form."""
        countries = (self.from_country, self.to_country)
        named = countries if any(countries) else ()
        return record(
            "audit-entry/2" if named else "audit-entry/1",
            self.sequence,
            self.at,
            self.action.value,
            self.outcome.value,
            self.role.value,
            self.actor,
            self.organisation,
            None if self.purpose is None else self.purpose.value,
            self.person,
            self.subject,
            self.grant,
            self.fields,
            self.reasons,
            self.record_version,
            self.detail_digest,
            *named,
        )


@dataclass(frozen=True, slots=True)
class ChainedEntry:
    """An entry as stored: with its hash and the seal of the hash."""

    entry: AuditEntry
    hash: bytes
    seal: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What an earlier look at the chain found, kept where the database cannot reach."""

    count: int
    head: bytes


class ChainProblem(StrEnum):
    """What is wrong with a chain."""

    NUMBER = "number"
    HASH = "hash"
    SEAL = "seal"
    CUT_OFF = "cut_off"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What verifying found.

    ``count`` entries are sound, ``head`` is the hash of the last of them. ``broken_at`` is
    the number of the first entry that is not, counted from 1.
    """

    count: int
    head: bytes
    broken_at: int | None = None
    problem: ChainProblem | None = None

    @property
    def ok(self) -> bool:
        """Whether the whole chain is sound."""
        return self.problem is None


class AuditSealer(Protocol):
    """What seals and checks hashes; the key ring is one."""

    def audit_seal(self, entry_hash: bytes) -> bytes:
        """Seal a hash."""
        ...

    def is_audit_seal(self, entry_hash: bytes, seal: bytes) -> bool:
        """Tell whether the seal was made for this hash."""
        ...


def entry_hash(previous: bytes, entry: AuditEntry) -> bytes:
    """Give the hash of an entry after the one before it: SHA-256, 32 bytes.

    Raises:
        ValueError: ``previous`` is not 32 bytes long.
    """
    if len(previous) != 32:
        raise ValueError("the previous hash is 32 bytes")
    return hashlib.sha256(previous + entry.canonical()).digest()


def chain_entry(previous: bytes, entry: AuditEntry, sealer: AuditSealer) -> ChainedEntry:
    """Give an entry as it is stored after the hash before it (``GENESIS`` for the first)."""
    digest = entry_hash(previous, entry)
    return ChainedEntry(entry, digest, sealer.audit_seal(digest))


def verify_chain(
    rows: Iterable[ChainedEntry],
    sealer: AuditSealer | None = None,
    checkpoint: Checkpoint | None = None,
) -> ChainVerdict:
    """Check a chain from its first entry and name the first that is not sound.

    Args:
        rows: In order of their numbers.
        sealer: Checks the seals as well; without it anybody can check the hashes.
        checkpoint: An earlier state the chain must contain.

    Returns:
        The verdict; reading stops at the first entry that is not sound.
    """
    head, count = GENESIS, 0
    for row in rows:
        problem = _problem(row, head, count + 1, sealer, checkpoint)
        if problem is not None:
            return ChainVerdict(count, head, count + 1, problem)
        head, count = row.hash, count + 1
    if checkpoint is not None and count < checkpoint.count:
        return ChainVerdict(count, head, count + 1, ChainProblem.CUT_OFF)
    return ChainVerdict(count, head)


def _problem(
    row: ChainedEntry,
    previous: bytes,
    number: int,
    sealer: AuditSealer | None,
    checkpoint: Checkpoint | None,
) -> ChainProblem | None:
    if row.entry.sequence != number:
        return ChainProblem.NUMBER
    if not hmac.compare_digest(entry_hash(previous, row.entry), row.hash):
        return ChainProblem.HASH
    if sealer is not None and not sealer.is_audit_seal(row.hash, row.seal):
        return ChainProblem.SEAL
    if checkpoint is not None and number == checkpoint.count and row.hash != checkpoint.head:
        return ChainProblem.REWRITTEN
    return None
