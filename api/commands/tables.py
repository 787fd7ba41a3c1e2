"""Plain tables for terminals: aligned, wrapped, without colour when nobody watches."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 120


def console(*, error: bool = False) -> "Console":
    """Give a console that writes to standard output (or error), at most 120 columns wide."""
    from rich.console import Console

    found = Console(stderr=error, highlight=False)
    width = min(found.width, WIDTH) if found.is_terminal else WIDTH
    return Console(stderr=error, highlight=False, width=width)


def print_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, whole: int = 0
) -> None:
    """Print one table; cells are shown as they are, never read as markup.

    Args:
        title: Stands above it.
        columns: Their headings.
        rows: A cell for each column.
        whole: How many columns from the left are never broken into lines.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", show_lines=False, expand=False)
    for position, name in enumerate(columns):
        table.add_column(name, overflow="fold", no_wrap=position < whole)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)
