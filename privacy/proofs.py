"""Write entries and their proofs as JSON that a stand-alone script can check.

Rules:

- An entry is written with every part the chain covers; moments are whole microseconds.
- Beside it stand the hash before it, its place and the path to the root of a checkpoint:
  enough to check it without any other entry.
- A receipt carries an entry's number and hash only, so that showing it shows no reference of
  its person.

What it does not do: check (``privacy.verify``, which shares no code with this), or choose
whose entries are written.
"""

from collections.abc import Iterable
from typing import Any, Final

from privacy.audit import AuditEntry, ChainedEntry
from privacy.canonical import microseconds

PROOF_FORMAT: Final = "passerelle-log-proof/1"
"""Name of the form of a person's proofs."""


def entry_facts(entry: AuditEntry) -> dict[str, Any]:
    """Give an entry as JSON values: all the chain covers, nothing else."""
    facts: dict[str, Any] = {
        "sequence": entry.sequence,
        "at": microseconds(entry.at),
        "action": entry.action.value,
        "outcome": entry.outcome.value,
        "role": entry.role.value,
        "actor": entry.actor,
        "organisation": entry.organisation,
        "purpose": None if entry.purpose is None else entry.purpose.value,
        "person": entry.person,
        "subject": entry.subject,
        "grant": entry.grant,
        "fields": sorted(field.value for field in entry.fields),
        "reasons": sorted(reason.value for reason in entry.reasons),
        "record_version": entry.record_version,
        "detail_digest": entry.detail_digest.hex(),
    }
    if entry.from_country or entry.to_country:
        facts |= {"from_country": entry.from_country, "to_country": entry.to_country}
    return facts


def proven_entry(chained: ChainedEntry, previous: bytes, path: Iterable[bytes]) -> dict[str, Any]:
    """Give an entry with what proves its place.

    Args:
        chained: The entry and its hash.
        previous: The hash before it.
        path: Its inclusion proof under the checkpoint it is given with.
    """
    return {
        "entry": entry_facts(chained.entry),
        "previous": previous.hex(),
        "hash": chained.hash.hex(),
        "path": [one.hex() for one in path],
    }


def entry_place(chained: ChainedEntry, path: Iterable[bytes]) -> dict[str, Any]:
    """Give an entry's number, hash and proof without the entry: what a receipt carries."""
    return {
        "sequence": chained.entry.sequence,
        "hash": chained.hash.hex(),
        "path": [one.hex() for one in path],
    }
