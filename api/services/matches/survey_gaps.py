"""What the two sides as a whole do not have for each other, for the coordination.

Rules:

- Counts are over the whole pool, for coordinators only, and nobody appears; skills no need
  asks are named when at least `LEAST_ALIKE` people state them.
- People whom an organisation must see no sign of are in no count about its needs.
- Only needs that are open count.
- What they ask is set against the courses there are, for the skills most of them ask.
- Each survey brings the register of supplies up to date: it says since when nobody, or
  somebody, meets a need, and whoever posted it reads that beside the need.

What it does not do: name anybody, or propose steps for one need (``climb_ladder``).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from api.context import Context
from api.services.disclosures.exclude_organisations import hidden_from
from api.services.log.note_action import note_action
from api.services.matches.anonymise_matches import LEAST_ALIKE
from api.services.matches.climb_ladder import catalogue_of_courses
from api.services.matches.describe_ladder import LadderWords
from api.services.views.ladder import (
    GapsView,
    NeedLineView,
    TrainingCapacityView,
    UnmetNeedView,
    UnneededSkillView,
)
from data.records import Need, NeedStatus
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from data.repositories.supplies import Supplies
from matcher.index.searching import MatchIndex
from matcher.ladder.demand_gaps import (
    Supply,
    UnmetNeed,
    coverage_sheet,
    unmet_needs,
    unneeded_skills,
)
from matcher.ladder.training_capacity import training_capacity
from matcher.types import MatchNeed, MatchProfile, NeedId, NeedKind
from privacy.audit import AuditAction
from privacy.policy import may_see_matches
from privacy.vocabulary import PersonId, Purpose

COMMONEST = 5
"""Reasons named for each need."""
MOST_ASKED = 20
"""Skills set against the courses."""


def survey_gaps(context: Context) -> GapsView:
    """Survey all open needs against everybody who may be matched."""
    actor = context.signed_in()
    may_see_matches(actor, actor.organisation, at=context.now).require()
    note_action(context, AuditAction.MATCHES_SEEN, purpose=Purpose.MATCH)
    stored = [
        need
        for need in Needs(context.work).all(status=NeedStatus.OPEN)
        if need.body.kind is not NeedKind.INSTITUTIONAL_COLLABORATION
    ]
    return _view(context, stored)


def _view(context: Context, stored: Sequence[Need]) -> GapsView:
    pool = context.runtime.pool
    pool.refresh(context)
    bodies = [pool.carried(context, need.body) for need in stored]
    hidden = {
        organisation: hidden_from(context, organisation)
        for organisation in dict.fromkeys(need.organisation for need in stored)
    }
    sheet, unneeded = pool.over_all(
        lambda index, profiles: (
            coverage_sheet(
                bodies,
                index,
                {need.id: pool.slots_of(hidden[need.organisation]) for need in stored},
            ),
            unneeded_skills(profiles, bodies, index.taxonomy, at_least=LEAST_ALIKE),
        )
    )
    unmet = _unmet(context, stored, hidden)
    _register(context, bodies, {each.need_id: each.supply for each in unmet})
    names = Organisations(context.work, context.runtime.key_ring).names(
        [need.organisation for need in stored]
    )
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    words = LadderWords(taxonomy, context.language, {}, {}, {})
    lines = {need.id: _line(need, names.get(need.organisation, "")) for need in stored}
    return GapsView(
        needs={supply: dict(sheet.needs).get(supply, 0) for supply in Supply},
        left_out=sheet.left_out,
        people=sheet.people,
        people_direct=sheet.people_direct,
        people_reached=sheet.people_reached,
        unmet=tuple(
            UnmetNeedView(
                need=lines[each.need_id],
                supply=each.supply,
                conditional=each.conditional,
                near=each.near,
                related=each.why.related,
                why=tuple(map(words.reason, each.why.reasons[:COMMONEST])),
            )
            for each in unmet
        ),
        unneeded=tuple(
            UnneededSkillView(words.skill(each.concept), each.people) for each in unneeded
        ),
        training=_training(context, bodies, words),
        at_least=LEAST_ALIKE,
    )


def _training(
    context: Context, bodies: Sequence[MatchNeed], words: LadderWords
) -> tuple[TrainingCapacityView, ...]:
    pool, taxonomy = context.runtime.pool, context.runtime.catalogue.taxonomy(context.work)
    courses = [
        pool.carried_course(context, offer.body) for offer in catalogue_of_courses(context).values()
    ]
    return tuple(
        TrainingCapacityView(
            skill=words.skill(each.concept),
            level=each.level,
            needs=each.needs,
            seats=each.seats,
            courses=each.courses,
            places_left=each.places_left,
            runs_unsaid=each.runs_unsaid,
        )
        for each in training_capacity(bodies, courses, taxonomy, context.today)[:MOST_ASKED]
    )


def _unmet(
    context: Context, stored: Sequence[Need], hidden: Mapping[str, frozenset[PersonId]]
) -> tuple[UnmetNeed, ...]:
    """List the needs nobody meets, each over those its organisation may see a sign of."""
    pool = context.runtime.pool
    by_organisation: dict[str, list[MatchNeed]] = {}
    for need in stored:
        by_organisation.setdefault(need.organisation, []).append(pool.carried(context, need.body))
    found: list[UnmetNeed] = []
    for organisation, bodies in by_organisation.items():
        found += pool.over_all(partial(_unmet_of, bodies), hidden[organisation])
    order = list(Supply)
    return tuple(sorted(found, key=lambda each: (-order.index(each.supply), each.need_id)))


def _unmet_of(
    bodies: Sequence[MatchNeed], index: MatchIndex, _: Iterable[MatchProfile]
) -> tuple[UnmetNeed, ...]:
    return unmet_needs(bodies, index)


def _register(context: Context, needs: Sequence[MatchNeed], unmet: Mapping[NeedId, Supply]) -> None:
    supplies = Supplies(context.work)
    for need in needs:
        if not need.requirements:
            continue
        if supplies.note(need.need_id, unmet.get(need.need_id, Supply.DIRECT), context.today):
            note_action(context, AuditAction.SUPPLY_NOTED, subject=need.need_id)


def _line(need: Need, organisation: str) -> NeedLineView:
    return NeedLineView(need.id, need.title, need.language, need.body.kind, organisation)
