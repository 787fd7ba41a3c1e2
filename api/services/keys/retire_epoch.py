"""Destroy the key of an epoch that is over, and with it every old copy of what it wrapped.

First every wrap there is, is opened, so that nothing is destroyed while a key would be lost;
then, in one unit of work, the databases are asked once more whether anything is left under
the old epoch, and it is called over; only then its key goes out of the key file. Interrupted
in between, running this again ends it.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path

from api.context import open_context
from api.key_file import changing, clear_interrupted, replace_key_file
from api.runtime import Runtime
from data.errors import WrapsBroken
from data.repositories.epochs import Epochs
from data.repositories.rotation import WrapCheck, check_wraps
from privacy.keys import KeyRing


@dataclass(frozen=True, slots=True)
class Retired:
    """What was destroyed, and how many wraps were opened before."""

    epochs: tuple[int, ...]
    opened: int


def retire_epoch(
    runtime: Runtime,
    file: Path,
    *,
    keep: Callable[[KeyRing], None] = lambda _: None,
    step: Callable[[str], None] = lambda _: None,
) -> Retired:
    """Destroy the keys of all epochs that are over.

    Args:
        runtime: With the keys themselves, not those of a key process.
        file: The key file.
        keep: Called with the ring once the old keys are out of it: the moment to replace the
            custodians' shares, which still hold them.
        step: Told each step as it is done.

    Raises:
        KeyFileBusy: Another process is changing the keys.
        EpochInUse: Wraps are left under the old epoch.
        WrapsBroken: Some wrap does not open; nothing was destroyed.
    """
    with changing(file):
        clear_interrupted(file)
        ring = runtime.key_ring
        ring.refresh()
        checked = check_all_wraps(runtime)
        if checked.broken:
            raise WrapsBroken
        step("checked")
        with open_context(runtime) as context:
            epochs = Epochs(context.work, ring, context.now)
            leaving = epochs.leaving()
            if leaving is not None:
                epochs.retire(leaving)
            over = epochs.retired()
            context.commit()
        step("called over")
        gone = destroy(ring, file, over)
        keep(ring)
        step("destroyed")
        return Retired(gone, checked.opened)


def destroy(ring: KeyRing, file: Path, over: Set[int]) -> tuple[int, ...]:
    """Take the keys of epochs that are over out of the key file, and say which were there."""
    gone = tuple(sorted(over & set(ring.epochs)))
    for epoch in gone:
        replace_key_file(file, ring.without_epoch(epoch).to_bytes())
        ring.refresh()
    return gone


def check_all_wraps(runtime: Runtime) -> WrapCheck:
    """Open every wrap there is, some at a time, and count those that do not open."""
    opened = broken = 0
    after = None
    while True:
        with open_context(runtime, reading=True) as context:
            some = check_wraps(context.work, runtime.key_ring, after)
        opened, broken, after = opened + some.opened, broken + some.broken, some.last
        if after is None:
            return WrapCheck(opened, broken, None)
