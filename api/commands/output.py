"""What all commands share: the installation they open, and how they say what went wrong."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from typer.exceptions import TyperException

if TYPE_CHECKING:
    from api.runtime import Runtime
    from api.settings import Settings

PROGRAM = "python -m api"
REFUSED = 1
STOPPED = 130


def fail(message: str) -> typer.Exit:
    """Say what went wrong on standard error and give the exit to raise."""
    typer.echo(message, err=True)
    return typer.Exit(REFUSED)


def print_json(value: Any) -> None:
    """Print one JSON value on one line, in UTF-8 whatever the terminal's encoding."""
    typer.echo(json.dumps(value, ensure_ascii=False).encode())


@contextmanager
def opened_runtime(
    *, settings: "Settings | None" = None, retain: bool = True
) -> Iterator["Runtime"]:
    """Open the installation the environment names, ready to serve.

    Args:
        settings: Instead of those of the environment.
        retain: Let go of what is past its time, as every start does.
    """
    from api.runtime import open_runtime
    from api.services.installation.prepare_installation import prepare_installation
    from api.settings import read_settings

    chosen = settings or read_settings()
    runtime = open_runtime(chosen)
    try:
        prepare_installation(runtime, migrate=chosen.is_embedded(), retain=retain)
        yield runtime
    finally:
        runtime.stores.close()


def run(app: typer.Typer, arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code; faults name their place, not their data.

    Args:
        app: The commands.
        arguments: What was typed; the process's own arguments when ``None``.
    """
    try:
        # Typer gives the code of an Exit back, and makes one of Ctrl-C.
        result = app(arguments, prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except TyperException as error:
        typer.echo(f"{error.format_message()} (--help explains)", err=True)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        result = STOPPED
    except (BrokenPipeError, SystemExit):  # Typer turns the first into the second
        _forget_output()
        return 0
    except Exception as error:  # noqa: BLE001 - the edge of the process: no message may leak
        from api.commands.faults import sentence_for

        typer.echo(sentence_for(error), err=True)
        return REFUSED
    if result == STOPPED:
        typer.echo("stopped", err=True)
    return result if isinstance(result, int) else 0


def _forget_output() -> None:
    """Let what is still waiting go nowhere: whoever read our output has heard enough."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
