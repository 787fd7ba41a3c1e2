"""The skills map: publish a release."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

from typing import Annotated

import typer

from api.commands.output import opened_runtime, print_json

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Publish counts of skills, without people."
)


@app.callback()
def main() -> None:
    """Only people who agreed count; every number is noisy, small ones are withheld."""


@app.command("release")
def release(
    grid: Annotated[
        str, typer.Option(help="origin-country, origin-region or host-country.")
    ] = "origin-country",
) -> None:
    """Count once and publish; a grid once a quarter, within the year's privacy budget.

    Exit code 1 when the budget is spent or it is too soon; nothing is counted then.

    Example: python -m api map release --grid origin-country
    """
    from api.context import open_context
    from api.services.skills_map.release_map import budget_left, release_map
    from privacy.policy import SYSTEM

    with opened_runtime() as runtime, open_context(runtime, actor=SYSTEM) as context:
        made = release_map(context, grid)
        spent, allowed = budget_left(context)
        context.commit()
    print_json(
        {
            "grid": made.grid.name,
            "released_on": made.released_on.isoformat(),
            "published": made.shown is not None,
            "cells": len(made.grid.cells()),
            "cells_shown": len(made.shown or {}),
            "epsilon": f"{float(made.epsilon):.1f}",
            "spent_ever": spent,
            "allowed_in_a_year": allowed,
        }
    )
