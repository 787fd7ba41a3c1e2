"""Import a file of courses into the catalogue, for one organiser.

Rules:

- A dry run says what would happen; only ``commit`` writes, all rows or none.
- A course known by its identifier or title is recognised: unchanged ones are left alone,
  changed ones become a new revision.
- A taught skill named as a concept is taken as stated. One in words counts only when the
  linker is sure of it; else it is reported and left out, since a plan must never rest on a
  guess. A course that would teach nothing is then left out as a whole.

What it does not do: take a course out of the catalogue because a file no longer names it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from api.catalogue import SKILL_KINDS
from api.context import Context, open_context
from api.runtime import Runtime
from api.services.log.note_action import note_action
from api.services.log.record_import import record_import
from api.services.needs.name_organisation import named_or_new, organisation_named
from data.importers.courses import KIND, CourseDraft, CourseImport, read_courses
from data.importers.errors import ImportNote, RowError
from data.records import CourseOffer, CourseStatus
from data.repositories.courses import Courses
from matcher.linking import Linker
from matcher.taxonomy import Taxonomy
from matcher.types import ConceptUri
from matcher.types.training import Course, CourseId, Teaching
from privacy.audit import AuditAction
from privacy.handles import new_reference


@dataclass(frozen=True, slots=True)
class CourseChoices:
    """For whom to import, and the language where a row does not say."""

    organisation: str
    country: str
    language: str
    commit: bool = False


@dataclass(frozen=True, slots=True)
class CourseReport:
    """What an import did, or would do; errors name rows and columns, never contents.

    ``unlinked`` counts taught skills in words that became none, ``empty`` the courses left
    out because nothing they teach was understood.
    """

    rows: int
    created: int
    updated: int
    unchanged: int
    unlinked: int
    empty: int
    errors: tuple[RowError, ...]
    notes: tuple[ImportNote, ...]
    committed: bool


def import_courses(
    runtime: Runtime, source: Path | bytes, filename: str, choices: CourseChoices
) -> CourseReport:
    """Read a file of courses and, with ``choices.commit``, store them.

    Raises:
        ImportRefused: The file cannot be read at all.
        Conflict: ``no_taxonomy``.
    """
    parsed = read_courses(source, filename)
    with open_context(runtime, reading=True) as context:
        taxonomy = runtime.catalogue.taxonomy(context.work)
        linker = runtime.catalogue.linker(context.work, SKILL_KINDS)
    unlinked, courses = 0, []
    for draft in parsed.drafts:
        teaches = _linked(draft, choices.language, taxonomy, linker)
        unlinked += len(draft.teaches) - len(teaches)
        if teaches or draft.teaches_language or draft.trains_trainers:
            courses.append((draft, _body(draft, teaches)))
    with open_context(runtime, reading=not choices.commit) as context:
        counts = _settle(context, courses, choices, parsed)
        if choices.commit:
            context.commit()
    return CourseReport(
        rows=parsed.rows,
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        unlinked=unlinked,
        empty=len(parsed.drafts) - len(courses),
        errors=parsed.errors,
        notes=parsed.notes,
        committed=choices.commit,
    )


def _linked(
    draft: CourseDraft, language: str, taxonomy: Taxonomy, linker: Linker
) -> tuple[Teaching, ...]:
    found: dict[ConceptUri, Teaching] = {}
    for item in draft.teaches:
        concept = item.concept
        if concept is None or concept not in taxonomy:
            (linked,) = linker.link([item.phrase], draft.language or language, 1)
            if not linked.confident:
                continue
            concept = linked.concepts[0].uri
        found.setdefault(concept, Teaching(concept, item.level, item.from_level))
    return tuple(found.values())


def _body(draft: CourseDraft, teaches: tuple[Teaching, ...]) -> Course:
    return Course(
        course_id=CourseId(""),
        teaches=teaches,
        runs=draft.runs,
        language=draft.course_language,
        minimum_cefr=draft.minimum_cefr,
        teaches_language=draft.teaches_language,
        trains_trainers=draft.trains_trainers,
        evidence=draft.evidence,
        recognised_in=draft.recognised_in,
        cost_cents=draft.cost_cents,
        currency=draft.currency,
        wage_replacement=draft.wage_replacement,
        paid_by=draft.paid_by,
        leave_days=draft.leave_days,
    )


def _settle(
    context: Context,
    courses: Sequence[tuple[CourseDraft, Course]],
    choices: CourseChoices,
    parsed: CourseImport,
) -> Counter[str]:
    if choices.commit:
        organisation = named_or_new(context, choices.organisation, choices.country)
    else:
        organisation = organisation_named(context, choices.organisation) or new_reference()
    counts: Counter[str] = Counter()
    for draft, body in courses:
        offer = _offer(context, draft, body, organisation, choices.language)
        counts[_store(context, offer, commit=choices.commit)] += 1
    if choices.commit:
        record_import(context, KIND, parsed, counts, organisation)
    return counts


def _offer(
    context: Context, draft: CourseDraft, body: Course, organisation: str, language: str
) -> CourseOffer:
    reference = new_reference()
    return CourseOffer(
        id=reference,
        organisation=organisation,
        status=CourseStatus.OPEN,
        title=draft.title,
        text=draft.text,
        language=draft.language or language,
        body=replace(body, course_id=CourseId(reference)),
        created_on=context.today,
        source_key=draft.source_key,
    )


def _store(context: Context, offer: CourseOffer, *, commit: bool) -> str:
    courses = Courses(context.work)
    before = courses.by_source(offer.organisation, offer.source_key or "")
    if before is None:
        if commit:
            courses.add(offer)
            note_action(context, AuditAction.COURSE_WRITTEN, subject=offer.id)
        return "created"
    after = replace(
        offer,
        id=before.id,
        body=replace(offer.body, course_id=CourseId(before.id)),
        created_on=before.created_on,
        revision=before.revision,
    )
    if after == before:
        return "unchanged"
    if commit:
        courses.change(replace(after, revision=before.revision + 1))
        note_action(context, AuditAction.COURSE_WRITTEN, subject=before.id)
    return "updated"
