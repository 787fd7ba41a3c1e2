"""Run what has to be done again and again, beside the server."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.output import fail, opened_runtime, print_json

if TYPE_CHECKING:
    from api.runtime import Runtime
    from api.services.installation.run_timers import Job
    from api.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Checkpoints, retention and new key-encryption keys, again and again.",
)


@app.callback()
def main() -> None:
    """Beside the server, not in it: the keys belong to an account of their own."""


@app.command("run")
def run(
    once: Annotated[bool, typer.Option("--once", help="Do what is due, and end.")] = False,
    checkpoint_minutes: Annotated[
        float, typer.Option(min=0.1, help="Minutes between two checkpoints of the log.")
    ] = 5,
    retention_hours: Annotated[
        float, typer.Option(min=0.1, help="Hours between two runs of the retention clock.")
    ] = 24,
) -> None:
    """Sign the log and let go of what is past its time, until it is stopped.

    It wants the variables of the server, and PASSERELLE_CHECKPOINT_FILE.

    Example: python -m api timers run
    """
    from api.services.installation.run_timers import checkpoint_job, retention_job
    from api.settings import read_settings

    settings = read_settings()
    if settings.checkpoint_file is None:
        raise fail("Set PASSERELLE_CHECKPOINT_FILE to a file on a volume of another machine.")
    with opened_runtime(settings=settings, retain=False) as runtime:
        jobs = (
            checkpoint_job(runtime, timedelta(minutes=checkpoint_minutes)),
            retention_job(runtime, timedelta(hours=retention_hours)),
        )
        _go_on(runtime, jobs, once=once)


@app.command("rewrap")
def rewrap(
    once: Annotated[bool, typer.Option("--once", help="Do what is due, and end.")] = False,
    days: Annotated[float, typer.Option(min=0.01, help="How old an epoch gets.")] = 7,
    custodians: Annotated[
        Path | None, typer.Option(help="Folder of the three custodians' public lines.")
    ] = None,
    shares: Annotated[
        Path | None, typer.Option(help="Folder in which the three shares are replaced.")
    ] = None,
) -> None:
    """Begin a new epoch of keys once the present one is old enough, until it is stopped.

    It wants the databases and the key file, as the account that owns that file. Each time it
    does what `keys weekly` does; back *keys* up right after.

    Example: python -m api timers rewrap --custodians custodians --shares shares
    """
    from api.commands.keys import keeper
    from api.services.installation.run_timers import rewrap_job
    from api.settings import read_settings

    settings = read_settings().model_copy(update={"key_socket": None})
    file = settings.resolved_key_file()
    if not file.exists():
        raise fail("There is no key file here; run this where it is, as the account that owns it.")
    lines = _lines(custodians)
    keep = keeper(lines or None, shares if lines else None)
    if keep is None:
        typer.echo("no shares are replaced: nobody could bring the key file back", err=True)
    with opened_runtime(settings=settings, retain=False) as runtime:
        job = rewrap_job(runtime, file, timedelta(days=days), keep or (lambda _: None))
        _go_on(runtime, (job,), once=once)


@app.command("check")
def check() -> None:
    """Say whether every job of this machine's timers went well in time; exit code 1 if not.

    Example: python -m api timers check
    """
    from api.runtime import system_clock
    from api.services.installation.run_timers import late_jobs
    from api.settings import read_settings

    late = late_jobs(_state_file(read_settings()), system_clock())
    if late:
        raise fail(f"Not done in time: {', '.join(late)}.")
    typer.echo("all done in time")


def _go_on(runtime: "Runtime", jobs: "tuple[Job, ...]", *, once: bool) -> None:
    from dataclasses import asdict

    from api.services.installation.run_timers import run_due, seconds_to_next

    file = _state_file(runtime.settings)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _until_told() as told:
        while True:
            found = run_due(jobs, file, runtime.clock())
            for each in found:
                print_json(asdict(each))
            if once:
                if any(each.fault for each in found):
                    raise typer.Exit(1)
                return
            if told.wait(seconds_to_next(jobs, file, runtime.clock()) + 0.1):
                return


@contextmanager
def _until_told() -> Iterator[threading.Event]:
    """Give what is set when the process is told to stop."""
    told = threading.Event()
    before = {one: signal.signal(one, lambda *_: told.set()) for one in _STOPPING}
    try:
        yield told
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


_STOPPING = (signal.SIGTERM, signal.SIGINT)


def _state_file(settings: "Settings") -> Path:
    from api.services.installation.run_timers import STATE_FILE

    return settings.home / STATE_FILE


def _lines(folder: Path | None) -> list[str]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise fail(f"{folder}: there is no such folder.")
    return [str(path) for path in sorted(folder.iterdir()) if path.is_file()]
