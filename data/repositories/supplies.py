"""The register of how far anybody comes to each need, and since when."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import col, select

from data.engine import UnitOfWork
from data.models import NeedSupplyRow
from data.records import NeedSupply
from matcher.ladder.demand_gaps import Supply
from matcher.types import NeedId


class Supplies:
    """Keeps the last known supply of needs; a change keeps what was before."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def note(self, need: NeedId, supply: Supply, on: date) -> bool:
        """Note how far anybody comes to a need today, and say whether that is news."""
        self._uow.require_writing()
        row = self._uow.main.get(NeedSupplyRow, need)
        if row is None:
            self._uow.main.add(NeedSupplyRow(need=need, supply=supply, since=on))
        elif row.supply is not supply:
            row.before, row.supply, row.since = row.supply, supply, on
        else:
            return False
        self._uow.main.flush()
        return True

    def of(self, needs: Iterable[str]) -> dict[str, NeedSupply]:
        """Give what is known of several needs; those never looked at are left out."""
        rows = self._uow.main.exec(
            select(NeedSupplyRow).where(col(NeedSupplyRow.need).in_(sorted(set(needs))))
        )
        return {
            row.need: NeedSupply(NeedId(row.need), row.supply, row.since, row.before)
            for row in rows
        }
