"""Say the notice in short sentences, for whoever reads little or has it read aloud.

Rules:

- Eight questions, each a handful of sentences, each sentence one fact. A page shows them with
  a picture each, prints them as a sheet, and a telephone or a helper can read them aloud as
  they stand.
- A sentence about who sees something is chosen by the rules of the inventory: its code says
  who, and how much the rules let them see. A rule that lets somebody see more asks for a
  sentence nobody has written, and the notice cannot be built until somebody does.
- What it says belongs to the notice: its words are in the notice's digest.

What it does not do: replace the notice field by field, or hold words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from privacy.inventory import FieldRule, PersonalField
from privacy.vocabulary import LegalBasis, Purpose, Tier, Viewer


class PlainTopic(StrEnum):
    """A question the short notice answers; pages show a picture for each."""

    USE = "use"
    WHAT = "what"
    WHO = "who"
    NEVER = "never"
    LONG = "long"
    STOP = "stop"
    SEE = "see"
    LIMITS = "limits"


_SAID: Final[Mapping[PlainTopic, tuple[str, ...]]] = {
    PlainTopic.USE: ("work", "no_promise", "free"),
    PlainTopic.WHAT: ("ticked", "no_name", "no_papers"),
    PlainTopic.NEVER: ("police", "online", "others"),
    PlainTopic.LONG: ("choice", "days"),
    PlainTopic.STOP: ("untick", "erase", "no_reason"),
    PlainTopic.SEE: ("log", "emergency"),
    PlainTopic.LIMITS: ("read", "machines", "law", "key"),
}
"""What is said whatever the fields are; who sees what is said by the rules."""


@dataclass(frozen=True, slots=True)
class PlainPart:
    """One question with its sentences, in the order they are read."""

    topic: PlainTopic
    question: str
    sentences: tuple[str, ...]


def plain_codes(inventory: Mapping[PersonalField, FieldRule]) -> tuple[str, ...]:
    """Give every code the short notice asks a sentence for, in the order they are read."""
    return tuple(
        code
        for topic in PlainTopic
        for code in (
            f"plain.{topic}",
            *(f"plain.{topic}.{name}" for name in _said(topic, inventory)),
        )
    )


def build_plain(
    sentence: Callable[[str], str], inventory: Mapping[PersonalField, FieldRule]
) -> tuple[PlainPart, ...]:
    """Build the short notice in one language.

    Args:
        sentence: Gives the sentence of a code of ``plain_codes``.
        inventory: The rules.
    """
    days = str(longest_kept(inventory))
    return tuple(
        PlainPart(
            topic=topic,
            question=sentence(f"plain.{topic}"),
            sentences=tuple(
                sentence(f"plain.{topic}.{name}").replace("{days}", days)
                for name in _said(topic, inventory)
            ),
        )
        for topic in PlainTopic
    )


def longest_kept(inventory: Mapping[PersonalField, FieldRule]) -> int:
    """Give after how many days without her nothing she said is kept.

    Units: days.
    """
    return max(
        rule.retention_days for rule in inventory.values() if rule.basis is LegalBasis.CONSENT
    )


def how_much(viewer: Viewer, inventory: Mapping[PersonalField, FieldRule]) -> Tier | None:
    """Give the closest kind of field a viewer sees without a yes to this very viewer.

    ``None`` where there is none. What a named organisation sees always takes such a yes.

    >>> from privacy.inventory import INVENTORY
    >>> how_much(Viewer.COORDINATOR, INVENTORY), how_much(Viewer.NAMED_ORGANISATION, INVENTORY)
    (<Tier.PRIVATE: 'private'>, None)
    """
    seen = {
        rule.tier
        for rule in inventory.values()
        if rule.basis is LegalBasis.CONSENT
        for purpose, viewers in rule.viewers.items()
        if viewer in viewers and purpose is not Purpose.DISCLOSE
    }
    return next((tier for tier in (Tier.IDENTITY, Tier.PRIVATE, Tier.WORK) if tier in seen), None)


def _said(topic: PlainTopic, inventory: Mapping[PersonalField, FieldRule]) -> tuple[str, ...]:
    if topic is not PlainTopic.WHO:
        return _SAID[topic]
    return tuple(
        f"{viewer}.{tier or 'asked'}"
        for viewer in Viewer
        for tier in [how_much(viewer, inventory)]
        if tier is not None or viewer is Viewer.NAMED_ORGANISATION
    )
