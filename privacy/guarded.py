"""Keep a value from leaving by accident.

Rules:

- The text form names the class only; formatting gives the same.
- Copying and pickling are refused, so a value cannot slip into a cache, a queue or a dump.
- Equality is identity: comparing secrets is done where they are compared in constant time.

What it does not do: stop code that means to read the value, or wipe memory; Python cannot.
"""

from typing import Any, NoReturn

from privacy.errors import NotMadeHere


class Guarded:
    """Base of objects whose content must not be printed, copied or pickled."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Name the class, never the content."""
        return f"<{type(self).__name__}: withheld>"

    def __format__(self, specification: str) -> str:
        """Format as the redacted text, whatever is asked."""
        return repr(self)

    def __copy__(self) -> NoReturn:
        """Refuse."""
        raise NotMadeHere(type(self).__name__)

    def __deepcopy__(self, memo: dict[int, Any]) -> NoReturn:
        """Refuse."""
        raise NotMadeHere(type(self).__name__)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse to be pickled."""
        raise NotMadeHere(type(self).__name__)

    def __getstate__(self) -> NoReturn:
        """Refuse to be pickled."""
        raise NotMadeHere(type(self).__name__)
