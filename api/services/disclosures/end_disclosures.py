"""End what rests on a need: its open requests and its live grants.

Rules:

- An open request lapses; the agency is told what it is told of silence, the person can no
  longer answer.
- A live grant is revoked by the service; its switch is committed first, so that it opens
  nothing from then on whatever happens to the rest.

What it does not do: close the need (``post_need``), or end what a person takes back.
"""

from api.context import Context
from data.records import Need
from data.repositories.grants import Grants
from privacy.grants import GrantState, RequestState, end_grant, is_live, lapse_request
from privacy.policy import SYSTEM


def end_disclosures(context: Context, need: Need) -> None:
    """Let a need's open requests lapse and revoke its live grants."""
    grants = Grants(context.work, context.runtime.key_ring)
    for request in grants.requests_of_organisation(need.organisation, need.id):
        if request.state is RequestState.REQUESTED:
            grants.lapse(lapse_request(request, context.now, need_closed=True))
    for grant in grants.of_organisation(need.organisation):
        if grant.need == need.id and is_live(grant, context.now):
            grants.end(end_grant(grant, GrantState.REVOKED, context.now), SYSTEM, context.now)
            context.narrow_first = True
