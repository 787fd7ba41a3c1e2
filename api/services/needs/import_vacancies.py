"""Import a file of vacancies as needs of one organisation.

Rules:

- A dry run says what would happen; only ``commit`` writes, all rows or none.
- A row known by its identifier or content is recognised: unchanged ones are left alone,
  changed ones become a new revision, or a new need when an open one would ask something else.
- Skills the file names as concepts are taken as stated. Skills named in words, or read out
  of the text, are proposals by machine: they count only when accepted, and stay flagged.
- What the file does not say stays unsaid: no dates, level, mode or language is made up. A
  start without an end is kept as such.
- A skill in words that becomes no requirement stays in the need's text, in those words; one
  that is an address or a number to call is none and is left out.
- What an organisation seeks in another one is kept when it has described itself; else it is
  left out and said.
- An occupation linked by machine is used with accepted proposals only, and flagged.

What it does not do: invent requirements, or publish unless asked to.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from api.catalogue import OCCUPATION_AND_GROUP_KINDS, SKILL_KINDS
from api.context import Context, open_context
from api.runtime import Runtime
from api.services.log.record_import import record_import
from api.services.needs.name_organisation import named_or_new, organisation_named
from api.services.needs.post_need import store_advert_again
from data.importers.drafts import StatedOccupation, VacancyDraft
from data.importers.errors import Duplicate, ImportNote, NoteCode, RowError
from data.importers.vacancies import VacancyImport, read_vacancies
from data.records import Need, NeedStatus
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from matcher.linking import Linker
from matcher.proposals import propose, stricter
from matcher.proposals_text import names_a_contact
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Collaboration,
    ConceptUri,
    ConditionCode,
    ExperienceRequirement,
    MatchNeed,
    Mode,
    NeedId,
    NeedKind,
    Requirement,
)
from matcher.types.organisation import MatchOrganisation
from privacy.handles import new_reference

KIND = "vacancies"
UNSAID_BY_ADVERTS = frozenset(
    {ConditionCode.MODE, ConditionCode.PERIOD, ConditionCode.LANGUAGE, ConditionCode.PLACE}
)
"""What an advert that is silent has not waived: unknown until somebody says."""


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """How to import: for whom, in which language, and what to accept.

    ``organisation`` is the name the needs are posted under; it is made when unknown.
    ``language`` is used where a row does not say.
    """

    organisation: str
    country: str
    language: str
    accept_proposals: bool = False
    publish: bool = False
    commit: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do; errors name rows and columns, never contents.

    ``proposed`` counts skills a machine proposed and that were accepted, ``unlinked`` skills
    the file names in words that became no requirement or claim.
    """

    rows: int
    created: int
    updated: int
    unchanged: int
    linked_occupations: int
    with_requirements: int
    proposed: int
    unlinked: int
    errors: tuple[RowError, ...]
    duplicates: tuple[Duplicate, ...]
    notes: tuple[ImportNote, ...]
    committed: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was made of one draft."""

    draft: VacancyDraft
    body: MatchNeed
    occupation: bool
    proposed: int
    unlinked: tuple[str, ...]

    @property
    def text(self) -> str:
        """The advert's text, and below it the skills nobody recognised."""
        known = self.draft.text.casefold()
        words = [each for each in self.unlinked if each.casefold() not in known]
        return "\n".join([self.draft.text, *words] if self.draft.text else words)


