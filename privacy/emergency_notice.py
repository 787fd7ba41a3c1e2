"""Say in the notice what may be opened without asking her first, and by whom.

An emergency opening needs no agreement and goes on being possible after she has stopped every
use. A notice that left it out would promise more than the rules keep, so it is built from the
same constants the rules are (``privacy.breakglass``).

Rules:

- Fields, reasons, who may ask, who must agree, how soon and for how long: all of it is part of
  the digest of the rules. Whoever widens one of them makes another notice, and consents given
  under the one before no longer hold until the person has answered.
- Nothing here is a choice: there is no box to tick, and none is shown.

What it does not do: decide about an opening (``privacy.opening_policy``), or hold words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from privacy.breakglass import DECIDE_WITHIN, MAY_AGREE, MAY_ASK, OPEN_FOR, OpeningReason
from privacy.canonical import record
from privacy.inventory import IDENTITY_FIELDS, PersonalField
from privacy.vocabulary import Role


@dataclass(frozen=True, slots=True)
class EmergencyRule:
    """What holds for opening an identity without a grant."""

    fields: frozenset[PersonalField] = IDENTITY_FIELDS
    reasons: frozenset[OpeningReason] = frozenset(OpeningReason)
    may_ask: frozenset[Role] = MAY_ASK
    may_agree: frozenset[Role] = MAY_AGREE
    decide_within: timedelta = DECIDE_WITHIN
    open_for: timedelta = OPEN_FOR

    def canonical(self) -> bytes:
        """Give the bytes the digest of the rules covers."""
        return record(
            "emergency-rule/1",
            self.fields,
            self.reasons,
            self.may_ask,
            self.may_agree,
            int(self.decide_within.total_seconds()),
            int(self.open_for.total_seconds()),
        )


EMERGENCY: Final = EmergencyRule()
"""The rule the service keeps."""

_SAID: Final = ("who", "fields", "reasons", "time", "stopped", "told")


@dataclass(frozen=True, slots=True)
class EmergencyPart:
    """What the notice says about it, in the order it is read."""

    title: str
    sentences: tuple[str, ...]

    def canonical(self) -> bytes:
        """Give the words as bytes."""
        return record("notice-emergency/1", self.title, self.sentences)


def emergency_codes() -> tuple[str, ...]:
    """Give every code ``build_emergency`` asks a sentence for and no other part does."""
    return (
        "notice.emergency",
        *(f"notice.emergency.{name}" for name in _SAID),
        *(f"opening_reason.{reason}" for reason in OpeningReason),
        "list.comma",
    )


def build_emergency(
    sentence: Callable[[str], str], rule: EmergencyRule = EMERGENCY
) -> EmergencyPart:
    """Build it in one language.

    Args:
        sentence: Gives the sentence of a code.
        rule: Another one than the service's own only to compare.
    """
    comma = sentence("list.comma")
    facts = {
        "fields": comma.join(
            sentence(f"field.{field}") for field in PersonalField if field in rule.fields
        ),
        "reasons": comma.join(
            sentence(f"opening_reason.{each}") for each in OpeningReason if each in rule.reasons
        ),
        "hours": str(int(rule.decide_within.total_seconds()) // 3600),
        "minutes": str(int(rule.open_for.total_seconds()) // 60),
    }
    sentences = []
    for name in _SAID:
        said = sentence(f"notice.emergency.{name}")
        for fact, value in facts.items():
            said = said.replace("{" + fact + "}", value)
        sentences.append(said)
    return EmergencyPart(sentence("notice.emergency"), tuple(sentences))
