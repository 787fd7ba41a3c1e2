"""Name what privacy talks about, each with its term in the W3C Data Privacy Vocabulary.

Rules:

- A code's text is stored and hashed: codes are added, never renamed or reused.
- ``iri`` is the published term, or ``None`` where the vocabulary has none.

What it does not do: decide anything; words for people live in the locales.
"""

from enum import StrEnum
from typing import Final, NewType

DPV: Final = "https://w3id.org/dpv#"
"""Namespace of the Data Privacy Vocabulary."""
PD: Final = "https://w3id.org/dpv/pd#"
"""Namespace of its extension for kinds of personal data."""
GDPR: Final = "https://w3id.org/dpv/legal/eu/gdpr#"
"""Namespace of its extension for the EU's data protection regulation."""

PersonId = NewType("PersonId", bytes)
"""Internal key of a person, 16 random bytes; never shown, logged or put into an address."""


class Purpose(StrEnum):
    """Why personal data are used; each is asked for on its own and none is pre-ticked."""

    STORE = "store"
    MATCH = "match"
    CONTACT = "contact"
    STATISTICS = "statistics"
    DISCLOSE = "disclose"

    @property
    def iri(self) -> str:
        """The closest published purpose."""
        return _PURPOSE_IRI[self]


class ConsentStatus(StrEnum):
    """Where one consent stands; no event at all means no."""

    REQUESTED = "requested"
    GIVEN = "given"
    REFUSED = "refused"
    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"

    @property
    def iri(self) -> str:
        """The published status."""
        return DPV + _STATUS_TERM[self]


class LegalBasis(StrEnum):
    """Why a use is lawful."""

    CONSENT = "consent"
    CONTRACT = "contract"

    @property
    def iri(self) -> str:
        """The article of the regulation that names the basis."""
        return GDPR + ("A6-1-a" if self is LegalBasis.CONSENT else "A6-1-b")


class DataCategory(StrEnum):
    """What sort of personal datum a field is."""

    NAME = "name"
    TELEPHONE = "telephone"
    EMAIL = "email"
    ADDRESS = "address"
    PROFESSIONAL = "professional"
    WORK_HISTORY = "work_history"
    LANGUAGE = "language"
    INTENTION = "intention"
    LOCATION = "location"
    PREFERENCE = "preference"
    LEGAL_SITUATION = "legal_situation"
    USERNAME = "username"
    PASSWORD = "password"  # noqa: S105 - the name of a category, not a secret
    AUTHENTICATING = "authenticating"

    @property
    def iri(self) -> str:
        """The published category, or the general term for sensitive data."""
        return _CATEGORY_IRI[self]


class Role(StrEnum):
    """In which role an account acts."""

    PERSON = "person"
    AGENCY_MEMBER = "agency_member"
    COORDINATOR = "coordinator"
    OFFICER = "officer"
    SYSTEM = "system"
    ASSISTED = "assisted"
    """A coordinator who enters what a person says; in the log only, no account holds it."""

    @property
    def iri(self) -> str | None:
        """The published entity the role speaks for, where there is one."""
        return _ROLE_IRI.get(self)


class Tier(StrEnum):
    """How close a field is to knowing who somebody is."""

    IDENTITY = "identity"
    WORK = "work"
    PRIVATE = "private"
    ACCOUNT = "account"


class Viewer(StrEnum):
    """Who sees a field under a purpose; the notice says it, the policy enforces it."""

    PERSON = "person"
    SERVICE = "service"
    COORDINATOR = "coordinator"
    AGENCY_OUTLINE = "agency_outline"
    """An agency sees how far its own need is met, as bands, without knowing who."""
    NAMED_ORGANISATION = "named_organisation"
    """The one organisation named in a request the person agreed to."""
    PUBLIC_COUNTS = "public_counts"
    """Anybody, as part of counts that name nobody."""


class Channel(StrEnum):
    """How a consent event reached the service."""

    SCREEN = "screen"
    PAPER = "paper"
    ASSISTED = "assisted"
    IMPORT = "import"
    AUTOMATIC = "automatic"


_PURPOSE_IRI: Final = {
    Purpose.STORE: DPV + "ServiceProvision",
    Purpose.MATCH: DPV + "RecruitmentApplicantSelection",
    Purpose.CONTACT: DPV + "CommunicationManagement",
    Purpose.STATISTICS: DPV + "NonCommercialResearch",
    Purpose.DISCLOSE: DPV + "RecruitmentApplicationManagement",
}
_STATUS_TERM: Final = {
    ConsentStatus.REQUESTED: "ConsentRequested",
    ConsentStatus.GIVEN: "ConsentGiven",
    ConsentStatus.REFUSED: "ConsentRefused",
    ConsentStatus.RENEWED: "RenewedConsentGiven",
    ConsentStatus.WITHDRAWN: "ConsentWithdrawn",
    ConsentStatus.REVOKED: "ConsentRevoked",
    ConsentStatus.EXPIRED: "ConsentExpired",
}
_CATEGORY_IRI: Final = {
    DataCategory.NAME: PD + "Name",
    DataCategory.TELEPHONE: PD + "TelephoneNumber",
    DataCategory.EMAIL: PD + "EmailAddress",
    DataCategory.ADDRESS: PD + "PhysicalAddress",
    DataCategory.PROFESSIONAL: PD + "Professional",
    DataCategory.WORK_HISTORY: PD + "WorkHistory",
    DataCategory.LANGUAGE: PD + "Language",
    DataCategory.INTENTION: PD + "Intention",
    DataCategory.LOCATION: PD + "Location",
    DataCategory.PREFERENCE: PD + "Preference",
    DataCategory.LEGAL_SITUATION: DPV + "SensitivePersonalData",
    DataCategory.USERNAME: PD + "Username",
    DataCategory.PASSWORD: PD + "Password",
    DataCategory.AUTHENTICATING: PD + "Authenticating",
}
_ROLE_IRI: Final = {
    Role.PERSON: DPV + "DataSubject",
    Role.AGENCY_MEMBER: DPV + "Recipient",
    Role.COORDINATOR: DPV + "DataController",
    Role.OFFICER: DPV + "DataProtectionOfficer",
}
