"""What to do about a need nobody fits directly, and what one person and a need could do.

Rules:

- A coordinator sees the ladder of any published need: near matches, plans, teams under the
  handles of the coordination. Everybody who appears with facts about her is recorded, once.
- A person sees her own steps towards a need that is open: what must happen first, courses
  that would close what she lacks, what the need could change. Nobody else appears.
- Courses and organisations are those stored; none is invented.

What it does not do: enrol, change a need, or tell an agency about anybody.
"""

from api.context import Context
from api.errors import NotFound
from api.services.disclosures.exclude_organisations import hidden_from
from api.services.disclosures.spend_quota import spend_search
from api.services.log.note_action import note_action, note_reviewed
from api.services.matches.anonymise_matches import LEAST_ALIKE
from api.services.matches.count_people import certain
from api.services.matches.describe_ladder import LadderWords
from api.services.matches.describe_match import (
    bucket_code,
    describe_condition,
    describe_facts,
    shown_score,
)
from api.services.matches.known_by_handle import issue_handles, person_behind
from api.services.matches.look_at_person import may_look, note_look
from api.services.needs.post_need import readable_need
from api.services.people.record_consent import own_person
from api.services.views.ladder import (
    AgencyLadderView,
    ChangeView,
    FirstThingView,
    LadderView,
    OwnLadderView,
)
from data.records import CourseOffer, CourseStatus, Need, NeedStatus
from data.repositories.consents import Consents
from data.repositories.courses import Courses
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from matcher.ladder.climbing import Ladder, PersonLadder
from matcher.types import CourseId, Slot
from privacy.audit import AuditAction
from privacy.handles import COORDINATION
from privacy.policy import may_match, may_see_matches
from privacy.vocabulary import PersonId, Purpose

NO_HANDLES: dict[Slot, str] = {}


def coordinator_ladder(context: Context, need_id: str) -> LadderView:
    """Work out the ladder of a published need.

    Raises:
        NotFound: There is no such need, or it is a draft.
    """
    need = readable_need(context, need_id)
    may_see_matches(context.signed_in(), need.organisation, at=context.now).require()
    note_action(context, AuditAction.MATCHES_SEEN, subject=need.id, purpose=Purpose.MATCH)
    return ladder_of(context, need)


def agency_ladder(
    context: Context, need_id: str, *, already_searched: bool = False
) -> AgencyLadderView:
    """Give what the agency itself could do about one of its open needs.

    Changes are shown when they gain enough people to point at none; nobody else appears.

    Args:
        context: A member of the agency.
        need_id: One of its needs.
        already_searched: The same answer holds the ranking, which was counted as a search.

    Raises:
        NotFound: It is not an open need of the actor's organisation.
        TooMany: ``search_quota``.
    """
    need = readable_need(context, need_id)
    may_see_matches(context.signed_in(), need.organisation, at=context.now).require()
    if need.status is not NeedStatus.OPEN:
        raise NotFound("not_found")
    if not already_searched:
        spend_search(context)
    organisations = Organisations(context.work, context.runtime.key_ring).all()
    pool = context.runtime.pool
    pool.refresh(context)
    offering = [each.body for each in organisations if each.body and each.id != need.organisation]
    hidden = hidden_from(context, need.organisation)
    ladder, _ = pool.climb(context, need.body, (), offering, hidden)
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    words = LadderWords(
        taxonomy, context.language, NO_HANDLES, {}, {each.id: each for each in organisations}
    )
    described = map(words.institution, ladder.institutions)
    return AgencyLadderView(
        changes=tuple(
            ChangeView(change.code, describe_facts(change.facts, taxonomy, context.language))
            for change in ladder.relaxations
            if certain(context, change.gained) >= LEAST_ALIKE
        ),
        institutions=tuple(each for each in described if each is not None),
    )


