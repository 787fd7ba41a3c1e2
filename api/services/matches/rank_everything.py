"""Rank every open need against everybody who may be matched: the overview of operators.

People appear by their coordination handle only. The read is recorded, with one entry for
every person shown.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from api.context import Context
from api.errors import NotFound
from api.pool import Ranked
from api.services.disclosures.exclude_organisations import hidden_from
from api.services.log.note_action import note_action, note_reviewed
from api.services.matches.describe_match import describe_match
from api.services.views.explaining import ConditionView, Explanation, RequirementBar
from data.records import Need, NeedStatus
from data.repositories.handles import Handles
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from matcher.types import (
    Bucket,
    ConceptUri,
    Coverage,
    Criterion,
    NeedKind,
    ReasonCode,
    ScoredMatch,
    Verdict,
)
from privacy.audit import AuditAction
from privacy.handles import COORDINATION
from privacy.policy import may_see_matches
from privacy.vocabulary import PersonId, Purpose

HANDLE_LIFETIME = timedelta(days=30)
DEPTH = 1_000
"""How many people of one need are looked at; beyond it counts are lower bounds."""
COMMONEST = 10
STANDING_OUT = 3
_Told = TypeVar("_Told", str, tuple[ReasonCode, Verdict])
_Ground = tuple[ReasonCode, Verdict, str]


@dataclass(frozen=True, slots=True)
class RankedPerson:
    """One person in an overview: reference, bucket, score, and what stands out.

    ``strengths`` are the labels of requirements she meets, ``close`` of those she covers in
    part, both best first; ``gaps`` the conditions that are not plainly met.
    """

    handle: str
    bucket: Bucket
    score: str
    strengths: tuple[str, ...]
    close: tuple[str, ...]
    gaps: tuple[ConditionView, ...]
    machine_proposals: bool


@dataclass(frozen=True, slots=True)
class RankedNeed:
    """One need and its best people.

    ``reasons`` say why nobody fits directly, counted over those who have at least something
    of what is asked; when there is nobody of the kind they are named with a count of 0.
    """

    need_id: str
    title: str
    kind: NeedKind
    organisation: str
    counts: dict[Bucket, int]
    best: tuple[RankedPerson, ...]
    reasons: tuple[tuple[ReasonCode, Verdict, str, int], ...]
    abstained: ReasonCode | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All open needs ranked.

    ``by_best`` counts ranked needs by the bucket of their best match, ``None`` for none at
    all; ``not_ranked`` those that ask for nothing that can be weighed. ``reasons`` are the
    commonest grounds over all pairs of a person and a need without a direct match, most
    frequent first; ``missing`` the labels of the skills that were missing most often.
    """

    pool: int
    needs: tuple[RankedNeed, ...]
    with_skills: int
    with_occupation: int
    by_best: dict[Bucket | None, int]
    not_ranked: int
    reasons: tuple[tuple[tuple[ReasonCode, Verdict], int], ...]
    missing: tuple[tuple[str, int], ...]


def best_bucket(item: RankedNeed) -> int:
    """Give a need's best bucket as a number to order by; needs nobody answers come last."""
    return min(item.counts, default=len(Bucket))


def rank_everything(
    context: Context, *, best: int = 3, progress: Callable[[int, int], None] | None = None
) -> Overview:
    """Rank all open needs.

    Args:
        context: A coordinator or the service itself.
        best: How many people to show for each need.
        progress: Called with needs done and needs in all.
    """
    actor = context.signed_in()
    may_see_matches(actor, actor.organisation, at=context.now).require()
    pool = context.runtime.pool
    pool.refresh(context)
    needs = Needs(context.work).all(status=NeedStatus.OPEN)
    names = Organisations(context.work, context.runtime.key_ring).names(
        sorted({need.organisation for need in needs})
    )
    ranked = []
    grounds: Counter[_Ground] = Counter()
    shown: set[PersonId] = set()
    for done, need in enumerate(needs, 1):
        found = pool.rank_people(context, need.body, DEPTH, hidden_from(context, need.organisation))
        shown.update(person for person, _ in found.people[:best])
        organisation = names.get(need.organisation, "")
        _count_grounds(context, found, grounds)
        ranked.append(_describe(context, need, found, organisation, best))
        if progress:
            progress(done, len(needs))
    note_action(context, AuditAction.MATCHES_SEEN, purpose=Purpose.MATCH)
    note_reviewed(context, sorted(shown))
    by_best: Counter[Bucket | None] = Counter(
        min(item.counts, default=None) for item in ranked if item.abstained is None
    )
    reasons: Counter[tuple[ReasonCode, Verdict]] = Counter()
    missing: Counter[str] = Counter()
    for (reason, verdict, label), count in grounds.items():
        reasons[reason, verdict] += count
        if reason is ReasonCode.SKILL_MISSING and label:
            missing[label] += count
    return Overview(
        pool=len(pool),
        needs=tuple(ranked),
        with_skills=sum(bool(need.body.requirements) for need in needs),
        with_occupation=sum(_asks_for_occupation(need) for need in needs),
        by_best=dict(by_best),
        not_ranked=sum(item.abstained is not None for item in ranked),
        reasons=tuple(_commonest(reasons)),
        missing=tuple(_commonest(missing)),
    )


