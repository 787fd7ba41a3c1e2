"""A progress bar on a terminal, a line every few seconds elsewhere."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from api.commands.tables import console

SECONDS_BETWEEN_LINES = 5.0
Teller = Callable[[int, int], None]


@contextmanager
def progress() -> Iterator[Callable[[str], Teller]]:
    """Give a maker of tellers, one for each step; a teller takes what is done and the whole.

    Everything goes to standard error.
    """
    screen = console(error=True)
    if not screen.is_terminal:
        yield _line_teller
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeElapsedColumn(), console=screen, transient=True) as bar:

        def bar_teller(what: str) -> Teller:
            task = bar.add_task(what, total=None, visible=False)
            return lambda done, total: bar.update(task, completed=done, total=total, visible=True)

        yield bar_teller


def _line_teller(what: str) -> Teller:
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            share = f"{100 * done // total} %" if total else f"{done}"
            typer.echo(f"{what}: {share}", err=True)

    return tell
