"""What an organisation says about itself and which courses it holds; the open catalogue."""

from typing import Annotated

from fastapi import Path

from api.dependencies import AsAgency, OpenToAll
from api.inputs.course import CourseInput
from api.inputs.organisation import OrganisationInput
from api.routes.common import LONGEST_LIST, Limit, Revision, router
from api.services.needs.describe_organisation import (
    OwnOrganisationView,
    describe_organisation,
    read_organisation,
)
from api.services.needs.keep_courses import (
    CourseOfferView,
    change_course,
    close_course,
    offer_course,
    open_catalogue,
    own_courses,
    read_course,
)

routes = router("organisations")
open_routes = router("courses", signed_in=False)

CourseReference = Annotated[str, Path(max_length=64, description="Reference of a course.")]


@open_routes.get("/catalogue")
def read_catalogue(context: OpenToAll, limit: Limit = LONGEST_LIST) -> tuple[CourseOfferView, ...]:
    """List the open courses of every organiser, the next one first."""
    return open_catalogue(context, limit=limit)


@routes.get("/organisation")
def read_own_organisation(context: AsAgency) -> OwnOrganisationView:
    """Read what your organisation says about itself."""
    return read_organisation(context)


@routes.put("/organisation")
def describe_own_organisation(context: AsAgency, given: OrganisationInput) -> OwnOrganisationView:
    """Replace what your organisation says about itself."""
    return describe_organisation(context, given)


@routes.get("/courses")
def read_own_courses(context: AsAgency) -> tuple[CourseOfferView, ...]:
    """List your organisation's courses, open ones first."""
    return own_courses(context)


@routes.post("/courses", status_code=201)
def offer_own_course(context: AsAgency, given: CourseInput) -> CourseOfferView:
    """Put a course into the catalogue."""
    return offer_course(context, given)


@routes.get("/courses/{course_id}")
def read_own_course(context: AsAgency, course_id: CourseReference) -> CourseOfferView:
    """Read one of your organisation's courses."""
    return read_course(context, course_id)


@routes.put("/courses/{course_id}")
def change_own_course(
    context: AsAgency, course_id: CourseReference, revision: Revision, given: CourseInput
) -> CourseOfferView:
    """Replace what a course says, if nobody changed it meanwhile."""
    return change_course(context, course_id, given, revision)


@routes.post("/courses/{course_id}/closure")
def close_own_course(
    context: AsAgency, course_id: CourseReference, revision: Revision
) -> CourseOfferView:
    """Take a course out of the catalogue."""
    return close_course(context, course_id, revision)
