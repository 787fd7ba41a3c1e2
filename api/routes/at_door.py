"""Access where nobody is signed in yet: no unit of work is held while a passphrase is checked.

Rules:

- The answer carries the token in its body and sets no cookie, so another site's page gains
  nothing by sending a visitor here.
"""

from typing import Annotated

from fastapi import Depends, Request

from api.dependencies import Open, reader_language, runtime_of
from api.door import Door


class AtDoor(Open):
    """Let everybody through to register or sign in."""

    def __call__(self, request: Request) -> Door:  # type: ignore[override]  # no context is opened
        """Give the process and the reader's language."""
        request.state.language = reader_language(request)
        return Door(runtime_of(request), request.state.language)


AtTheDoor = Annotated[Door, Depends(AtDoor())]
