"""JSON for programs, under ``/api/v1``: one file per resource.

Rules:

- A route declares its access once, reads its input, calls one service, gives its view.
- Free text travels in bodies, never in an address; references are opaque.
- Every error is problem+json (RFC 9457) and repeats nothing of what was sent.
- Operations are named after their functions; those names do not change.

What it does not do: decide, query or commit.
"""

from api.routes import (
    account,
    assistance,
    audit,
    campaigns,
    coordination,
    health,
    ladders,
    me,
    needs,
    offers,
    openings,
    own_data,
    own_matches,
    people,
    receipts,
    sessions,
    taxonomy,
)

ROUTERS = (
    sessions.open_routes,
    sessions.routes,
    account.open_routes,
    account.routes,
    people.routes,
    me.routes,
    own_data.routes,
    receipts.open_routes,
    receipts.routes,
    own_matches.routes,
    needs.routes,
    offers.routes,
    offers.open_routes,
    openings.routes,
    assistance.routes,
    coordination.routes,
    campaigns.routes,
    campaigns.own_routes,
    campaigns.agency_routes,
    ladders.routes,
    ladders.own_routes,
    ladders.agency_routes,
    taxonomy.open_routes,
    taxonomy.routes,
    audit.routes,
    health.routes,
)
