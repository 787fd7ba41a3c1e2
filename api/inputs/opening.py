"""Asking to open an identity without a grant, and deciding about it."""

from pydantic import Field

from api.inputs.base import Input
from privacy.breakglass import LONGEST_REASON, OpeningReason
from privacy.inventory import PersonalField

REASONS = tuple(reason.value for reason in OpeningReason)
"""Codes of the reasons, in the order they are offered."""


class OpeningInput(Input):
    """Which fields, and why: a code and a sentence."""

    fields: frozenset[PersonalField] = Field(min_length=1, max_length=20)
    reason: OpeningReason
    text: str = Field(max_length=2 * LONGEST_REASON)


class OpeningDecision(Input):
    """What the second person says."""

    agree: bool
