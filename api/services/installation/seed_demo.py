"""Fill an empty installation with the fictional people and needs of the demonstration.

It runs through the same repositories and the same policy as real data: consents first, then
only what they allow. Running it again changes nothing.
"""

from dataclasses import dataclass, replace

from api.context import Context, open_context
from api.door import Door
from api.errors import Conflict
from api.runtime import Runtime
from api.services.installation.seed_campaigns import seed_campaign
from api.services.log.note_action import note_action
from api.services.people.notices import current_notice
from api.services.people.record_consent import apply_consents
from data.demo.loader import load_demo
from data.demo.records import DemoCourse, DemoData, DemoNeed, DemoPerson
from data.records import (
    Account,
    AccountStatus,
    CourseOffer,
    CourseStatus,
    Identity,
    Need,
    NeedStatus,
    Organisation,
    RoleAssignment,
)
from data.repositories.accounts import Accounts
from data.repositories.consents import Consents
from data.repositories.courses import Courses
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from data.repositories.persons import Persons
from matcher.types import NeedId, OrganisationRef
from matcher.types.training import CourseId
from privacy.audit import AuditAction
from privacy.handles import canonical_login, new_account_code, new_reference
from privacy.inventory import IDENTITY_FIELDS, PersonalField
from privacy.policy import SYSTEM, Actor, Decision, may_store
from privacy.vocabulary import Channel, PersonId, Purpose, Role


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One login of the demonstration; fictional, and therefore printed."""

    role: Role
    login: str
    passphrase: str


def demo_logins(runtime: Runtime) -> tuple[DemoLogin, ...]:
    """List the showcased logins, one for each role."""
    data = load_demo(runtime.clock().date())
    return tuple(DemoLogin(*item) for item in data.logins())


def is_empty(runtime: Runtime) -> bool:
    """Say whether nobody has put anything into this installation yet."""
    with open_context(runtime, reading=True) as context:
        return (
            not Organisations(context.work, context.runtime.key_ring).all()
            and not Persons(context.work, runtime.key_ring, context.now).count()
        )


def seed_demo(runtime: Runtime) -> DemoData:
    """Store the demonstration.

    Raises:
        Conflict: ``not_a_demo``: the installation is not meant for it.
    """
    if not runtime.settings.demo:
        raise Conflict("not_a_demo")
    data = load_demo(runtime.clock().date())
    door = Door(runtime, "en")
    hashes = {login: door.hash(passphrase) for _, login, passphrase in data.logins()}
    with open_context(runtime) as context:
        organisations = _store_organisations(context, data)
        people = {each.key: _store_person(context, each, hashes) for each in data.people}
        for member in data.staff:
            if member.passphrase:
                organisation = organisations.get(member.organisation or "")
                assignment = RoleAssignment(new_reference(), member.role, organisation)
                _open_account(context, assignment, member.language, member.email, hashes)
        needs = {
            each.key: _store_need(context, each, organisations[each.organisation])
            for each in data.needs
        }
        for course in data.courses:
            _store_course(context, course, organisations[course.organisation])
        note_action(context, AuditAction.IMPORTED)
        context.commit()
    for campaign in data.campaigns:
        with open_context(runtime, actor=SYSTEM) as context:
            seed_campaign(context, campaign, needs, people)
            context.commit()
    return data


def _store_organisations(context: Context, data: DemoData) -> dict[str, str]:
    references = {}
    for item in data.organisations:
        references[item.key] = new_reference()
        Organisations(context.work, context.runtime.key_ring).add(
            Organisation(
                references[item.key],
                item.name,
                item.country,
                context.today,
                item.body and replace(item.body, reference=OrganisationRef(references[item.key])),
            )
        )
    return references


def _open_account(
    context: Context,
    assignment: RoleAssignment,
    language: str,
    email: str,
    hashes: dict[str, str],
) -> None:
    accounts = Accounts(context.work, context.runtime.key_ring)
    account = Account(assignment.account, AccountStatus.ACTIVE, language, context.today)
    code = canonical_login(new_account_code())
    accounts.add(account, code, hashes[email], canonical_login(email))
    accounts.assign(assignment)


def _store_person(context: Context, person: DemoPerson, hashes: dict[str, str]) -> PersonId:
    ring = context.runtime.key_ring
    account = ""
    if person.passphrase and person.identity.email:
        assignment = RoleAssignment(new_reference(), Role.PERSON)
        account = assignment.account
        _open_account(context, assignment, person.language, person.identity.email, hashes)
    persons = Persons(context.work, ring, context.now)
    stored = persons.create(account or None, Actor(account, Role.PERSON))
    context.actor = Actor(account, Role.PERSON, "", stored.id)
    apply_consents(
        context, stored, person.consents, current_notice(context.language), Channel.SCREEN
    )
    _write(context, persons, stored.id, person)
    context.actor = None
    return stored.id


def _write(context: Context, persons: Persons, person: PersonId, given: DemoPerson) -> None:
    kept = frozenset(field for purpose, field in given.consents if purpose is Purpose.STORE)
    switches = Consents(context.work, context.runtime.key_ring).switches(person)

    def decision_for(fields: frozenset[PersonalField]) -> Decision:
        return may_store(context.signed_in(), person, fields, switches, at=context.now).require()

    identity = Identity(
        **{
            field.value: getattr(given.identity, field.value)
            for field in IDENTITY_FIELDS
            if field in kept
        }
    )
    filled = frozenset(f for f in IDENTITY_FIELDS & kept if getattr(identity, f.value) is not None)
    if filled:
        persons.write_identity(person, identity, decision_for(filled))
    stated = given.work.stated_fields() & kept
    if stated:
        persons.write_work(person, given.work.only(stated), decision_for(stated))


def _store_need(context: Context, need: DemoNeed, organisation: str) -> NeedId:
    need_id = NeedId(new_reference())
    Needs(context.work).add(
        Need(
            id=need_id,
            organisation=organisation,
            status=NeedStatus.OPEN if need.published else NeedStatus.DRAFT,
            title=need.title,
            text=need.text,
            language=need.language,
            body=replace(need.body, need_id=need_id),
            created_on=context.today,
            employer=need.employer,
        )
    )
    return need_id


def _store_course(context: Context, course: DemoCourse, organisation: str) -> None:
    course_id = new_reference()
    Courses(context.work).add(
        CourseOffer(
            id=course_id,
            organisation=organisation,
            status=CourseStatus.OPEN,
            title=course.title,
            text=course.text,
            language=course.language,
            body=replace(course.body, course_id=CourseId(course_id)),
            created_on=context.today,
            source_key=course.key,
        )
    )
