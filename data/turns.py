"""Writers of one process take turns in the order in which they came.

SQLite lets whoever asks at the right moment write next: one who writes without pause can keep
another waiting until she is told to come back. PostgreSQL keeps an order of its own.

What it does not do: order the writers of different processes.
"""

from collections import deque
from threading import Lock


class Turns:
    """A queue in front of something only one may hold.

    Args:
        patience: Seconds somebody waits at most.
    """

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._taken = False
        self._waiting: deque[Lock] = deque()
        self._guard = Lock()

    def take(self) -> bool:
        """Wait for a turn; say whether it came in time. Whoever has it must end it."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            place = Lock()
            place.acquire()
            self._waiting.append(place)
        try:
            came = place.acquire(timeout=self.patience)
        except BaseException:
            if not self._gave_up(place):
                self.end()
            raise
        return came or not self._gave_up(place)

    def end(self) -> None:
        """Give the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _gave_up(self, place: Lock) -> bool:
        """Leave the queue; say whether the turn had not come in the very last moment."""
        with self._guard:
            if place in self._waiting:
                self._waiting.remove(place)
                return True
        return False
