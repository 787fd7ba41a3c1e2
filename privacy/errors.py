"""What can go wrong, as types that carry codes and never personal values.

Rules:

- One base class, ``PrivacyError``; callers catch it or one of its kinds.
- Every error carries codes, numbers or references. No message ever contains a value a
  person typed, a key, or an envelope's bytes.

What it does not do: choose words for people; locales turn codes into sentences.
"""

from collections.abc import Iterable
from enum import StrEnum


class PrivacyError(Exception):
    """Base of everything this package raises on purpose."""


class DenyReason(StrEnum):
    """Why a question was answered with no; each has a sentence in every language."""

    WRONG_ROLE = "wrong_role"
    NOT_OWN_DATA = "not_own_data"
    NOT_OWN_NEED = "not_own_need"
    NO_FIELDS = "no_fields"
    NEVER_OPENED = "never_opened"
    NOT_DISCLOSABLE = "not_disclosable"
    CONSENT_MISSING = "consent_missing"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_REVOKED = "consent_revoked"
    CONSENT_EXPIRED = "consent_expired"
    NOTICE_OUTDATED = "notice_outdated"
    REQUEST_OPEN = "request_open"
    REQUEST_LIMIT = "request_limit"
    REQUEST_CLOSED = "request_closed"
    UNTIL_TOO_LATE = "until_too_late"
    UNTIL_PAST = "until_past"
    NO_GRANT = "no_grant"
    GRANT_NOT_YET = "grant_not_yet"
    GRANT_EXPIRED = "grant_expired"
    GRANT_ENDED = "grant_ended"
    GRANT_USED_UP = "grant_used_up"
    FIELD_NOT_GRANTED = "field_not_granted"
    OTHER_RECIPIENT = "other_recipient"
    OTHER_PERSON = "other_person"
    OTHER_NEED = "other_need"
    ORGANISATION_EXCLUDED = "organisation_excluded"
    SECOND_PERSON_NEEDED = "second_person_needed"
    NOT_OPENED = "not_opened"


class AccessDenied(PrivacyError):
    """A decision said no; ``reasons`` names every ground."""

    def __init__(self, reasons: Iterable[DenyReason]) -> None:
        self.reasons: tuple[DenyReason, ...] = tuple(reasons)
        super().__init__(", ".join(self.reasons))


class ConsentMissing(AccessDenied):
    """There is no valid consent: never given, refused, withdrawn, revoked or outdated."""


class ConsentExpired(ConsentMissing):
    """There was a consent and its time is over."""


class NotCovered(PrivacyError):
    """A decision was used for a person, field or purpose it does not cover."""


class NotMadeHere(PrivacyError):
    """Something tried to construct, copy or pickle a value only one module may make."""


class InvalidTransition(PrivacyError):
    """An event does not follow from the present state."""

    def __init__(self, present: str, event: str) -> None:
        self.present = present
        self.event = event
        super().__init__(f"{present} -> {event}")


class RuleBroken(PrivacyError):
    """A consent event, request or grant breaks one of its rules; ``code`` names it."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class SealProblem(StrEnum):
    """What was wrong with an envelope."""

    TRUNCATED = "truncated"
    UNKNOWN_FORMAT = "unknown_format"
    UNKNOWN_ALGORITHM = "unknown_algorithm"
    OTHER_KEY_VERSION = "other_key_version"
    OTHER_RECORD_VERSION = "other_record_version"
    OTHER_PERSON = "other_person"
    NOT_AUTHENTIC = "not_authentic"
    PADDING = "padding"
    COMMITMENT = "commitment"
    TOO_LARGE = "too_large"
    BELOW_FLOOR = "below_floor"


class SealBroken(PrivacyError):
    """An envelope is not what was sealed here, for this place and version.

    Callers record it as tampering; they never show the bytes.
    """

    def __init__(self, problem: SealProblem) -> None:
        self.problem = problem
        super().__init__(problem.value)


class KeyProblem(StrEnum):
    """What was wrong with a key file or a wrapped key."""

    NOT_A_KEY_FILE = "not_a_key_file"
    UNKNOWN_VERSION = "unknown_version"
    DAMAGED = "damaged"
    UNKNOWN_EPOCH = "unknown_epoch"
    TOO_MANY_EPOCHS = "too_many_epochs"
    EPOCH_IN_USE = "epoch_in_use"
    OTHER_EPOCH = "other_epoch"
    HELD_ELSEWHERE = "held_elsewhere"
    NOT_ANSWERING = "not_answering"
    TOO_MANY_ASKED = "too_many_asked"
    NOT_A_CUSTODIAN = "not_a_custodian"
    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105 - a code, no secret
    TOO_FEW_CUSTODIANS = "too_few_custodians"


class KeyUnusable(PrivacyError):
    """A key file or epoch cannot be used."""

    def __init__(self, problem: KeyProblem) -> None:
        self.problem = problem
        super().__init__(problem.value)


class RowForged(PrivacyError):
    """A consent or grant row was not written by this service, or was changed since."""
