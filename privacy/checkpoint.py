"""Write and read checkpoints: how long the log was and what it held, signed.

A checkpoint is a signed note: the log's origin, its number of entries, the root of its hash
tree in base64, an empty line, and the signature. Kept outside the service it shows any later
change of the entries it covers.

Rules:

- One form only: what this writes is what it reads; anything else is refused with a code.
- A signature by another key is no signature; lines of witnesses beside ours are allowed and
  not judged.

What it does not do: say whether the log is right; it says what it was.

Source: C2SP tlog-checkpoint and signed-note.
"""

import base64
import binascii
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from privacy.errors import RuleBroken
from privacy.signing import PublicKey, Signer

LONGEST_NOTE: Final = 4_096
"""Characters of the longest note that is read."""
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_SIGNATURE: Final = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What a checkpoint says: the log's name, its number of entries, the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Give the lines a signature covers."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def signed_checkpoint(head: TreeHead, signer: Signer) -> str:
    """Give the signed note of a tree head.

    Raises:
        RuleBroken: The signer is of another log; ``other_log``.
    """
    if signer.public.name != head.origin:
        raise RuleBroken("other_log")
    text = head.text()
    signature = base64.b64encode(signer.public.number + signer.sign(text.encode())).decode()
    return f"{text}\n— {signer.public.name} {signature}\n"


def read_checkpoint(note: str, keys: Collection[PublicKey]) -> TreeHead:
    """Read a signed note and check that one of the keys signed it.

    Args:
        note: As written; line ends of other systems and spaces around it do not matter.
        keys: Whose signature counts.

    Raises:
        RuleBroken: ``checkpoint_form``: it is no such note. ``checkpoint_signature``: none of
            the keys signed it.
    """
    if len(note) > LONGEST_NOTE:
        raise RuleBroken("checkpoint_form")
    lines = note.replace("\r\n", "\n").strip().split("\n")
    if len(lines) < 5 or lines[3] != "" or _NUMBER.fullmatch(lines[1]) is None:
        raise RuleBroken("checkpoint_form")
    root = _decoded(lines[2])
    head = TreeHead(lines[0], int(lines[1]), root)
    if len(root) != 32 or lines[2] != base64.b64encode(root).decode():
        raise RuleBroken("checkpoint_form")
    signed = False
    for line in lines[4:]:
        found = _SIGNATURE.fullmatch(line)
        if found is None:
            raise RuleBroken("checkpoint_form")
        signature = _decoded(found[2])
        signed = signed or any(
            found[1] == key.name == head.origin
            and signature[:4] == key.number
            and key.holds(head.text().encode("utf-8", "surrogatepass"), signature[4:])
            for key in keys
        )
    if not signed:
        raise RuleBroken("checkpoint_signature")
    return head


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise RuleBroken("checkpoint_form") from None
