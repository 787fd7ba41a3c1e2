"""Key-encryption keys: make the file of a new installation."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

from pathlib import Path
from typing import Annotated

import typer

from api.commands.output import fail

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Make the file of key-encryption keys."
)


@app.callback()
def main() -> None:
    """Keep the file apart from the databases, and a copy of it where only custodians reach."""


@app.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="Where to write it; must not exist yet.")],
) -> None:
    """Make a new key file, readable by its owner only; an existing file is never touched.

    Example: python -m api keys new .passerelle/secrets/key_encryption_keys
    """
    from api.runtime import create_key_file

    try:
        create_key_file(file)
    except FileExistsError:
        raise fail("That file exists; nothing was changed.") from None
    typer.echo("made; whoever loses it loses every sealed field, whoever has it can open them")
