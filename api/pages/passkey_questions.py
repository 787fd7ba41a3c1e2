"""Questions for devices, as the JSON a page hands to the script."""

import json

from api.services.accounts.use_passkeys import PasskeyQuestion


def as_json(question: PasskeyQuestion | None) -> str:
    """Write a question; empty when there is none."""
    return "" if question is None else json.dumps(question.options)
