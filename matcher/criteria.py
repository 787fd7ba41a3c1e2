"""The softer criteria: what each is worth, in whole thousandths.

Rules, each monotone: stating more never lowers a value, and silence is 0.

- *Experience*: ``min(1000, 1000 * years / desired)`` with half years as the unit; a year in
  the origin country counts in full, one in a host country in full when the need values it,
  else half (``matcher.experience`` says which years answer).
- *Languages*: the mean over all asked languages, essential or not. Not spoken 0; below the
  minimum up to 500 in proportion; exactly at it 600; then evenly up to 1000 for native
  speech; another dialect keeps 80 hundredths. The best of what is spoken counts.
- *Period*: ``1000 * days inside the windows / days asked``; in a frame the longest run of
  free days against the days asked in a row; 0 for a period wholly past.
- *Place*: living or having ties in the asked region (or country, when no region is asked)
  1000; in the country but not the region 600; else 0.
- *Freshness*: confirmed within 183 / 365 / 730 days 1000 / 700 / 400; longer ago 100.
- *Affinity*: ``1000 * ties present / ties switched on``: a stated tie to the region (living
  there is no tie), an asked dialect spoken, work or learning abroad. It only adds.

What it does not do: exclude (``conditions``) or weigh criteria against each other
(``scoring``).
"""

from datetime import date
from typing import NamedTuple

from matcher.experience import answering_years, experience_value
from matcher.languages import Spoken, answer, is_same_dialect, language_value, split_tag
from matcher.periods import days_covered, runs
from matcher.prepared import PreparedNeed
from matcher.types import (
    AcquiredIn,
    AffinityFactor,
    Facts,
    LanguageRequirement,
    LanguageSkill,
    MatchProfile,
    Place,
)
from matcher.weights import Weights


class Weighed(NamedTuple):
    """The value of one criterion in thousandths, whether anything was stated, and the facts."""

    value: int
    stated: bool
    facts: Facts


def weigh_experience(profile: MatchProfile, prepared: PreparedNeed) -> Weighed:
    """Weigh the years that answer; 0 when the need asks none."""
    asked = prepared.need.experience
    if asked is None:
        return Weighed(0, bool(profile.experience), ())
    years = answering_years(profile.experience, asked, prepared.occupations)
    facts: Facts = (
        ("years_origin", years.origin),
        ("years_host", years.host),
        ("years_desired", asked.desired_years),
        ("values_abroad", asked.values_abroad),
    )
    return Weighed(experience_value(years, asked), bool(profile.experience), facts)


def weigh_languages(profile: MatchProfile, prepared: PreparedNeed) -> Weighed:
    """Weigh all asked languages, each alike."""
    asked = prepared.need.languages
    total = sum(
        max(
            (_spoken_value(skill, each, prepared.weights) for skill in profile.languages), default=0
        )
        for each in asked
    )
    facts: Facts = (
        ("asked", ";".join(f"{each.tag}:{each.minimum.name}" for each in asked)),
        ("spoken", ";".join(sorted({f"{s.tag}:{s.level.name}" for s in profile.languages}))),
    )
    return Weighed(total // max(1, len(asked)), bool(profile.languages), facts)


def _spoken_value(skill: LanguageSkill, asked: LanguageRequirement, weights: Weights) -> int:
    if split_tag(skill.tag)[0] != split_tag(asked.tag)[0]:
        return 0
    return language_value(
        skill.level, asked.minimum, is_same_dialect(skill.tag, asked.tag), weights
    )


def weigh_period(profile: MatchProfile, prepared: PreparedNeed) -> Weighed:
    """Weigh the days inside the person's windows."""
    if prepared.period is None:
        return Weighed(0, profile.windows is not None, ())
    days, windows = prepared.asked_days, profile.windows or ()
    if prepared.is_over:
        inside = 0
    elif prepared.frame:
        inside, _ = runs(windows, prepared.period, days)
    else:
        inside = days_covered(windows, prepared.period)
    facts: Facts = (("days_asked", days), ("days_covered", inside))
    return Weighed(1000 * inside // days, profile.windows is not None, facts)


def weigh_place(profile: MatchProfile, prepared: PreparedNeed) -> Weighed:
    """Weigh how near to the place the person lives or has ties."""
    asked = prepared.on_site
    known = [*profile.ties, *([profile.residence] if profile.residence else [])]
    if asked is None:
        return Weighed(0, bool(known), ())
    value = max((_place_value(each, asked, prepared.weights) for each in known), default=0)
    return Weighed(value, bool(known), (("country", asked.country), ("region", asked.region)))


def _place_value(known: Place, asked: Place, weights: Weights) -> int:
    if known.country != asked.country:
        return 0
    return 1000 if asked.region in (None, known.region) else weights.same_country


def weigh_freshness(profile: MatchProfile, prepared: PreparedNeed) -> Weighed:
    """Weigh how recently the person confirmed her profile; never confirmed is 0."""
    confirmed = profile.confirmed_on
    if confirmed is None:
        return Weighed(0, stated=False, facts=())
    age = max(0, (prepared.as_of - confirmed).days)
    return Weighed(
        freshness_value(confirmed, prepared.as_of, prepared.weights),
        stated=True,
        facts=(("confirmed_on", confirmed.isoformat()), ("age_days", age)),
    )


def freshness_value(confirmed_on: date, as_of: date, weights: Weights) -> int:
    """Give the thousandths of a confirmation; one dated later than the day is fresh."""
    age = (as_of - confirmed_on).days
    steps = weights.freshness
    return next((value for limit, value in steps if age <= limit), weights.freshness_older)


def weigh_affinity(profile: MatchProfile, prepared: PreparedNeed) -> Weighed:
    """Weigh the optional ties the need's programme switched on."""
    asked = prepared.affinity
    present = [factor for factor in asked if _has(profile, prepared, factor)]
    facts: Facts = (("asked", ";".join(asked)), ("present", ";".join(present)))
    return Weighed(1000 * len(present) // max(1, len(asked)), bool(present), facts)


def _has(profile: MatchProfile, prepared: PreparedNeed, factor: AffinityFactor) -> bool:
    need = prepared.need
    if factor is AffinityFactor.TIE_REGION:
        place = need.place
        return place is not None and any(
            tie.country == place.country and place.region in (None, tie.region)
            for tie in profile.ties
        )
    if factor is AffinityFactor.DIALECT:
        return any(
            split_tag(asked.tag)[1]
            and answer(skill, asked) is not Spoken.NOT
            and is_same_dialect(skill.tag, asked.tag)
            for asked in need.languages
            for skill in profile.languages
        )
    return has_worked_abroad(profile)


def has_worked_abroad(profile: MatchProfile) -> bool:
    """Tell whether the person states years or a skill from a host country."""
    return any(entry.years_host > 0 for entry in profile.experience) or any(
        claim.acquired_in is AcquiredIn.HOST for claim in profile.skills
    )
