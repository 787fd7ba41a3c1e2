"""Begin a new epoch of key-encryption keys and move every wrapped key to it, while serving.

The order is what makes an interruption harmless: the key of the new epoch is on the disk
before the database names it, the database names it before anything is wrapped under it, and
the old key stays until ``retire_epoch``. Whatever was interrupted, running this again goes on
from there; it begins a further epoch only when no other is on its way out.

Rules:

- Each batch is a unit of work of its own, so whoever serves waits for one batch at most.
- Two epochs live at once is the most.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from api.context import open_context
from api.key_file import changing, clear_interrupted, replace_key_file
from api.runtime import Runtime
from api.services.keys.retire_epoch import destroy
from data.repositories.epochs import Epochs
from data.repositories.rotation import BATCH, rewrap_some
from privacy.keys import KeyRing

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: the epoch wraps are under now, the one leaving, and how many moved."""

    epoch: int
    leaving: int | None
    moved: int


def rotate_keys(
    runtime: Runtime,
    file: Path,
    *,
    keep: Callable[[KeyRing], None] = lambda _: None,
    batch: int = BATCH,
    step: Step = lambda _: None,
) -> Rotated:
    """Begin the next epoch, or go on with one begun, and move all wraps to it.

    Args:
        runtime: With the keys themselves, not those of a key process.
        file: The key file.
        keep: Called with the ring once it holds the new epoch and before anything is wrapped
            under it: the moment to renew the custodians' shares.
        batch: Wraps moved in one unit of work.
        step: Told each step as it is done.

    Raises:
        KeyFileBusy: Another process is changing the keys.
        KeyUnusable: The key file is not the one the databases know.
        SealBroken: A wrap was altered; it and those of its batch stay where they are.
    """
    with changing(file):
        clear_interrupted(file)
        ring = runtime.key_ring
        ring.refresh()
        with open_context(runtime) as context:
            epochs = Epochs(context.work, ring, context.now)
            epochs.ensure()
            current, leaving, over = epochs.current(), epochs.leaving(), epochs.retired()
            context.commit()
        destroy(ring, file, over)
        step("looked")
        if leaving is None:
            if ring.current_epoch == current:
                replace_key_file(file, ring.with_next_epoch().to_bytes())
                ring.refresh()
            keep(ring)
            step("file")
            with open_context(runtime) as context:
                Epochs(context.work, ring, context.now).begin(ring.current_epoch)
                context.commit()
            step("begun")
        moved = move_all(runtime, batch, step)
        with open_context(runtime, reading=True) as context:
            epochs = Epochs(context.work, ring, context.now)
            return Rotated(epochs.current(), epochs.leaving(), moved)


def move_all(runtime: Runtime, batch: int, step: Step) -> int:
    """Move wraps until none is left under another epoch, and say how many were."""
    moved = 0
    while True:
        with open_context(runtime) as context:
            some = rewrap_some(context.work, runtime.key_ring, batch)
            context.commit()
        moved += some
        step("batch")
        if some == 0:
            runtime.stores.truncate_logs()
            return moved
