"""Conditions two organisations put to each other: met, unmet or unknown, never points.

Rules: see ``organisations``.

What it does not do: weigh.
"""

from collections.abc import Iterator

from matcher.conditions.people import LANGUAGE_VERDICTS
from matcher.conditions.verdicts import condition
from matcher.languages import best_answer
from matcher.organisations.needs import PutNeed
from matcher.types import (
    Condition,
    ConditionCode,
    LanguageRequirement,
    MatchOrganisation,
    ReasonCode,
    RequirementKind,
    Verdict,
)


def organisation_conditions(
    organisation: MatchOrganisation, asked: PutNeed, covers: tuple[int, ...]
) -> Iterator[Condition]:
    """Put specialities, languages, the country and what would be done together.

    Args:
        organisation: The possible partner.
        asked: The need.
        covers: The best similarity of each requirement, in the need's order.
    """
    for requirement, similarity in zip(asked.need.requirements, covers, strict=True):
        if requirement.kind is not RequirementKind.ESSENTIAL:
            continue
        there = similarity >= asked.weights.essential_similarity
        silent = not organisation.specialities
        verdict = Verdict.MET if there else Verdict.UNKNOWN if silent else Verdict.UNMET
        yield condition(
            ConditionCode.SKILL,
            verdict,
            None if there else ReasonCode.SKILL_MISSING,
            skill=requirement.concept,
            similarity=similarity or None,
        )
    for language in asked.need.languages:
        if language.essential:
            yield _language_condition(organisation, language)
    if asked.request is not None:
        country = organisation.place.country
        apart = country != asked.request.asker_country
        yield condition(
            ConditionCode.COUNTRY,
            Verdict.MET if apart else Verdict.UNMET,
            None if apart else ReasonCode.SAME_COUNTRY,
            country=country,
        )
    if asked.wanted:
        yield _collaboration_condition(organisation, asked)


def _language_condition(organisation: MatchOrganisation, asked: LanguageRequirement) -> Condition:
    state, spoken = best_answer(organisation.languages, asked)
    verdict, reason = LANGUAGE_VERDICTS[state]
    if not organisation.languages:
        verdict, reason = Verdict.UNKNOWN, ReasonCode.LANGUAGE_UNKNOWN
    return condition(
        ConditionCode.LANGUAGE,
        verdict,
        reason,
        language=asked.tag,
        asked_level=asked.minimum.name,
        spoken=spoken.tag if spoken else None,
        spoken_level=spoken.level.name if spoken else None,
    )


def _collaboration_condition(organisation: MatchOrganisation, asked: PutNeed) -> Condition:
    offers = organisation.offers
    if offers is None:
        verdict = Verdict.UNKNOWN
    else:
        verdict = Verdict.MET if asked.wanted <= offers else Verdict.UNMET
    return condition(
        ConditionCode.COLLABORATION,
        verdict,
        None if verdict is Verdict.MET else ReasonCode.COLLABORATION,
        asked=";".join(sorted(asked.wanted)),
        stated=None if offers is None else ";".join(sorted(offers)),
    )
