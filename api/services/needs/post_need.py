"""Describe a need, publish it, change it, close it; read it where one may.

Rules:

- Once a need is open, what it asks never changes: whoever could vary the questions and watch
  the answers could put anybody's profile together. Its title, text and source may change. Who asks
  for something else closes it and posts another need: new references, no review, no requests.
- An organisation describes so many needs a day, and publishes so many within twenty-four hours,
  whenever they were described; closing one gives none back.
- Closing a need ends what rested on it (``end_disclosures``).
- A need belongs to the organisation that posts it; to every other agency it does not exist.
- Coordinators read what is or was published, never drafts.
- Every change names the revision it was made from; if somebody was faster, nothing is
  written.
- A need without requirements may be published; matching then says that it can rank nobody.
- Who publishes says for whom: a need that names neither a target group nor a sector stays a
  draft. An imported advert may be silent; it says what it said elsewhere. What else a need
  must be, ``check_need`` says.

What it does not do: rank (``rank_matches``), or read adverts (``import_vacancies``).
"""

from dataclasses import replace
from datetime import timedelta

from api.context import Context
from api.errors import Conflict, FieldProblem, Invalid, NotFound, TooMany
from api.inputs.need import NeedInput
from api.services.disclosures.end_disclosures import end_disclosures
from api.services.log.note_action import note_action
from api.services.needs.check_need import asker_of, check_concepts, check_texts, names_for_whom
from api.services.needs.describe_need import describe_need, describe_needs
from api.services.views.need import NeedView
from data.errors import StaleRevision
from data.records import Need, NeedStatus
from data.repositories.limits import Quotas
from data.repositories.needs import Needs
from matcher.types import MatchNeed, NeedId
from privacy.audit import AuditAction
from privacy.handles import new_reference
from privacy.vocabulary import Role

LONGEST_LIST = 200
NEEDS_PER_DAY = 50
DAY = timedelta(days=1)
PUBLICATIONS = "need-publications"


def create_need(context: Context, given: NeedInput) -> NeedView:
    """Store a new need of the actor's organisation as a draft.

    Raises:
        Invalid: ``unknown_concept``, ``never_kept`` or ``organisation_undescribed``, with the
            places.
        TooMany: ``need_quota``.
    """
    check_concepts(context, given)
    check_texts(given, None)
    _check_quota(context)
    need_id = NeedId(new_reference())
    body = given.to_body(need_id, asker_of(context, given, None))
    need = Need(
        id=need_id,
        organisation=context.signed_in().organisation,
        status=NeedStatus.DRAFT,
        title=given.title,
        text=given.text,
        language=given.language,
        body=body,
        created_on=context.today,
        employer=given.employer or None,
    )
    Needs(context.work).add(need)
    note_action(context, AuditAction.NEED_WRITTEN, subject=need_id)
    return describe_need(context, need)


def update_need(context: Context, need_id: str, given: NeedInput, revision: int) -> NeedView:
    """Replace what a need says; its status stays, and so does what an open one asks.

    Raises:
        NotFound: It is not a need of the actor's organisation.
        Conflict: ``changed_meanwhile``, ``need_closed`` or ``need_is_open``.
        Invalid: ``unknown_concept`` or ``organisation_undescribed``, with the places.
    """
    need = _at_revision(context, need_id, revision)
    if need.status is NeedStatus.CLOSED:
        raise Conflict("need_closed")
    asker = asker_of(context, given, need)
    body = replace(given.to_body(need.id, asker), unstated=need.body.unstated)
    if need.status is NeedStatus.OPEN:
        if asks_otherwise(need.body, body):
            raise Conflict("need_is_open")
        body = replace(need.body, analysis=body.analysis)
    else:
        check_concepts(context, given)
    check_texts(given, need)
    return _change(
        context,
        replace(
            need,
            title=given.title,
            text=given.text,
            language=given.language,
            body=body,
            employer=given.employer or None,
        ),
    )


def asks_otherwise(before: MatchNeed, after: MatchNeed) -> bool:
    """Say whether two bodies differ in anything that is matched, whatever need they are of."""
    return replace(before, need_id=after.need_id, analysis=after.analysis) != after


def publish_need(context: Context, need_id: str, revision: int) -> NeedView:
    """Open a draft for matching; an open need stays as it is.

    Raises:
        NotFound: It is not a need of the actor's organisation.
        Conflict: ``changed_meanwhile`` or ``need_closed``.
        Invalid: ``for_whom_missing``: it names neither a target group nor a sector.
        TooMany: ``need_quota``.
    """
    need = _at_revision(context, need_id, revision)
    if need.status is NeedStatus.CLOSED:
        raise Conflict("need_closed")
    if need.status is NeedStatus.OPEN:
        return describe_need(context, need)
    if need.source_key is None and not names_for_whom(need.body):
        problem = FieldProblem("/beneficiary_group", "for_whom_missing")
        raise Invalid("for_whom_missing", fields=(problem,))
    _spend_publication(context)
    return _change(context, replace(need, status=NeedStatus.OPEN))


