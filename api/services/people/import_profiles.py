"""Import a file of profiles collected elsewhere, with the consents people gave there.

Rules:

- A dry run says what would happen; only ``commit`` writes, all rows or none.
- A row without a yes to being kept was refused by the reader already. What was agreed on
  paper under the notice that stands counts as her own yes; anything else that was entered
  for somebody is kept only, and matched once she says so herself.
- Skills in words stay her own words unless machine proposals are accepted; then they are
  flagged.
- What the service never wants to know is taken out of words before they are linked or kept.
- The same file is recognised and not imported twice.

What it does not do: make a login; a person gets hers when somebody accompanies her.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path

from api.catalogue import OCCUPATION_KINDS, SKILL_KINDS
from api.context import Context, open_context
from api.errors import Conflict
from api.languages import best_language
from api.runtime import Runtime
from api.services.log.note_action import note_action
from api.services.log.record_import import record_import
from api.services.needs.import_vacancies import ImportReport
from api.services.people.assist_registration import ClaimSheet, open_claimable_account
from api.services.people.guard_free_text import take_out, take_out_of_name
from api.services.people.notices import current_notice
from data.importers.drafts import ProfileDraft, StatedConsent, StatedExperience
from data.importers.profiles import read_profiles
from data.records import Identity, Person, WorkProfile
from data.repositories.consents import Consents
from data.repositories.imports import Imports
from data.repositories.persons import Persons
from matcher.linking import Linked, Linker
from matcher.taxonomy import Taxonomy
from matcher.types import ConceptUri, ExperienceEntry, SkillClaim
from privacy.audit import AuditAction
from privacy.consent import USUAL_CONSENT, ConsentEvent
from privacy.handles import new_reference
from privacy.inventory import IDENTITY_FIELDS, PersonalField, consent_pairs
from privacy.notice import HONOURED_VERSIONS
from privacy.policy import SYSTEM, may_store
from privacy.vocabulary import Channel, ConsentStatus, Purpose, Role

KIND = "profiles"


@dataclass(frozen=True, slots=True)
class ProfileChoices:
    """How to import: the language where a row says none, and what to accept.

    With ``accept_proposals``, words count as the concept they are linked to when the linker
    is sure of it, or, when ``accept_from`` is given, from that likeness on.
    """

    language: str
    accept_proposals: bool = False
    commit: bool = False
    accept_from: float | None = None

    def accepted(self, linked: Linked) -> ConceptUri | None:
        """Give the concept words may count as, if any."""
        if not self.accept_proposals or not linked.concepts:
            return None
        first = linked.concepts[0]
        alike = self.accept_from is not None and first.score >= self.accept_from
        return first.uri if linked.confident or alike else None


@dataclass(frozen=True, slots=True, repr=False)
class _Reading:
    draft: ProfileDraft
    work: WorkProfile
    proposed: int
    unlinked: int


def import_profiles(
    runtime: Runtime,
    source: Path | bytes,
    filename: str,
    choices: ProfileChoices,
    progress: Callable[[int, int], None] | None = None,
    *,
    claims: Callable[[int, ClaimSheet], None] | None = None,
) -> ImportReport:
    """Read a file of profiles and, with ``choices.commit``, store them.

    Args:
        runtime: The process's runtime.
        source: The file, or what is in it.
        filename: Its name.
        choices: How to import.
        progress: Told how many rows are done, of how many.
        claims: Told the row of each person and the codes that make the profile hers, before
            anything is committed; without it nobody can claim what is imported.

    Raises:
        ImportRefused: The file cannot be read at all.
        Conflict: ``file_known``: this very file was imported before; or ``no_taxonomy``.
    """
    parsed = read_profiles(source, filename, as_of=runtime.clock().date())
    with open_context(runtime, reading=True) as context:
        if choices.commit and Imports(context.work).seen(KIND, parsed.digest) is not None:
            raise Conflict("file_known")
        taxonomy = runtime.catalogue.taxonomy(context.work)
        skills = runtime.catalogue.linker(context.work, SKILL_KINDS)
        occupations = runtime.catalogue.linker(context.work, OCCUPATION_KINDS)
    readings = []
    for done, draft in enumerate(parsed.drafts, 1):
        readings.append(_read_draft(draft, choices, taxonomy, skills, occupations))
        if progress:
            progress(done, len(parsed.drafts))
    if choices.commit:
        with open_context(runtime, actor=SYSTEM, language=choices.language) as context:
            for item in readings:
                _store(context, item, claims)
            record_import(context, KIND, parsed, {"created": len(readings)})
            context.commit()
    return ImportReport(
        rows=parsed.rows,
        created=len(readings),
        updated=0,
        unchanged=0,
        linked_occupations=sum(
            any(entry.occupation for entry in item.work.experience) for item in readings
        ),
        with_requirements=sum(bool(item.work.skills) for item in readings),
        proposed=sum(item.proposed for item in readings),
        unlinked=sum(item.unlinked for item in readings),
        errors=parsed.errors,
        duplicates=parsed.duplicates,
        notes=parsed.notes,
        committed=choices.commit,
    )


def _read_draft(
    draft: ProfileDraft,
    choices: ProfileChoices,
    taxonomy: Taxonomy,
    skills: Linker,
    occupations: Linker,
) -> _Reading:
    language = draft.language or choices.language
    claims: dict[ConceptUri, SkillClaim] = {}
    words: list[str] = [take_out(draft.own_words)] if draft.own_words else []
    unlinked = 0
    for item in draft.skills:
        concept, machine = item.concept, False
        if concept is None or concept not in taxonomy:
            phrase = take_out(item.phrase)
            concept, machine = choices.accepted(skills.link([phrase], language, 1)[0]), True
            if concept is None:
                words.append(phrase)
                unlinked += 1
                continue
        claim = SkillClaim(
            concept=concept,
            level=item.level,
            years=item.years,
            last_used_year=item.last_used_year,
            acquired_in=item.acquired_in,
            acquired_how=item.acquired_how,
            evidence=item.evidence,
            can_teach=item.can_teach,
            proposed_by_machine=machine,
        )
        claims.setdefault(concept, claim)
    work = WorkProfile(
        skills=tuple(claims.values()),
        experience=tuple(_experience(draft.experience, language, choices, taxonomy, occupations)),
        languages=draft.languages,
        modes=draft.modes,
        windows=draft.windows,
        hours_per_month=draft.hours_per_month,
        longest_mission_days=draft.longest_mission_days,
        notice_days=draft.notice_days,
        residence=draft.residence,
        ties=draft.ties,
        willing_to_share=draft.willing_to_share,
        train_the_trainer=draft.train_the_trainer,
        mentoring_places=draft.mentoring_places,
        compensation=draft.compensation,
        confirmed_on=draft.confirmed_on,
        own_words="\n".join(words) or None,
    )
    proposed = sum(claim.proposed_by_machine for claim in claims.values())
    return _Reading(draft, work, proposed, unlinked)


def _experience(
    stated: Iterable[StatedExperience],
    language: str,
    choices: ProfileChoices,
    taxonomy: Taxonomy,
    occupations: Linker,
) -> Iterable[ExperienceEntry]:
    for item in stated:
        concept = item.occupation.concept if item.occupation else None
        phrase = item.occupation.phrase if item.occupation else None
        if concept is not None and concept not in taxonomy:
            concept = None
        machine = concept is None
        if concept is None and phrase:
            concept = choices.accepted(occupations.link([take_out(phrase)], language, 1)[0])
        if concept is not None or item.sector is not None:
            yield ExperienceEntry(
                occupation=concept,
                sector=item.sector,
                years_origin=(item.years_origin or 0) + (item.years_unplaced or 0),
                years_host=item.years_host or 0,
                proposed_by_machine=machine and concept is not None,
            )


def _store(
    context: Context, item: _Reading, claims: Callable[[int, ClaimSheet], None] | None
) -> None:
    ring = context.runtime.key_ring
    persons = Persons(context.work, ring, context.now)
    if claims is None:
        person = persons.create(None, SYSTEM)
    else:
        language = best_language([item.draft.language or context.language])
        account, sheet = open_claimable_account(context, language)
        person = persons.create(account.id, SYSTEM)
        note_action(context, AuditAction.CLAIM_CODE_MADE, person=person, subject=account.id)
        claims(item.draft.row, sheet)
    fields = set(item.work.stated_fields())
    identity = item.draft.identity or Identity()
    identity = replace(
        identity,
        full_name=take_out_of_name(identity.full_name),
        address=take_out_of_name(identity.address),
    )
    given = {field for field in IDENTITY_FIELDS if getattr(identity, field.value) is not None}
    consents = Consents(context.work, ring)
    consents.record(_events(context, person, item.draft.consent, fields | given), SYSTEM)
    switches = consents.switches(person.id)
    if given:
        decision = may_store(SYSTEM, person.id, given, switches, at=context.now).require()
        persons.write_identity(person.id, identity, decision)
    if fields:
        decision = may_store(SYSTEM, person.id, fields, switches, at=context.now).require()
        work = replace(item.work, confirmed_on=item.work.confirmed_on or context.today)
        persons.write_work(person.id, work, decision)


def _events(
    context: Context, person: Person, consent: StatedConsent, fields: set[PersonalField]
) -> list[ConsentEvent]:
    """Say what the file states as consent events, in the form each may have."""
    on_paper = (
        consent.given_on is not None
        and consent.notice_version in HONOURED_VERSIONS
        and context.now - _moment(consent) < USUAL_CONSENT
    )
    notice = current_notice(context.language)
    start = _moment(consent) if on_paper else context.now
    asked = set(consent_pairs())
    return [
        ConsentEvent(
            reference=new_reference(),
            person=person.id,
            purpose=purpose,
            field=field,
            status=ConsentStatus.GIVEN,
            at=context.now,
            by=Role.PERSON,
            channel=Channel.PAPER if on_paper else Channel.IMPORT,
            notice_version=notice.version,
            notice_language=notice.language,
            notice_digest=notice.digest,
            until=start + USUAL_CONSENT,
        )
        for purpose in sorted(consent.purposes)
        if on_paper or purpose is Purpose.STORE
        for field in sorted(fields)
        if (purpose, field) in asked
    ]


def _moment(consent: StatedConsent) -> datetime:
    assert consent.given_on is not None
    return datetime.combine(consent.given_on, time(12), UTC)
