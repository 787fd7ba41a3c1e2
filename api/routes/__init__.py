"""JSON for programs, under ``/api/v1``: one file per resource.

Rules:

- A route declares its access once, reads its input, calls one service, gives its view.
- Free text travels in bodies, never in an address; references are opaque.
- Every error is problem+json (RFC 9457) and repeats nothing of what was sent.
- Operations are named after their functions; those names do not change.

What it does not do: decide, query or commit.
"""

from api.routes import (
    audit,
    coordination,
    health,
    me,
    needs,
    own_matches,
    people,
    sessions,
    taxonomy,
)

ROUTERS = (
    sessions.open_routes,
    sessions.routes,
    people.routes,
    me.routes,
    own_matches.routes,
    needs.routes,
    coordination.routes,
    taxonomy.open_routes,
    taxonomy.routes,
    audit.routes,
    health.routes,
)
