"""Read one course of the demonstration, and what an organisation offers to others.

Units: cents of the currency for costs, days for leave.

What it does not do: check that the organisation exists (``loader``).
"""

from data.demo.entries import Entry
from data.demo.errors import DemoFault
from data.demo.people import skill_uri
from data.demo.records import DemoCourse
from matcher.types import (
    Cefr,
    CollaborationKind,
    CountryCode,
    EvidenceState,
    LanguageSkill,
    LanguageTag,
    Level,
    OneOffWindow,
    OrganisationKind,
    OrganisationRef,
    Place,
    SizeBand,
)
from matcher.types.organisation import MatchOrganisation
from matcher.types.training import Course, CourseId, CourseRun, Teaching, WageReplacement


def read_course(entry: Entry) -> DemoCourse:
    """Read a course.

    Raises:
        DemoFileInvalid: A field is wrong or unknown.
    """
    key = entry.text("key")
    course = DemoCourse(
        key=key,
        organisation=entry.text("organisation"),
        title=entry.text("title"),
        text=entry.maybe_text("text") or "",
        language=entry.text("words_in"),
        body=_body(key, entry),
    )
    entry.done()
    return course


def read_offers(entry: Entry, key: str, place: Place) -> MatchOrganisation | None:
    """Read what an organisation offers to others; ``None`` when it names no kind."""
    kind = entry.maybe_code(OrganisationKind, "kind")
    size = entry.code(SizeBand, "size", SizeBand.UNKNOWN)
    specialities = tuple(map(skill_uri, entry.names("specialities")))
    offers = entry.maybe_codes(CollaborationKind, "offers")
    spoken = entry.codes_by_name(Cefr, "languages")
    if kind is None:
        return None
    return MatchOrganisation(
        reference=OrganisationRef(key),
        kind=kind,
        place=place,
        specialities=specialities,
        offers=offers,
        size_band=size,
        languages=tuple(LanguageSkill(LanguageTag(tag), level) for tag, level in spoken.items()),
    )


def _body(key: str, entry: Entry) -> Course:
    taught = entry.codes_by_name(Cefr, "teaches_language")
    if len(taught) > 1:
        raise entry.fault(DemoFault.NAMED_TWICE, "teaches_language")
    recognised_in = entry.maybe_text("recognised_in")
    return Course(
        course_id=CourseId(key),
        teaches=tuple(map(_teaching, entry.entries("teaches"))),
        runs=tuple(map(_run, entry.entries("runs"))),
        language=LanguageTag(entry.text("language")),
        minimum_cefr=entry.code(Cefr, "minimum", Cefr.UNKNOWN),
        teaches_language=next(
            (LanguageSkill(LanguageTag(tag), level) for tag, level in taught.items()), None
        ),
        trains_trainers=entry.flag("trains_trainers"),
        evidence=entry.code(EvidenceState, "evidence", EvidenceState.ATTESTED),
        recognised_in=CountryCode(recognised_in) if recognised_in else None,
        cost_cents=entry.maybe_number("cost_cents"),
        currency=entry.maybe_text("currency"),
        wage_replacement=entry.code(WageReplacement, "wages", WageReplacement.UNSAID),
        paid_by=entry.maybe_text("paid_by"),
        leave_days=entry.maybe_number("leave_days"),
    )


def _teaching(entry: Entry) -> Teaching:
    teaching = Teaching(
        concept=skill_uri(entry.text("skill")),
        level=entry.code(Level, "level", Level.BASIC),
        from_level=entry.code(Level, "from", Level.UNKNOWN),
    )
    entry.done()
    return teaching


def _run(entry: Entry) -> CourseRun:
    period = entry.maybe_period("period")
    if not isinstance(period, OneOffWindow):
        raise entry.fault(DemoFault.NOT_A_PERIOD, "period")
    seats = entry.maybe_number("seats")
    run = CourseRun(
        start=period.start,
        end=period.end,
        place=entry.maybe_place("place"),
        remote=entry.flag("remote"),
        seats=seats,
        seats_left=entry.maybe_number("seats_left"),
    )
    entry.done()
    return run
