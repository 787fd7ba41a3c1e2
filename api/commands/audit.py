"""The audit log: check it, sign it, write it out."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

from pathlib import Path
from typing import Annotated

import typer

from api.commands.output import fail, opened_runtime, print_json

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Check the record of who saw what."
)


@app.callback()
def main() -> None:
    """Every opening, change and denial is an entry; each entry covers all before it."""


@app.command("verify")
def verify(
    checkpoint: Annotated[
        Path | None, typer.Option(help="A signed checkpoint kept elsewhere, to compare.")
    ] = None,
) -> None:
    """Check the whole chain; exit code 1 when an entry is missing, changed or out of order.

    Write "count" and "head" down elsewhere, or keep signed checkpoints: only they show, later,
    that both databases were put back together to an older state.

    Example: python -m api audit verify --checkpoint yesterday.txt
    """
    from api.context import open_context
    from api.services.log.verify_audit import verify_chain_of
    from privacy.policy import SYSTEM

    with opened_runtime() as runtime, open_context(runtime, actor=SYSTEM) as context:
        verdict = verify_chain_of(context, _note_of(checkpoint))
        context.commit()
    print_json(verdict)
    if not verdict["ok"]:
        raise typer.Exit(1)


@app.command("checkpoint")
def checkpoint(
    after: Annotated[
        Path | None,
        typer.Option(help="An older checkpoint: print the proof that the log goes on from it."),
    ] = None,
) -> None:
    """Sign the log as it stands and print the note; refuse when it was changed before.

    The note is also appended to the file PASSERELLE_CHECKPOINT_FILE names. Run it by a timer,
    and keep the notes on another machine.

    Example: python -m api audit checkpoint
    """
    from api.context import open_context
    from api.services.log.make_checkpoint import make_checkpoint, prove_growth
    from privacy.policy import SYSTEM

    with opened_runtime() as runtime, open_context(runtime, actor=SYSTEM) as context:
        made = make_checkpoint(context)
        older = _note_of(after)
        proof = None if older is None else prove_growth(context, older).proof
        context.commit()
    if proof is not None:
        print_json(list(proof))
    else:
        typer.echo(made.note.encode(), nl=False)


@app.command("key")
def key() -> None:
    """Print the public keys that check receipts and checkpoints, the present one first.

    Example: python -m api audit key
    """
    from api.context import open_context
    from api.services.log.make_checkpoint import published_keys
    from privacy.policy import SYSTEM

    with opened_runtime() as runtime, open_context(runtime, actor=SYSTEM) as context:
        for one in published_keys(context):
            typer.echo(one)


@app.command("export")
def export() -> None:
    """Print the whole log, one entry a line, for: python -m privacy.verify log.

    Example: python -m api audit export > log.jsonl
    """
    from api.context import open_context
    from api.services.log.prove_log import export_log
    from privacy.policy import SYSTEM

    with opened_runtime() as runtime, open_context(runtime, actor=SYSTEM) as context:
        for line in export_log(context):
            typer.echo(line)


def _note_of(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        raise fail(f"{path}: this file cannot be read.") from None
