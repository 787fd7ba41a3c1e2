"""What a person says about herself: show it to her, and write it anew.

Rules:

- A field is written only when she agreed to keep it; a form that fills another one is
  refused whole, naming the field.
- Concepts must be of a release in store; words that name none stay her own words.
- What stands behind a claim (attested, certified …) is kept when she edits it, and never
  set by herself. It is dropped only when she raises the level it was given for; stating a
  level where none was stated raises nothing.
- The date of the profile says when she last stood by all of it: stating the whole of it anew
  renews the date, correcting a part does not (``confirm_profile``).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from api.context import Context
from api.errors import FieldProblem, Invalid
from api.inputs.profile import IdentityInput, WorkInput
from api.services.people.guard_free_text import check_name_and_address, check_own_text
from api.services.people.record_consent import own_person
from data.records import WorkProfile
from data.repositories.consents import Consents
from data.repositories.persons import Persons
from matcher.types import ConceptUri, EvidenceState, Level, SkillClaim
from privacy.disclosure import Disclosed, disclose
from privacy.inventory import IDENTITY_FIELDS, WORK_FIELDS, PersonalField
from privacy.policy import Decision, may_open_own, may_store

EVERY_WORK_FIELD = WORK_FIELDS | {PersonalField.PERMIT_ANSWERS}


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """Everything a person has said, opened for herself; ``labels`` names her concepts."""

    identity: dict[PersonalField, Disclosed[str]]
    work: Disclosed[WorkProfile]
    labels: dict[str, str]
    kept: frozenset[PersonalField]


def own_profile(context: Context) -> OwnProfile:
    """Open a person's own profile for her."""
    person = own_person(context)
    persons = Persons(context.work, context.runtime.key_ring, context.now)
    fields = IDENTITY_FIELDS | EVERY_WORK_FIELD
    decision = may_open_own(context.signed_in(), person.id, fields, at=context.now).require()
    identity, work = persons.open_all(person.id, decision)
    given = {
        field: value
        for field in IDENTITY_FIELDS
        if (value := getattr(identity, field.value)) is not None
    }
    return OwnProfile(
        identity=disclose(decision, person.id, given),
        work=disclose(decision, person.id, {PersonalField.SKILLS: work})[PersonalField.SKILLS],
        labels=concept_labels(context, work),
        kept=kept_fields(context, fields),
    )


def save_identity(context: Context, given: IdentityInput) -> None:
    """Write name and contact anew; what is left out is no longer kept.

    Raises:
        Invalid: ``consent_needed``: a part is filled that she did not agree to keep; or
            ``never_kept``, with the places.
    """
    check_identity(context, given)
    identity = given.to_identity()
    filled = {field for field in IDENTITY_FIELDS if getattr(identity, field.value) is not None}
    decision = _may_write(context, filled, IDENTITY_FIELDS)
    if decision is not None:
        person = own_person(context)
        Persons(context.work, context.runtime.key_ring, context.now).write_identity(
            person.id, identity, decision
        )


def check_identity(context: Context, given: IdentityInput) -> None:
    """Refuse a name or an address that says what is never kept; what stands already may stay.

    Raises:
        Invalid: ``never_kept``, with the places.
    """
    texts = {"/full_name": given.full_name, "/address": given.address}
    try:
        check_name_and_address({pointer: (text, None) for pointer, text in texts.items()})
    except Invalid:
        before = own_profile(context).identity
        known = {pointer: before.get(PersonalField(pointer[1:])) for pointer in texts}
        check_name_and_address(
            {
                pointer: (text, stood.value if (stood := known[pointer]) else None)
                for pointer, text in texts.items()
            }
        )


