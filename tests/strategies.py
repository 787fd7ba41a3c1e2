"""Hypothesis strategies for profiles and needs over the small taxonomy.

Values are drawn from short lists on purpose: matches must happen, and ties too.
"""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from matcher.conditions.silence import SILENT_REASONS
from matcher.types import (
    AcquiredIn,
    AffinityFactor,
    Answer,
    Cefr,
    ConceptUri,
    EvidenceState,
    ExperienceEntry,
    ExperienceRequirement,
    LanguageRequirement,
    LanguageSkill,
    LanguageTag,
    Level,
    MatchNeed,
    MatchProfile,
    MissionActivity,
    Mode,
    MonthDay,
    NeedId,
    NeedKind,
    OneOffWindow,
    Place,
    Requirement,
    RequirementKind,
    SectorCode,
    SkillClaim,
    Slot,
    Standard,
    StandardState,
    TrainerState,
    Window,
    YearlyWindow,
)
from tests.factories import (
    OCCUPATION_GROUPS,
    OCCUPATIONS,
    TODAY,
    occupation,
    place,
    skill,
)

COUNTRIES = ("EG", "MA", "GE")
TAGS = ("ar", "ar-EG", "ar-LB", "fr", "ka", "AR-eg", "arz", "apc", "ar-SY")
# Few words and close ones, so that several claims answer one requirement. The last is a
# skill the taxonomy does not hold: claims outlive releases.
WORDS = (
    "aquaculture",
    "fish_farming",
    "cage_farming",
    "pond_farming",
    "fish_health",
    "net_mending",
    "engine_repair",
    "triage",
    "forgotten_craft",
)

skills: st.SearchStrategy[ConceptUri] = st.sampled_from(WORDS).map(skill)
languages = st.sampled_from(TAGS).map(LanguageTag)
occupations = st.sampled_from((*OCCUPATIONS, *OCCUPATION_GROUPS)).map(occupation)
sectors = st.sampled_from(("fisheries", "health")).map(SectorCode)
years = st.integers(0, 12)
places: st.SearchStrategy[Place] = st.builds(
    place, st.sampled_from(("EG", "EG", "MA")), st.sampled_from((None, "EG-KFS", "EG-ALX"))
)
days = st.integers(-500, 900).map(lambda number: TODAY + timedelta(days=number))


def _month_day(number: int) -> MonthDay:
    day = date(2024, 1, 1) + timedelta(days=number)
    return MonthDay(day.month, day.day)


month_days = st.integers(0, 365).map(_month_day)
seasons = st.builds(YearlyWindow, month_days, month_days)
dated = st.builds(
    lambda start, length: OneOffWindow(start, start + timedelta(days=length)),
    days,
    st.integers(0, 400),
)
windows: st.SearchStrategy[Window] = st.one_of(seasons, dated)
claims = st.builds(
    SkillClaim,
    concept=skills,
    level=st.sampled_from(Level),
    last_used_year=st.sampled_from((None, 2026, 2022, 2018, 2000)),
    acquired_in=st.sampled_from(AcquiredIn),
    evidence=st.sampled_from(EvidenceState),
    recognised_in=st.sampled_from((None, *COUNTRIES)),
    can_teach=st.sampled_from(Answer),
    proposed_by_machine=st.booleans(),
)
spoken = st.builds(LanguageSkill, languages, st.sampled_from(Cefr))
entries = st.builds(
    ExperienceEntry,
    occupation=st.none() | occupations,
    sector=st.none() | sectors,
    years_origin=years,
    years_host=years,
    proposed_by_machine=st.booleans(),
)
requirements = st.builds(
    Requirement,
    concept=skills,
    kind=st.sampled_from(RequirementKind),
    minimum_level=st.sampled_from(Level),
    weight=st.integers(0, 5),
)


