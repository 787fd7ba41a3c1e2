"""HTML for people: one router and one folder of templates for each audience.

Rules:

- Every page works without a script, and none is sent.
- A form that changes something is answered by a redirect; what is typed never gets into an
  address.
- A route declares its access once; a page calls services and nothing below them.

What it does not do: decide anything about anybody.
"""

from api.pages import (
    agency,
    agency_need_form,
    coordinator,
    door,
    officer,
    person,
    profile,
    profile_search,
    public,
)

ROUTERS = (
    public.router,
    door.router,
    person.router,
    profile_search.router,
    profile.router,
    agency_need_form.router,
    agency.router,
    coordinator.router,
    officer.router,
)
