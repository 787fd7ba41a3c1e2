"""Let go of results of campaigns: of who may not be matched any more, and of long ago.

Rules:

- Who is no longer matched has no result, choice or appeal: who takes back the agreement has
  them deleted with it, whose agreement runs out at the latest when retention runs; until then
  no reading gives them.
- A year after a campaign was made nothing in it concerns people any more.
"""

from datetime import timedelta

from api.context import Context
from data.repositories.campaigns import Campaigns
from data.repositories.pool import Pool
from privacy.vocabulary import PersonId

KEPT = timedelta(days=365)


def forget_campaigns(context: Context) -> int:
    """Delete what is not to be kept, and give how many rows there were."""
    campaigns = Campaigns(context.work, context.runtime.key_ring)
    people = campaigns.people()
    stored = Pool(context.work, context.runtime.key_ring, context.now)
    gone = people - stored.may_still_be_matched(people)
    return campaigns.forget_people(gone) + campaigns.forget_before(context.today - KEPT)


def forget_who_left(context: Context, person: PersonId) -> None:
    """Delete what campaigns keep of somebody, if she may not be matched any more."""
    pool = Pool(context.work, context.runtime.key_ring, context.now)
    if not pool.may_still_be_matched([person]):
        Campaigns(context.work, context.runtime.key_ring).forget_people([person])
