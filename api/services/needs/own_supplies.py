"""Whether anybody meets the agency's needs by now, and since when.

It reads the register that surveys and rankings keep; nobody appears, and no number.

What it does not do: compare anybody itself.
"""

from collections.abc import Iterable

from api.context import Context
from api.services.views.ladder import SupplyView
from data.records import NeedSupply
from data.repositories.supplies import Supplies
from matcher.ladder.demand_gaps import Supply

_ORDER = list(Supply)


def own_supplies(context: Context, needs: Iterable[str]) -> dict[str, SupplyView]:
    """Give what is registered about needs the actor may read; the others are left out."""
    return {need: _view(known) for need, known in Supplies(context.work).of(needs).items()}


def _view(known: NeedSupply) -> SupplyView:
    nearer = known.before is not None and _ORDER.index(known.supply) < _ORDER.index(known.before)
    return SupplyView(known.supply, known.since, nearer)
