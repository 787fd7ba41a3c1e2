"""Conditions as they are put, beyond what the cases tell."""

from matcher.conditions.checking import bucket_of, check
from matcher.types import (
    Answer,
    Audience,
    Bucket,
    Condition,
    ConditionCode,
    EvidenceState,
    NeedKind,
    ReasonCode,
    Standard,
    Verdict,
)
from tests.factories import (
    TODAY,
    asks,
    asks_language,
    claim,
    dated,
    need,
    optional,
    place,
    profile,
    skill,
    small_taxonomy,
    trainable,
)

TAXONOMY = small_taxonomy()


def test_a_need_that_asks_nothing_puts_no_condition() -> None:
    assert check(profile(claim("triage")), need(), TAXONOMY, TODAY) == ()
    assert check(profile(), need(optional("triage")), TAXONOMY, TODAY) == ()


def test_conditions_come_in_the_order_of_their_codes() -> None:
    asked = need(
        asks("triage"),
        trainable("midwifery"),
        kind=NeedKind.MENTORING,
        languages=(asks_language("fr"), asks_language("ar")),
        mode=None,
        period=dated("2026-11-01", "2026-11-30"),
        duration_days=5,
        hours_per_month=5,
        place=place("EG"),
        standards=(Standard("licence"),),
        permits=("work-permit",),
        evidence_required=EvidenceState.ATTESTED,
        train_the_trainer_required=True,
    )
    found = check(profile(claim("triage"), notice_days=3), asked, TAXONOMY, TODAY)
    codes = [condition.code for condition in found]
    order = list(ConditionCode)
    assert codes == sorted(codes, key=order.index)
    of_organisations = {ConditionCode.COUNTRY, ConditionCode.COLLABORATION}
    left = {ConditionCode.MODE, ConditionCode.EXPERIENCE, *of_organisations}
    assert set(order) - set(codes) == left


def test_what_is_met_is_never_closable_and_what_is_open_has_a_reason() -> None:
    asked = need(asks("triage"), trainable("midwifery"), kind=NeedKind.TRAINING_DELIVERY)
    for person in (profile(), profile(claim("triage"), claim("midwifery"))):
        for condition in check(person, asked, TAXONOMY, TODAY):
            if condition.verdict is Verdict.MET:
                assert not condition.closable
                assert condition.reason is None
            else:
                assert condition.reason is not None


def test_a_permit_is_private_decides_nothing_and_has_no_reason() -> None:
    asked = need(asks("triage"), permits=("work-permit",))
    person = profile(claim("triage"), permit_answers={"work-permit": Answer.NO})
    [_, permit] = check(person, asked, TAXONOMY, TODAY)
    assert permit.verdict is Verdict.UNMET
    assert Audience.AGENCY not in permit.visible_to
    assert (permit.decides, permit.reason) == (False, None)
    assert bucket_of((permit,)) is Bucket.DIRECT


def test_the_claim_that_decides_is_the_one_that_is_named() -> None:
    """A low claim of the same word does not hide the narrower one that meets it."""
    person = profile(claim("fish_farming", 1), claim("cage_farming", 4))
    [condition] = check(person, need(asks("fish_farming", 3)), TAXONOMY, TODAY)
    assert condition.verdict is Verdict.MET
    assert dict(condition.facts)["claim"] == skill("cage_farming")


def test_unmet_outranks_unknown_and_closable_gaps_hold_only() -> None:
    unmet = Condition(ConditionCode.MODE, Verdict.UNMET, ReasonCode.MODE)
    unknown = Condition(ConditionCode.MODE, Verdict.UNKNOWN, ReasonCode.MODE)
    closable = Condition(ConditionCode.SKILL, Verdict.UNMET, ReasonCode.SKILL_MISSING, True)
    met = Condition(ConditionCode.MODE, Verdict.MET)
    assert bucket_of(()) is Bucket.DIRECT
    assert bucket_of((met,)) is Bucket.DIRECT
    assert bucket_of((met, unknown)) is Bucket.CONDITIONAL
    assert bucket_of((met, closable)) is Bucket.CONDITIONAL
    assert bucket_of((unmet, closable, unknown)) is Bucket.NEAR


def test_facts_are_plain_values_with_one_key_each() -> None:
    asked = need(asks("triage"), period=dated("2026-11-01", "2026-11-30"), place=place("EG"))
    for condition in check(profile(claim("wound_care"), windows=()), asked, TAXONOMY, TODAY):
        keys = [key for key, _ in condition.facts]
        assert len(keys) == len(set(keys))
        assert all(isinstance(value, str | int | bool) for _, value in condition.facts)


def test_of_several_claims_the_one_that_leaves_least_open_answers_with_its_proof() -> None:
    certified = claim("cage_farming", 0, evidence=EvidenceState.CERTIFIED)
    bare = claim("cage_farming", 3)
    asking = need(asks("cage_farming"), evidence_required=EvidenceState.CERTIFIED)
    conditions = check(profile(certified, bare), asking, TAXONOMY, TODAY)
    assert [(each.code, each.verdict) for each in conditions] == [
        (ConditionCode.SKILL, Verdict.UNKNOWN),
        (ConditionCode.EVIDENCE, Verdict.MET),
    ]
    assert bucket_of(conditions) is Bucket.CONDITIONAL


def test_the_lowest_level_is_met_without_a_level() -> None:
    for asked, verdict in ((0, Verdict.MET), (1, Verdict.MET), (2, Verdict.UNKNOWN)):
        [skill_there] = check(
            profile(claim("triage", 0)), need(asks("triage", asked)), TAXONOMY, TODAY
        )
        assert skill_there.verdict is verdict


def test_a_skill_somebody_cannot_teach_is_named() -> None:
    asking = need(asks("triage"), kind=NeedKind.MENTORING)
    person = profile(
        claim("triage", can_teach=Answer.NO), willing_to_share=Answer.YES, mentoring_places=1
    )
    [refused] = [
        each for each in check(person, asking, TAXONOMY, TODAY) if each.verdict is not Verdict.MET
    ]
    assert (refused.code, refused.verdict) == (ConditionCode.WILLINGNESS, Verdict.UNMET)
    assert dict(refused.facts)["skill"] == skill("triage")
