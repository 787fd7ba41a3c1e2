"""What must hold of every ladder: the quick answers equal the slow ones, and nothing is made up."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.index.searching import MatchIndex
from matcher.index.survey import UNLISTED
from matcher.ladder.changes import INSTEAD, changes_of
from matcher.ladder.climbing import climb
from matcher.ladder.following import entry_questions, run_questions
from matcher.ladder.gaps import near_matches
from matcher.ladder.learning_goals import what_to_learn
from matcher.ladder.open_points import openness, refusals
from matcher.ladder.relaxations import relaxations
from matcher.ladder.teams import Team, find_teams
from matcher.ladder.training import TrainingPlan, plan_training, profile_after
from matcher.prepared import prepare
from matcher.ranking import abstention, is_listed, order_key, rank_all
from matcher.scoring import weigh
from matcher.types import (
    Bucket,
    ConceptUri,
    ConditionCode,
    Course,
    CourseRun,
    Criterion,
    MatchNeed,
    MatchProfile,
    ReasonCode,
    RequirementKind,
    ScoredMatch,
    SkillClaim,
    Slot,
    Verdict,
)
from matcher.weights import VERSION_1
from tests.factories import TODAY, small_taxonomy
from tests.properties.training_strategies import (
    catalogues,
    learners,
    team_needs,
    training_needs,
)
from tests.strategies import any_needs, open_needs, profiles

TAXONOMY = small_taxonomy()
FEW = settings(max_examples=60, deadline=None)
pools = st.lists(profiles, max_size=6, unique_by=lambda person: person.slot).map(tuple)
learner_pools = st.lists(
    learners, min_size=2, max_size=6, unique_by=lambda person: person.slot
).map(tuple)


def weighed(person: MatchProfile, need: MatchNeed) -> ScoredMatch:
    return weigh(person, need, TAXONOMY, VERSION_1, TODAY)


def planned(
    person: MatchProfile, need: MatchNeed, courses: Sequence[Course]
) -> TrainingPlan | None:
    return plan_training(person, need, courses, TAXONOMY, VERSION_1, TODAY)


def indexed(people: Sequence[MatchProfile]) -> MatchIndex:
    index = MatchIndex(TAXONOMY, VERSION_1, TODAY)
    for person in people:
        index.add(person)
    return index


def every_way(
    person: MatchProfile,
    need: MatchNeed,
    courses: Sequence[Course],
    taken: tuple[tuple[Course, CourseRun], ...] = (),
) -> Iterator[tuple[tuple[Course, CourseRun], ...]]:
    """List every way to follow up to three courses one after the other, by brute force."""
    prepared = prepare(need, TAXONOMY, VERSION_1, TODAY)
    if taken:
        yield taken
    if len(taken) == 3 or prepared.is_over:
        return
    followed = [course for course, _ in taken]
    known = profile_after(person, followed, TODAY)
    for course in courses:
        if course in followed or entry_questions(known, course, TAXONOMY, VERSION_1) is None:
            continue
        for run in course.runs:
            free = run.start >= TODAY and (not taken or run.start > taken[-1][1].end)
            in_time = prepared.period is None or run.end < prepared.period.start
            place = prepared.on_site
            if free and in_time and run_questions(person, course, run, place) is not None:
                yield from every_way(person, need, courses, (*taken, (course, run)))


@FEW
@given(learners, training_needs, catalogues)
def test_a_plan_is_the_best_of_all_ways_to_follow_the_catalogue(
    person: MatchProfile, need: MatchNeed, courses: tuple[Course, ...]
) -> None:
    before = weighed(person, need)
    matches: dict[frozenset[str], ScoredMatch] = {}
    keys = []
    for way in every_way(person, need, courses):
        followed = frozenset(course.course_id for course, _ in way)
        if followed not in matches:
            learnt = profile_after(person, (course for course, _ in way), TODAY)
            matches[followed] = weighed(learnt, need)
        after = matches[followed]
        if openness(after) < openness(before) and refusals(before) <= refusals(after):
            keys.append((openness(after), len(way), -after.numerator, way[-1][1].end))
    found = planned(person, need, courses)
    if found is None:
        assert not keys
    else:
        after = found.after
        assert min(keys) == (
            openness(after),
            len(found.steps),
            -after.numerator,
            found.ends_on,
        )


@FEW
@given(learners, training_needs, catalogues, st.randoms(use_true_random=False))
def test_a_plan_takes_real_courses_one_after_the_other_in_time(
    person: MatchProfile, need: MatchNeed, courses: tuple[Course, ...], random: st.DataObject
) -> None:
    found = planned(person, need, courses)
    if found is None:
        return
    catalogue = {course.course_id: course for course in courses}
    day = TODAY
    for step in found.steps:
        assert step.run in catalogue[step.course_id].runs
        assert step.run.seats_left != 0
        assert day <= step.run.start
        day = step.run.end + timedelta(days=1)
    assert len({step.course_id for step in found.steps}) == len(found.steps)
    if need.period is not None:
        start = prepare(need, TAXONOMY, VERSION_1, TODAY).period
        assert start is not None
        assert found.ends_on < start.start
    followed = [catalogue[step.course_id] for step in found.steps]
    assert found.after == weighed(profile_after(person, followed, TODAY), need)
    assert found.before == weighed(person, need)
    assert found.after.numerator == sum(each.term for each in found.after.evidence)
    assert found.after.numerator >= found.before.numerator
    assert found.bucket_with_plan is not Bucket.DIRECT
    assert openness(found.after) < openness(found.before)
    shuffled = list(courses)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    turned = replace(
        person, skills=tuple(reversed(person.skills)), languages=tuple(reversed(person.languages))
    )
    assert planned(turned, need, shuffled) == found


def kept_out(match: ScoredMatch) -> bool:
    """Tell whether something other than a skill keeps somebody out of a team."""
    return any(
        condition.decides
        and condition.verdict is Verdict.UNMET
        and not condition.closable
        and "skill" not in dict(condition.facts)
        for condition in match.conditions
    )


def stands_for(match: ScoredMatch, concept: ConceptUri) -> bool:
    return all(
        condition.verdict is Verdict.MET or condition.reason is ReasonCode.EVIDENCE_PENDING
        for condition in match.conditions
        if dict(condition.facts).get("skill") == concept
    )


def team_oracle(
    need: MatchNeed, people: Sequence[MatchProfile]
) -> list[tuple[Bucket, int, frozenset[Slot]]]:
    """Find all teams of the least size by trying every group."""
    skills = {each.concept for each in need.requirements if each.kind is RequirementKind.ESSENTIAL}
    firm = skills | {
        each.concept for each in need.requirements if each.kind is RequirementKind.TRAINABLE
    }
    matches = [match for person in people if not kept_out(match := weighed(person, need))]
    covers = {
        match.slot: {concept for concept in skills if stands_for(match, concept)}
        for match in matches
    }
    able = [match for match in matches if covers[match.slot] not in (set(), skills)]
    for size in (2, 3):
        found = []
        for group in combinations(able, size):
            if set().union(*(covers[match.slot] for match in group)) != skills:
                continue
            numerator = 0
            for bars in zip(*(match.evidence for match in group), strict=True):
                value = min(bar.value for bar in bars)
                if bars[0].criterion is Criterion.SKILLS:
                    value = sum(
                        children[0].weight * max(child.value for child in children)
                        for children in zip(*(bar.children for bar in bars), strict=True)
                    )
                numerator += bars[0].weight * value
            plain = all(any(is_plain(match, concept) for match in group) for concept in firm)
            settled = all(
                condition.verdict is Verdict.MET or not condition.decides
                for match in group
                for condition in match.conditions
                if "skill" not in dict(condition.facts)
            )
            bucket = Bucket.DIRECT if plain and settled else Bucket.CONDITIONAL
            found.append((bucket, -numerator, frozenset(match.slot for match in group)))
        if found:
            return sorted(found, key=lambda each: each[:2])
    return []


def is_plain(match: ScoredMatch, concept: ConceptUri) -> bool:
    return all(
        condition.verdict is Verdict.MET
        for condition in match.conditions
        if dict(condition.facts).get("skill") == concept
    )


def flat(teams: Sequence[Team]) -> list[tuple[Bucket, int, frozenset[Slot]]]:
    return [
        (team.bucket, -team.numerator, frozenset(member.slot for member in team.members))
        for team in teams
    ]


@FEW
@given(st.one_of(training_needs, team_needs), learner_pools)
def test_teams_are_those_of_every_group_tried(
    need: MatchNeed, people: tuple[MatchProfile, ...]
) -> None:
    found = find_teams(need, people, TAXONOMY, VERSION_1, TODAY, most=99, each=None)
    expected = team_oracle(need, people)
    assert [each[:2] for each in flat(found)] == [each[:2] for each in expected]
    assert set(flat(found)) == set(expected)
    skills = {each.concept for each in need.requirements if each.kind is RequirementKind.ESSENTIAL}
    for team in found:
        covered = [concept for member in team.members for concept in member.covers]
        assert sorted(covered) == sorted(skills)
    few = find_teams(need, people, TAXONOMY, VERSION_1, TODAY, each=1)
    assert bool(few) == bool(found)
    assert find_teams(need, people[::-1], TAXONOMY, VERSION_1, TODAY, most=99, each=None) == found


@FEW
@given(
    st.one_of(any_needs, training_needs).filter(lambda need: abstention(need) is None),
    st.one_of(pools, learner_pools),
)
def test_easing_loses_nobody_and_every_count_is_that_of_weighing_one_by_one(
    need: MatchNeed, people: tuple[MatchProfile, ...]
) -> None:
    def stands(asked: MatchNeed) -> list[int]:
        matches = [weighed(person, asked) for person in people]
        return [match.bucket if is_listed(match) else UNLISTED for match in matches]

    before = stands(need)
    found = {each.need: each for each in relaxations(need, indexed(people))}
    for change in changes_of(prepare(need, TAXONOMY, VERSION_1, TODAY)):
        after = stands(change.need)
        if change.code not in INSTEAD:
            assert all(new <= old for new, old in zip(after, before, strict=True)), change
        if change.need in found:
            both = [min(pair) for pair in zip(before, after, strict=True)]
            counted = found[change.need]
            assert counted.direct == both.count(Bucket.DIRECT) >= before.count(Bucket.DIRECT)
            assert counted.conditional == both.count(Bucket.CONDITIONAL)
            assert counted.gained == sum(a < b for a, b in zip(both, before, strict=True)) > 0


@FEW
@given(
    st.one_of(any_needs, training_needs, team_needs).filter(lambda need: abstention(need) is None),
    st.one_of(pools, learner_pools),
    catalogues,
)
def test_the_ladder_of_the_index_is_the_ladder_of_weighing_everybody(
    need: MatchNeed, people: tuple[MatchProfile, ...], courses: tuple[Course, ...]
) -> None:
    found = climb(need, indexed(people), courses, (), TODAY)
    ranked = rank_all(need, people, TAXONOMY, VERSION_1, TODAY)
    buckets = [match.bucket for match in ranked.matches]
    assert found.direct == buckets.count(Bucket.DIRECT)
    assert found.conditional == buckets.count(Bucket.CONDITIONAL)
    assert found.near == near_matches(ranked.matches)
    if ranked.no_direct_match is not None:
        assert found.why == ranked.no_direct_match
        listed = [person for person in people if is_listed(weighed(person, need))]
        assert found.teams == find_teams(need, listed, TAXONOMY, VERSION_1, TODAY)
    by_slot = {person.slot: person for person in people}
    for slot, plan in found.training:
        assert plan == planned(by_slot[slot], need, courses)
    direct = [match for match in ranked.matches if match.bucket is Bucket.DIRECT]
    others = [plan.before for _, plan in found.training]
    assert all(order_key(a) < order_key(b) for a in direct for b in others)


@FEW
@given(
    learners,
    st.lists(st.one_of(open_needs, training_needs), max_size=5, unique_by=lambda n: n.need_id),
    catalogues,
)
def test_what_learning_opens_is_truly_opened_and_nothing_is_left_out(
    person: MatchProfile, needs: list[MatchNeed], courses: tuple[Course, ...]
) -> None:
    found = what_to_learn(person, needs, TAXONOMY, VERSION_1, TODAY, courses)
    assert found == what_to_learn(person, needs[::-1], TAXONOMY, VERSION_1, TODAY, courses[::-1])
    assert len({each.concept for each in found}) == len(found)
    names = {course.course_id for course in courses}
    near = [need for need in needs if weighed(person, need).bucket is Bucket.NEAR]
    for learning in found:
        claim = SkillClaim(learning.concept, learning.level, last_used_year=TODAY.year)
        learnt = replace(person, skills=(*person.skills, claim))
        opened = {
            need.need_id
            for need in near
            if weighed(learnt, need).bucket < Bucket.NEAR
            and refusals(weighed(person, need)) <= refusals(weighed(learnt, need))
        }
        assert set(learning.opens) == opened
        assert set(learning.courses) <= names
        assert learning.opens or learning.nearer
    keys = [each.closeness * len(each.opens) for each in found]
    assert keys == sorted(keys, reverse=True)


@FEW
@given(learners, training_needs, catalogues)
def test_silence_about_anything_is_no_reason_against_a_course(
    person: MatchProfile, need: MatchNeed, courses: tuple[Course, ...]
) -> None:
    silent = replace(person, windows=None, languages=())
    for course in courses:
        for run in course.runs:
            place = prepare(need, TAXONOMY, VERSION_1, TODAY).on_site
            if run_questions(person, course, run, place) is not None:
                assert run_questions(silent, course, run, place) is not None
        if entry_questions(person, course, TAXONOMY, VERSION_1) is not None:
            assert entry_questions(silent, course, TAXONOMY, VERSION_1) is not None
    found = planned(silent, need, courses)
    if found is not None:
        assert all(closed.code is not ConditionCode.PLACE for closed in found.steps[0].closes)
