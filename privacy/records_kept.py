"""List what the service itself records about a person, beside what she says (the inventory).

Rules:

- Every table that leads to a person is named in exactly one record, or holds fields of the
  inventory; a test compares this list with the tables.
- Each record says why it is kept, who sees it, for how long, and what erasing does to it.
- All of it is in the person's export, except what proves or signs in.

What it does not do: ask for consent. These records are what keeping the promises takes:
proofs of her decisions, references instead of her name, and the log of who looked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from privacy.vocabulary import LegalBasis, Viewer


class RecordKind(StrEnum):
    """What the service records about a person, by name."""

    PERSON = "person"
    WAYS_IN = "ways_in"
    KEY = "key"
    CONSENT_HISTORY = "consent_history"
    REQUESTS_AND_GRANTS = "requests_and_grants"
    REVIEWS = "reviews"
    CAMPAIGNS = "campaigns"
    HANDLES = "handles"
    EMERGENCY_OPENINGS = "emergency_openings"
    ACCESS_LOG = "access_log"
    ERASURE_MARK = "erasure_mark"
    ERASURE_NOTICE = "erasure_notice"


class Erasing(StrEnum):
    """What erasing the person does to a record."""

    DELETED = "deleted"
    POINTS_AT_NOBODY = "points_at_nobody"


@dataclass(frozen=True, slots=True)
class RecordRule:
    """What holds for one record.

    ``tables`` lead to a person; ``retention_days`` is ``None`` where the record lives as long
    as she is kept. ``why`` is one sentence for the data-protection assessment.

    Units: days.
    """

    kind: RecordKind
    tables: tuple[str, ...]
    why: str
    viewers: tuple[Viewer, ...]
    retention_days: int | None
    erasing: Erasing
    basis: LegalBasis = LegalBasis.CONTRACT


_OWN: Final = (Viewer.PERSON, Viewer.SERVICE)
_REVIEWED: Final = (Viewer.PERSON, Viewer.SERVICE, Viewer.COORDINATOR)
_NAMED: Final = (Viewer.PERSON, Viewer.SERVICE, Viewer.NAMED_ORGANISATION)

_RULES: Final = (
    RecordRule(
        RecordKind.PERSON,
        ("person",),
        "A random key, a random reference for the log, and the month of registration.",
        _OWN,
        None,
        Erasing.DELETED,
    ),
    RecordRule(
        RecordKind.WAYS_IN,
        (
            "account",
            "session",
            "role_assignment",
            "passkey",
            "recovery_code",
            "invitation",
            "staff_recovery",
            "standing_row",
        ),
        "Signing in without a name, an address or a telephone number.",
        _OWN,
        None,
        Erasing.DELETED,
    ),
    RecordRule(
        RecordKind.KEY,
        ("person_key", "match_ground"),
        "Sealing what she says, and knowing at once whether she may be matched.",
        (Viewer.SERVICE,),
        None,
        Erasing.DELETED,
    ),
    RecordRule(
        RecordKind.CONSENT_HISTORY,
        ("consent_event", "consent_switch"),
        "Proving what she agreed to, refused or excluded, when, and under which notice.",
        _OWN,
        None,
        Erasing.DELETED,
    ),
    RecordRule(
        RecordKind.REQUESTS_AND_GRANTS,
        ("disclosure_request", "grant_event", "grant_switch"),
        "Who asked for what, and what she granted to whom until when.",
        _NAMED,
        None,
        Erasing.DELETED,
    ),
    RecordRule(
        RecordKind.REVIEWS,
        ("review",),
        "A coordinator's decision about one match, with its reason as a code.",
        _REVIEWED,
        None,
        Erasing.DELETED,
    ),
    RecordRule(
        RecordKind.CAMPAIGNS,
        ("campaign_naming", "campaign_choice", "campaign_result", "campaign_appeal"),
        "Seats given out together: what she chose, what came of it, and her appeal.",
        _REVIEWED,
        None,
        Erasing.DELETED,
    ),
    RecordRule(
        RecordKind.HANDLES,
        ("handle",),
        "Random references by which one audience knows her within one need.",
        (Viewer.PERSON, Viewer.SERVICE, Viewer.COORDINATOR, Viewer.AGENCY_OUTLINE),
        60,
        Erasing.DELETED,
    ),
    RecordRule(
        RecordKind.EMERGENCY_OPENINGS,
        ("identity_opening",),
        "A wish to open her name without her grant, with reason and second person.",
        _REVIEWED,
        None,
        Erasing.DELETED,
    ),
    RecordRule(
        RecordKind.ACCESS_LOG,
        ("audit_entry",),
        "Showing her, and proving, who saw what; entries hold no value of hers.",
        _OWN,
        None,
        Erasing.POINTS_AT_NOBODY,
    ),
    RecordRule(
        RecordKind.ERASURE_MARK,
        ("tombstone",),
        "A random key and a month, so that a restored backup cannot bring her back.",
        (Viewer.SERVICE,),
        None,
        Erasing.POINTS_AT_NOBODY,
    ),
    RecordRule(
        RecordKind.ERASURE_NOTICE,
        ("erasure_notice",),
        "Telling an organisation that had read her fields that she erased them.",
        (Viewer.SERVICE, Viewer.NAMED_ORGANISATION),
        60,
        Erasing.POINTS_AT_NOBODY,
    ),
)

RECORDS: Final[Mapping[RecordKind, RecordRule]] = MappingProxyType(
    {rule.kind: rule for rule in _RULES}
)
"""The rule of every record."""
