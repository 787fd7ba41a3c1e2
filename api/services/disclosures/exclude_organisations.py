"""A person names organisations that shall see no sign of her.

Rules:

- For their needs she is as if she were not there: not in a list, a count or a reason, neither
  for them nor for the coordination when it works on their needs.
- What she had granted them ends at once. What they had asked stays as it looks when nobody
  answers.
- An exclusion is a consent of its own, refused for this one recipient: proven, numbered,
  closed first and mended like every other, so neither a forged row nor a restored backup
  takes it back.

What it does not do: hide that an organisation saw her before; the log says it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from api.context import Context
from api.errors import NotFound
from api.services.log.note_action import note_action
from api.services.people.notices import current_notice
from api.services.people.record_consent import own_person
from api.services.people.state_consent import state_consent
from data.records import Person
from data.repositories.consents import Consents
from data.repositories.grants import Grants
from data.repositories.organisations import Organisations
from privacy.audit import AuditAction
from privacy.consent import ConsentSwitch
from privacy.grants import GrantState, end_grant, is_live
from privacy.inventory import PersonalField
from privacy.vocabulary import ConsentStatus, PersonId, Purpose

_OF = (Purpose.MATCH, PersonalField.SKILLS)
"""The consent an exclusion is a no to: without her skills nobody is matched."""


@dataclass(frozen=True, slots=True)
class OrganisationChoice:
    """One organisation, and whether the reader excludes it."""

    id: str
    name: str
    country: str
    excluded: bool


def hidden_from(context: Context, organisation: str) -> frozenset[PersonId]:
    """Give the people an organisation must see no sign of."""
    return Consents(context.work, context.runtime.key_ring).hidden_from(organisation)


def own_exclusions(context: Context) -> tuple[OrganisationChoice, ...]:
    """Give every organisation, by name, and whether the actor excludes it."""
    person = own_person(context)
    excluded = Consents(context.work, context.runtime.key_ring).excluded_by(person.id)
    found = [
        OrganisationChoice(each.id, each.name, each.country, each.id in excluded)
        for each in Organisations(context.work, context.runtime.key_ring).all()
    ]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))


def choose_exclusions(context: Context, wanted: Collection[str]) -> None:
    """Exclude exactly these organisations.

    Args:
        context: A person acting for herself.
        wanted: References of organisations.

    Raises:
        NotFound: There is no such organisation.
    """
    person = own_person(context)
    known = {each.id for each in Organisations(context.work, context.runtime.key_ring).all()}
    if not known.issuperset(wanted):
        raise NotFound("not_found")
    consents = Consents(context.work, context.runtime.key_ring)
    present = consents.excluded_by(person.id)
    changed = frozenset(wanted) ^ (present & known)
    if not changed:
        return
    switches = {
        switch.recipient: switch
        for switch in consents.switches(person.id)
        if (switch.purpose, switch.field) == _OF
    }
    notice = current_notice(context.language)
    events = [
        state_consent(
            context,
            person,
            _OF,
            _answer(switches.get(each), exclude=each not in present),
            notice,
            recipient=each,
        )
        for each in sorted(changed)
    ]
    consents.record(events, context.signed_in())
    for each in sorted(changed):
        note_action(context, AuditAction.EXCLUSIONS_CHANGED, person=person, subject=each)
    _end_grants(context, person, changed - present)
    context.narrow_first = True


def _answer(switch: ConsentSwitch | None, *, exclude: bool) -> ConsentStatus:
    if not exclude:
        return ConsentStatus.GIVEN
    return ConsentStatus.REFUSED if switch is None else ConsentStatus.WITHDRAWN


def _end_grants(context: Context, person: Person, organisations: Collection[str]) -> None:
    grants = Grants(context.work, context.runtime.key_ring)
    for grant in grants.of_person(person.id):
        if grant.organisation in organisations and is_live(grant, context.now):
            ended = end_grant(grant, GrantState.WITHDRAWN, context.now)
            grants.end(ended, context.signed_in(), context.now)
