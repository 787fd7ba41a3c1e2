"""Rank needs for the person a coordination reference stands for."""

from dataclasses import dataclass

from api.context import Context
from api.errors import NotFound
from api.services.log.note_action import note_action
from api.services.matches.describe_match import describe_match
from api.services.matches.rank_everything import open_conditions
from api.services.views.explaining import ConditionView
from data.records import NeedStatus
from data.repositories.consents import Consents
from data.repositories.handles import Handles
from data.repositories.needs import Needs
from data.repositories.persons import Persons
from matcher.types import Bucket
from privacy.audit import AuditAction
from privacy.handles import COORDINATION, is_reference
from privacy.policy import may_see_matches
from privacy.vocabulary import Purpose


@dataclass(frozen=True, slots=True)
class NeedForReference:
    """One need ranked for somebody known by reference only."""

    need_id: str
    title: str
    bucket: Bucket
    score: str
    gaps: tuple[ConditionView, ...]


def needs_for_handle(context: Context, handle: str, *, best: int) -> tuple[NeedForReference, ...]:
    """Rank the open needs for the person behind a coordination handle.

    Raises:
        NotFound: No such handle, or it has expired.
    """
    actor = context.signed_in()
    may_see_matches(actor, actor.organisation, at=context.now).require()
    record = None
    if is_reference(handle):
        record = Handles(context.work).resolve(handle, COORDINATION, context.now)
    if record is None:
        raise NotFound("not_found")
    pool = context.runtime.pool
    pool.refresh(context)
    excluded = Consents(context.work, context.runtime.key_ring).excluded_by(record.person)
    needs = {
        need.id: need
        for need in Needs(context.work).all(status=NeedStatus.OPEN)
        if need.organisation not in excluded
    }
    matches = pool.rank_needs(context, record.person, needs.values(), best)
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    person = Persons(context.work, context.runtime.key_ring, context.now).get(record.person)
    note_action(context, AuditAction.MATCHES_SEEN, person=person, purpose=Purpose.MATCH)
    return tuple(
        NeedForReference(
            need_id=match.need_id,
            title=needs[match.need_id].title,
            bucket=match.bucket,
            score=told.score,
            gaps=open_conditions(told),
        )
        for match in matches
        for told in [describe_match(match, taxonomy, context.language)]
    )
