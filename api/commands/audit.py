"""The audit chain: check it."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import typer

from api.commands.output import opened_runtime, print_json

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Check the record of who saw what."
)


@app.callback()
def main() -> None:
    """Every opening, change and denial is an entry; each entry covers all before it."""


@app.command("verify")
def verify() -> None:
    """Check the whole chain; exit code 1 when an entry is missing, changed or out of order.

    Write "count" and "head" down elsewhere: only they show, later, that both databases were
    put back together to an older state.

    Example: python -m api audit verify
    """
    from api.context import open_context
    from api.services.verify_audit import verify_chain_of
    from privacy.policy import SYSTEM

    with opened_runtime() as runtime, open_context(runtime, actor=SYSTEM) as context:
        verdict = verify_chain_of(context)
        context.commit()
    print_json(verdict)
    if not verdict["ok"]:
        raise typer.Exit(1)
