"""Languages, place, experience, willingness and paperwork as hard conditions.

Rules: see ``conditions``, which puts all conditions together.

What it does not do: weigh.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from matcher.conditions.verdicts import VERDICT_OF_ANSWER, at_least, condition
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
    Standard,
    StandardState,
    TrainerState,
    Verdict,
)

PRIVATE = frozenset({Audience.PERSON, Audience.COORDINATOR})
"""Who sees a permit and its answer."""
LANGUAGE_VERDICTS: Mapping[Spoken, tuple[Verdict, ReasonCode | None]] = {
    Spoken.MET: (Verdict.MET, None),
    Spoken.OTHER_DIALECT: (Verdict.MET, ReasonCode.DIALECT),
    Spoken.LEVEL_UNKNOWN: (Verdict.UNKNOWN, ReasonCode.LANGUAGE_UNKNOWN),
    Spoken.TOO_LOW: (Verdict.UNMET, ReasonCode.LANGUAGE_LEVEL),
    Spoken.NOT: (Verdict.UNMET, ReasonCode.LANGUAGE),
}
"""What an answer to an essential language comes to."""


def language_conditions(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put every essential language."""
    for asked in prepared.need.languages:
        if not asked.essential:
            continue
        state, spoken = best_answer(profile.languages, asked)
        verdict, reason = LANGUAGE_VERDICTS[state]
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
        verdict, reason = standing_of(standard, prepared)
        yield condition(
            ConditionCode.STANDARD,
            verdict,
            reason,
            True,
            code=standard.code,
            valid_until=standard.valid_until.isoformat() if standard.valid_until else None,
            before=None if verdict is Verdict.MET else prepared.before,
        )


def standing_of(standard: Standard, prepared: PreparedNeed) -> tuple[Verdict, ReasonCode | None]:
    """Say where a standard stands when the work begins; one that ends during it is a warning."""
    if standard.state is not StandardState.SETTLED:
        return Verdict.UNKNOWN, ReasonCode.STANDARD_PENDING
    first = last = prepared.as_of
    if prepared.period is not None and not prepared.is_over:
        first = max(first, prepared.period.start)
        last = first + timedelta(days=prepared.asked_days - 1)
    until = standard.valid_until
    if until is None or until >= last:
        return Verdict.MET, None
    ended = until < first
    return Verdict.UNKNOWN if ended else Verdict.MET, ReasonCode.STANDARD_EXPIRED


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
        before=None if verdict is Verdict.MET else prepared.before,
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
