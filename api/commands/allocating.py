"""Seat many people at many needs at once; recorded, people appear by reference only."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

from typing import Annotated

import typer

from api.commands import inputs
from api.commands.output import opened_runtime, print_json


def allocate(  # noqa: PLR0917 - Typer fills options in by name
    need: Annotated[
        list[str] | None, typer.Option("--need", help="Reference of an open need; again for more.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every open need but mentoring.")] = False,
    mentoring: Annotated[
        bool, typer.Option("--mentoring", help="Every open need of mentoring.")
    ] = False,
    conditional: Annotated[
        bool, typer.Option("--conditional", help="Let conditional matches fill what is left.")
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=2**53 - 1, help="Begins the lot; drawn and shown without it."),
    ] = None,
    lang: Annotated[
        str, typer.Option(help="Language of reasons.", callback=inputs.screen_language)
    ] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, no tables.")] = False,
) -> None:
    """Seat people at open needs, all at once, and say why; nothing is kept but the record.

    Example: python -m api allocate --all --conditional --seed 7
    """
    from api.commands.seats import print_trial, trial_as_json
    from api.services.campaigns.allocate_needs import allocate_apart
    from api.services.campaigns.work_apart import opening_as
    from privacy.policy import SYSTEM

    if bool(need) + every + mentoring != 1:
        raise typer.BadParameter("say which needs: --need REFERENCE, --all or --mentoring")
    with opened_runtime() as runtime:
        trial = allocate_apart(
            opening_as(runtime, SYSTEM, lang),
            need or (),
            mentoring=mentoring,
            conditional=conditional,
            seed=seed,
        )
    if as_json:
        print_json(trial_as_json(trial))
    else:
        print_trial(trial, lang)
