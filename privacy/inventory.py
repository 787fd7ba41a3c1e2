"""List every personal field: what it is, why it is kept, who sees it, how long.

The notice shown to people, the policy that opens fields and the columns that store them all
read this list, so the promise and the rule cannot drift apart.

Rules:

- A field has at least the purpose of being stored; whoever is not listed as a viewer of a
  purpose does not see the field under it.
- Identity is never seen before a grant by anybody but the person. The service writes to
  nobody: what an organisation asks, she reads inside; so nothing is asked for ``contact``.
- Private answers are never disclosable, whatever anybody agrees to.
- Every database column names its field, or says why it holds nothing personal.
- Numbers of tables and columns are part of every envelope: they are added, never changed,
  reused or removed. A column that goes keeps its number, marked as retired.
- A field with no purpose, category or retention does not exist: there is no default.

What it does not do: store or decide; it holds no column for legal status, documents,
birth date, nationality, health, religion, sex or photographs, and none may be added without
a new notice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final

from privacy.vocabulary import DataCategory, LegalBasis, Purpose, Tier, Viewer


class PersonalField(StrEnum):
    """Everything the service may know about a person, by name."""

    FULL_NAME = "full_name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    SKILLS = "skills"
    EXPERIENCE = "experience"
    LANGUAGES = "languages"
    AVAILABILITY = "availability"
    PLACES = "places"
    WILLINGNESS = "willingness"
    OWN_WORDS = "own_words"
    PERMIT_ANSWERS = "permit_answers"
    ACCOUNT_NAME = "account_name"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a field, not a secret
    ACCOUNT_LANGUAGE = "account_language"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class NotPersonal:
    """Mark a column that holds nothing about a person, with the reason."""

    why: str


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What holds for one personal field.

    ``viewers`` gives for each purpose who sees the field; ``retention_days`` count from the
    person's last sign-in or confirmation (from its start for a session). ``special`` marks
    what the service treats as a special category although the law may not. ``optional``
    fields can be left out without losing the service. ``openable`` is false for what even
    its owner never gets back.

    Units: days.
    """

    field: PersonalField
    category: DataCategory
    tier: Tier
    viewers: Mapping[Purpose, tuple[Viewer, ...]]
    disclosable: bool
    sealed: bool
    retention_days: int
    special: bool = False
    basis: LegalBasis = LegalBasis.CONSENT
    optional: bool = True
    openable: bool = True

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """Purposes the field may be used for, in the order they are told."""
        return tuple(purpose for purpose in Purpose if purpose in self.viewers)

    @property
    def dpv(self) -> str:
        """The published term for the field's category."""
        return self.category.iri


_YEAR: Final = 365
_OWN: Final = (Viewer.PERSON,)
_STORE_ONLY: Final = {Purpose.STORE: _OWN}
_NAMED: Final = {Purpose.DISCLOSE: (Viewer.PERSON, Viewer.NAMED_ORGANISATION)}
_MATCHED: Final = {
    Purpose.MATCH: (
        Viewer.PERSON,
        Viewer.SERVICE,
        Viewer.COORDINATOR,
        Viewer.AGENCY_OUTLINE,
    )
}
_COUNTED: Final = {Purpose.STATISTICS: (Viewer.PERSON, Viewer.PUBLIC_COUNTS)}
_PRIVATE_MATCH: Final = {Purpose.MATCH: (Viewer.PERSON, Viewer.SERVICE, Viewer.COORDINATOR)}


def _identity(
    field: PersonalField,
    category: DataCategory,
    extra: Mapping[Purpose, tuple[Viewer, ...]],
) -> FieldRule:
    return FieldRule(
        field=field,
        category=category,
        tier=Tier.IDENTITY,
        viewers=MappingProxyType({**_STORE_ONLY, **extra, **_NAMED}),
        disclosable=True,
        sealed=True,
        retention_days=_YEAR,
    )


def _work(
    field: PersonalField,
    category: DataCategory,
    extra: Mapping[Purpose, tuple[Viewer, ...]],
    optional: bool = True,
) -> FieldRule:
    return FieldRule(
        field=field,
        category=category,
        tier=Tier.WORK,
        viewers=MappingProxyType({**_STORE_ONLY, **extra, **_NAMED}),
        disclosable=True,
        sealed=True,
        retention_days=_YEAR,
        optional=optional,
    )


