"""What is not to be kept any longer: let it go."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

from dataclasses import asdict
from typing import Annotated

import typer

from api.commands.output import opened_runtime, print_json


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count; change nothing.")] = False,
) -> None:
    """Delete expired sessions and references, empty and erase what is past its time.

    Every start does the same; a server that runs for long wants it once a day.

    Example: python -m api retention --dry-run
    """
    from api.services.people.apply_retention import apply_retention

    with opened_runtime(retain=False) as runtime:
        counted = apply_retention(runtime, dry_run=dry_run)
    print_json({**asdict(counted), "dry_run": dry_run})
