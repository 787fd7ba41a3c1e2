"""What registering brought a person so far, in counts, for herself.

Rules:

- What the log and the decisions hold, no more: how many needs she was looked at for by a
  coordinator, put forward for, not put forward for, asked about, and said yes to.
- A need counts once. A decision taken back, or written by somebody else, does not count.

What it does not do: promise anything, or compare her with anybody.
"""

from dataclasses import dataclass

from api.context import Context
from api.services.people.record_consent import own_person
from data.records import ReviewDecision
from data.repositories.grants import Grants
from data.repositories.log_counts import LogCounts
from data.repositories.reviews import Reviews
from privacy.audit import AuditAction
from privacy.grants import RequestState
from privacy.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many needs, each once."""

    looked_at: int
    put_forward: int
    not_put_forward: int
    asked: int
    agreed: int


def own_outcomes(context: Context) -> Outcomes:
    """Count what came of the actor's registering."""
    person, ring = own_person(context), context.runtime.key_ring
    reviews = Reviews(context.work, ring).of_person(person.id)
    forward = {each.need for each in reviews if each.decision is ReviewDecision.SHORTLISTED}
    requests = Grants(context.work, ring).requests_of_person(person.id)
    return Outcomes(
        looked_at=LogCounts(context.work).subjects_of(
            person.log_ref, AuditAction.PROFILE_REVIEWED, Role.COORDINATOR
        ),
        put_forward=len(forward),
        not_put_forward=len({each.need for each in reviews} - forward),
        asked=len({each.need for each in requests}),
        agreed=len({each.need for each in requests if each.state is RequestState.GRANTED}),
    )
