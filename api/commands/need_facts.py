"""What a need says besides its skills, as lines of a terminal: grounds, standards, what is paid.

What it does not do: say anything of a person.
"""

from collections.abc import Iterator
from textwrap import wrap

from api.commands.tables import WIDTH
from api.i18n import translator
from matcher.types import CollaborationKind, CoveredCost, MatchNeed

INDENT = "  "


def need_facts(body: MatchNeed, language: str) -> Iterator[str]:
    """Give the lines, none for a need that says nothing of this."""
    for fact in _facts(body, language):
        yield from wrap(fact, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT * 2)


def _facts(body: MatchNeed, language: str) -> Iterator[str]:
    say = translator(language).text
    if body.activity:
        yield f"{say('need_form.activity')}: {say(f'activity.{body.activity.value}')}"
    if body.course_unit:
        yield f"{say('need_form.course_unit')}: {body.course_unit}"
    if body.analysis:
        found = body.analysis
        parts = [
            say(f"analysis.{found.source.value}"),
            found.made_on.isoformat() if found.made_on else "",
            found.words or "",
        ]
        yield f"{say('need.analysis')}: {', '.join(part for part in parts if part)}"
    for each in body.standards:
        until = f", {each.valid_until.isoformat()}" if each.valid_until else ""
        state = say(f"standard_state.{each.state.value}")
        yield f"{say('condition.standard')}: {say(f'standard.{each.code}')} ({state}{until})"
    sought = body.collaboration
    if sought and sought.wanted:
        wanted = [say(f"collaboration.{e.value}") for e in CollaborationKind if e in sought.wanted]
        yield f"{say('need.wanted')}: {', '.join(wanted)}"
    if body.covered_costs:
        paid = [say(f"covered_cost.{e.value}") for e in CoveredCost if e in body.covered_costs]
        yield f"{say('need.covered_costs')}: {', '.join(paid)}"
