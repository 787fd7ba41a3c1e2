"""Deliberate breaks: what an attack must get past when a defence is switched off."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from data.repositories._standing_rows import Stand, StandingRows
from privacy.keys import KeyRing


def forget_standing(patch: pytest.MonkeyPatch) -> None:
    """Let every row of main stand that is there, as before keys knew which ones do."""

    def all_of(_: StandingRows, stands: Iterable[Stand]) -> frozenset[bytes]:
        return frozenset(each.subject for each in stands)

    patch.setattr(StandingRows, "counting", all_of)
    patch.setattr(StandingRows, "number", lambda *_: 0)


def forget_proofs(patch: pytest.MonkeyPatch) -> None:
    """Believe every row, whoever wrote it."""
    patch.setattr(KeyRing, "verify_row", lambda *_: None)
    forget_standing(patch)


@contextmanager
def standing_forgotten() -> Iterator[None]:
    """Let every row of main that is there stand for a while."""
    with pytest.MonkeyPatch.context() as patch:
        forget_standing(patch)
        yield