def rank_one_need(context: Context, need_id: str, *, best: int) -> RankedNeed:
    """Rank people for one need, open or not.

    Raises:
        NotFound: There is no such need.
    """
    actor = context.signed_in()
    may_see_matches(actor, actor.organisation, at=context.now).require()
    need = Needs(context.work).get(need_id)
    if need is None:
        raise NotFound("not_found")
    context.runtime.pool.refresh(context)
    names = Organisations(context.work, context.runtime.key_ring).names([need.organisation])
    hidden = hidden_from(context, need.organisation)
    found = context.runtime.pool.rank_people(context, need.body, DEPTH, hidden)
    note_action(context, AuditAction.MATCHES_SEEN, subject=need.id, purpose=Purpose.MATCH)
    note_reviewed(context, [person for person, _ in found.people[:best]], need.id)
    organisation = names.get(need.organisation, "")
    return _describe(context, need, found, organisation, best)


def _describe(
    context: Context,
    need: Need,
    found: Ranked,
    organisation: str,
    best: int,
) -> RankedNeed:
    counts = Counter(match.bucket for _, match in found.people)
    reasons = _reasons(context, found)
    shown = found.people[:best]
    handles = _handles(context, need, [person for person, _ in shown])
    return RankedNeed(
        need_id=need.id,
        title=need.title,
        kind=need.body.kind,
        organisation=organisation,
        counts=dict(counts),
        best=tuple(_person(context, handles[person], match) for person, match in shown),
        reasons=tuple(reasons),
        abstained=found.abstained,
    )


def _reasons(context: Context, found: Ranked) -> list[tuple[ReasonCode, Verdict, str, int]]:
    why = found.no_direct_match
    if why is None:
        return []
    return [
        (item.reason, item.verdict, _label(context, item.concept), item.related)
        for item in why.reasons
        if item.related or not why.related
    ]


def _count_grounds(context: Context, found: Ranked, grounds: Counter[_Ground]) -> None:
    for reason, verdict, label, count in _reasons(context, found):
        grounds[reason, verdict, label] += count


def _handles(context: Context, need: Need, people: Sequence[PersonId]) -> dict[PersonId, str]:
    if not people:
        return {}
    return Handles(context.work).issue(COORDINATION, need.id, people, context.now + HANDLE_LIFETIME)


def _person(context: Context, handle: str, match: ScoredMatch) -> RankedPerson:
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    told = describe_match(match, taxonomy, context.language)
    bars = [bar for bar in told.bars if bar.criterion is Criterion.SKILLS]
    asked = [item for bar in bars for item in bar.requirements]
    asked.sort(key=lambda item: (-float(item.term), item.label))
    return RankedPerson(
        handle=handle,
        bucket=match.bucket,
        score=told.score,
        strengths=_labels_of(asked, Coverage.MET),
        close=_labels_of(asked, Coverage.PARTLY),
        gaps=open_conditions(told),
        machine_proposals=match.machine_proposals,
    )


def open_conditions(told: Explanation) -> tuple[ConditionView, ...]:
    """Give the conditions that decide and are not plainly met, warnings among them."""
    return told.open_points


def _labels_of(asked: Sequence[RequirementBar], coverage: Coverage) -> tuple[str, ...]:
    return tuple([item.label for item in asked if item.coverage is coverage][:STANDING_OUT])


def _label(context: Context, concept: str | None) -> str:
    if concept is None:
        return ""
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    uri = ConceptUri(concept)
    return taxonomy.label(uri, context.language) if uri in taxonomy else concept


def _asks_for_occupation(need: Need) -> bool:
    return need.body.experience is not None and need.body.experience.occupation is not None


def _commonest(counted: Counter[_Told]) -> list[tuple[_Told, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:COMMONEST]
