"""Ask whether a coordinator may look at what one person and a need make of each other.

Rules:

- The person's agreement to be matched decides; whoever excluded the need's organisation is not
  there. A refusal stays in the log, where the person reads it.
- Each look is recorded, with the fields it rests on.

What it does not do: weigh anything.
"""

from dataclasses import dataclass

from api.context import Context
from api.errors import NotFound
from api.services.disclosures.exclude_organisations import hidden_from
from api.services.log.note_action import note_action, note_denial
from data.records import Need, Person
from data.repositories.consents import Consents
from data.repositories.persons import Persons
from privacy.audit import AuditAction
from privacy.policy import Decision, may_review
from privacy.vocabulary import PersonId, Purpose


@dataclass(frozen=True, slots=True)
class Look:
    """A look that is allowed: at whom, and on what ground."""

    known: Person
    decision: Decision


def may_look(context: Context, need: Need, person: PersonId) -> Look:
    """Give the look a coordinator may take now.

    Raises:
        NotFound: The person may not be matched (any more), or is hidden from the organisation.
    """
    ring = context.runtime.key_ring
    switches = Consents(context.work, ring).switches(person)
    decision = may_review(context.signed_in(), person, switches, at=context.now)
    known = Persons(context.work, ring, context.now).get(person)
    if not decision.allowed:
        note_denial(
            context,
            AuditAction.PROFILE_REVIEWED,
            decision.reasons,
            person=known,
            subject=need.id,
            purpose=Purpose.MATCH,
        )
    if not decision.allowed or known is None or person in hidden_from(context, need.organisation):
        raise NotFound("not_found")
    return Look(known, decision)


def note_look(context: Context, need: Need, look: Look) -> None:
    """Record that something of the person was shown."""
    note_action(
        context,
        AuditAction.PROFILE_REVIEWED,
        person=look.known,
        subject=need.id,
        purpose=Purpose.MATCH,
        fields=look.decision.fields,
    )