def _account(
    field: PersonalField,
    category: DataCategory,
    retention_days: int = _YEAR,
    openable: bool = False,
) -> FieldRule:
    return FieldRule(
        field=field,
        category=category,
        tier=Tier.ACCOUNT,
        viewers=MappingProxyType({Purpose.STORE: (Viewer.PERSON, Viewer.SERVICE)}),
        disclosable=False,
        sealed=False,
        retention_days=retention_days,
        basis=LegalBasis.CONTRACT,
        optional=False,
        openable=openable,
    )


_RULES: Final = (
    _identity(PersonalField.FULL_NAME, DataCategory.NAME, {}),
    _identity(PersonalField.PHONE, DataCategory.TELEPHONE, {}),
    _identity(PersonalField.EMAIL, DataCategory.EMAIL, {}),
    _identity(PersonalField.ADDRESS, DataCategory.ADDRESS, {}),
    _work(
        PersonalField.SKILLS, DataCategory.PROFESSIONAL, {**_MATCHED, **_COUNTED}, optional=False
    ),
    _work(PersonalField.EXPERIENCE, DataCategory.WORK_HISTORY, _MATCHED),
    _work(PersonalField.LANGUAGES, DataCategory.LANGUAGE, _MATCHED),
    _work(PersonalField.AVAILABILITY, DataCategory.INTENTION, _MATCHED),
    _work(PersonalField.PLACES, DataCategory.LOCATION, {**_MATCHED, **_COUNTED}),
    _work(PersonalField.WILLINGNESS, DataCategory.PREFERENCE, _MATCHED),
    _work(PersonalField.OWN_WORDS, DataCategory.PROFESSIONAL, {}),
    FieldRule(
        field=PersonalField.PERMIT_ANSWERS,
        category=DataCategory.LEGAL_SITUATION,
        tier=Tier.PRIVATE,
        viewers=MappingProxyType({**_STORE_ONLY, **_PRIVATE_MATCH}),
        disclosable=False,
        sealed=True,
        retention_days=_YEAR,
        special=True,
    ),
    _account(PersonalField.ACCOUNT_NAME, DataCategory.USERNAME),
    _account(PersonalField.PASSPHRASE, DataCategory.PASSWORD),
    _account(PersonalField.ACCOUNT_LANGUAGE, DataCategory.LANGUAGE, openable=True),
    _account(PersonalField.SESSION, DataCategory.AUTHENTICATING, retention_days=1),
)

INVENTORY: Final[Mapping[PersonalField, FieldRule]] = MappingProxyType(
    {rule.field: rule for rule in _RULES}
)
"""The rule of every personal field."""

IDENTITY_FIELDS: Final = frozenset(f for f, rule in INVENTORY.items() if rule.tier is Tier.IDENTITY)
"""Who somebody is and how to reach them."""
WORK_FIELDS: Final = frozenset(f for f, rule in INVENTORY.items() if rule.tier is Tier.WORK)
"""What somebody can do and when."""
MATCH_FIELDS: Final = frozenset(
    f for f, rule in INVENTORY.items() if Viewer.SERVICE in rule.viewers.get(Purpose.MATCH, ())
)
"""What may reach the matcher, with consent."""
DISCLOSABLE_FIELDS: Final = frozenset(f for f, rule in INVENTORY.items() if rule.disclosable)
"""What a person may agree to disclose to a named organisation."""


def consent_pairs() -> tuple[tuple[Purpose, PersonalField], ...]:
    """Give the (purpose, field) pairs a person is asked about, in the notice's order.

    Disclosure is not among them: it is asked for one organisation and need at a time.
    Account fields are not either: they are needed to sign in at all.
    """
    return tuple(
        (purpose, rule.field)
        for purpose in Purpose
        if purpose is not Purpose.DISCLOSE
        for rule in INVENTORY.values()
        if purpose in rule.viewers and rule.basis is LegalBasis.CONSENT
    )


