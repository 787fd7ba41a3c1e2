"""What an agency is told about its own requests; refusal and silence look the same.

Rules:

- A grant counts only as it stands in the keys database at this moment; once it is
  withdrawn or past its end the agency is told "ended" and nothing else. So it is when the
  person no longer agrees to keep any of the granted fields, and when it is used up.
"""

from collections.abc import Iterable

from api.context import Context
from api.services.views.agency import RequestStatusView
from data.records import Need
from data.repositories.consents import Consents
from data.repositories.grants import Grants
from privacy.grants import AgencyStatus, DisclosureRequest, Grant, agency_status, is_live
from privacy.inventory import PersonalField
from privacy.policy import kept_since
from privacy.vocabulary import PersonId


def latest_requests(context: Context, need: Need) -> dict[PersonId, RequestStatusView]:
    """Give the latest request of the need's organisation about each person asked."""
    grants = Grants(context.work, context.runtime.key_ring)
    asked = grants.requests_of_organisation(need.organisation, need.id)
    statuses = request_statuses(context, asked)
    found: dict[PersonId, RequestStatusView] = {}
    for request in sorted(asked, key=lambda each: each.number):
        found[request.person] = statuses[request.reference]
    return found


def request_statuses(
    context: Context, requests: Iterable[DisclosureRequest]
) -> dict[str, RequestStatusView]:
    """Give what the agency is told about each of its requests, by reference."""
    asked = list(requests)
    grants = Grants(context.work, context.runtime.key_ring)
    given: dict[str, Grant] = {}
    for organisation in {request.organisation for request in asked}:
        given.update((grant.request, grant) for grant in grants.of_organisation(organisation))
    return {
        request.reference: _status(context, grants, request, given.get(request.reference))
        for request in asked
    }


def _kept(context: Context, grant: Grant) -> frozenset[PersonalField]:
    consents = Consents(context.work, context.runtime.key_ring)
    switches, events = consents.switches(grant.person), consents.history(grant.person)
    return kept_since(grant, switches, events, at=context.now)


def _status(
    context: Context, grants: Grants, request: DisclosureRequest, grant: Grant | None
) -> RequestStatusView:
    status = agency_status(request, grant, context.now)
    if grant is not None and status is AgencyStatus.GRANTED:
        standing = grants.standing(grant.reference)
        if standing is None or not is_live(standing, context.now) or not _kept(context, standing):
            status = AgencyStatus.ENDED
        elif standing.most_openings is not None:
            used_up = grants.openings(standing.reference) >= standing.most_openings
            status = AgencyStatus.ENDED if used_up else status
    live = grant is not None and status is AgencyStatus.GRANTED
    return RequestStatusView(
        id=request.reference,
        status=status,
        fields=tuple(sorted(grant.fields if grant is not None and live else request.fields)),
        asked_at=request.asked_at,
        until=grant.until if grant is not None and live else None,
    )
