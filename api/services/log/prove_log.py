"""Give a person the proofs of her own entries, and an auditor the whole log.

Rules:

- A proof shows that an entry is in the log a checkpoint signs, and shows nothing of anybody
  else's entries.
- Both are checked with the stand-alone script, which the service gives out as well.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import privacy.verify
from api.context import Context
from api.services.log.make_checkpoint import published_keys, sign_log
from api.services.log.note_action import note_action
from api.services.people.record_consent import own_person
from data.repositories.audit import AuditLog
from data.repositories.checkpoints import Checkpoints
from privacy.audit import AuditAction
from privacy.policy import may_read_log, may_verify_audit
from privacy.proofs import PROOF_FORMAT, entry_facts, proven_entry


def prove_own_log(context: Context) -> dict[str, Any]:
    """Give every entry about the actor with the proof of its place, under one checkpoint.

    Raises:
        Conflict: ``log_rewritten``: the log does not hold what the last checkpoint said.
    """
    person = own_person(context)
    may_read_log(context.signed_in(), person.id, at=context.now).require()
    note_action(context, AuditAction.LOG_READ, person=person)
    ring = context.runtime.key_ring
    log, made = AuditLog(context.work, ring), sign_log(context)
    tree = Checkpoints(context.work, ring).tree()
    return {
        "format": PROOF_FORMAT,
        "checkpoint": made.note,
        "keys": list(published_keys(context)),
        "entries": [
            proven_entry(chained, previous, tree.inclusion(chained.entry.sequence - 1, made.size))
            for chained, previous in log.proven_of_person(person.log_ref)
        ],
    }


def export_log(context: Context) -> Iterator[str]:
    """Give the whole log, one entry a line, as the stand-alone script reads it.

    It holds codes, moments and references; no line holds anything a person said.
    """
    may_verify_audit(context.signed_in(), at=context.now).require()
    for chained in AuditLog(context.work, context.runtime.key_ring).chain():
        row = {"entry": entry_facts(chained.entry), "hash": chained.hash.hex()}
        yield json.dumps(row, sort_keys=True)


def verifier_script() -> str:
    """Give the text of the stand-alone script."""
    return Path(str(privacy.verify.__file__)).read_text(encoding="utf-8")
