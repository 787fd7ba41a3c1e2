"""Who came first goes first; who gives up leaves the queue whole."""

from collections.abc import Callable
from threading import Event, Lock, Thread

import pytest

from data.turns import Turns

LONG = 60.0
"""Seconds; nobody here waits them."""


def queue_up(turns: Turns, count: int, act: Callable[[int], None]) -> list[Thread]:
    """Let so many wait, each in the queue before the next one comes."""
    threads = []
    for number in range(count):

        def wait(number: int = number) -> None:
            assert turns.take()
            act(number)
            turns.end()

        threads.append(Thread(target=wait))
        threads[-1].start()
        while len(turns._waiting) <= number:
            threads[-1].join(0.001)
    return threads


def test_turns_come_in_the_order_of_coming() -> None:
    turns, order = Turns(LONG), list[int]()
    assert turns.take()
    threads = queue_up(turns, 8, order.append)
    turns.end()
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_one_who_comes_again_at_once_goes_behind_whoever_waits() -> None:
    turns, order = Turns(LONG), list[str]()
    assert turns.take()
    (other,) = queue_up(turns, 1, lambda _: order.append("other"))
    turns.end()
    assert turns.take()
    order.append("again")
    turns.end()
    other.join()
    assert order == ["other", "again"]


def test_only_one_has_it_at_a_time() -> None:
    turns, alone = Turns(LONG), Lock()

    def act(_: int) -> None:
        assert alone.acquire(blocking=False)
        alone.release()

    assert turns.take()
    threads = queue_up(turns, 6, act)
    turns.end()
    for thread in threads:
        thread.join()
    assert turns.take()


def test_who_waited_in_vain_is_told_and_holds_nobody_up() -> None:
    turns = Turns(0.0)
    assert turns.take()
    assert not turns.take()
    turns.end()
    assert turns.take()


def test_a_turn_that_comes_while_somebody_gives_up_is_taken() -> None:
    turns = Turns(LONG)
    assert turns.take()
    came = Event()
    (waiting,) = queue_up(turns, 1, lambda _: came.set())
    (place,) = turns._waiting
    turns.end()
    assert not turns._gave_up(place)
    waiting.join()
    assert came.is_set()


def test_who_is_interrupted_while_waiting_leaves_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupting:
        """A place in the queue during whose wait somebody presses the keys to stop."""

        taken = False

        def acquire(self, timeout: float = -1) -> bool:
            if timeout >= 0:
                raise KeyboardInterrupt
            return True

        def release(self) -> None:
            self.taken = True

    turns = Turns(LONG)
    assert turns.take()
    monkeypatch.setattr("data.turns.Lock", Interrupting)
    with pytest.raises(KeyboardInterrupt):
        turns.take()
    turns.end()
    assert turns.take()
