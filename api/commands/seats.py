"""Seats as tables and as JSON.

What it does not do: allocate, or show anything of a person but her reference and her score.
"""

import typer

from api.commands.tables import print_table
from api.i18n import translator
from api.services.campaigns.allocate_needs import TrialView


def trial_as_json(trial: TrialView) -> dict[str, object]:
    """Give a trial as a JSON object."""
    return {
        "seed": trial.seed,
        "mentoring": trial.mentoring,
        "people": trial.people,
        "pairs": trial.pairs,
        "seats": trial.seats,
        "filled": trial.filled,
        "total": trial.total,
        "gap": trial.gap,
        "needs": [
            {
                "need": item.need,
                "title": item.title,
                "organisation": item.organisation,
                "seats": item.seats,
                "filled": item.filled,
                "reason": item.reason.value,
                "people": [
                    {
                        "handle": person.handle,
                        "score": person.score,
                        "conditional": person.conditional,
                        "reason": person.reason.value,
                    }
                    for person in item.people
                ],
            }
            for item in trial.needs
        ],
        "without_a_seat": {each.reason.value: each.count for each in trial.unseated},
        "proofs": [
            {"objective": each.objective.value, "value": each.value, "bound": each.bound}
            for each in trial.proofs
        ],
    }


def print_trial(trial: TrialView, lang: str) -> None:
    """Print who takes which seat, why others have none, and the totals."""
    tongue = translator(lang)
    for item in trial.needs:
        title = f"{item.title} — {item.organisation}: {item.filled} of {item.seats}"
        if not item.people:
            typer.echo(title)
        else:
            print_table(
                title,
                ["reference", "score", "why"],
                [
                    [
                        person.handle,
                        person.score + (" (conditional)" if person.conditional else ""),
                        tongue.text(f"seat_reason.{person.reason.value}"),
                    ]
                    for person in item.people
                ],
                whole=2,
            )
        if item.filled < item.seats:
            typer.echo(f"  {tongue.text(f'need_reason.{item.reason.value}')}")
        typer.echo("")
    if trial.unseated:
        typer.echo("without a seat:")
        for each in trial.unseated:
            typer.echo(f"  {each.count:>6} × {tongue.text(f'seat_reason.{each.reason.value}')}")
    typer.echo(
        f"{trial.filled} of {trial.seats} seats taken by {trial.people} people weighed in "
        f"{trial.pairs} pairs; total score {trial.total}; seed {trial.seed}; gap {trial.gap}"
    )