class EnvelopeKind(IntEnum):
    """What an envelope holds; part of its binding, so kinds cannot be exchanged."""

    FIELD = 1
    WRAPPED_KEY = 2
    LOG_DETAIL = 3
    EXPORT = 4
    WORK_PROFILE = 5


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column that holds envelopes: its names, its numbers, and what it seals.

    ``schema`` is the version of the layout inside the envelope.
    """

    table: str
    name: str
    table_number: int
    number: int
    kind: EnvelopeKind
    fields: tuple[PersonalField, ...]
    schema: int = 1


TABLES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "identity": 1,
        "work_profile": 2,
        "audit_entry": 3,
        "person_key": 4,
        "identity_opening": 5,
        "campaign_choice": 6,
        "campaign_appeal": 7,
    }
)
"""Numbers of tables with envelopes. Append only."""

COLUMNS: Final[Mapping[tuple[str, str], int]] = MappingProxyType(
    {
        ("identity", "full_name"): 1,
        ("identity", "phone"): 2,
        ("identity", "email"): 3,
        ("identity", "address"): 4,
        ("work_profile", "stated"): 1,
        ("work_profile", "own_words"): 2,
        ("work_profile", "permit_answers"): 3,
        ("audit_entry", "detail"): 1,
        ("person_key", "wrapped"): 1,
        ("identity_opening", "reason"): 1,
        ("campaign_choice", "chosen"): 1,
        ("campaign_appeal", "words"): 1,
        ("campaign_appeal", "answer"): 2,
    }
)
"""Numbers of sealed columns within their table. Append only."""

RETIRED_COLUMNS: Final[frozenset[tuple[str, str]]] = frozenset()
"""Columns that no longer exist; their numbers stay taken."""


def _column(table: str, name: str, kind: EnvelopeKind, *fields: PersonalField) -> SealedColumn:
    return SealedColumn(table, name, TABLES[table], COLUMNS[table, name], kind, fields)


FULL_NAME_COLUMN: Final = _column(
    "identity", "full_name", EnvelopeKind.FIELD, PersonalField.FULL_NAME
)
PHONE_COLUMN: Final = _column("identity", "phone", EnvelopeKind.FIELD, PersonalField.PHONE)
EMAIL_COLUMN: Final = _column("identity", "email", EnvelopeKind.FIELD, PersonalField.EMAIL)
ADDRESS_COLUMN: Final = _column("identity", "address", EnvelopeKind.FIELD, PersonalField.ADDRESS)
WORK_PROFILE_COLUMN: Final = _column(
    "work_profile",
    "stated",
    EnvelopeKind.WORK_PROFILE,
    PersonalField.SKILLS,
    PersonalField.EXPERIENCE,
    PersonalField.LANGUAGES,
    PersonalField.AVAILABILITY,
    PersonalField.PLACES,
    PersonalField.WILLINGNESS,
)
OWN_WORDS_COLUMN: Final = _column(
    "work_profile", "own_words", EnvelopeKind.FIELD, PersonalField.OWN_WORDS
)
PERMIT_ANSWERS_COLUMN: Final = _column(
    "work_profile", "permit_answers", EnvelopeKind.FIELD, PersonalField.PERMIT_ANSWERS
)
AUDIT_DETAIL_COLUMN: Final = _column("audit_entry", "detail", EnvelopeKind.LOG_DETAIL)
WRAPPED_KEY_COLUMN: Final = _column("person_key", "wrapped", EnvelopeKind.WRAPPED_KEY)
OPENING_REASON_COLUMN: Final = _column("identity_opening", "reason", EnvelopeKind.LOG_DETAIL)
CHOICE_COLUMN: Final = _column("campaign_choice", "chosen", EnvelopeKind.FIELD)
APPEAL_WORDS_COLUMN: Final = _column("campaign_appeal", "words", EnvelopeKind.FIELD)
APPEAL_ANSWER_COLUMN: Final = _column("campaign_appeal", "answer", EnvelopeKind.FIELD)

SEALED_COLUMNS: Final = (
    FULL_NAME_COLUMN,
    PHONE_COLUMN,
    EMAIL_COLUMN,
    ADDRESS_COLUMN,
    WORK_PROFILE_COLUMN,
    OWN_WORDS_COLUMN,
    PERMIT_ANSWERS_COLUMN,
    AUDIT_DETAIL_COLUMN,
    WRAPPED_KEY_COLUMN,
    OPENING_REASON_COLUMN,
    CHOICE_COLUMN,
    APPEAL_WORDS_COLUMN,
    APPEAL_ANSWER_COLUMN,
)
"""Every column that holds envelopes."""
