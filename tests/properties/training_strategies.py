"""Hypothesis strategies for courses, and for needs and people they may bring together."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from matcher.types import (
    Answer,
    Cefr,
    Course,
    CourseId,
    CourseRun,
    EvidenceState,
    LanguageRequirement,
    LanguageSkill,
    LanguageTag,
    Level,
    MatchNeed,
    MatchProfile,
    NeedId,
    NeedKind,
    OneOffWindow,
    Requirement,
    RequirementKind,
    SkillClaim,
    Slot,
    Teaching,
    TrainerState,
    WageReplacement,
)
from tests.factories import TODAY, place, season, skill
from tests.strategies import languages, places, profiles, spoken

levels = st.sampled_from((Level.BASIC, Level.INDEPENDENT, Level.EXPERT))
ARABIC = LanguageSkill(LanguageTag("ar"), Cefr.NATIVE)


# Few words, none of which stands for another: what one lacks, another has or a course teaches.
skills = st.sampled_from(("cage_farming", "fish_health", "net_mending", "triage")).map(skill)
claims = st.builds(
    SkillClaim,
    concept=skills,
    level=st.sampled_from(Level),
    last_used_year=st.sampled_from((None, 2026, 2000)),
    evidence=st.sampled_from(EvidenceState),
    can_teach=st.sampled_from(Answer),
)


def mostly(usual: st.SearchStrategy[Any], rare: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Take the usual three times out of four."""
    return st.integers(0, 3).flatmap(lambda number: rare if number == 3 else usual)


teachings = st.builds(
    lambda concept, level, bring: Teaching(concept, level, min(level, bring)),
    skills,
    levels,
    mostly(st.just(Level.UNKNOWN), levels),
)
runs = st.builds(
    lambda start, length, place, remote, left: CourseRun(
        TODAY + timedelta(days=start),
        TODAY + timedelta(days=start + length),
        place,
        remote,
        seats_left=left,
    ),
    st.integers(-1, 40),
    st.integers(0, 10),
    st.none() | places,
    mostly(st.just(True), st.just(False)),
    mostly(st.just(3), st.sampled_from((None, 0))),
)
courses = st.builds(
    Course,
    course_id=st.just(CourseId("")),
    teaches=st.lists(teachings, min_size=1, max_size=2).map(tuple),
    runs=st.lists(runs, min_size=1, max_size=2).map(tuple),
    language=mostly(st.just(ARABIC.tag), languages),
    minimum_cefr=mostly(st.just(Cefr.UNKNOWN), st.just(Cefr.B1)),
    teaches_language=mostly(st.none(), st.builds(LanguageSkill, languages, st.just(Cefr.B2))),
    trains_trainers=st.booleans(),
    evidence=st.sampled_from((EvidenceState.CLAIMED, EvidenceState.CERTIFIED)),
    wage_replacement=st.sampled_from(WageReplacement),
    leave_days=st.sampled_from((None, 0, 7, 30)),
)
catalogues: st.SearchStrategy[tuple[Course, ...]] = st.lists(courses, min_size=1, max_size=4).map(
    lambda found: tuple(
        replace(each, course_id=CourseId(f"course-{number}")) for number, each in enumerate(found)
    )
)
plain_people = st.builds(
    MatchProfile,
    slot=st.integers(1, 10_000).map(Slot),
    skills=st.lists(claims, min_size=1, max_size=4).map(tuple),
    languages=mostly(st.just((ARABIC,)), st.lists(spoken, max_size=2).map(tuple)),
    windows=st.none() | st.just((season((1, 1), (12, 31)),)),
    residence=mostly(st.just(place("EG")), st.none() | places),
    willing_to_share=mostly(st.just(Answer.YES), st.sampled_from(Answer)),
    train_the_trainer=st.sampled_from(TrainerState),
    confirmed_on=st.none() | st.just(TODAY),
)
learners: st.SearchStrategy[MatchProfile] = mostly(plain_people, profiles)
"""People, most of them with little but skills between them and a need."""

asked_skills: st.SearchStrategy[Requirement] = st.builds(
    Requirement,
    concept=skills,
    kind=mostly(st.just(RequirementKind.ESSENTIAL), st.sampled_from(RequirementKind)),
    minimum_level=levels,
    weight=st.integers(1, 3),
)
training_needs: st.SearchStrategy[MatchNeed] = st.builds(
    MatchNeed,
    need_id=st.integers(0, 99).map(lambda number: NeedId(f"need-{number}")),
    kind=mostly(st.just(NeedKind.VACANCY), st.just(NeedKind.TRAINING_DELIVERY)),
    requirements=st.lists(asked_skills, min_size=1, max_size=3).map(tuple),
    languages=mostly(
        st.just(()),
        st.lists(
            st.builds(LanguageRequirement, languages, st.sampled_from((Cefr.A1, Cefr.B1))),
            max_size=1,
        ).map(tuple),
    ),
    period=st.none()
    | st.integers(10, 90).map(
        lambda start: OneOffWindow(
            TODAY + timedelta(days=start), TODAY + timedelta(days=start + 10)
        )
    ),
    place=st.none() | places,
    evidence_required=mostly(st.none(), st.sampled_from(EvidenceState)),
)
"""Needs that ask a few skills and begin soon, so that courses matter."""
team_needs: st.SearchStrategy[MatchNeed] = st.builds(
    MatchNeed,
    need_id=st.integers(0, 99).map(lambda number: NeedId(f"need-{number}")),
    kind=mostly(st.just(NeedKind.VACANCY), st.just(NeedKind.TRAINING_DELIVERY)),
    requirements=st.lists(
        st.builds(
            Requirement,
            concept=skills,
            kind=mostly(st.just(RequirementKind.ESSENTIAL), st.sampled_from(RequirementKind)),
            minimum_level=mostly(st.just(Level.BASIC), levels),
        ),
        min_size=2,
        max_size=4,
        unique_by=lambda asked: asked.concept,
    ).map(tuple),
    place=st.none() | places,
    evidence_required=mostly(st.none(), st.sampled_from(EvidenceState)),
)
"""Needs whose skills are many and levels low, so that people cover them together."""
