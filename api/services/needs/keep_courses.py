"""An organisation's own courses, and the open catalogue for everybody.

Rules:

- An agency reads and changes the courses of its own organisation; to every other agency
  they exist in the catalogue only.
- What is taught is a skill or a field of knowledge of the active taxonomy.
- Every change names the revision it was made from; if somebody was faster, nothing is
  written. A closed course is not changed any more.
- The catalogue shows open courses and the runs that are not over. Courses are nobody's
  personal data.

What it does not do: enrol anybody, count seats, or read files (``import_courses``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.catalogue import SKILL_KINDS
from api.context import Context
from api.errors import Conflict, FieldProblem, Invalid, NotFound, TooMany
from api.inputs.course import CourseInput
from api.services.log.note_action import note_action
from api.services.needs.describe_need import describe_place
from api.services.needs.describe_organisation import SpokenView
from api.services.people.guard_free_text import check_need_text
from api.services.views.need import PlaceView
from data.errors import StaleRevision
from data.records import CourseOffer, CourseStatus
from data.repositories.courses import Courses
from data.repositories.organisations import Organisations
from matcher.types import (
    ConceptUri,
    CourseId,
    CourseRun,
    EvidenceState,
    Teaching,
    WageReplacement,
)
from privacy.audit import AuditAction
from privacy.handles import new_reference

MOST_COURSES = 500
LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class TeachingView:
    """One skill that is taught; levels are 1 to 4, ``from_level`` 0 when none is asked."""

    concept: str
    label: str
    level: int
    from_level: int


@dataclass(frozen=True, slots=True)
class CourseRunView:
    """One time a course takes place; ``None`` means that nobody has said."""

    start: date
    end: date
    remote: bool
    place: PlaceView | None
    seats: int | None
    seats_left: int | None


@dataclass(frozen=True, slots=True)
class CourseOfferView:
    """One course; its parts have the names a course is described by when it is written.

    ``organisation`` is the name of the organiser. ``revision`` must be given back when the
    course is changed. ``minimum_cefr`` counts the CEFR from A1 = 1, 0 when none is asked.
    """

    id: str
    status: CourseStatus
    revision: int
    organisation: str
    title: str
    text: str
    language: str
    taught_in: str
    minimum_cefr: int
    minimum_cefr_name: str
    teaches: tuple[TeachingView, ...]
    teaches_language: SpokenView | None
    trains_trainers: bool
    runs: tuple[CourseRunView, ...]
    evidence: EvidenceState
    recognised_in: str | None
    cost_cents: int | None
    currency: str | None
    wage_replacement: WageReplacement
    paid_by: str | None
    leave_days: int | None


def own_courses(context: Context) -> tuple[CourseOfferView, ...]:
    """Give the courses of the actor's organisation, open ones first, by title."""
    found = Courses(context.work).all(organisation=context.signed_in().organisation)
    return _views(
        context,
        sorted(found, key=lambda each: (each.status is CourseStatus.CLOSED, each.title, each.id)),
    )


def read_course(context: Context, course_id: str) -> CourseOfferView:
    """Give one course of the actor's organisation.

    Raises:
        NotFound: It is not a course of the actor's organisation.
    """
    return _views(context, [_own(context, course_id)])[0]


def open_catalogue(
    context: Context, taught_in: str | None = None, limit: int = LONGEST_LIST
) -> tuple[CourseOfferView, ...]:
    """Give the open courses with what is still to come, the next one first.

    Args:
        context: Anybody.
        taught_in: Only courses held in this language, whatever its dialect.
        limit: How many at most.
    """
    found = []
    for offer in Courses(context.work).all(status=CourseStatus.OPEN):
        if taught_in and offer.body.language.split("-")[0] != taught_in.split("-")[0]:
            continue
        runs = tuple(run for run in offer.body.runs if run.end >= context.today)
        found.append(replace(offer, body=replace(offer.body, runs=runs)))
    found.sort(key=lambda each: (_next_day(each), each.title, each.id))
    return _views(context, found[:limit])


def languages_of_catalogue(context: Context) -> tuple[str, ...]:
    """Give the languages, without dialects, in which open courses are held."""
    offers = Courses(context.work).all(status=CourseStatus.OPEN)
    return tuple(sorted({offer.body.language.split("-")[0] for offer in offers}))


def offer_course(context: Context, given: CourseInput) -> CourseOfferView:
    """Put a new course of the actor's organisation into the catalogue.

    Raises:
        Invalid: ``unknown_concept`` or ``never_kept``, with the places.
        TooMany: ``course_quota``: the organisation has as many courses as one may have.
    """
    _check(context, given, None)
    organisation = context.signed_in().organisation
    if len(Courses(context.work).all(organisation, CourseStatus.OPEN)) >= MOST_COURSES:
        raise TooMany("course_quota")
    reference = new_reference()
    offer = CourseOffer(
        id=reference,
        organisation=organisation,
        status=CourseStatus.OPEN,
        title=given.title,
        text=given.text,
        language=given.language,
        body=given.to_body(CourseId(reference)),
        created_on=context.today,
    )
    Courses(context.work).add(offer)
    note_action(context, AuditAction.COURSE_WRITTEN, subject=offer.id)
    return _views(context, [offer])[0]


