"""An agency reads what a person granted it: exactly that, now, and never without a trace.

Rules:

- The grant is read anew at every reading; what was granted a moment ago and taken back
  since opens nothing. The agency is then told that it ended, and no more.
- Of a granted field nothing opens once the agreement to keep it has ended, also when it was
  given again since; nor does anything open for a need that is closed.
- Each reading is in the audit log before anything is opened, and the person sees it; an
  attempt after the end is there too.
- That entry names the fields, the recipient, the grant, and both countries: where the data
  lie, and where the recipient is. While either is unknown nothing opens.
- Values come as ``Disclosed`` only; a grant opens its own fields and no other.

What it does not do: keep, export or send what was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.context import Context
from api.errors import Conflict, NotFound
from api.services.disclosures.request_status import latest_requests
from api.services.log.note_action import note_action
from api.services.matches.known_by_handle import person_behind
from api.services.needs.post_need import readable_need
from api.services.people.edit_profile import concept_labels
from data.records import NeedStatus, WorkProfile
from data.repositories.consents import Consents
from data.repositories.grants import Grants
from data.repositories.organisations import Organisations
from data.repositories.persons import Persons
from privacy.audit import AuditAction, Outcome
from privacy.disclosure import Disclosed, disclose
from privacy.grants import AgencyStatus, Grant
from privacy.inventory import IDENTITY_FIELDS, PersonalField
from privacy.policy import Decision, kept_since, may_disclose
from privacy.vocabulary import PersonId, Purpose


@dataclass(frozen=True, slots=True)
class DisclosedView:
    """Where the agency's request stands and, while a grant is live, what it opens.

    ``granted`` names the fields of the grant; a granted field the person has not filled has
    no value. Each value of ``work`` holds that one field's statements and nothing else.
    ``labels`` names the concepts in ``work``.
    """

    need_id: str
    handle: str
    status: AgencyStatus
    until: datetime | None
    granted: tuple[PersonalField, ...]
    identity: Mapping[PersonalField, Disclosed[str]]
    work: Mapping[PersonalField, Disclosed[WorkProfile]]
    labels: Mapping[str, str]


def read_disclosed(context: Context, need_id: str, handle: str) -> DisclosedView:
    """Open what the live grant about a match covers.

    Raises:
        NotFound: No such need or handle for this agency, or nothing was ever asked.
        Conflict: ``countries_unknown``.
    """
    need = readable_need(context, need_id)
    person = person_behind(context, need.organisation, need, handle)
    asked = latest_requests(context, need).get(person)
    if asked is None:
        raise NotFound("not_found")
    grants = Grants(context.work, context.runtime.key_ring)
    grant = grants.live(need.organisation, need.id, person, context.now)
    if need.status is not NeedStatus.OPEN:
        grant = None
    kept = frozenset[PersonalField]()
    if grant is not None:
        consents = Consents(context.work, context.runtime.key_ring)
        kept = kept_since(
            grant, consents.switches(person), consents.history(person), at=context.now
        )
    decision = may_disclose(
        context.signed_in(),
        grant,
        person=person,
        need=need.id,
        fields=kept or (grant.fields if grant else asked.fields),
        at=context.now,
        openings=grants.openings(grant.reference) if grant else 0,
        kept=kept,
    )
    if grant is None or not decision.allowed:
        over = grant is not None or asked.status is AgencyStatus.GRANTED
        status = AgencyStatus.ENDED if over else asked.status
        if status is AgencyStatus.ENDED:
            _note_attempt(context, person, need.id, decision)
        return DisclosedView(need.id, handle, status, None, (), {}, {}, {})
    return _open(context, need.id, handle, grant, decision)


def both_countries(context: Context, organisation: str) -> tuple[str, str]:
    """Give the country the data lie in, and that of the organisation.

    Raises:
        Conflict: ``countries_unknown``: the operator has not said where the data lie, or
            nobody where the organisation is.
    """
    found = Organisations(context.work, context.runtime.key_ring).get(organisation)
    countries = (context.runtime.settings.storage_country, found.country if found else "")
    if not all(countries):
        raise Conflict("countries_unknown")
    return countries


def _open(
    context: Context, need_id: str, handle: str, grant: Grant, decision: Decision
) -> DisclosedView:
    countries = both_countries(context, grant.organisation)
    persons = Persons(context.work, context.runtime.key_ring, context.now)
    fields = decision.fields
    identity, work = persons.open_all(grant.person, decision, countries)
    given = {field: getattr(identity, field.value) for field in fields & IDENTITY_FIELDS}
    names = {field: value for field, value in given.items() if value is not None}
    stated = {field: work.only({field}) for field in work.stated_fields() & fields}
    return DisclosedView(
        need_id=need_id,
        handle=handle,
        status=AgencyStatus.GRANTED,
        until=grant.until,
        granted=tuple(sorted(fields)),
        identity=disclose(decision, grant.person, names),
        work=disclose(decision, grant.person, stated),
        labels=concept_labels(context, work),
    )


def _note_attempt(context: Context, person: PersonId, need_id: str, decision: Decision) -> None:
    note_action(
        context,
        AuditAction.FIELDS_DISCLOSED,
        person=Persons(context.work, context.runtime.key_ring, context.now).get(person),
        subject=need_id,
        purpose=Purpose.DISCLOSE,
        outcome=Outcome.DENIED,
        reasons=decision.reasons,
    )