def ladder_of(context: Context, need: Need) -> LadderView:
    """Work out a ladder for the coordination, and record whose facts it shows."""
    courses = catalogue_of_courses(context)
    organisations = Organisations(context.work, context.runtime.key_ring).all()
    pool = context.runtime.pool
    pool.refresh(context)
    ladder, people = pool.climb(
        context,
        need.body,
        [offer.body for offer in courses.values()],
        [each.body for each in organisations if each.body and each.id != need.organisation],
        hidden_from(context, need.organisation),
    )
    note_reviewed(context, list(people.values()), need.id)
    known = issue_handles(context, COORDINATION, need, list(people.values()))
    words = LadderWords(
        context.runtime.catalogue.taxonomy(context.work),
        context.language,
        {slot: known[person] for slot, person in people.items()},
        courses,
        {each.id: each for each in organisations},
    )
    return _view(ladder, words)


def coordinator_steps(context: Context, need_id: str, handle: str) -> OwnLadderView:
    """Give what one person and a need could do to come together, for a coordinator.

    Raises:
        NotFound: No such need or handle, or the person may not be matched any more.
    """
    need = readable_need(context, need_id)
    person = person_behind(context, COORDINATION, need, handle)
    look = may_look(context, need, person)
    steps = _steps(context, need, person)
    note_look(context, need, look)
    return steps


def own_steps(context: Context, need_id: str) -> OwnLadderView:
    """Give what the reader and an open need could do to come together.

    Raises:
        NotFound: There is no such open need, or she is not matched at this moment.
    """
    person = own_person(context)
    need = Needs(context.work).get(need_id)
    switches = Consents(context.work, context.runtime.key_ring).switches(person.id)
    decision = may_match(person.id, switches, at=context.now)
    if need is None or need.status is not NeedStatus.OPEN or not decision.allowed:
        raise NotFound("not_found")
    return _steps(context, need, person.id)


def catalogue_of_courses(context: Context) -> dict[CourseId, CourseOffer]:
    """Give the open courses by reference, each organiser's own language kept."""
    return {
        offer.body.course_id: offer for offer in Courses(context.work).all(status=CourseStatus.OPEN)
    }


def _steps(context: Context, need: Need, person: PersonId) -> OwnLadderView:
    courses = catalogue_of_courses(context)
    pool = context.runtime.pool
    pool.refresh(context)
    found = pool.climb_for(context, person, need.body, [offer.body for offer in courses.values()])
    if found is None:
        raise NotFound("not_found")
    organisers = {
        each.id: each for each in Organisations(context.work, context.runtime.key_ring).all()
    }
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    words = LadderWords(taxonomy, context.language, NO_HANDLES, courses, organisers)
    return _own_view(found, words, context)


def _view(ladder: Ladder, words: LadderWords) -> LadderView:
    described = map(words.institution, ladder.institutions)
    return LadderView(
        need=ladder.need_id,
        abstained=ladder.abstained,
        pool=ladder.why.pool,
        related=ladder.why.related,
        direct=ladder.direct,
        conditional=ladder.conditional,
        why=tuple(map(words.reason, ladder.why.reasons)),
        near=tuple(map(words.near, ladder.near)),
        training=tuple(words.plan(slot, plan) for slot, plan in ladder.training),
        relaxations=tuple(map(words.relaxation, ladder.relaxations)),
        teams=tuple(map(words.team, ladder.teams)),
        institutions=tuple(each for each in described if each is not None),
    )


def _own_view(found: PersonLadder, words: LadderWords, context: Context) -> OwnLadderView:
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    return OwnLadderView(
        need=found.match.need_id,
        bucket=bucket_code(found.match.bucket),
        score=shown_score(found.match.numerator),
        first=tuple(
            FirstThingView(describe_condition(each.condition, taxonomy, context.language), each.by)
            for each in found.first
        ),
        near=words.near(found.near) if found.near else None,
        plan=words.plan(found.match.slot, found.plan) if found.plan else None,
        relaxations=tuple(map(words.relaxation, found.relaxations)),
    )