def import_vacancies(
    runtime: Runtime,
    source: Path | bytes,
    filename: str,
    choices: ImportChoices,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Read a file of vacancies and, with ``choices.commit``, store them.

    Raises:
        ImportRefused: The file cannot be read at all.
        Conflict: ``no_taxonomy``.
    """
    parsed = read_vacancies(source, filename)
    with open_context(runtime, reading=True) as context:
        taxonomy = runtime.catalogue.taxonomy(context.work)
        skills = runtime.catalogue.linker(context.work, SKILL_KINDS)
        occupations = runtime.catalogue.linker(context.work, OCCUPATION_AND_GROUP_KINDS)
        asker = _asker(context, choices.organisation)
    readings = []
    for done, draft in enumerate(parsed.drafts, 1):
        reading = _read_draft(draft, choices, taxonomy, skills, occupations)
        body = replace(reading.body, collaboration=_collaboration(draft, asker))
        readings.append(replace(reading, body=body))
        if progress:
            progress(done, len(parsed.drafts))
    if choices.commit:
        with open_context(runtime) as context:
            counts = _store(context, readings, choices, parsed)
            context.commit()
    else:
        with open_context(runtime, reading=True) as context:
            counts = _count(context, readings, choices)
    return ImportReport(
        rows=parsed.rows,
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        linked_occupations=sum(item.occupation for item in readings),
        with_requirements=sum(bool(item.body.requirements) for item in readings),
        proposed=sum(item.proposed for item in readings),
        unlinked=sum(len(item.unlinked) for item in readings),
        errors=parsed.errors,
        duplicates=parsed.duplicates,
        notes=(*parsed.notes, *_unsaid(parsed, asker)),
        committed=choices.commit,
    )


def _asker(context: Context, name: str) -> MatchOrganisation | None:
    reference = organisation_named(context, name)
    found = (
        Organisations(context.work, context.runtime.key_ring).get(reference) if reference else None
    )
    return found.body if found else None


def _collaboration(draft: VacancyDraft, asker: MatchOrganisation | None) -> Collaboration | None:
    if asker is None or not _seeks(draft):
        return None
    return Collaboration(
        asker_kind=asker.kind,
        asker_country=asker.place.country,
        asker_size=asker.size_band,
        wanted=frozenset(draft.wanted),
        services=draft.services,
        brain_drain_sector=bool(draft.brain_drain_sector),
    )


def _seeks(draft: VacancyDraft) -> bool:
    """Say whether a row says what it looks for in another organisation."""
    return bool(draft.wanted or draft.services or draft.brain_drain_sector)


def _unsaid(parsed: VacancyImport, asker: MatchOrganisation | None) -> tuple[ImportNote, ...]:
    lost = asker is None and any(map(_seeks, parsed.drafts))
    return (ImportNote(NoteCode.SECTION_NOT_READ, {"section": "collaboration"}),) if lost else ()


def _read_draft(
    draft: VacancyDraft,
    choices: ImportChoices,
    taxonomy: Taxonomy,
    skills: Linker,
    occupations: Linker,
) -> _Reading:
    language = draft.language or choices.language
    found: dict[ConceptUri, Requirement] = {}
    unlinked: list[str] = []
    for item in draft.requirements:
        concept, machine = item.concept, False
        if concept is None or concept not in taxonomy:
            linked = skills.link([item.phrase], language, 1)[0]
            if not (choices.accept_proposals and linked.confident):
                if not names_a_contact(item.phrase):
                    unlinked.append(item.phrase)
                continue
            concept, machine = linked.concepts[0].uri, True
        asked = Requirement(concept, item.kind, item.minimum_level, 1, machine)
        known = found.get(concept)
        found[concept] = asked if known is None else stricter(known, asked)
    occupation = _stated_occupation(draft.occupations, taxonomy)
    guessed = occupation is None
    if choices.accept_proposals:
        occupation = occupation or _linked_occupation(draft.occupations, language, occupations)
        proposals = propose(
            draft.title,
            draft.text,
            language,
            occupations=occupations,
            skills=skills,
            taxonomy=taxonomy,
        )
        if occupation is None and proposals.occupation is not None:
            occupation = proposals.occupation.uri
        if not found:
            found = {skill.concept: skill.as_requirement() for skill in proposals.skills}
    body = MatchNeed(
        need_id=NeedId(""),
        kind=draft.kind or NeedKind.VACANCY,
        requirements=tuple(found.values()),
        languages=draft.languages,
        mode=draft.mode,
        period=draft.period,
        open_ended=draft.open_ended,
        duration_days=draft.duration_days,
        hours_per_month=draft.hours_per_month,
        place=None if draft.mode is Mode.REMOTE else draft.place,
        experience=_experience(draft, occupation, guessed),
        seats=draft.seats or 1,
        unstated=UNSAID_BY_ADVERTS,
        beneficiary_group=draft.target_group,
        activity=draft.activity,
        covered_costs=frozenset(draft.covered_costs),
        course_unit=draft.course_unit,
        mentor_on_site=bool(draft.mentor_on_site),
        standards=draft.standards,
        analysis=draft.analysis,
    )
    proposed = sum(item.proposed_by_machine for item in found.values())
    return _Reading(draft, body, occupation is not None, proposed, tuple(unlinked))


def _stated_occupation(
    stated: tuple[StatedOccupation, ...], taxonomy: Taxonomy
) -> ConceptUri | None:
    for item in stated:
        if item.concept is not None and item.concept in taxonomy:
            return item.concept
    return None


def _linked_occupation(
    stated: tuple[StatedOccupation, ...], language: str, occupations: Linker
) -> ConceptUri | None:
    """Give the concept of the first occupation in words that is linked surely."""
    phrases = [item.phrase for item in stated if item.phrase]
    for linked in occupations.link(phrases, language, 1):
        if linked.confident:
            return linked.concepts[0].uri
    return None


def _experience(
    draft: VacancyDraft, occupation: ConceptUri | None, guessed: bool
) -> ExperienceRequirement | None:
    if occupation is None and draft.sector is None:
        return None
    return ExperienceRequirement(
        occupation=occupation,
        sector=draft.sector,
        minimum_years=draft.experience_years or 0,
        desired_years=max(draft.experience_years or 0, 5),
        proposed_by_machine=guessed and occupation is not None,
    )


def _count(context: Context, readings: list[_Reading], choices: ImportChoices) -> Counter[str]:
    organisation = organisation_named(context, choices.organisation)
    known = Needs(context.work).source_digests(organisation) if organisation else {}
    return Counter(_fate(item, known) for item in readings)


def _fate(item: _Reading, known: dict[str, tuple[str, str]]) -> str:
    before = known.get(item.draft.source_key)
    if before is None:
        return "created"
    return "unchanged" if before[1] == item.draft.content_digest else "updated"


def _store(
    context: Context, readings: list[_Reading], choices: ImportChoices, parsed: VacancyImport
) -> Counter[str]:
    organisation = named_or_new(context, choices.organisation, choices.country)
    needs = Needs(context.work)
    known = needs.source_digests(organisation)
    counts: Counter[str] = Counter()
    for item in readings:
        fate = _fate(item, known)
        counts[fate] += 1
        if fate == "created":
            needs.add(_need(item, organisation, NeedId(new_reference()), choices, context))
        elif fate == "updated":
            before = needs.get(known[item.draft.source_key][0])
            if before is not None:
                after = _need(item, organisation, before.id, choices, context)
                store_advert_again(context, before, after)
    record_import(context, KIND, parsed, counts, organisation)
    return counts


def _need(
    item: _Reading, organisation: str, need_id: NeedId, choices: ImportChoices, context: Context
) -> Need:
    draft = item.draft
    expired = draft.valid_through is not None and draft.valid_through < context.today
    status = NeedStatus.OPEN if choices.publish else NeedStatus.DRAFT
    return Need(
        id=need_id,
        organisation=organisation,
        status=NeedStatus.CLOSED if expired else status,
        title=draft.title,
        text=item.text,
        language=draft.language or choices.language,
        body=replace(item.body, need_id=need_id),
        created_on=draft.posted_on or context.today,
        employer=draft.organisation,
        source_key=draft.source_key,
        content_digest=draft.content_digest,
    )
