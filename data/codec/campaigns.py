"""Write and read the plan, the totals and the choices of a campaign."""

import json
from datetime import date

from data.campaign_records import (
    CampaignChoice,
    CampaignFigures,
    CampaignPlan,
    QuotaFigures,
    QuotaGround,
    QuotaLine,
    SeatLine,
    Track,
)
from matcher.types import NeedId
from privacy.vocabulary import PersonId


def write_plan(plan: CampaignPlan) -> str:
    """Give a plan as JSON."""
    return json.dumps(
        {
            "needs": [[e.need, e.seats, e.track, e.withdrawn] for e in plan.lines],
            "quotas": [
                [e.code, e.name, e.ground, e.track, e.at_least, e.at_most, e.held]
                for e in plan.quotas
            ],
            "conditional": plan.conditional,
            "per_need": plan.per_need,
            "per_person": plan.per_person,
            "on_application": plan.on_application,
            "choices_until": plan.choices_until.isoformat() if plan.choices_until else None,
            "preference_step": plan.preference_step,
        },
        ensure_ascii=False,
    )


def read_plan(text: str) -> CampaignPlan:
    """Read a plan back."""
    found = json.loads(text)
    return CampaignPlan(
        lines=tuple(
            SeatLine(NeedId(need), seats, _track(track), withdrawn)
            for need, seats, track, withdrawn in found["needs"]
        ),
        quotas=tuple(
            QuotaLine(code, name, QuotaGround(ground), _track(track), at_least, at_most, held)
            for code, name, ground, track, at_least, at_most, held in found["quotas"]
        ),
        conditional=found["conditional"],
        per_need=found["per_need"],
        per_person=found["per_person"],
        on_application=found.get("on_application", False),
        choices_until=_day(found.get("choices_until")),
        preference_step=found.get("preference_step", 0),
    )


def write_figures(figures: CampaignFigures) -> str:
    """Give totals as JSON."""
    return json.dumps(
        {
            "weights": figures.weights_version,
            "taxonomy": figures.taxonomy_release,
            "people": figures.people,
            "pairs": figures.pairs,
            "total": figures.total_numerator,
            "reasons": dict(figures.reasons),
            "taken": dict(figures.taken),
            "quotas": {code: [each.taken, each.short] for code, each in figures.quotas.items()},
            "proofs": [list(each) for each in figures.proofs],
        }
    )


def read_figures(text: str) -> CampaignFigures:
    """Read totals back."""
    found = json.loads(text)
    return CampaignFigures(
        weights_version=found["weights"],
        taxonomy_release=found["taxonomy"],
        people=found["people"],
        pairs=found["pairs"],
        total_numerator=found["total"],
        reasons={NeedId(need): reason for need, reason in found["reasons"].items()},
        taken={NeedId(need): count for need, count in found["taken"].items()},
        quotas={code: QuotaFigures(*each) for code, each in found["quotas"].items()},
        proofs=tuple((str(name), int(value), int(bound)) for name, value, bound in found["proofs"]),
    )


def write_choice(choice: CampaignChoice) -> bytes:
    """Give what a person chose as JSON, to be sealed."""
    return json.dumps(
        {
            "on": choice.chosen_on.isoformat(),
            "tracks": sorted(choice.tracks),
            "ranked": list(choice.ranked),
            "excluded": sorted(choice.excluded),
        }
    ).encode()


def read_choice(campaign: str, person: PersonId, document: bytes) -> CampaignChoice:
    """Read a choice back."""
    found = json.loads(document)
    return CampaignChoice(
        campaign,
        person,
        date.fromisoformat(found["on"]),
        frozenset(Track(each) for each in found["tracks"]),
        tuple(NeedId(each) for each in found["ranked"]),
        frozenset(NeedId(each) for each in found["excluded"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _track(code: str | None) -> Track | None:
    return None if code is None else Track(code)
