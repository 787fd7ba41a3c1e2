"""Give a person what she chose and said in campaigns, for her export, opened for herself."""

from typing import Any

from api.context import Context
from data.repositories.appeals import Appeals
from data.repositories.campaigns import Campaigns
from data.repositories.choices import CampaignChoices
from privacy.vocabulary import PersonId


def exported_choices(context: Context, person: PersonId) -> list[dict[str, Any]]:
    """Give every choice with the name of its campaign."""
    choices = CampaignChoices(context.work, context.runtime.key_ring, context.now)
    names = _names(context)
    return [
        {
            "campaign": each.campaign,
            "campaign_name": names.get(each.campaign),
            "chosen_on": each.chosen_on.isoformat(),
            "tracks": sorted(track.value for track in each.tracks),
            "ranked": list(each.ranked),
            "excluded": sorted(each.excluded),
        }
        for each in choices.of_person(person)
    ]


def exported_appeals(context: Context, person: PersonId) -> list[dict[str, Any]]:
    """Give every appeal with what was answered."""
    appeals = Appeals(context.work, context.runtime.key_ring, context.now)
    names = _names(context)
    found = []
    for each in appeals.of_person(person):
        words, answer = appeals.own_words(each)
        found.append(
            {
                "campaign": each.campaign,
                "campaign_name": names.get(each.campaign),
                "asked_on": each.asked_on.isoformat(),
                "answer_by": each.answer_by.isoformat(),
                "words": words,
                "decision": each.decision.value if each.decision else None,
                "ground": each.ground.value if each.ground else None,
                "answer": answer,
                "answered_on": each.answered_on.isoformat() if each.answered_on else None,
            }
        )
    return found


def _names(context: Context) -> dict[str, str]:
    campaigns = Campaigns(context.work, context.runtime.key_ring)
    return {each.id: each.name for each in campaigns.all()}
