"""What the reader's skills are worth for the open needs, and what to learn to open more.

Rules:

- Only open needs count, and only what she agreed to have matched.
- Courses are those of the catalogue; a goal without one says so.
- What to learn is shown for needs she could then be proposed for; none is a promise.

What it does not do: show anybody else, or enrol her.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from api.context import Context
from api.services.matches.climb_ladder import catalogue_of_courses
from api.services.matches.describe_ladder import LadderWords
from api.services.people.record_consent import own_person
from api.services.views.ladder import CourseView, NeedLineView, SkillView
from data.records import Need, NeedStatus
from data.repositories.consents import Consents
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from matcher.ladder.learning_goals import Learning, what_to_learn
from matcher.ladder.transfer import TransferableSkill, TransferStatus, transferable
from matcher.types import MatchNeed, NeedId
from matcher.weights import VERSION_1
from privacy.errors import DenyReason
from privacy.policy import may_match

MOST_GOALS = 12
MOST_NEEDS = 5


@dataclass(frozen=True, slots=True)
class LearningView:
    """A skill to learn to a level (1 to 4), what it would open, and where it is taught.

    ``closeness`` is thousandths, 0 for what nothing of hers resembles. ``opens`` names the
    first few needs it would open, ``opens_count`` counts all.
    """

    skill: SkillView
    level: int
    closeness: int
    opens: tuple[NeedLineView, ...]
    opens_count: int
    nearer: int
    courses: tuple[CourseView, ...]


@dataclass(frozen=True, slots=True)
class TransferView:
    """One of her skills, how far open needs ask it, and in which sectors."""

    skill: SkillView
    status: TransferStatus
    refresh_suggested: bool
    sectors: tuple[tuple[str, int], ...]
    needs: int


@dataclass(frozen=True, slots=True)
class OwnLearning:
    """Her skills among the needs, and the goals that would open the most.

    ``why_not`` says why she is not matched at all; it is empty when she is.
    """

    skills: tuple[TransferView, ...]
    goals: tuple[LearningView, ...]
    why_not: tuple[DenyReason, ...] = ()


def own_learning(context: Context) -> OwnLearning:
    """Work out what her skills are worth and what to learn.

    Raises:
        NotFound: The account belongs to nobody (any more).
    """
    person = own_person(context)
    consents = Consents(context.work, context.runtime.key_ring)
    switches = consents.switches(person.id)
    decision = may_match(person.id, switches, at=context.now)
    if not decision.allowed:
        return OwnLearning((), (), decision.reasons)
    pool = context.runtime.pool
    pool.refresh(context)
    profile = pool.profile(context, person.id)
    if profile is None:
        return OwnLearning((), ())
    excluded = consents.excluded_by(person.id)
    stored = {
        need.id: need
        for need in Needs(context.work).all(status=NeedStatus.OPEN)
        if need.organisation not in excluded
    }
    bodies: Sequence[MatchNeed] = [pool.carried(context, need.body) for need in stored.values()]
    courses = catalogue_of_courses(context)
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    organisations = {
        each.id: each for each in Organisations(context.work, context.runtime.key_ring).all()
    }
    words = LadderWords(taxonomy, context.language, {}, courses, organisations)
    goals = what_to_learn(
        profile,
        bodies,
        taxonomy,
        VERSION_1,
        context.today,
        [pool.carried_course(context, offer.body) for offer in courses.values()],
    )
    skills = transferable(profile, bodies, taxonomy, context.today)
    names = {each.id: each.name for each in organisations.values()}
    return OwnLearning(
        skills=tuple(_transfer(each, words) for each in skills),
        goals=tuple(_goal(each, stored, names, words) for each in goals[:MOST_GOALS]),
    )


def _transfer(skill: TransferableSkill, words: LadderWords) -> TransferView:
    return TransferView(
        words.skill(skill.concept),
        skill.status,
        skill.refresh_suggested,
        tuple((str(sector), count) for sector, count in skill.sectors),
        len(skill.needs),
    )


def _goal(
    goal: Learning, stored: dict[NeedId, Need], names: dict[str, str], words: LadderWords
) -> LearningView:
    return LearningView(
        skill=words.skill(goal.concept),
        level=int(goal.level),
        closeness=goal.closeness,
        opens=tuple(_line(stored[each], names) for each in goal.opens[:MOST_NEEDS]),
        opens_count=len(goal.opens),
        nearer=goal.nearer,
        courses=tuple(map(words.course, goal.courses)),
    )


def _line(need: Need, names: dict[str, str]) -> NeedLineView:
    name = names.get(need.organisation, "")
    return NeedLineView(need.id, need.title, need.language, need.body.kind, name)
