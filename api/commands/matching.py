"""Rankings for operators; every reading is recorded, people appear by reference only."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import time
from typing import Annotated

import typer

from api.commands import inputs
from api.commands.output import opened_runtime, print_json
from api.commands.progress import progress

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Rank people for needs, and needs for a person.",
)

Best = Annotated[int, typer.Option(min=1, max=100, help="How many to show.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, no tables.")]
Lang = Annotated[
    str,
    typer.Option(help="Language of labels and reasons.", callback=inputs.screen_language),
]


@app.callback()
def main() -> None:
    """Scores are sums anybody can redo; they order, they decide nothing."""


@app.command("need")
def one_need(
    need: Annotated[str, typer.Argument(help="Reference of the need.")],
    best: Best = 10,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Rank people for one need; "match all --json" shows the references of needs.

    Example: python -m api match need 4tq3x5ykvd3q7mzr2jz6sbn5pe
    """
    from api.commands.rankings import need_as_json, print_need
    from api.context import open_context
    from api.services.matches.rank_everything import rank_one_need
    from privacy.policy import SYSTEM

    with (
        opened_runtime() as runtime,
        open_context(runtime, actor=SYSTEM, language=lang) as context,
    ):
        ranked = rank_one_need(context, need, best=best)
        context.commit()
    if as_json:
        print_json(need_as_json(ranked))
    else:
        print_need(ranked, lang)


@app.command("profile")
def one_profile(
    handle: Annotated[str, typer.Argument(help="A reference out of another ranking.")],
    best: Best = 10,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Rank open needs for the person a reference of an earlier ranking stands for.

    Example: python -m api match profile x5ykvd3q7mzr2jz6sbn5pe4tq3
    """
    from api.commands.rankings import print_needs_for, ranked_need_as_json
    from api.context import open_context
    from api.services.matches.rank_for_reference import needs_for_handle
    from privacy.policy import SYSTEM

    with (
        opened_runtime() as runtime,
        open_context(runtime, actor=SYSTEM, language=lang) as context,
    ):
        found = needs_for_handle(context, handle, best=best)
        context.commit()
    if as_json:
        for item in found:
            print_json(ranked_need_as_json(item))
    else:
        print_needs_for(handle, found, lang)


@app.command("all")
def everything(
    best: Best = 3,
    lang: Lang = "en",
    as_json: AsJson = False,
    summary: Annotated[bool, typer.Option("--summary", help="Only the totals.")] = False,
) -> None:
    """Rank all open needs against everybody who may be matched.

    Example: python -m api match all --summary
    """
    from api.commands.rankings import need_as_json, print_need, print_totals, totals_as_json
    from api.context import open_context
    from api.services.matches.rank_everything import rank_everything
    from privacy.policy import SYSTEM

    with (
        opened_runtime() as runtime,
        open_context(runtime, actor=SYSTEM, language=lang) as context,
        progress() as step,
    ):
        began = time.monotonic()
        overview = rank_everything(context, best=best, progress=step("ranking"))
        took = time.monotonic() - began
        context.commit()
    if not summary:
        for item in overview.needs:
            if as_json:
                print_json(need_as_json(item))
            else:
                print_need(item, lang)
    if not as_json:
        print_totals(overview, lang, took)
    elif summary:
        print_json(totals_as_json(overview, took))