def save_work(context: Context, given: WorkInput, *, confirms: bool = True) -> None:
    """Write the work profile anew.

    Args:
        context: A person acting for herself.
        given: All of it.
        confirms: Whether she states all of it anew, so that it counts as confirmed today; a
            profile that never was is confirmed by its first words.

    Raises:
        Invalid: ``consent_needed``, ``unknown_concept`` or ``never_kept``, with the places.
    """
    _check_concepts(context, given)
    before = own_profile(context).work.value
    check_own_text("/own_words", given.own_words, before.own_words)
    work = WorkProfile(
        skills=_claims(given, before.skills),
        experience=tuple(item.to_entry() for item in given.experience),
        languages=tuple(item.to_skill() for item in given.languages),
        modes=given.modes,
        windows=None if given.windows is None else tuple(w.to_window() for w in given.windows),
        hours_per_month=given.hours_per_month,
        longest_mission_days=given.longest_mission_days,
        notice_days=given.notice_days,
        residence=given.residence.to_place() if given.residence else None,
        ties=tuple(item.to_place() for item in given.ties),
        willing_to_share=given.willing_to_share,
        train_the_trainer=given.train_the_trainer,
        mentoring_places=given.mentoring_places,
        compensation=given.compensation,
        permit_answers={code.value: answer for code, answer in given.permit_answers.items()},
        confirmed_on=context.today if confirms else before.confirmed_on or context.today,
        own_words=given.own_words or None,
    )
    decision = _may_write(context, work.stated_fields(), EVERY_WORK_FIELD)
    if decision is not None:
        person = own_person(context)
        Persons(context.work, context.runtime.key_ring, context.now).write_work(
            person.id, work, decision
        )


def concept_labels(context: Context, work: WorkProfile) -> dict[str, str]:
    """Name every concept a work profile mentions, in the reader's language."""
    catalogue = context.runtime.catalogue
    uris = [claim.concept for claim in work.skills]
    uris += [entry.occupation for entry in work.experience if entry.occupation]
    return {uri: catalogue.label(context.work, uri, context.language) for uri in uris}


def kept_fields(context: Context, fields: Collection[PersonalField]) -> frozenset[PersonalField]:
    """Give those of the fields that who acts agreed to keep."""
    person = own_person(context)
    switches = Consents(context.work, context.runtime.key_ring).switches(person.id)
    actor = context.signed_in()
    return frozenset(
        field
        for field in fields
        if may_store(actor, person.id, [field], switches, at=context.now).allowed
    )


def _may_write(
    context: Context, filled: Collection[PersonalField], group: Collection[PersonalField]
) -> Decision | None:
    """Give the decision to write: for what is filled, and what may be kept beside it."""
    kept = kept_fields(context, group)
    refused = sorted(set(filled) - kept)
    if refused:
        raise Invalid(
            "consent_needed",
            fields=tuple(FieldProblem(f"/{field.value}", "consent_needed") for field in refused),
        )
    if not kept:
        return None
    person = own_person(context)
    switches = Consents(context.work, context.runtime.key_ring).switches(person.id)
    return may_store(context.signed_in(), person.id, kept, switches, at=context.now).require()


def _check_concepts(context: Context, given: WorkInput) -> None:
    catalogue = context.runtime.catalogue
    places = [(f"/skills/{n}/concept", item.concept) for n, item in enumerate(given.skills)]
    places += [
        (f"/experience/{n}/occupation", item.occupation)
        for n, item in enumerate(given.experience)
        if item.occupation
    ]
    unknown = [
        pointer for pointer, uri in places if not catalogue.knows(context.work, ConceptUri(uri))
    ]
    if unknown:
        raise Invalid(
            "unknown_concept",
            fields=tuple(FieldProblem(pointer, "unknown_concept") for pointer in unknown),
        )


def _claims(given: WorkInput, before: Sequence[SkillClaim]) -> tuple[SkillClaim, ...]:
    backed = {
        claim.concept: claim for claim in before if claim.evidence is not EvidenceState.CLAIMED
    }
    claims = []
    for item in given.skills:
        claim = item.to_claim()
        known = backed.get(claim.concept)
        if known is not None and (known.level is Level.UNKNOWN or claim.level <= known.level):
            claim = replace(claim, evidence=known.evidence, recognised_in=known.recognised_in)
        claims.append(claim)
    return tuple(claims)
