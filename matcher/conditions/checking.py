"""The hard conditions of a need: met, unmet or unknown, never points.

Rules:

- Only what the need asks becomes a condition; every condition carries the facts it rests on.
- Unknown is neither a pass nor a failure: the match is conditional until it is known.
- *Essential skill*: see ``coverage``. A trainable one that is not met is closable; so is a
  level that is too low for an internship with a mentor on site, where it is reached.
- *Evidence*: the claim that answers for an essential skill (``coverage`` says which) must be
  proven as demanded;
  one step short is closable (it can be attested, validated, certified or recognised before
  the start), more is unmet. A skill that is missing is not reproached twice. A recognition
  counts in the country of the need.
- *Unsaid by the need*: mode, period, language or place an advert does not name are unknown
  for everybody; ``need_silent`` says so.
- *Mode*, *duration*, *hours* and *mentoring places* are compared with what is stated.
- *Period*: all days must lie inside the windows; some of them is unmet with the missing days
  named, or met with a warning when the need takes a part. What is past of a running period
  is not asked any more; a period wholly past is unmet for everybody. Of a period without a
  known end the first day is asked, and the rest is unsaid by the need. A period longer than
  the asked duration is a frame: as many free days in a row, anywhere inside it, are enough,
  and ``fits`` names the free stretches that hold them.
- *Willingness*: asked by training (a mission that trains, too) and mentoring, of the person
  and of every essential skill she claims: whoever says of one that she cannot teach it does
  not meet it.
- *Notice*: the person's own term, compared with the days left to the latest start. Stated by
  nobody it is open when work begins within a month; further off her windows answer alone.
- *Language*: essential ones only; another dialect of the same language is met with a
  warning.
- *Place*: asked of work that is not remote; met by living in the country or having ties
  there, else unknown: nobody was asked whether she would go, so nobody has refused.
- *Train the trainer*: demanded by all training; a course can close it.
- *Standard*: pending ones, and those that end before the work begins, hold everybody alike and
  are closable; one that ends during the work is met with a warning.
- *Closable*: ``before`` names the day work begins, by which it must be closed.
- *Permit*: private. It shows to the person and the coordinator and decides nothing.
- *Experience*: the minimum counts years of both countries alike.

Facts by code (absent ones are left out; lists are joined by ";"):
``SKILL`` skill, kind, asked_level, claim, claim_level, similarity, before · ``EVIDENCE``
skill, asked_evidence, evidence, asked_country, recognised_in, before · ``MODE`` asked, stated
· ``PERIOD`` work, home, days_asked, days_covered, fits, missing (ISO 8601 intervals; a season
is ``--11-01/--02-28``) · ``DURATION``
days_asked, days_offered · ``NOTICE`` days_left, days_needed · ``LANGUAGE`` language,
asked_level, spoken, spoken_level · ``PLACE`` country, region · ``STANDARD`` code,
valid_until, before · ``PERMIT`` code · ``TRAIN_THE_TRAINER`` state, before · ``WILLINGNESS``
answer, skill · ``EXPERIENCE`` years_asked, years_origin, years_host · ``CAPACITY`` hours_asked
and hours_offered, or mentoring_places.

What it does not do: order anything, look at consent, or know which modules are enabled
(services pass on only those who may be matched).
"""

from datetime import date

from matcher.conditions.people import (
    experience_condition,
    language_conditions,
    permit_conditions,
    place_condition,
    standard_conditions,
    trainer_condition,
    willingness_condition,
)
from matcher.conditions.silence import silent_conditions
from matcher.conditions.skills import evidence_conditions, skill_conditions
from matcher.conditions.times import (
    capacity_conditions,
    duration_condition,
    mode_condition,
    notice_condition,
    period_condition,
)
from matcher.conditions.verdicts import bucket_of
from matcher.coverage import SkillCover, cover_all
from matcher.prepared import PreparedNeed, prepare_now
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Condition,
    ConditionCode,
    MatchNeed,
    MatchProfile,
)

__all__ = ["bucket_of", "check", "check_prepared"]

_ORDER = {code: position for position, code in enumerate(ConditionCode)}


def check(
    profile: MatchProfile, need: MatchNeed, taxonomy: Taxonomy, as_of: date
) -> tuple[Condition, ...]:
    """Check every hard condition a need puts to a profile, with the numbers in force.

    Returns:
        One condition per thing asked, in the order of `ConditionCode`; empty when the need
        asks nothing.
    """
    prepared = prepare_now(need, taxonomy, as_of)
    return check_prepared(profile, prepared, cover_all(profile, prepared))


def check_prepared(
    profile: MatchProfile, prepared: PreparedNeed, covers: tuple[SkillCover, ...]
) -> tuple[Condition, ...]:
    """Check a profile against a need made ready, with its skills already covered."""
    put = (
        *skill_conditions(prepared, covers),
        *mode_condition(profile, prepared),
        *period_condition(profile, prepared),
        *duration_condition(profile, prepared),
        *notice_condition(profile, prepared),
        *language_conditions(profile, prepared),
        *place_condition(profile, prepared),
        *standard_conditions(prepared),
        *permit_conditions(profile, prepared),
        *evidence_conditions(prepared, covers),
        *trainer_condition(profile, prepared),
        *willingness_condition(profile, prepared, covers),
        *experience_condition(profile, prepared),
        *capacity_conditions(profile, prepared),
    )
    unsaid = tuple(silent_conditions(prepared.need))
    if not unsaid:
        return put
    return tuple(sorted((*put, *unsaid), key=lambda each: _ORDER[each.code]))