profiles = st.builds(
    MatchProfile,
    slot=st.integers(1, 10_000).map(Slot),
    skills=st.lists(claims, max_size=5).map(tuple),
    experience=st.lists(entries, max_size=3).map(tuple),
    languages=st.lists(spoken, max_size=3).map(tuple),
    modes=st.none() | st.frozensets(st.sampled_from(Mode)),
    windows=st.none() | st.lists(windows, max_size=3).map(tuple),
    hours_per_month=st.sampled_from((None, 0, 20, 80)),
    longest_mission_days=st.sampled_from((None, 0, 14, 90)),
    notice_days=st.sampled_from((None, 0, 30, 400)),
    residence=st.none() | places,
    ties=st.lists(places, max_size=2).map(tuple),
    willing_to_share=st.sampled_from(Answer),
    train_the_trainer=st.sampled_from(TrainerState),
    mentoring_places=st.sampled_from((None, 0, 2)),
    permit_answers=st.dictionaries(st.just("work-permit"), st.sampled_from(Answer)),
    confirmed_on=st.none() | days,
    lot=st.sampled_from((0, 7, 2**64 - 1)),
)
needs = st.builds(
    MatchNeed,
    need_id=st.integers(0, 10_000).map(lambda number: NeedId(f"need-{number}")),
    kind=st.sampled_from(NeedKind),
    requirements=st.lists(requirements, min_size=1, max_size=4).map(tuple),
    languages=st.lists(
        st.builds(LanguageRequirement, languages, st.sampled_from(Cefr), st.booleans()),
        max_size=2,
    ).map(tuple),
    mode=st.none() | st.sampled_from(Mode),
    period=st.none() | windows,
    partial_period_ok=st.booleans(),
    open_ended=st.booleans(),
    duration_days=st.sampled_from((None, 14, 60)),
    hours_per_month=st.sampled_from((None, 20)),
    place=st.none() | places,
    experience=st.none()
    | st.builds(
        ExperienceRequirement,
        occupation=st.none() | occupations,
        sector=st.none() | sectors,
        minimum_years=st.sampled_from((0, 0, 3)),
        desired_years=st.sampled_from((0, 5, 10)),
        values_abroad=st.booleans(),
    ),
    evidence_required=st.none() | st.sampled_from(EvidenceState),
    train_the_trainer_required=st.booleans(),
    standards=st.lists(
        st.builds(Standard, st.just("licence"), st.sampled_from(StandardState), st.none() | days),
        max_size=1,
    ).map(tuple),
    permits=st.sampled_from(((), ("work-permit",))),
    affinity=st.frozensets(st.sampled_from(AffinityFactor)),
    unstated=st.frozensets(st.sampled_from(sorted(SILENT_REASONS)), max_size=2),
    activity=st.none() | st.sampled_from(MissionActivity),
    mentor_on_site=st.booleans(),
)
open_needs = st.builds(
    MatchNeed,
    need_id=st.integers(0, 10_000).map(lambda number: NeedId(f"need-{number}")),
    kind=st.just(NeedKind.VACANCY),
    requirements=st.lists(requirements, min_size=1, max_size=3).map(tuple),
)
"""Needs that ask skills only, so that direct matches happen."""

simple_needs = st.builds(
    replace,
    open_needs.map(
        lambda need: replace(
            need,
            requirements=tuple(
                replace(asked, kind=RequirementKind.OPTIONAL) for asked in need.requirements
            ),
        )
    ),
    mode=st.none() | st.sampled_from(Mode),
    period=st.none() | windows,
    duration_days=st.sampled_from((None, None, 14, 60)),
    place=st.none() | places,
    languages=st.lists(
        st.builds(LanguageRequirement, languages, st.sampled_from(Cefr)), max_size=1
    ).map(tuple),
)
"""Needs with few conditions and no essential skill, so that all buckets happen."""
frames = st.builds(
    lambda first, length: OneOffWindow(
        TODAY + timedelta(days=first), TODAY + timedelta(days=first + length)
    ),
    st.integers(-60, 60),
    st.integers(5, 90),
)
frame_needs = st.builds(
    replace,
    open_needs.map(
        lambda need: replace(
            need,
            requirements=tuple(
                replace(asked, kind=RequirementKind.OPTIONAL) for asked in need.requirements
            ),
        )
    ),
    kind=st.just(NeedKind.SHORT_MISSION),
    period=frames,
    duration_days=st.sampled_from((3, 7, 14, 30)),
    partial_period_ok=st.booleans(),
    activity=st.none() | st.sampled_from(MissionActivity),
)
"""Needs for some days within a frame, around the day of the comparison."""
frame_profiles = st.builds(
    replace,
    profiles,
    windows=st.none() | st.lists(frames, max_size=4).map(tuple),
    notice_days=st.sampled_from((None, 0, 10, 30, 60)),
)
any_needs = st.one_of(needs, open_needs, simple_needs, frame_needs)
