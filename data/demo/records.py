"""What the demonstration is made of, as frozen values.

Keys are the short names the files use to speak of each other; they are never shown and are
no identifiers of stored records.

What it does not do: read files (``loader``) or store.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from data.demo.campaigns import DemoCampaign
from data.records import Identity, WorkProfile
from matcher.types import MatchNeed
from matcher.types.organisation import MatchOrganisation
from matcher.types.training import Course
from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose, Role

ConsentPair = tuple[Purpose, PersonalField]


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """A fictional organisation; ``country`` is ISO 3166-1 alpha-2.

    ``body`` is what it can do together with others; its reference is the key.
    """

    key: str
    name: str
    country: str
    body: MatchOrganisation | None = None


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """An account that is nobody's profile: agency member, coordinator or officer.

    ``passphrase`` is set for the showcased logins only; the others cannot sign in.
    """

    key: str
    role: Role
    language: str
    email: str
    organisation: str | None = None
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A fictional person: what she states, and what she agreed to.

    ``language`` is the language of her account, ``note`` says in English why she is in the
    demonstration. ``passphrase`` is set for the showcased login only, which signs in with
    the e-mail address of ``identity``.
    """

    key: str
    language: str
    identity: Identity
    work: WorkProfile
    consents: frozenset[ConsentPair]
    note: str
    passphrase: str | None = field(default=None, repr=False)

    @property
    def matched_fields(self) -> frozenset[PersonalField]:
        """The fields the matcher may see; nobody is matched without her skills among them."""
        return frozenset(one for purpose, one in self.consents if purpose is Purpose.MATCH)

    @property
    def is_matchable(self) -> bool:
        """Whether she agreed to be matched at all."""
        return PersonalField.SKILLS in self.matched_fields


@dataclass(frozen=True, slots=True)
class DemoNeed:
    """A fictional need; ``language`` is the language of ``title`` and ``text``.

    ``body.need_id`` is the key. An unpublished need is a draft.
    """

    key: str
    organisation: str
    published: bool
    title: str
    text: str
    language: str
    body: MatchNeed
    employer: str | None = None


@dataclass(frozen=True, slots=True)
class DemoCourse:
    """A fictional course; ``language`` is the language of ``title`` and ``text``.

    ``body.course_id`` is the key.
    """

    key: str
    organisation: str
    title: str
    text: str
    language: str
    body: Course


@dataclass(frozen=True, slots=True)
class DemoData:
    """The whole demonstration for one day, each part in the order of the files."""

    as_of: date
    organisations: tuple[DemoOrganisation, ...]
    staff: tuple[DemoStaff, ...]
    people: tuple[DemoPerson, ...]
    needs: tuple[DemoNeed, ...]
    courses: tuple[DemoCourse, ...]
    campaigns: tuple[DemoCampaign, ...] = ()

    def logins(self) -> Iterator[tuple[Role, str, str]]:
        """Give the showcased logins as (role, e-mail address, passphrase), person first."""
        for person in self.people:
            if person.passphrase and person.identity.email:
                yield Role.PERSON, person.identity.email, person.passphrase
        for account in self.staff:
            if account.passphrase:
                yield account.role, account.email, account.passphrase
