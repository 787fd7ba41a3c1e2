"""A taxonomy release as read from files, before it is stored.

What it does not do: store, activate or index it.
"""

from dataclasses import dataclass

from data.importers.errors import ImportNote
from matcher.taxonomy import Concept, Relation


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """Concepts and relations of one release.

    Every relation joins two concepts of the draft, none is its own target and none stands
    twice. ``digest`` is SHA-256 over the files read, in the order read: the same files
    under the same name are the same release.
    """

    name: str
    concepts: tuple[Concept, ...]
    relations: tuple[Relation, ...]
    notes: tuple[ImportNote, ...]
    digest: str
