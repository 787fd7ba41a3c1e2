"""What the notice says of one part of the profile, for the page where it is filled in.

The words are those of the notice, so page and notice cannot say different things.
"""

from collections.abc import Callable
from dataclasses import dataclass

from api.services.people.notices import current_notice

TOLD_FIELD = {
    "skills": "skills",
    "languages": "languages",
    "availability": "availability",
    "places": "places",
    "experience": "experience",
    "willingness": "willingness",
    "words": "own_words",
    "permits": "permit_answers",
    "contact": "full_name",
}
"""The field whose rules hold for a part; name, telephone, e-mail and address share theirs."""


@dataclass(frozen=True, slots=True)
class UseTold:
    """One use of a part: its name, why, who sees it then, how to stop it."""

    name: str
    why: str
    viewers: tuple[str, ...]
    stop: str


@dataclass(frozen=True, slots=True)
class PartTold:
    """Every use a part can be put to, and how long it is kept."""

    uses: tuple[UseTold, ...]
    kept: str


def told_about(language: str) -> Callable[[str], PartTold]:
    """Give the function templates ask what the notice says of a part of the profile."""

    def told(section: str) -> PartTold:
        field = TOLD_FIELD[section]
        found = [
            (part, line)
            for part in current_notice(language).sections
            for line in part.lines
            if line.field.value == field
        ]
        return PartTold(
            uses=tuple(
                UseTold(part.name, part.why, line.viewers, part.stop) for part, line in found
            ),
            kept=found[0][1].kept,
        )

    return told
