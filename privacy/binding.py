"""Say what an envelope belongs to, in 56 bytes that no other place shares.

Layout, every part at its fixed position and width, big-endian::

    "MSP1" 4 | algorithm 1 | kind 1 | table 2 | column 2 | schema 2
    | person 16 | row 16 | key version 4 | record version 8

Rules:

- The bytes are authenticated with the envelope and not stored with it: they are built
  again from where the envelope was found, so one that was moved does not open.
- Parts have fixed widths and positions, so two different bindings never encode alike.
- A part that does not fit its width is refused, never shortened.

What it does not do: know keys or ciphers.
"""

from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Final

from privacy.inventory import EnvelopeKind, SealedColumn
from privacy.vocabulary import PersonId

MAGIC: Final = b"MSP1"
"""Name and version of the binding's layout."""
BINDING_BYTES: Final = 56
"""Width of every encoded binding."""
AES_256_GCM: Final = 1
"""The one algorithm in use; 2 and 3 are set aside for GCM-SIV and ChaCha20-Poly1305."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Where an envelope belongs.

    ``row`` is the 16-byte key of the row: the person's own key for tables with one row a
    person. ``record_version`` grows by one with every write of the row.

    Raises:
        ValueError: ``person`` or ``row`` is not 16 bytes long.
    """

    column: SealedColumn
    person: PersonId = attribute(repr=False)
    row: bytes
    key_version: int
    record_version: int
    algorithm: int = AES_256_GCM

    def __post_init__(self) -> None:
        """Refuse parts of another width."""
        if len(self.person) != 16 or len(self.row) != 16:
            raise ValueError("person and row are 16 bytes each")

    def encode(self) -> bytes:
        """Give the 56 bytes.

        Raises:
            OverflowError: A number does not fit its width.
        """
        return encode_binding(
            algorithm=self.algorithm,
            kind=self.column.kind,
            table=self.column.table_number,
            column=self.column.number,
            schema=self.column.schema,
            person=self.person,
            row=self.row,
            key_version=self.key_version,
            record_version=self.record_version,
        )


def encode_binding(
    *,
    algorithm: int,
    kind: EnvelopeKind | int,
    table: int,
    column: int,
    schema: int,
    person: bytes,
    row: bytes,
    key_version: int,
    record_version: int,
) -> bytes:
    """Write the parts of a binding at their fixed positions.

    Raises:
        OverflowError: A number is negative or does not fit its width.
        ValueError: ``person`` or ``row`` is not 16 bytes long.
    """
    if len(person) != 16 or len(row) != 16:
        raise ValueError("person and row are 16 bytes each")
    return b"".join(
        (
            MAGIC,
            algorithm.to_bytes(1, "big"),
            int(kind).to_bytes(1, "big"),
            table.to_bytes(2, "big"),
            column.to_bytes(2, "big"),
            schema.to_bytes(2, "big"),
            person,
            row,
            key_version.to_bytes(4, "big"),
            record_version.to_bytes(8, "big"),
        )
    )
