"""Languages, place, experience, willingness and paperwork as hard conditions.

Rules: see ``conditions``, which puts all conditions together.

What it does not do: weigh.
"""

from collections.abc import Iterator

from matcher.coverage import SkillCover, SkillState
from matcher.experience import answering_years
from matcher.languages import Spoken, best_answer
from matcher.prepared import PreparedNeed
from matcher.types import (
    Answer,
    Audience,
    Condition,
    ConditionCode,
    MatchProfile,
    ReasonCode,
    RequirementKind,
    StandardState,
    TrainerState,
    Verdict,
)
from matcher.verdicts import VERDICT_OF_ANSWER, at_least, condition

PRIVATE = frozenset({Audience.PERSON, Audience.COORDINATOR})
"""Who sees a permit and its answer."""
_VERDICT_OF_LANGUAGE = {
    Spoken.MET: (Verdict.MET, None),
    Spoken.OTHER_DIALECT: (Verdict.MET, ReasonCode.DIALECT),
    Spoken.LEVEL_UNKNOWN: (Verdict.UNKNOWN, ReasonCode.LANGUAGE_UNKNOWN),
    Spoken.TOO_LOW: (Verdict.UNMET, ReasonCode.LANGUAGE_LEVEL),
    Spoken.NOT: (Verdict.UNMET, ReasonCode.LANGUAGE),
}


def language_conditions(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put every essential language."""
    for asked in prepared.need.languages:
        if not asked.essential:
            continue
        state, spoken = best_answer(profile.languages, asked)
        verdict, reason = _VERDICT_OF_LANGUAGE[state]
        if not profile.languages:
            verdict, reason = Verdict.UNKNOWN, ReasonCode.LANGUAGE_UNKNOWN
        yield condition(
            ConditionCode.LANGUAGE,
            verdict,
            reason,
            language=asked.tag,
            asked_level=asked.minimum.name,
            spoken=spoken.tag if spoken else None,
            spoken_level=spoken.level.name if spoken else None,
        )


def place_condition(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put the place of work that is not remote."""
    place = prepared.on_site
    if place is None:
        return
    known = [*profile.ties, *([profile.residence] if profile.residence else [])]
    near = any(each.country == place.country for each in known)
    yield condition(
        ConditionCode.PLACE,
        Verdict.MET if near else Verdict.UNKNOWN,
        None if near else ReasonCode.PLACE,
        country=place.country,
        region=place.region,
    )


def standard_conditions(prepared: PreparedNeed) -> Iterator[Condition]:
    """Put every standard; the same for everybody."""
    for standard in prepared.need.standards:
        settled = standard.state is StandardState.SETTLED
        yield condition(
            ConditionCode.STANDARD,
            Verdict.MET if settled else Verdict.UNKNOWN,
            None if settled else ReasonCode.STANDARD_PENDING,
            True,
            code=standard.code,
        )


def permit_conditions(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put every permit, privately; none decides."""
    for permit in prepared.need.permits:
        answer = profile.permit_answers.get(permit, Answer.UNSAID)
        yield Condition(
            ConditionCode.PERMIT,
            VERDICT_OF_ANSWER[answer],
            facts=(("code", permit),),
            visible_to=PRIVATE,
            decides=False,
        )


def trainer_condition(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put the train-the-trainer course, if it is demanded."""
    if not prepared.asks_trainer:
        return
    state = profile.train_the_trainer
    if state is TrainerState.DONE:
        verdict = Verdict.MET
    else:
        verdict = Verdict.UNKNOWN if state is TrainerState.UNSAID else Verdict.UNMET
    yield condition(
        ConditionCode.TRAIN_THE_TRAINER,
        verdict,
        None if verdict is Verdict.MET else ReasonCode.TRAIN_THE_TRAINER,
        True,
        state=state.value,
    )


def willingness_condition(
    profile: MatchProfile, prepared: PreparedNeed, covers: tuple[SkillCover, ...]
) -> Iterator[Condition]:
    """Put the willingness to share, for training and mentoring; a refused skill is named."""
    if not prepared.asks_willingness:
        return
    verdict = VERDICT_OF_ANSWER[profile.willing_to_share]
    yield condition(
        ConditionCode.WILLINGNESS,
        verdict,
        None if verdict is Verdict.MET else ReasonCode.WILLINGNESS,
        answer=profile.willing_to_share.value,
    )
    for cover in covers:
        essential = cover.requirement.kind is RequirementKind.ESSENTIAL
        if essential and cover.state is not SkillState.MISSING and not cover.teachable:
            yield condition(
                ConditionCode.WILLINGNESS,
                Verdict.UNMET,
                ReasonCode.WILLINGNESS,
                skill=cover.requirement.concept,
                answer=Answer.NO.value,
            )


def experience_condition(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put the least years, if some are asked."""
    asked = prepared.need.experience
    if asked is None or asked.minimum_years <= 0:
        return
    years = answering_years(profile.experience, asked, prepared.occupations)
    yield at_least(
        ConditionCode.EXPERIENCE,
        ReasonCode.EXPERIENCE,
        years.origin + years.host if profile.experience else None,
        asked.minimum_years,
        years_asked=asked.minimum_years,
        years_origin=years.origin,
        years_host=years.host,
    )
