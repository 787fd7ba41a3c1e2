"""Sign the state of the log, and write it where the databases cannot reach.

Rules:

- The state is signed only when the log still holds what the last checkpoint said.
- Written out means: appended to the file the settings name, and on disk, before anybody is
  told. Without such a file the checkpoint is only returned, to be kept by whoever asked.
- Checking that a longer log goes on from a checkpoint kept elsewhere needs the proof that is
  given here and no access to the log.

What it does not do: run by itself; a timer calls the command.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from api.context import Context
from api.errors import Conflict, FieldProblem, Forbidden, Invalid
from api.services.log.note_action import note_denial
from data.errors import LogRewritten
from data.repositories.audit import AuditLog
from data.repositories.checkpoints import Checkpoints, StoredCheckpoint
from privacy.audit import AuditAction
from privacy.checkpoint import TreeHead, read_checkpoint
from privacy.errors import RuleBroken
from privacy.policy import may_verify_audit


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """A signed state of the log: the note, and how many entries it covers."""

    size: int
    note: str


@dataclass(frozen=True, slots=True)
class GrowthView:
    """A new checkpoint, and the proof that it goes on from an older one, in hexadecimal."""

    before: int
    size: int
    note: str
    proof: tuple[str, ...]


def published_keys(context: Context) -> tuple[str, ...]:
    """Give the public keys receipts and checkpoints are checked with, the present one first."""
    found = Checkpoints(context.work, context.runtime.key_ring).keys()
    return tuple(key.text() for key in found)


def make_checkpoint(context: Context) -> CheckpointView:
    """Sign the log as it stands and write the checkpoint out.

    Args:
        context: An officer, or the service itself.

    Raises:
        Forbidden: ``wrong_role``.
        Conflict: ``log_rewritten``: the log does not hold what the last checkpoint said.
    """
    _require_officer(context)
    made = sign_log(context)
    file = context.runtime.settings.checkpoint_file
    if file is not None:
        append_checkpoint(file, made.note)
    return CheckpointView(made.size, made.note)


def prove_growth(context: Context, note: str) -> GrowthView:
    """Sign the log as it stands and prove that it goes on from an older checkpoint.

    Raises:
        Forbidden: ``wrong_role``.
        Invalid: ``checkpoint_form``, ``checkpoint_signature``.
        Conflict: ``log_rewritten``: it does not go on from it.
    """
    _require_officer(context)
    before = read_note(context, note)
    made = sign_log(context)
    checkpoints = Checkpoints(context.work, context.runtime.key_ring)
    tree = checkpoints.tree(tiles=False)
    if before.size > made.size or tree.root(before.size) != before.root:
        raise Conflict("log_rewritten")
    proof = tree.consistency(before.size, made.size)
    return GrowthView(before.size, made.size, made.note, tuple(one.hex() for one in proof))


def sign_log(context: Context) -> StoredCheckpoint:
    """Sign the log as it stands, the entries of this unit of work included.

    Raises:
        Conflict: ``log_rewritten``.
    """
    ring = context.runtime.key_ring
    size = AuditLog(context.work, ring).head().count
    try:
        return Checkpoints(context.work, ring).make(size, context.now)
    except LogRewritten:
        raise Conflict("log_rewritten") from None


def read_note(context: Context, note: str) -> TreeHead:
    """Read a checkpoint somebody kept, signed by this installation.

    Raises:
        Invalid: ``checkpoint_form``, ``checkpoint_signature``.
    """
    keys = Checkpoints(context.work, context.runtime.key_ring).keys()
    try:
        return read_checkpoint(note, keys)
    except RuleBroken as broken:
        if broken.code == "checkpoint_signature":
            problem = FieldProblem("/note", "checkpoint_signature")
            raise Invalid("checkpoint_signature", fields=(problem,)) from None
        problem = FieldProblem("/note", "checkpoint_form")
        raise Invalid("checkpoint_form", fields=(problem,)) from None


def append_checkpoint(file: Path, note: str) -> None:
    """Append a note to the file of checkpoints, and wait until it is on disk."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640), "ab") as out:
        out.write(note.encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())


def _require_officer(context: Context) -> None:
    decision = may_verify_audit(context.signed_in(), at=context.now)
    if not decision.allowed:
        note_denial(context, AuditAction.AUDIT_VERIFIED, decision.reasons)
        raise Forbidden("wrong_role")
