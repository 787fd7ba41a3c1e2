"""Pass the service on to another host, with those who agreed; or take it over there."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import shutil
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.output import fail, opened_runtime, print_json

if TYPE_CHECKING:
    from api.runtime import Runtime
    from api.services.installation.hand_over import Prepared
    from data.repositories.hand_overs import HandOver

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Pass the service on to another host."
)


@app.callback()
def main() -> None:
    """For the data-protection officer: announce, wait for answers, make the copy; take it over."""


@app.command("announce")
def announce(
    host: Annotated[str, typer.Argument(help="Name of the new host, as people will read it.")],
    until: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day to answer, 30 days off.")
    ],
) -> None:
    """Ask everybody, on her own page, whether her data may pass to this host.

    Example: python -m api hand-over announce "Association of Ports" --until 2027-03-31
    """
    from api.context import open_context
    from api.services.installation.hand_over import announce_hand_over
    from privacy.policy import SYSTEM

    with opened_runtime() as runtime, open_context(runtime, actor=SYSTEM) as context:
        announced = announce_hand_over(context, host, until.date())
        context.commit()
    print_json({"host": announced.host, "answer_until": announced.answer_until.isoformat()})


@app.command("prepare")
def prepare(
    folder: Annotated[Path, typer.Argument(help="Where the copy goes; must not exist yet.")],
) -> None:
    """Copy both databases and erase from the copy everybody who did not agree.

    The folder appears when everything is erased that must be; if it cannot be, no copy stays.
    The copy is two SQLite files, also of databases on PostgreSQL.

    Example: python -m api hand-over prepare /media/sealed/hand-over
    """
    from api.context import open_context
    from api.services.installation.hand_over import note_preparation
    from privacy.policy import SYSTEM

    part = folder.with_name(f"{folder.name}.part")
    if folder.exists() or part.exists():
        raise fail("That folder, or its .part, exists; nothing was changed.")
    with opened_runtime() as runtime:
        with open_context(runtime, actor=SYSTEM) as context:
            announced = note_preparation(context)
            context.commit()
        try:
            done = _stripped(runtime, announced, part)
            part.rename(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    print_json({**asdict(done), "folder": str(folder)})


@app.command("take-over")
def take_over_(
    folder: Annotated[Path, typer.Argument(help="The copy that hand-over prepare made.")],
    key_file: Annotated[Path, typer.Option(help="Key file of the host before; only read.")],
) -> None:
    """On the new host: change every key in the copy, and load it into this installation.

    Nobody may be kept here yet, and no key file may be in its place. Afterwards the key file of
    the host before opens nothing here.

    Example: python -m api hand-over take-over /media/sealed/hand-over --key-file old-keys
    """
    from api.runtime import system_clock
    from api.services.installation.take_over import take_over
    from api.settings import read_settings

    try:
        done = take_over(read_settings(), folder, key_file, system_clock)
    except FileExistsError:
        raise fail("There is a key file here already; nothing was changed.") from None
    except FileNotFoundError:
        raise fail("The copy or the key file is not there; nothing was changed.") from None
    print_json(asdict(done))


def _stripped(runtime: "Runtime", announced: "HandOver", part: Path) -> "Prepared":
    from api.services.installation.hand_over import copy_runtime, strip_copy
    from api.services.keys.copy_databases import copy_databases

    copied = copy_databases(runtime, part)
    try:
        return strip_copy(copy_runtime(runtime, copied), announced)
    finally:
        copied.close()
