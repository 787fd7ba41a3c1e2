"""Look whether every wrapped key opens, and whether every sealed row is the newest one.

Nothing is read with the keys, and nothing is changed; an old envelope that was put back is
noted in the log as tampering, about the person it belongs to.
"""

from dataclasses import dataclass

from api.context import open_context
from api.runtime import Runtime
from api.services.keys.retire_epoch import check_all_wraps
from data.repositories.audit import AuditLog
from data.repositories.epochs import Epoch, Epochs
from data.repositories.rollback import OutOfStep, rows_out_of_step
from data.repositories.seal_floor import envelopes_below, seal_floor
from privacy.audit import AuditAction, Outcome
from privacy.decision import SYSTEM


@dataclass(frozen=True, slots=True)
class KeysVerified:
    """What was found: wraps that open and do not, rows put back, rows past the log, epochs.

    ``unsealed`` counts what stands in sealed columns and is no envelope, or one of a kind
    that is no longer taken.
    """

    opened: int
    broken: int
    older: int
    unlogged: int
    unsealed: int
    epochs: tuple[Epoch, ...]

    @property
    def ok(self) -> bool:
        """Say whether all is as it was left."""
        return not (self.broken or self.older or self.unlogged or self.unsealed)


def verify_keys(runtime: Runtime) -> KeysVerified:
    """Open every wrap, and hold every sealed row against the log."""
    wraps = check_all_wraps(runtime)
    with open_context(runtime, reading=True) as context:
        found = tuple(rows_out_of_step(context.work))
        epochs = Epochs(context.work, runtime.key_ring, context.now).listed()
        unsealed = envelopes_below(context.work, seal_floor(context.work, runtime.key_ring))
    if found or unsealed:
        _note(runtime, found, unsealed)
    older = sum(each.is_older for each in found)
    return KeysVerified(wraps.opened, wraps.broken, older, len(found) - older, unsealed, epochs)


def _note(runtime: Runtime, found: tuple[OutOfStep, ...], unsealed: int) -> None:
    with open_context(runtime) as context:
        log = AuditLog(context.work, runtime.key_ring)
        for each in found:
            log.append(
                AuditAction.TAMPERING_FOUND,
                SYSTEM,
                context.now,
                outcome=Outcome.DONE,
                person=each.log_ref,
                record_version=each.version,
            )
        if unsealed:
            log.append(AuditAction.TAMPERING_FOUND, SYSTEM, context.now)
        context.commit()
