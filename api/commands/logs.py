"""Log lines without tracebacks: the messages of exceptions can hold what people typed."""

import logging
import sys
import traceback
from types import TracebackType

_Problem = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlaceOnly(logging.Formatter):
    """Formats a record; of an exception only its kind and its place in the source are said."""

    def formatException(self, ei: _Problem) -> str:  # noqa: N802 - the name logging calls
        """Give kind and place, never the message."""
        if ei[0] is None:
            return ""
        frames = traceback.extract_tb(ei[2])
        where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
        return f"  {ei[0].__name__}{where}"

    def formatStack(self, stack_info: str) -> str:  # noqa: ARG002, N802 - as logging calls it
        """Give nothing: a stack says no more than the place."""
        return ""


def set_up_logs() -> None:
    """Send warnings and worse of every library to standard error, in this form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlaceOnly("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
