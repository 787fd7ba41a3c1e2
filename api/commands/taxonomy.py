"""Taxonomy releases: import, list, activate, link."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.commands import inputs
from api.commands.output import fail, opened_runtime, print_json
from api.commands.progress import progress
from api.commands.tables import print_table

PHRASES_AT_ONCE = 256
LONGEST_PHRASE = 20_000

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Import, list and activate taxonomy releases; link words to them.",
)


@app.callback()
def main() -> None:
    """The starter vocabulary is there from the first start; ESCO releases come beside it."""


@app.command("import")
def import_release(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Folders or zips of ESCO's CSV files; structure comes from the first, "
            "labels from all of them.",
            exists=True,
            readable=True,
        ),
    ],
    release: Annotated[
        str, typer.Option(help="Name to keep it under.", callback=inputs.release_name)
    ],
    activate: Annotated[
        bool, typer.Option("--activate", help="Make it the active release.")
    ] = False,
    prepare: Annotated[
        bool,
        typer.Option(
            "--prepare/--no-prepare", help="Prepare linking now, not when it is first used."
        ),
    ] = True,
) -> None:
    """Import a release of ESCO (1.0 to 1.2), several languages at once.

    It is stored whole or not at all; the same files under the same name change nothing.
    Linking is prepared for the languages of the pages, which takes a minute or two; other
    languages are prepared when they are first asked for.

    Example: python -m api taxonomy import esco-en.zip esco-fr.zip --release esco-1.1.1
    """
    from api.commands.sentences import note_lines
    from api.services.installation.import_taxonomy import activate_release, import_taxonomy
    from api.services.installation.prepare_linking import prepare_linking

    with opened_runtime() as runtime:
        with progress() as step:
            done = import_taxonomy(
                runtime, paths, release, reading=step("reading"), storing=step("storing")
            )
        if activate:
            activate_release(runtime, release)
        if prepare:
            with progress() as step:
                prepare_linking(runtime, release, step("preparing"))
    for line in note_lines(done.notes):
        typer.echo(line, err=True)
    info = done.release
    state = "imported" if done.written else "was there already, nothing changed"
    active = "active" if info.active or activate else "not active (taxonomy activate makes it so)"
    typer.echo(
        f"{info.name}: {state}; {info.concepts} concepts, {info.labels} labels and descriptions, "
        f"{info.relations} relations, languages {', '.join(info.languages)}; {active}"
    )


@app.command("list")
def list_all(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the releases in store; a star marks the active one.

    Example: python -m api taxonomy list --json
    """
    from api.services.installation.import_taxonomy import list_releases

    with opened_runtime() as runtime:
        releases = list_releases(runtime)
    if as_json:
        for item in releases:
            print_json(
                {
                    "name": item.name,
                    "active": item.active,
                    "imported_on": item.imported_on.isoformat(),
                    "languages": item.languages,
                    "concepts": item.concepts,
                    "labels": item.labels,
                    "relations": item.relations,
                }
            )
        return
    print_table(
        "Taxonomy releases",
        ["", "name", "imported", "concepts", "labels", "relations", "languages"],
        [
            [
                "*" if item.active else "",
                item.name,
                item.imported_on.isoformat(),
                str(item.concepts),
                str(item.labels),
                str(item.relations),
                " ".join(item.languages),
            ]
            for item in releases
        ],
    )


@app.command("activate")
def activate(name: Annotated[str, typer.Argument(help="Name of the release.")]) -> None:
    """Make a release the active one: from then on, everything is matched and linked in it.

    Claims and requirements stated in concepts of another release do not meet in this one.

    Example: python -m api taxonomy activate esco-1.1.1
    """
    from api.services.installation.import_taxonomy import activate_release

    with opened_runtime() as runtime:
        activate_release(runtime, name)
    typer.echo(f"{name} is active")


@app.command("link")
def link(
    kind: Annotated[Literal["occupation", "skill"], typer.Option(help="What to find.")],
    lang: Annotated[
        str, typer.Option(help="Language of the phrases (BCP 47).", callback=inputs.language)
    ],
    top: Annotated[int, typer.Option(min=1, max=1000, help="Concepts for each phrase.")] = 10,
    release: Annotated[
        str | None, typer.Option(help="Release; the active one if left out.")
    ] = None,
    groups: Annotated[
        bool, typer.Option("--groups/--no-groups", help="Rank ISCO groups among occupations.")
    ] = True,
) -> None:
    """Link phrases to concepts: one phrase a line in, one JSON object a line out (UTF-8).

    Nothing is stored. "confident" says whether the first concept may be proposed.

    Example: echo "ramendeur de filets" | python -m api taxonomy link --kind skill --lang fr
    """
    from api.services.installation.import_taxonomy import link_lines, open_linker

    with opened_runtime() as runtime:
        linker = open_linker(runtime, kind, groups=groups, release=release)
    lines = _phrases()
    while batch := list(islice(lines, PHRASES_AT_ONCE)):
        for linked in link_lines(linker, batch, lang, top):
            print_json(
                {
                    "query": linked.query,
                    "concepts": [
                        {"uri": item.uri, "label": item.label, "score": round(item.score, 6)}
                        for item in linked.concepts
                    ],
                    "confident": linked.confident,
                }
            )


def _phrases() -> Iterator[str]:
    """Read phrases exactly as they stand, the line's end apart."""
    for number, raw in enumerate(sys.stdin.buffer, 1):
        if len(raw) > 4 * LONGEST_PHRASE:
            raise fail(f"line {number} is longer than {LONGEST_PHRASE} characters")
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise fail(f"line {number} is not UTF-8") from None
        line = line.removesuffix("\n").removesuffix("\r")
        if len(line) > LONGEST_PHRASE:
            raise fail(f"line {number} is longer than {LONGEST_PHRASE} characters")
        yield line
