"""Who a handle stands for, and which handles an audience uses.

Rules:

- A handle is good for one audience and one need; anything else is not found.
- Ends are set to whole days, so looking at a ranking twice a day writes nothing new. They
  outlive a request and the longest grant.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from api.context import Context
from api.errors import NotFound
from data.records import Need
from data.repositories.handles import Handles
from privacy.vocabulary import PersonId

HANDLE_LIFETIME = timedelta(days=60)


def issue_handles(
    context: Context, audience: str, need: Need, people: Sequence[PersonId]
) -> dict[PersonId, str]:
    """Give the handles by which an audience knows these people within a need."""
    if not people:
        return {}
    end = datetime.combine(context.today, time.min, UTC) + HANDLE_LIFETIME
    return Handles(context.work).issue(audience, need.id, people, end)


def person_behind(context: Context, audience: str, need: Need, handle: str) -> PersonId:
    """Find the person a handle stands for.

    Raises:
        NotFound: It stands for nobody, for this audience and need.
    """
    record = Handles(context.work).resolve(handle, audience, context.now)
    if record is None or record.need != need.id:
        raise NotFound("not_found")
    return record.person
