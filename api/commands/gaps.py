"""What to do when nobody fits: the whole picture, and the steps for one need."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands import inputs
from api.commands.output import opened_runtime, print_json

if TYPE_CHECKING:
    from api.services.views.ladder import GapsView, LadderView

Lang = Annotated[
    str, typer.Option(help="Language of labels and reasons.", callback=inputs.screen_language)
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, no tables.")]


def gaps(
    *,
    lang: Lang = "en",
    as_json: AsJson = False,
    steps: Annotated[
        bool, typer.Option("--steps", help="Also what can be done about each of these needs.")
    ] = False,
) -> None:
    """List the needs nobody meets directly, and the skills nobody needs.

    Every reading is recorded; people appear by reference only.

    Example: python -m api gaps --steps
    """
    from api.context import open_context
    from api.services.matches.climb_ladder import ladder_of
    from api.services.matches.survey_gaps import survey_gaps
    from data.repositories import Needs
    from privacy.policy import SYSTEM

    with (
        opened_runtime() as runtime,
        open_context(runtime, actor=SYSTEM, language=lang) as context,
    ):
        found = survey_gaps(context)
        ladders = {}
        for each in found.unmet if steps else ():
            need = Needs(context.work).get(each.need.id)
            if need is not None:
                ladders[each.need.id] = ladder_of(context, need)
        context.commit()
    if as_json:
        print_json(_as_json(found, ladders))
        return
    _print(found, ladders, lang)


def _as_json(found: "GapsView", ladders: dict[str, "LadderView"]) -> dict[str, object]:
    from fastapi.encoders import jsonable_encoder

    document: dict[str, object] = jsonable_encoder(found)
    if ladders:
        document["steps"] = jsonable_encoder(list(ladders.values()))
    return document


def _print(found: "GapsView", ladders: dict[str, "LadderView"], lang: str) -> None:
    from api.commands.steps_printed import print_steps
    from api.commands.tables import print_table
    from api.commands.wording import reason_words
    from api.i18n import translator

    tongue = translator(lang)
    typer.echo(
        "open needs: "
        + ", ".join(f"{tongue.text(f'supply.{key.value}')} {n}" for key, n in found.needs.items())
        + f"; {found.left_out} cannot be compared with people"
    )
    typer.echo(
        f"{found.people} people, {found.people_direct} fit some need directly, "
        f"{found.people_reached} directly or conditionally"
    )
    for each in found.unmet:
        typer.echo("")
        typer.echo(
            f"{each.need.title} — {each.need.organisation}: "
            f"{tongue.text(f'supply.{each.supply.value}')} ({each.need.id})"
        )
        for why in each.why:
            said = reason_words(why.reason, why.verdict, why.label or "", lang)
            typer.echo(f"  {why.related:>5} of {each.related} close to it × {said}")
        if each.need.id in ladders:
            print_steps(ladders[each.need.id], lang)
    if found.training:
        print_table(
            "Skills most open needs ask, and places to learn them",
            ["skill", "needs", "seats", "courses", "places left", "runs that do not say"],
            [
                [each.skill.label]
                + [
                    str(number)
                    for number in (
                        each.needs,
                        each.seats,
                        each.courses,
                        each.places_left,
                        each.runs_unsaid,
                    )
                ]
                for each in found.training
            ],
        )
    if found.unneeded:
        print_table(
            "Skills no open need asks",
            ["skill", "people"],
            [[each.skill.label, str(each.people)] for each in found.unneeded],
        )
    else:
        typer.echo(f"no skill that {found.at_least} people or more state goes unasked")
