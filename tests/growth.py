"""Judge how the time of something grows with its input, on a machine of any speed.

What is measured is the processor's time of this thread, the best of several tries: other work on
the machine makes it longer, never shorter. No number of seconds is a limit.
"""

import time
from collections.abc import Callable

FACTOR = 8
"""How much larger the larger input is; what grows with the square takes 64 times as long."""
MOST = 24.0
JUDGMENTS = 5


def grows_faster_than_its_input(act: Callable[[str], object], piece: str, length: int) -> bool:
    """Judge it by a text and one ``FACTOR`` times as long: what does, does so in every judgment.

    Args:
        act: What is done with a text.
        piece: What the texts are made of.
        length: How long the longer one is.
    """
    large = piece * (length // len(piece))
    small = piece * (length // len(piece) // FACTOR)
    return all(_best(act, large) > MOST * _best(act, small) for _ in range(JUDGMENTS))


def _best(act: Callable[[str], object], text: str) -> float:
    return min(_seconds(act, text) for _ in range(3))


def _seconds(act: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    act(text)
    return time.thread_time() - began
