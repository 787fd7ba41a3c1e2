"""Names that may be repeated in an answer: those of our own inputs, never a sender's words.

A place in an input is a path of names and numbers. Where an input lets the sender choose a
name (an unknown one, or the key of a mapping), the place is told up to there and no further.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from api.inputs.base import Input, PermitCode
from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose


@cache
def _known_names() -> frozenset[str]:
    names: set[str] = {*PermitCode, *PersonalField, *Purpose}
    waiting: list[type[Input]] = [Input]
    while waiting:
        model = waiting.pop()
        names.update(model.model_fields)
        waiting.extend(model.__subclasses__())
    return frozenset(names)


def known_place(location: Sequence[str | int]) -> tuple[str | int, ...]:
    """Give a place in an input up to the first name that is not ours."""
    return tuple(_until_unknown(location))


def _until_unknown(location: Iterable[str | int]) -> Iterable[str | int]:
    for part in location:
        if isinstance(part, str) and part not in _known_names():
            return
        yield part
