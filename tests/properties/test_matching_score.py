"""What must hold of every score: it adds up, never punishes a statement, ignores the rest."""

from dataclasses import fields, replace
from datetime import date
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.explanation import agency_view, explain
from matcher.scoring import weigh
from matcher.types import (
    SCORE_DENOMINATOR,
    AcquiredHow,
    AcquiredIn,
    Answer,
    Bucket,
    Cefr,
    Compensation,
    EvidenceState,
    ExperienceEntry,
    LanguageSkill,
    Level,
    MatchNeed,
    MatchProfile,
    NeedKind,
    Place,
    ScoredMatch,
    SkillClaim,
    Slot,
    Verdict,
    Window,
)
from matcher.weights import VERSION_1, claim_strength
from tests import strategies as some
from tests.factories import TODAY, claim, small_taxonomy

TAXONOMY = small_taxonomy()
STEADY = settings(derandomize=True, max_examples=40, deadline=None)


T = TypeVar("T")


def mixed_up(data: st.DataObject, stated: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(data.draw(st.permutations([*stated, *stated[:2]])))


def scored(profile: MatchProfile, need: MatchNeed, as_of: date = TODAY) -> ScoredMatch:
    return weigh(profile, need, TAXONOMY, VERSION_1, as_of)


def values_of(match: ScoredMatch) -> list[int]:
    return [evidence.value for evidence in match.evidence]


@STEADY
@given(some.profiles, some.any_needs)
def test_the_terms_sum_to_the_score_exactly(profile: MatchProfile, need: MatchNeed) -> None:
    match = scored(profile, need)
    explanation = explain(match)
    assert sum(bar.term for bar in explanation.bars) == match.numerator
    assert 0 <= match.numerator <= SCORE_DENOMINATOR
    assert sum(bar.weight for bar in explanation.bars) == 100
    [skills] = [bar for bar in explanation.bars if bar.children]
    assert sum(child.term for child in skills.children) == skills.term
    assert sum(child.weight for child in skills.children) == 10_000
    asked = {bar.criterion for bar in explanation.bars}
    assert asked.isdisjoint(explanation.left_out)


@STEADY
@given(some.profiles, some.any_needs, some.claims)
def test_adding_a_claim_never_lowers_a_value(
    profile: MatchProfile, need: MatchNeed, added: SkillClaim
) -> None:
    richer = replace(profile, skills=(*profile.skills, added))
    before, after = scored(profile, need), scored(richer, need)
    assert all(new >= old for old, new in zip(values_of(before), values_of(after), strict=True))


@settings(STEADY, max_examples=150)
@given(some.profiles, some.open_needs, some.claims, st.data())
def test_adding_a_claim_never_worsens_the_bucket(
    profile: MatchProfile, need: MatchNeed, added: SkillClaim, data: st.DataObject
) -> None:
    """Neither by its level, nor by its proof, nor by what is said about teaching it."""
    asking = replace(
        need,
        kind=data.draw(st.sampled_from((NeedKind.VACANCY, NeedKind.TRAINING_DELIVERY))),
        evidence_required=data.draw(st.none() | st.sampled_from(EvidenceState)),
    )
    willing = replace(profile, willing_to_share=Answer.YES)
    richer = replace(willing, skills=(*willing.skills, added))
    assert scored(richer, asking).bucket <= scored(willing, asking).bucket


@settings(STEADY, max_examples=120)
@given(st.one_of(some.profiles, some.frame_profiles), some.any_needs, some.windows, some.frames)
def test_adding_a_window_to_others_never_worsens_the_bucket(
    profile: MatchProfile, need: MatchNeed, season: Window, dated: Window
) -> None:
    stated = replace(profile, windows=profile.windows or ())
    for window in (season, dated):
        richer = replace(stated, windows=(*(stated.windows or ()), window))
        assert scored(richer, need).bucket <= scored(stated, need).bucket


@STEADY
@given(some.profiles, some.any_needs, some.spoken, some.entries)
def test_adding_a_language_or_years_to_others_never_worsens_the_bucket(
    profile: MatchProfile, need: MatchNeed, skill: LanguageSkill, entry: ExperienceEntry
) -> None:
    stated = replace(
        profile,
        languages=profile.languages or (skill,),
        experience=profile.experience or (ExperienceEntry(),),
    )
    for richer in (
        replace(stated, languages=(*stated.languages, skill)),
        replace(stated, experience=(*stated.experience, entry)),
    ):
        assert scored(richer, need).bucket <= scored(stated, need).bucket


@STEADY
@given(some.profiles, some.any_needs)
def test_what_is_closable_is_open_has_a_reason_and_a_day_before_which(
    profile: MatchProfile, need: MatchNeed
) -> None:
    for condition in scored(profile, need).conditions:
        if condition.closable:
            assert condition.verdict is not Verdict.MET
            assert condition.reason is not None
        before = dict(condition.facts).get("before")
        assert before is None or (condition.closable and str(before) > TODAY.isoformat())


@STEADY
@given(some.profiles, some.any_needs, some.places)
def test_saying_where_one_lives_never_worsens_the_bucket(
    profile: MatchProfile, need: MatchNeed, home: Place
) -> None:
    silent = replace(profile, residence=None, ties=())
    for stated in (replace(silent, residence=home), replace(silent, ties=(home,))):
        assert scored(stated, need).bucket <= scored(silent, need).bucket


@STEADY
@given(some.profiles, some.any_needs, some.spoken)
def test_adding_a_language_never_lowers_a_value(
    profile: MatchProfile, need: MatchNeed, skill: LanguageSkill
) -> None:
    richer = replace(profile, languages=(*profile.languages, skill))
    before, after = scored(profile, need), scored(richer, need)
    assert all(new >= old for old, new in zip(values_of(before), values_of(after), strict=True))


@STEADY
@given(some.profiles, some.any_needs, some.windows)
def test_adding_a_window_never_lowers_a_value(
    profile: MatchProfile, need: MatchNeed, window: Window
) -> None:
    richer = replace(profile, windows=(*(profile.windows or ()), window))
    before, after = scored(profile, need), scored(richer, need)
    assert all(new >= old for old, new in zip(values_of(before), values_of(after), strict=True))


@STEADY
@given(some.profiles, some.any_needs, some.entries, some.places)
def test_adding_experience_or_a_tie_never_lowers_a_value(
    profile: MatchProfile, need: MatchNeed, entry: ExperienceEntry, tie: Place
) -> None:
    richer = replace(profile, experience=(*profile.experience, entry), ties=(*profile.ties, tie))
    before, after = scored(profile, need), scored(richer, need)
    assert all(new >= old for old, new in zip(values_of(before), values_of(after), strict=True))


@STEADY
@given(some.profiles, some.any_needs, some.claims, st.sampled_from(Level))
def test_stating_a_level_or_a_year_never_lowers_a_score(
    profile: MatchProfile, need: MatchNeed, stated_claim: SkillClaim, level: Level
) -> None:
    """Silence never beats a statement."""
    silent = replace(stated_claim, level=Level.UNKNOWN, last_used_year=None)
    for stated in (replace(silent, level=level), replace(silent, last_used_year=1980)):
        less = scored(replace(profile, skills=(*profile.skills, silent)), need)
        more = scored(replace(profile, skills=(*profile.skills, stated)), need)
        assert more.numerator >= less.numerator


@STEADY
@given(some.profiles, some.any_needs, some.spoken, st.sampled_from(Cefr))
def test_stating_the_level_of_a_language_never_lowers_a_score(
    profile: MatchProfile, need: MatchNeed, skill: LanguageSkill, level: Cefr
) -> None:
    silent = replace(profile, languages=(replace(skill, level=Cefr.UNKNOWN),))
    stated = replace(profile, languages=(replace(skill, level=level),))
    assert scored(stated, need).numerator >= scored(silent, need).numerator


@STEADY
@given(some.profiles, some.any_needs, st.data())
def test_order_and_repetition_of_statements_change_nothing(
    profile: MatchProfile, need: MatchNeed, data: st.DataObject
) -> None:
    mixed = replace(
        profile,
        skills=mixed_up(data, profile.skills),
        experience=mixed_up(data, profile.experience),
        languages=mixed_up(data, profile.languages),
        windows=None if profile.windows is None else mixed_up(data, profile.windows),
        ties=mixed_up(data, profile.ties),
    )
    assert scored(mixed, need) == scored(profile, need)


@STEADY
@given(some.profiles, some.any_needs, st.data())
def test_order_of_requirements_changes_no_score(
    profile: MatchProfile, need: MatchNeed, data: st.DataObject
) -> None:
    asked = data.draw(st.permutations(need.requirements))
    mixed, plain = scored(profile, replace(need, requirements=tuple(asked))), scored(profile, need)
    assert (mixed.bucket, mixed.numerator) == (plain.bucket, plain.numerator)


@STEADY
@given(some.profiles, some.any_needs, st.sampled_from(Answer))
def test_a_permit_answer_changes_neither_bucket_nor_order_nor_what_an_agency_sees(
    profile: MatchProfile, need: MatchNeed, answer: Answer
) -> None:
    asking = replace(need, permits=("work-permit", "licence"))
    answered = replace(profile, permit_answers={"work-permit": answer})
    silent = scored(replace(profile, permit_answers={}), asking)
    match = scored(answered, asking)
    assert (match.bucket, match.numerator) == (silent.bucket, silent.numerator)
    assert agency_view(match) == agency_view(silent)


@STEADY
@given(some.profiles, some.any_needs, st.integers(1, 10_000), st.integers(0, 2**64 - 1))
def test_slot_and_lot_change_nothing_but_the_order_of_equals(
    profile: MatchProfile, need: MatchNeed, slot: int, lot: int
) -> None:
    moved = scored(replace(profile, slot=Slot(slot), lot=lot), need)
    assert replace(moved, slot=profile.slot, tie_key=0) == replace(scored(profile, need), tie_key=0)


@STEADY
@given(some.profiles, some.any_needs)
def test_what_informs_people_is_never_scored(profile: MatchProfile, need: MatchNeed) -> None:
    for asked in Compensation:
        assert scored(replace(profile, compensation=asked), need) == scored(profile, need)
    for how in AcquiredHow:
        skills = tuple(replace(each, acquired_how=how) for each in profile.skills)
        assert scored(replace(profile, skills=skills), need) == scored(profile, need)


@STEADY
@given(some.profiles, some.open_needs)
def test_seniority_never_offsets_a_missing_essential(
    profile: MatchProfile, need: MatchNeed
) -> None:
    """R4-33: more years or proof lift a score, never the bucket of a missing skill."""
    match = scored(profile, need)
    senior = replace(
        profile,
        skills=tuple(replace(each, years=40, last_used_year=2026) for each in profile.skills),
        experience=(ExperienceEntry(years_origin=40, years_host=40),),
    )
    if match.bucket is Bucket.NEAR:
        assert scored(senior, need).bucket is Bucket.NEAR


def test_sex_age_nationality_and_names_have_no_field() -> None:
    """What the types cannot hold cannot reach a score by any route."""
    names = {
        field.name for kind in (MatchProfile, SkillClaim, ExperienceEntry) for field in fields(kind)
    }
    assert names
    forbidden = ("name", "sex", "gender", "age", "birth", "nationality", "status", "religion")
    assert not [name for name in names for word in forbidden if word in name.split("_")]


def test_where_and_how_something_was_learnt_is_worth_the_same() -> None:
    strengths = {
        claim_strength(claim("triage", acquired_in=where, acquired_how=how), TODAY, None)
        for where in AcquiredIn
        for how in AcquiredHow
    }
    assert len(strengths) == 1
