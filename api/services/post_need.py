"""Describe a need, publish it, change it, close it; read it where one may.

Rules:

- A need belongs to the organisation that posts it; to every other agency it does not exist.
- Coordinators read what is or was published, never drafts.
- Every change names the revision it was made from; if somebody was faster, nothing is
  written.
- Concepts must be of the active taxonomy: skills where skills are asked, occupations where
  experience is.
- A need without requirements may be published; matching then says that it can rank nobody.

What it does not do: rank (``rank_matches``), or read adverts (``import_vacancies``).
"""

from collections.abc import Iterator
from dataclasses import replace

from api.context import Context
from api.errors import Conflict, FieldProblem, Invalid, NotFound
from api.inputs.need import NeedInput
from api.services.describe_need import describe_need, describe_needs
from api.services.note_action import note_action
from api.services.views import NeedView
from data.errors import StaleRevision
from data.records import Need, NeedStatus
from data.repositories.needs import Needs
from matcher.taxonomy import ConceptKind
from matcher.types import ConceptUri, NeedId
from privacy.audit import AuditAction
from privacy.handles import new_reference
from privacy.vocabulary import Role

LONGEST_LIST = 200
ASKED_AS_SKILL = frozenset({ConceptKind.SKILL, ConceptKind.KNOWLEDGE, ConceptKind.SKILL_GROUP})
ASKED_AS_OCCUPATION = frozenset({ConceptKind.OCCUPATION, ConceptKind.ISCO_GROUP})


def create_need(context: Context, given: NeedInput) -> NeedView:
    """Store a new need of the actor's organisation as a draft.

    Raises:
        Invalid: ``unknown_concept`` with the places.
    """
    _check_concepts(context, given)
    need_id = NeedId(new_reference())
    need = Need(
        id=need_id,
        organisation=context.signed_in().organisation,
        status=NeedStatus.DRAFT,
        title=given.title,
        text=given.text,
        language=given.language,
        body=given.to_body(need_id),
        created_on=context.today,
        employer=given.employer or None,
    )
    Needs(context.work).add(need)
    note_action(context, AuditAction.NEED_WRITTEN, subject=need_id)
    return describe_need(context, need)


def update_need(context: Context, need_id: str, given: NeedInput, revision: int) -> NeedView:
    """Replace what a need says; its status stays.

    Raises:
        NotFound: It is not a need of the actor's organisation.
        Conflict: ``changed_meanwhile`` or ``need_closed``.
        Invalid: ``unknown_concept`` with the places.
    """
    need = _at_revision(context, need_id, revision)
    if need.status is NeedStatus.CLOSED:
        raise Conflict("need_closed")
    _check_concepts(context, given)
    return _change(
        context,
        replace(
            need,
            title=given.title,
            text=given.text,
            language=given.language,
            body=given.to_body(need.id),
            employer=given.employer or None,
        ),
    )


def publish_need(context: Context, need_id: str, revision: int) -> NeedView:
    """Open a draft for matching; an open need stays as it is.

    Raises:
        NotFound: It is not a need of the actor's organisation.
        Conflict: ``changed_meanwhile`` or ``need_closed``.
    """
    need = _at_revision(context, need_id, revision)
    if need.status is NeedStatus.CLOSED:
        raise Conflict("need_closed")
    if need.status is NeedStatus.OPEN:
        return describe_need(context, need)
    return _change(context, replace(need, status=NeedStatus.OPEN))


def close_need(context: Context, need_id: str, revision: int) -> NeedView:
    """Take a need out of matching for good; a closed need stays as it is.

    Raises:
        NotFound: It is not a need of the actor's organisation.
        Conflict: ``changed_meanwhile``.
    """
    need = _at_revision(context, need_id, revision)
    if need.status is NeedStatus.CLOSED:
        return describe_need(context, need)
    return _change(context, replace(need, status=NeedStatus.CLOSED))


def own_needs(context: Context, limit: int = LONGEST_LIST) -> tuple[NeedView, ...]:
    """Give the needs of the actor's organisation, newest day first."""
    needs = Needs(context.work).all(organisation=context.signed_in().organisation)
    return describe_needs(context, needs[:limit])


def open_needs(context: Context, limit: int = LONGEST_LIST) -> tuple[NeedView, ...]:
    """Give every published need, newest day first, for coordinators."""
    needs = Needs(context.work).all(status=NeedStatus.OPEN)
    return describe_needs(context, needs[:limit])


def read_need(context: Context, need_id: str) -> NeedView:
    """Give one need that the actor may read.

    Raises:
        NotFound: There is none, or it is not the actor's to read.
    """
    return describe_need(context, readable_need(context, need_id))


def readable_need(context: Context, need_id: str) -> Need:
    """Give the record of one need that the actor may read, for other use cases.

    Raises:
        NotFound: There is none, or it is not the actor's to read.
    """
    actor = context.signed_in()
    need = Needs(context.work).get(need_id)
    if need is not None:
        own = actor.role is Role.AGENCY_MEMBER and need.organisation == actor.organisation
        published = actor.role is Role.COORDINATOR and need.status is not NeedStatus.DRAFT
        if own or published:
            return need
    raise NotFound("not_found")


def _at_revision(context: Context, need_id: str, revision: int) -> Need:
    need = readable_need(context, need_id)
    if need.revision != revision:
        raise Conflict("changed_meanwhile")
    return need


def _change(context: Context, need: Need) -> NeedView:
    changed = replace(need, revision=need.revision + 1)
    try:
        Needs(context.work).change(changed)
    except StaleRevision:
        raise Conflict("changed_meanwhile") from None
    note_action(context, AuditAction.NEED_WRITTEN, subject=need.id)
    return describe_need(context, changed)


def _check_concepts(context: Context, given: NeedInput) -> None:
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    wrong = [
        pointer
        for pointer, uri, kinds in _concepts(given)
        if uri not in taxonomy or taxonomy.concept(uri).kind not in kinds
    ]
    if wrong:
        raise Invalid(
            "unknown_concept",
            fields=tuple(FieldProblem(pointer, "unknown_concept") for pointer in wrong),
        )


def _concepts(given: NeedInput) -> Iterator[tuple[str, ConceptUri, frozenset[ConceptKind]]]:
    for number, item in enumerate(given.requirements):
        yield f"/requirements/{number}/concept", ConceptUri(item.concept), ASKED_AS_SKILL
    if given.experience and given.experience.occupation:
        occupation = ConceptUri(given.experience.occupation)
        yield "/experience/occupation", occupation, ASKED_AS_OCCUPATION
