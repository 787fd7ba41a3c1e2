"""People, accounts and needs put into stores, for tests that need somebody there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete

from data.engine import Stores, UnitOfWork
from data.models import RoleAssignmentRow, table_of
from data.records import (
    Account,
    AccountStatus,
    Identity,
    Need,
    NeedStatus,
    Organisation,
    WorkProfile,
)
from data.repositories import Accounts, Consents, Needs, Organisations, Persons
from matcher.types import (
    Answer,
    Cefr,
    ConceptUri,
    CountryCode,
    ExperienceEntry,
    LanguageSkill,
    LanguageTag,
    Level,
    MatchNeed,
    Mode,
    MonthDay,
    NeedId,
    NeedKind,
    Place,
    SkillClaim,
    YearlyWindow,
)
from privacy.consent import USUAL_CONSENT, ConsentEvent
from privacy.decision import Actor
from privacy.handles import new_account_code, new_reference
from privacy.inventory import PersonalField, consent_pairs
from privacy.keys import KeyRing
from privacy.notice import NOTICE_VERSION
from privacy.policy import may_store
from privacy.vocabulary import Channel, ConsentStatus, PersonId, Purpose, Role

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

IDENTITY = Identity(
    full_name="Amal Canary-Qwxz",
    phone="+20 100 7777777",
    email="amal.qwxz@example.org",
    address="12 Harbour Street",
)
WORK = WorkProfile(
    skills=(SkillClaim(ConceptUri("urn:passerelle:skill:net_mending"), Level.ADVANCED, 4),),
    experience=(ExperienceEntry(ConceptUri("urn:passerelle:occupation:fisher"), None, 3, 2),),
    languages=(LanguageSkill(LanguageTag("ar-EG"), Cefr.NATIVE),),
    modes=frozenset({Mode.SEASONAL}),
    windows=(YearlyWindow(MonthDay(11, 1), MonthDay(2, 28)),),
    residence=Place(CountryCode("GR")),
    willing_to_share=Answer.YES,
    permit_answers={"seamans_book": Answer.YES},
    confirmed_on=date(2026, 11, 1),
    own_words="I mend nets, qwxz by hand",
)


@dataclass(frozen=True)
class Somebody:
    """A registered person."""

    id: PersonId
    log_ref: str
    account: str
    actor: Actor


def consent_event(
    person: PersonId,
    purpose: Purpose,
    field: PersonalField,
    status: ConsentStatus = ConsentStatus.GIVEN,
    at: datetime = NOW,
    **more: object,
) -> ConsentEvent:
    """Something the person said on screen."""
    holding = status in {ConsentStatus.GIVEN, ConsentStatus.RENEWED}
    parts: dict[str, object] = {
        "reference": new_reference(),
        "person": person,
        "purpose": purpose,
        "field": field,
        "status": status,
        "at": at,
        "by": Role.PERSON,
        "channel": Channel.SCREEN,
        "notice_version": NOTICE_VERSION,
        "notice_language": "fr",
        "notice_digest": b"n" * 32,
        "until": at + USUAL_CONSENT if holding else None,
        **more,
    }
    return ConsentEvent(**parts)  # type: ignore[arg-type]  # parts are named above


def consent_to(
    uow: UnitOfWork,
    ring: KeyRing,
    somebody: Somebody,
    pairs: Iterable[tuple[Purpose, PersonalField]],
    status: ConsentStatus = ConsentStatus.GIVEN,
    at: datetime = NOW,
) -> None:
    """Record the same answer of a person to several questions."""
    events = [consent_event(somebody.id, purpose, field, status, at) for purpose, field in pairs]
    Consents(uow, ring).record(events, somebody.actor)


def register(
    uow: UnitOfWork,
    ring: KeyRing,
    pairs: Iterable[tuple[Purpose, PersonalField]] | None = None,
    identity: Identity | None = IDENTITY,
    work: WorkProfile | None = WORK,
    at: datetime = NOW,
) -> Somebody:
    """Register a person who consents (to everything, unless told) and says who she is."""
    account = Account(new_reference(), AccountStatus.ACTIVE, "ar", at.date())
    Accounts(uow, ring).add(account, new_account_code(), "$argon2id$fake")
    persons = Persons(uow, ring, at)
    person = persons.create(account.id, Actor(account.id, Role.PERSON))
    actor = Actor(account.id, Role.PERSON, person=person.id)
    somebody = Somebody(person.id, person.log_ref, account.id, actor)
    consent_to(uow, ring, somebody, consent_pairs() if pairs is None else pairs, at=at)
    switches = Consents(uow, ring).switches(person.id)
    if identity is not None:
        fields = [f for f in _IDENTITY if getattr(identity, f.value) is not None]
        decision = may_store(actor, person.id, fields, switches, at=at)
        persons.write_identity(person.id, identity, decision)
    if work is not None:
        decision = may_store(actor, person.id, work.stated_fields(), switches, at=at)
        persons.write_work(person.id, work, decision)
    return somebody


def registered(stores: Stores, ring: KeyRing, people: int = 1) -> list[Somebody]:
    """Register people in a unit of work of their own."""
    with stores.begin() as uow:
        found = [register(uow, ring) for _ in range(people)]
        uow.commit()
    return found


def need_of(uow: UnitOfWork, organisation: str | None = None, ring: KeyRing | None = None) -> Need:
    """Store an open need, and its organisation unless there is one."""
    if organisation is None:
        organisation = new_reference()
        proofs = Organisations(uow, ring or KeyRing.generate())
        proofs.add(Organisation(organisation, "Blue Coop", "EG", NOW.date()))
    need_id = NeedId(new_reference())
    need = Need(
        id=need_id,
        organisation=organisation,
        status=NeedStatus.OPEN,
        title="Net menders",
        text="Two net menders for the winter",
        language="en",
        body=MatchNeed(need_id, NeedKind.SHORT_MISSION),
        created_on=NOW.date(),
        source_key=None,
        content_digest=None,
    )
    Needs(uow).add(need)
    return need


_IDENTITY = (
    PersonalField.FULL_NAME,
    PersonalField.PHONE,
    PersonalField.EMAIL,
    PersonalField.ADDRESS,
)


def take_roles(work: UnitOfWork, account: str) -> None:
    """Take an account its roles and leave it open; the service only ever closes one."""
    roles = table_of(RoleAssignmentRow)
    work.main.connection().execute(delete(roles).where(roles.c.account == account))
