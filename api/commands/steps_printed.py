"""The steps of a ladder as lines of text.

What it does not do: work them out, or show anything of a person but her reference.
"""

import textwrap

import typer

from api.commands.tables import WIDTH
from api.i18n import translator
from api.pages.ladder_words import change_words
from api.pages.shell import sentence_maker
from api.pages.wording import Wording
from api.services.views.ladder import LadderView


def _say(line: str) -> None:
    for part in textwrap.wrap(line, WIDTH, initial_indent="    ", subsequent_indent=" " * 11):
        typer.echo(part)


def print_steps(ladder: LadderView, lang: str) -> None:
    """Print near matches, courses, changes, teams and organisations of one need."""
    tongue = translator(lang)
    words = change_words(tongue, Wording(tongue), sentence_maker(tongue))
    for near in ladder.near[:3]:
        missing = ", ".join(each.skill.label for each in near.missing_skills) or "–"
        _say(f"near   {near.handle}  {near.score}  lacks {missing}")
    for plan in ladder.training:
        courses = "; ".join(
            f"{step.course.title} ({step.start} – {step.end})" for step in plan.steps
        )
        _say(
            f"course {plan.handle}  {plan.score_before} → {plan.score_after} "
            f"({plan.before.value} → {plan.after.value} when done): {courses}"
        )
    for change in ladder.relaxations[:5]:
        said = words(change).striptags()
        _say(f"change {said} +{change.gained}, {change.gained_direct} directly")
    for team in ladder.teams:
        members = "; ".join(
            f"{member.handle}: {', '.join(each.label for each in member.covers)}"
            for member in team.members
        )
        _say(f"team   {team.score}  {members}")
    for each in ladder.institutions[:3]:
        covered = ", ".join(skill.label for skill in each.covered) or "–"
        _say(f"organisation {each.name} ({each.country}) {each.score}  has {covered}")
