"""Access for registering and signing in: everybody, without a unit of work.

The use case behind opens its own short ones (``api.door``).
"""

from typing import Annotated

from fastapi import Depends, Request

from api.dependencies import Access, _check_origin, reader_language, runtime_of
from api.door import Door


class AtTheDoor(Access):
    """Let everybody come to the door."""

    roles = frozenset()

    def __call__(self, request: Request) -> Door:
        """Give the door, in the reader's language."""
        _check_origin(request)
        language = reader_language(request)
        request.state.language = language
        return Door(runtime_of(request), language)


AtDoor = Annotated[Door, Depends(AtTheDoor())]
