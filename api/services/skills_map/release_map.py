"""Publish a release of the skills map, once, and let everybody read the same one.

Rules:

- Officers, coordinators and the service itself may release; anybody may read.
- Only people who agree, at this moment, that their skills and places count are opened.
- The ledger is asked before anybody is counted, and every attempt is entered in it.
- What is read is what was stored; reading never counts again.

What it does not do: split by sex or age. The service asks for neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.context import Context
from api.errors import Conflict, Forbidden, NotFound
from api.services.skills_map.map_grids import GRIDS, ORIGIN, cells_of, sectors_of
from data.repositories.skills_map import MapRelease, SkillsMap
from privacy.aggregates import (
    PEOPLE_EPSILON,
    RELEASE_EPSILON,
    SMALLEST_SHOWN,
    YEAR_EPSILON,
    BudgetSpent,
    Cell,
    DrawBelow,
    Grid,
    column_sums,
    count_cells,
    may_release,
    publish_counts,
    row_sums,
)
from privacy.handles import new_reference
from privacy.vocabulary import Role

MAY_RELEASE = frozenset({Role.OFFICER, Role.COORDINATOR, Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class MapRow:
    """One row: a country or region, what is shown of each cell (``None``: withheld), its sum."""

    code: str
    cells: tuple[int | None, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MapView:
    """A published release; rows of which nothing is shown are left out and counted."""

    grid: str
    released_on: date
    columns: tuple[str, ...]
    rows: tuple[MapRow, ...]
    column_totals: tuple[int, ...]
    empty_rows: int
    smallest: int = SMALLEST_SHOWN


def release_map(
    context: Context, grid_name: str = ORIGIN, below: DrawBelow | None = None
) -> MapRelease:
    """Count, add noise, store: one release of one grid.

    Args:
        context: Acting as an officer, a coordinator or the service.
        grid_name: One of ``GRIDS``.
        below: The source of randomness; the operating system's when left out.

    Raises:
        Forbidden: Another role.
        NotFound: There is no such grid.
        Conflict: ``map_too_soon`` or ``map_budget``; nothing was counted.
    """
    actor = context.signed_in()
    if actor.role not in MAY_RELEASE:
        raise Forbidden("wrong_role")
    grid = _grid(grid_name)
    store = SkillsMap(context.work, context.runtime.key_ring)
    ledger = store.ledger()
    try:
        may_release(grid.name, context.today, ledger)
    except BudgetSpent as refused:
        if refused.code == "too_soon":
            raise Conflict("map_too_soon") from None
        raise Conflict("map_budget") from None
    sector = sectors_of(context.runtime.catalogue.taxonomy(context.work))
    people = (cells_of(grid, work, sector) for work in store.countable(actor, context.now))
    counts, number = count_cells(grid, people)
    drawn: dict[str, DrawBelow] = {} if below is None else {"below": below}
    shown = publish_counts(counts, number, **drawn)
    release = MapRelease(
        id=new_reference(),
        number=len(ledger) + 1,
        grid=grid,
        released_on=context.today,
        epsilon=PEOPLE_EPSILON if shown is None else RELEASE_EPSILON,
        shown=shown,
    )
    store.add(release)
    return release


def budget_left(context: Context) -> tuple[str, str]:
    """Give what was spent altogether and what a year allows, as decimal texts."""
    ledger = SkillsMap(context.work, context.runtime.key_ring).ledger()
    return f"{float(sum(each.epsilon for each in ledger)):.1f}", f"{float(YEAR_EPSILON):.1f}"


def read_map(context: Context, grid_name: str = ORIGIN) -> MapView | None:
    """Give the latest release of a grid, as published; ``None`` when there is none.

    Raises:
        NotFound: There is no such grid.
    """
    grid = _grid(grid_name)
    release = SkillsMap(context.work, context.runtime.key_ring).latest(grid.name)
    if release is None or release.shown is None:
        return None
    return _view(release.grid, release.shown, release.released_on)


def _view(grid: Grid, shown: Mapping[Cell, int], day: date) -> MapView:
    rows, columns = row_sums(grid, shown), column_sums(grid, shown)
    listed = [row for row in grid.rows if rows[row]]
    return MapView(
        grid=grid.name,
        released_on=day,
        columns=grid.columns,
        rows=tuple(
            MapRow(row, tuple(shown.get((row, column)) for column in grid.columns), rows[row])
            for row in listed
        ),
        column_totals=tuple(columns[column] for column in grid.columns),
        empty_rows=len(grid.rows) - len(listed),
    )


def _grid(name: str) -> Grid:
    found = GRIDS.get(name)
    if found is None:
        raise NotFound("not_found")
    return found
