"""The demonstration: fictional people and needs on this machine, in embedded databases."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.output import fail, opened_runtime
from api.commands.progress import progress
from api.commands.serve import bind, port_of, run_server

if TYPE_CHECKING:
    from api.runtime import Runtime
    from api.settings import Settings

HOME = Path(".passerelle") / "demo"
MARK = "this-is-a-demo"
LANGUAGE = "en"


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    once: Annotated[
        bool, typer.Option("--once", help="Rank everything, print it, and end.")
    ] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Throw the old demo away first.")] = False,
    home: Annotated[
        Path, typer.Option(help="Where the demo keeps its files.", file_okay=False)
    ] = HOME,
    write_profiles: Annotated[
        Path | None,
        typer.Option(
            help='Write the fictional people as a file "import profiles" reads, and end.',
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Start the demonstration; nothing leaves this machine.

    Other commands see it with PASSERELLE_HOME=.passerelle/demo in front.

    Example: python -m api demo --once
    """
    if write_profiles is not None:
        _write_profiles(write_profiles)
        return
    _refuse_foreign(home)
    if once:
        _make_ready(home, reset=reset)
        with _filled(home) as runtime:
            _print_ranking(runtime)
        return
    with bind("127.0.0.1", port) as listener:
        address = f"http://127.0.0.1:{port_of(listener)}/"
        _make_ready(home, reset=reset)
        with _filled(home) as runtime:
            _prepare(runtime)
            run_server(runtime, listener, lambda: _print_welcome(runtime, address))


@contextmanager
def _filled(home: Path) -> Iterator["Runtime"]:
    """Open the demonstration, filled if nobody is in it yet."""
    from api.services.installation.seed_demo import is_empty, seed_demo

    with opened_runtime(settings=_settings(home)) as runtime:
        if is_empty(runtime):
            typer.echo("Filling the demonstration with fictional people and needs …")
            seed_demo(runtime)
        yield runtime


def _prepare(runtime: "Runtime") -> None:
    """Keep what linking needs beside the databases, so that the next start is quick."""
    from api.services.installation.prepare_linking import prepare_linking

    with progress() as step:
        prepare_linking(runtime, None, step("preparing words"))


def _settings(home: Path) -> "Settings":
    from api.settings import Settings

    return Settings(
        home=home,
        demo=True,
        storage_country="FR",
        insecure_cookies=True,
        main_url=None,
        keys_url=None,
        key_file=None,
        key_socket=None,
        public_origin=None,
    )


def _refuse_foreign(home: Path) -> None:
    """Refuse a folder that holds something else; it stays untouched."""
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise fail(f"{home} holds something else than a demonstration; nothing was changed.")


def _make_ready(home: Path, *, reset: bool) -> None:
    """Make the demo's folder, fresh if asked to."""
    if reset and home.exists():
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / MARK).touch()


def _write_profiles(file: Path) -> None:
    from api.runtime import system_clock
    from api.services.installation.write_demo_profiles import demo_profile_rows

    rows = list(demo_profile_rows(system_clock().date()))
    with file.open("x", encoding="utf-8") as target:
        target.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    typer.echo(f"{len(rows)} fictional profiles written; try: python -m api import profiles FILE")


def _print_ranking(runtime: "Runtime") -> None:
    from api.commands.need_facts import need_facts
    from api.commands.rankings import print_need, print_totals
    from api.commands.steps_printed import print_steps
    from api.context import open_context
    from api.services.matches.climb_ladder import ladder_of
    from api.services.matches.rank_everything import best_bucket, rank_everything
    from data.repositories import Needs
    from matcher.types import Bucket
    from privacy.policy import SYSTEM

    with open_context(runtime, actor=SYSTEM, language=LANGUAGE) as context:
        overview = rank_everything(context, best=3)
        needs = Needs(context.work).many([item.need_id for item in overview.needs])
        ladders = {
            item.need_id: ladder_of(context, needs[item.need_id])
            for item in overview.needs
            if not item.counts.get(Bucket.DIRECT) and item.need_id in needs
        }
        context.commit()
    for item in sorted(overview.needs, key=lambda item: (best_bucket(item), item.title)):
        need = needs.get(item.need_id)
        print_need(item, LANGUAGE, need_facts(need.body, LANGUAGE) if need else ())
        if item.need_id in ladders:
            print_steps(ladders[item.need_id], LANGUAGE)
            typer.echo("")
    print_totals(overview, LANGUAGE, None)


def _print_welcome(runtime: "Runtime", address: str) -> None:
    from api.commands.wording import role_word
    from api.services.installation.seed_demo import demo_logins

    typer.echo(f"\nPasserelle is ready:  {address}\n")
    typer.echo("One login for each role (everybody here is fictional):")
    for login in demo_logins(runtime):
        typer.echo(f"  {role_word(login.role, LANGUAGE):<15} {login.login:<34} {login.passphrase}")
    typer.echo("\nCtrl-C ends it.")