def close_need(context: Context, need_id: str, revision: int) -> NeedView:
    """Take a need out of matching for good, with its requests and grants.

    A closed need stays as it is.

    Raises:
        NotFound: It is not a need of the actor's organisation.
        Conflict: ``changed_meanwhile``.
    """
    need = _at_revision(context, need_id, revision)
    if need.status is NeedStatus.CLOSED:
        return describe_need(context, need)
    end_disclosures(context, need)
    return _change(context, replace(need, status=NeedStatus.CLOSED))


def copy_to_draft(context: Context, need_id: str, revision: int) -> NeedView:
    """Close a need and give a draft that says the same, to be changed and published anew.

    Raises:
        NotFound: It is not a need of the actor's organisation.
        Conflict: ``changed_meanwhile``.
        TooMany: ``need_quota``.
    """
    need = _at_revision(context, need_id, revision)
    _check_quota(context)
    close_need(context, need_id, revision)
    draft = replace(_anew(context, need, NeedStatus.DRAFT), source_key=None, content_digest=None)
    Needs(context.work).add(draft)
    note_action(context, AuditAction.NEED_WRITTEN, subject=draft.id)
    return describe_need(context, draft)


def store_advert_again(context: Context, before: Need, after: Need) -> Need:
    """Store a need that a changed advert makes of one an earlier import made.

    A draft is changed in place, and so is an open need that still asks the same. An open one
    that would ask something else is closed, with all that rested on it, and a new need takes
    its place. A closed one stays closed.

    Args:
        context: Whoever imports; nobody needs to be signed in.
        before: As it is stored.
        after: What the advert says now; its reference and revision do not count.

    Returns:
        The need as it is stored now, under its old or its new reference.

    Raises:
        Conflict: ``changed_meanwhile``.
    """
    needs = Needs(context.work)
    status = after.status if after.status is NeedStatus.CLOSED else before.status
    same = replace(
        after,
        id=before.id,
        body=replace(after.body, need_id=before.id),
        status=status,
        created_on=before.created_on,
        revision=before.revision + 1,
    )
    if before.status is NeedStatus.OPEN:
        if status is NeedStatus.CLOSED:
            end_disclosures(context, before)
            same = replace(same, body=before.body)
        elif asks_otherwise(before.body, after.body):
            end_disclosures(context, before)
            # The advert is the new need's now; the old one keeps what it asked.
            _write(
                context,
                replace(
                    before,
                    status=NeedStatus.CLOSED,
                    revision=before.revision + 1,
                    source_key=None,
                    content_digest=None,
                ),
            )
            anew = replace(_anew(context, after, before.status), created_on=after.created_on)
            needs.add(anew)
            return anew
    _write(context, same)
    return same


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


def open_need(context: Context, need_id: str) -> NeedView:
    """Give one open need, for anybody signed in.

    Raises:
        NotFound: There is none, or it is not open.
    """
    need = Needs(context.work).get(need_id)
    if need is None or need.status is not NeedStatus.OPEN:
        raise NotFound("not_found")
    return describe_need(context, need)


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


def _anew(context: Context, need: Need, status: NeedStatus) -> Need:
    reference = NeedId(new_reference())
    return replace(
        need,
        id=reference,
        body=replace(need.body, need_id=reference),
        status=status,
        created_on=context.today,
        revision=1,
    )


def _check_quota(context: Context) -> None:
    """Refuse one more need of today."""
    needs = Needs(context.work).all(organisation=context.signed_in().organisation)
    if sum(need.created_on == context.today for need in needs) >= NEEDS_PER_DAY:
        raise TooMany("need_quota")


def _spend_publication(context: Context) -> None:
    """Count one publication; each answers one question about everybody."""
    organisation = context.signed_in().organisation
    quotas = Quotas(context.work, context.runtime.key_ring)
    if quotas.take(PUBLICATIONS, organisation, NEEDS_PER_DAY, DAY, context.now) is None:
        raise TooMany("need_quota")


def _write(context: Context, need: Need) -> None:
    try:
        Needs(context.work).change(need)
    except StaleRevision:
        raise Conflict("changed_meanwhile") from None


def _change(context: Context, need: Need) -> NeedView:
    changed = replace(need, revision=need.revision + 1)
    _write(context, changed)
    note_action(context, AuditAction.NEED_WRITTEN, subject=need.id)
    return describe_need(context, changed)
