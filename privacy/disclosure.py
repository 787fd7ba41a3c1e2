"""The one gate through which personal values reach a page or an answer.

Rules:

- ``disclose`` takes a decision of the policy and the opened values, and refuses values the
  decision does not cover.
- Only it makes ``Disclosed``; a template or answer that shows personal data asks for that
  type, so nothing reaches it past the gate.
- A disclosed value has no text form, cannot be copied, pickled or compared; it is shown by
  asking for its ``value`` on purpose.

What it does not do: open envelopes or write the audit; the repository has done both before.
"""

from collections.abc import Mapping
from typing import Any, Final, Generic, NoReturn, TypeVar, final

from privacy.decision import Decision
from privacy.errors import NotMadeHere
from privacy.guarded import Guarded
from privacy.inventory import PersonalField
from privacy.vocabulary import PersonId

T = TypeVar("T")

_GATE: Final = object()


@final
class Disclosed(Guarded, Generic[T]):
    """A personal value that passed the gate, with the field it is and why it may be seen."""

    __slots__ = ("_value", "decision", "field")

    _value: T
    decision: Decision
    field: PersonalField

    def __init__(self, *_given: object, **_named: object) -> None:
        raise NotMadeHere("Disclosed")

    def __init_subclass__(cls, **options: Any) -> NoReturn:
        """Refuse to be extended."""
        raise NotMadeHere("Disclosed")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse to be changed."""
        raise NotMadeHere("Disclosed")

    @property
    def value(self) -> T:
        """The value itself."""
        return self._value


def disclose(
    decision: Decision, person: PersonId, values: Mapping[PersonalField, T]
) -> dict[PersonalField, Disclosed[T]]:
    """Let opened values of one person through the gate.

    Args:
        decision: A yes about this person; made for this request, not kept from another.
        person: Whose values these are.
        values: Every one a field the decision covers.

    Raises:
        AccessDenied: The decision is a no (or one of its kinds).
        NotCovered: A value lies outside the decision, or belongs to somebody else.
    """
    decision.cover(person, values)
    return {field: _disclosed(_GATE, decision, field, value) for field, value in values.items()}


def _disclosed(gate: object, decision: Decision, field: PersonalField, value: T) -> Disclosed[T]:
    if gate is not _GATE:
        raise NotMadeHere("Disclosed")
    made: Disclosed[T] = object.__new__(Disclosed)
    for name, part in (("_value", value), ("decision", decision), ("field", field)):
        object.__setattr__(made, name, part)
    return made