def change_course(
    context: Context, course_id: str, given: CourseInput, revision: int
) -> CourseOfferView:
    """Replace what a course says.

    Raises:
        NotFound: It is not a course of the actor's organisation.
        Conflict: ``changed_meanwhile`` or ``course_closed``.
        Invalid: ``unknown_concept`` or ``never_kept``, with the places.
    """
    offer = _at_revision(context, course_id, revision)
    if offer.status is CourseStatus.CLOSED:
        raise Conflict("course_closed")
    _check(context, given, offer)
    return _change(
        context,
        replace(
            offer,
            title=given.title,
            text=given.text,
            language=given.language,
            body=given.to_body(offer.body.course_id),
        ),
    )


def close_course(context: Context, course_id: str, revision: int) -> CourseOfferView:
    """Take a course out of the catalogue; a closed one stays as it is.

    Raises:
        NotFound: It is not a course of the actor's organisation.
        Conflict: ``changed_meanwhile``.
    """
    offer = _at_revision(context, course_id, revision)
    if offer.status is CourseStatus.CLOSED:
        return _views(context, [offer])[0]
    return _change(context, replace(offer, status=CourseStatus.CLOSED))


def _own(context: Context, course_id: str) -> CourseOffer:
    offer = Courses(context.work).get(course_id)
    if offer is None or offer.organisation != context.signed_in().organisation:
        raise NotFound("not_found")
    return offer


def _at_revision(context: Context, course_id: str, revision: int) -> CourseOffer:
    offer = _own(context, course_id)
    if offer.revision != revision:
        raise Conflict("changed_meanwhile")
    return offer


def _change(context: Context, offer: CourseOffer) -> CourseOfferView:
    changed = replace(offer, revision=offer.revision + 1)
    try:
        Courses(context.work).change(changed)
    except StaleRevision:
        raise Conflict("changed_meanwhile") from None
    note_action(context, AuditAction.COURSE_WRITTEN, subject=offer.id)
    return _views(context, [changed])[0]


def _check(context: Context, given: CourseInput, before: CourseOffer | None) -> None:
    check_need_text(
        {
            "/title": (given.title, before.title if before else None),
            "/text": (given.text, before.text if before else None),
            "/paid_by": (given.paid_by, before.body.paid_by if before else None),
        }
    )
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    known = {each.concept for each in before.body.teaches} if before else set()
    wrong = tuple(
        FieldProblem(f"/teaches/{number}/concept", "unknown_concept")
        for number, item in enumerate(given.teaches)
        for uri in [ConceptUri(item.concept)]
        if uri not in known
        and (uri not in taxonomy or taxonomy.concept(uri).kind not in SKILL_KINDS)
    )
    if wrong:
        raise Invalid("unknown_concept", fields=wrong)


def _next_day(offer: CourseOffer) -> date:
    return min((run.start for run in offer.body.runs), default=date.max)


def _views(context: Context, offers: Sequence[CourseOffer]) -> tuple[CourseOfferView, ...]:
    if not offers:
        return ()
    names = Organisations(context.work, context.runtime.key_ring).names(
        sorted({each.organisation for each in offers})
    )
    taxonomy = context.runtime.catalogue.taxonomy(context.work)

    def taught(item: Teaching) -> TeachingView:
        label = taxonomy.label(item.concept, context.language)
        return TeachingView(item.concept, label, int(item.level), int(item.from_level))

    return tuple(
        CourseOfferView(
            id=each.id,
            status=each.status,
            revision=each.revision,
            organisation=names.get(each.organisation, ""),
            title=each.title,
            text=each.text,
            language=each.language,
            taught_in=each.body.language,
            minimum_cefr=int(each.body.minimum_cefr),
            minimum_cefr_name=each.body.minimum_cefr.name,
            teaches=tuple(map(taught, each.body.teaches)),
            teaches_language=SpokenView(spoken.tag, int(spoken.level)) if spoken else None,
            trains_trainers=each.body.trains_trainers,
            runs=tuple(map(_run, each.body.runs)),
            evidence=each.body.evidence,
            recognised_in=each.body.recognised_in,
            cost_cents=each.body.cost_cents,
            currency=each.body.currency,
            wage_replacement=each.body.wage_replacement,
            paid_by=each.body.paid_by,
            leave_days=each.body.leave_days,
        )
        for each in offers
        for spoken in [each.body.teaches_language]
    )


def _run(run: CourseRun) -> CourseRunView:
    place = describe_place(run.place) if run.place else None
    return CourseRunView(run.start, run.end, run.remote, place, run.seats, run.seats_left)
