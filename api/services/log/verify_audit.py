"""Check the whole audit chain, and say where it breaks if it does.

Rules:

- Hashes, numbers and seals are checked from the first entry on.
- The end of the chain is held against its anchor in the keys database: entries cut off or
  made anew in main show. At most those of one interrupted commit may differ.
- A checkpoint written down earlier, outside the databases, also shows it when somebody could
  write to both: either the count and head of an earlier check, or a signed note, whose root
  is compared with that of the entries as they stand.
- The service's own last checkpoint is compared too.
- The check is itself in the log.
"""

from dataclasses import asdict, dataclass, replace

from api.context import Context
from api.errors import FieldProblem, Forbidden, Invalid
from api.services.log.make_checkpoint import read_note
from api.services.log.note_action import note_action, note_denial
from data.repositories.audit import AuditLog
from data.repositories.checkpoints import Checkpoints
from privacy.audit import AuditAction, ChainProblem, ChainVerdict, Checkpoint, Outcome
from privacy.checkpoint import TreeHead
from privacy.policy import may_verify_audit

HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What was found: so many sound entries, and the first that is not.

    ``head`` is the hash of the last sound entry in hexadecimal; it and ``count`` are what
    to write down for the next time.
    """

    ok: bool
    count: int
    head: str
    broken_at: int | None
    problem: ChainProblem | None


def verify_audit(
    context: Context, count: int | None = None, head: str | None = None, note: str | None = None
) -> AuditVerdict:
    """Check the chain, against an earlier checkpoint when one is given.

    Args:
        context: An officer, or the service itself.
        count: Entries of the earlier check.
        head: Its head, in hexadecimal.
        note: A signed checkpoint kept elsewhere.

    Raises:
        Forbidden: ``wrong_role``.
        Invalid: ``checkpoint_incomplete``: only one of the two, or no hash;
            ``checkpoint_form``, ``checkpoint_signature``.
    """
    decision = may_verify_audit(context.signed_in(), at=context.now)
    if not decision.allowed:
        note_denial(context, AuditAction.AUDIT_VERIFIED, decision.reasons)
        raise Forbidden("wrong_role")
    log = AuditLog(context.work, context.runtime.key_ring)
    kept = None if note is None else read_note(context, note)
    verdict = log.verify(_checkpoint(count, head))
    if verdict.ok:
        verdict = _against_roots(context, verdict, kept)
    note_action(
        context,
        AuditAction.AUDIT_VERIFIED,
        outcome=Outcome.DONE if verdict.ok else Outcome.FAILED,
    )
    return AuditVerdict(
        ok=verdict.ok,
        count=verdict.count,
        head=verdict.head.hex(),
        broken_at=verdict.broken_at,
        problem=verdict.problem,
    )


def _against_roots(context: Context, found: ChainVerdict, kept: TreeHead | None) -> ChainVerdict:
    """Hold a chain that is sound in itself against signed roots."""
    checkpoints = Checkpoints(context.work, context.runtime.key_ring)
    latest = checkpoints.latest()
    heads = [] if latest is None else [(latest.size, latest.root)]
    heads += [] if kept is None else [(kept.size, kept.root)]
    tree = checkpoints.tree(tiles=False)
    for size, root in sorted(heads):
        if size > found.count:
            return replace(found, broken_at=found.count + 1, problem=ChainProblem.CUT_OFF)
        if tree.root(size) != root:
            return replace(found, broken_at=size, problem=ChainProblem.REWRITTEN)
    return found


def verify_chain_of(context: Context, note: str | None = None) -> dict[str, object]:
    """Check the chain and give the verdict as plain values, for programs."""
    return asdict(verify_audit(context, note=note))


def _checkpoint(count: int | None, head: str | None) -> Checkpoint | None:
    if count is None and head is None:
        return None
    try:
        digest = bytes.fromhex(head or "")
    except ValueError:
        digest = b""
    if count is None or count < 0 or len(digest) != HASH_BYTES:
        raise Invalid(
            "checkpoint_incomplete", fields=(FieldProblem("/head", "checkpoint_incomplete"),)
        )
    return Checkpoint(count, digest)
