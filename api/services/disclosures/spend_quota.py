"""Bound how much of the pool one organisation can look through.

Rules:

- Sixty lists of matches an hour, and five hundred different people a day, for one
  organisation, whichever of its members asks and whichever worker answers. The installation
  may set other numbers, or none (0).
- Over it nothing is shown, and the answer says when to come back.

What it does not do: bound requests for disclosure (``request_disclosure`` does).
"""

from collections.abc import Collection
from datetime import timedelta

from api.context import Context
from api.errors import TooMany
from data.repositories.limits import Quotas
from privacy.vocabulary import Role

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_SEARCHES, _HANDLES = "agency-searches", "agency-handles"


def spend_search(context: Context) -> None:
    """Count one list of matches shown to the actor's organisation.

    Raises:
        TooMany: ``search_quota``.
    """
    actor = context.signed_in()
    most = context.runtime.settings.agency_searches_per_hour
    if actor.role is not Role.AGENCY_MEMBER or not most:
        return
    quotas = Quotas(context.work, context.runtime.key_ring)
    if quotas.take(_SEARCHES, actor.organisation, most, HOUR, context.now) is None:
        raise TooMany("search_quota", seconds=int(HOUR.total_seconds()))


def spend_handles(context: Context, handles: Collection[str]) -> None:
    """Count the different people shown to the actor's organisation.

    Raises:
        TooMany: ``handle_quota``.
    """
    actor = context.signed_in()
    most = context.runtime.settings.agency_handles_per_day
    if actor.role is not Role.AGENCY_MEMBER or not most:
        return
    quotas = Quotas(context.work, context.runtime.key_ring)
    shown = tuple(handles)
    if not quotas.take_items(
        _HANDLES, actor.organisation, shown, most=most, window=DAY, now=context.now
    ):
        raise TooMany("handle_quota", seconds=int(DAY.total_seconds()))
