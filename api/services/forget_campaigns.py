"""Let go of results of campaigns: of who may not be matched any more, and of long ago.

Rules:

- Who is no longer matched has no result: what was stored is deleted, at the latest when
  retention runs; until then no reading gives it.
- A year after a campaign was made nothing in it concerns people any more.
"""

from datetime import timedelta

from api.context import Context
from data.repositories.campaigns import Campaigns
from data.repositories.pool import Pool

KEPT = timedelta(days=365)


def forget_campaigns(context: Context) -> int:
    """Delete what is not to be kept, and give how many rows there were."""
    campaigns = Campaigns(context.work, context.runtime.key_ring)
    people = campaigns.people()
    stored = Pool(context.work, context.runtime.key_ring, context.now)
    gone = people - stored.may_still_be_matched(people)
    return campaigns.forget_people(gone) + campaigns.forget_before(context.today - KEPT)
