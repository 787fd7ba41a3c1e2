"""HTML for people: one router and one folder of templates for each audience.

Rules:

- Every page works without a script. The one script there is speaks to devices that hold
  passkeys, and only pages that offer passkeys carry it.
- A form that changes something is answered by a redirect; what is typed never gets into an
  address.
- A route declares its access once; a page calls services and nothing below them.

What it does not do: decide anything about anybody.
"""

from api.pages import (
    account,
    agency,
    agency_courses,
    agency_need_form,
    agency_organisation,
    agency_sheet,
    appeals,
    assistance,
    campaigns,
    coordinator,
    door,
    figures,
    ladders,
    leaving,
    officer,
    openings,
    own_campaign,
    person,
    profile,
    profile_search,
    public,
    receipts,
    recovering,
    rights,
    skills_map,
    staff_recovery,
)

ROUTERS = (
    public.router,
    skills_map.router,
    door.router,
    recovering.router,
    account.router,
    leaving.router,
    ladders.own,
    campaigns.own,
    own_campaign.router,
    person.router,
    receipts.router,
    profile_search.router,
    profile.router,
    campaigns.agency,
    agency_courses.catalogue,
    agency_courses.router,
    agency_organisation.router,
    agency_need_form.router,
    agency_sheet.router,
    agency.router,
    ladders.coordination,
    openings.router,
    assistance.router,
    campaigns.coordination,
    appeals.router,
    figures.router,
    coordinator.router,
    staff_recovery.router,
    officer.router,
    rights.router,
)
