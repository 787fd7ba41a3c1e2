"""Check receipts, proofs and logs of the service without the service.

A script that stands alone: Python's own library and ``cryptography``, one file, no database
and no code of the service, so that whoever checks need not trust what is checked. Copy it
anywhere.

::

    python verify.py receipt  FILE --key KEY
    python verify.py entries  FILE --key KEY
    python verify.py log      FILE --key KEY [--checkpoint FILE]... [--receipt FILE]...
    python verify.py grown    OLD NEW PROOF --key KEY

KEY is the line the service publishes as its key (or a file with such lines). ``receipt``
checks a receipt's signature and that its entry is in the log; ``entries`` the proofs a person
was given; ``log`` a whole log against checkpoints and receipts kept from before; ``grown``
that one checkpoint goes on from another.

Rules:

- It ends with 0 and one line for each thing that holds, or with 1 and what does not.
- Nothing of a file that does not hold is repeated.

What it does not do: fetch the key. Take it from a second source, not from the file you check.

Source: RFC 6962, RFC 8032, RFC 8785; C2SP signed-note and tlog-checkpoint.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GENESIS: Final = hashlib.sha256(b"passerelle audit chain 1").digest()
"""The hash before the first entry."""
LARGEST_NUMBER: Final = 2**53
"""Beyond this JSON numbers are not the same everywhere."""
REFERENCES: Final = ("actor", "organisation", "person", "subject", "grant")
"""Parts of an entry that are references or empty."""
CODES: Final = ("action", "outcome", "role")
"""Parts of an entry that are codes."""
COUNTRIES: Final = ("from_country", "to_country")
"""Parts only an entry about a disclosure has."""
LONGEST_NOTE: Final = 4_096
"""Characters of the longest checkpoint that is read."""
LARGEST_FILE: Final = 1_000_000_000
"""Bytes of the largest file that is read."""

Key = tuple[str, bytes]
"""A public key: its name and its 32 bytes."""


class NotVerified(Exception):
    """Something does not hold; ``code`` says what, and nothing of the file is repeated."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def read_keys(text: str) -> list[Key]:
    """Read public keys, one a line.

    Raises:
        NotVerified: ``key``.
    """
    keys = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        found = re.fullmatch(
            r"([A-Za-z0-9./_-]{1,100})\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})", line
        )
        raw = _decoded(found[3], "key") if found else b""
        if found is None or len(raw) != 33 or raw[0] != 1:
            raise NotVerified("key")
        key = (found[1], raw[1:])
        whole = base64.b64encode(raw).decode() == found[3]
        if not whole or _number(key).hex() != found[2]:
            raise NotVerified("key")
        keys.append(key)
    if not keys:
        raise NotVerified("key")
    return keys


def read_checkpoint(note: str, keys: Sequence[Key]) -> tuple[str, int, bytes]:
    """Read a checkpoint and check its signature; gives origin, number of entries and root.

    Raises:
        NotVerified: ``checkpoint_form`` or ``checkpoint_signature``.
    """
    lines = note.replace("\r\n", "\n").strip().split("\n")
    if (
        len(note) > LONGEST_NOTE
        or len(lines) < 5
        or lines[3]
        or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1])
    ):
        raise NotVerified("checkpoint_form")
    root = _decoded(lines[2], "checkpoint_form")
    if len(root) != 32 or base64.b64encode(root).decode() != lines[2]:
        raise NotVerified("checkpoint_form")
    text = ("\n".join(lines[:3]) + "\n").encode("utf-8", "surrogatepass")
    signed = False
    for line in lines[4:]:
        found = re.fullmatch(r"— (\S+) ([A-Za-z0-9+/]+={0,2})", line)
        if found is None:
            raise NotVerified("checkpoint_form")
        signature = _decoded(found[2], "checkpoint_form")
        signed = signed or any(
            found[1] == key[0] == lines[0]
            and signature[:4] == _number(key)
            and _holds(key, text, signature[4:])
            for key in keys
        )
    if not signed:
        raise NotVerified("checkpoint_signature")
    return lines[0], int(lines[1]), root


def entry_hash(previous: bytes, entry: dict[str, Any]) -> bytes:
    """Give the hash of an entry after the one before it.

    Raises:
        NotVerified: ``entry_form``.
    """
    return hashlib.sha256(previous + _canonical(entry)).digest()


def verify_entry(proven: Any, size: int, root: bytes) -> int:
    """Check one entry with its proof; gives its number.

    Raises:
        NotVerified: ``entry_form``, ``entry_hash`` or ``not_in_log``.
    """
    entry = _part(proven, "entry", dict, "entry_form")
    number: int = _part(entry, "sequence", int, "entry_form")
    found = entry_hash(_hash(proven, "previous", "entry_form"), entry)
    if found != _hash(proven, "hash", "entry_form"):
        raise NotVerified("entry_hash")
    path = [_bytes(one, "entry_form") for one in _part(proven, "path", list, "entry_form")]
    if not _included(found, number - 1, size, path, root):
        raise NotVerified("not_in_log")
    return number


def verify_receipt(receipt: Any, keys: Sequence[Key]) -> tuple[int, bytes]:
    """Check a receipt: its signature, and that its entry is in the log it names.

    Gives the number and hash of the entry.

    Raises:
        NotVerified: ``receipt_form``, ``receipt_signature``, ``not_in_log``, or as reading a
            checkpoint.
    """
    proof = _part(receipt, "proof", dict, "receipt_form")
    signature = _decoded(_part(proof, "signature", str, "receipt_form"), "receipt_form")
    content = canonical_json({name: part for name, part in receipt.items() if name != "proof"})
    if not any(_holds(key, content, signature) for key in keys):
        raise NotVerified("receipt_signature")
    log = _part(receipt, "log", dict, "receipt_form")
    _, size, root = read_checkpoint(_part(log, "checkpoint", str, "receipt_form"), keys)
    number, found = _part(log, "sequence", int, "receipt_form"), _hash(log, "hash", "receipt_form")
    path = [_bytes(one, "receipt_form") for one in _part(log, "path", list, "receipt_form")]
    if not _included(found, number - 1, size, path, root):
        raise NotVerified("not_in_log")
    return number, found


def verify_entries(bundle: Any, keys: Sequence[Key]) -> int:
    """Check the proofs a person was given; gives how many entries there are.

    Raises:
        NotVerified: ``proof_form``, or as the entry's check.
    """
    note = _part(bundle, "checkpoint", str, "proof_form")
    _, size, root = read_checkpoint(note, keys)
    entries = _part(bundle, "entries", list, "proof_form")
    numbers = [verify_entry(one, size, root) for one in entries]
    if len(set(numbers)) != len(numbers):
        raise NotVerified("proof_form")
    return len(numbers)


def verify_log(
    lines: Iterable[str],
    keys: Sequence[Key],
    checkpoints: Sequence[str] = (),
    receipts: Sequence[Any] = (),
) -> int:
    """Check a whole log against what was kept from before; gives how many entries it has.

    Args:
        lines: One entry a line, as the service writes its log out.
        keys: Whose signatures count.
        checkpoints: Notes kept elsewhere.
        receipts: People's receipts.

    Raises:
        NotVerified: ``entry_form``, ``number``, ``entry_hash``; ``cut_off``: the log is
            shorter than a checkpoint; ``rewritten``: its entries are not those of a checkpoint
            or receipt; ``other_log``; or as a receipt's check.
    """
    heads = [read_checkpoint(note, keys) for note in checkpoints]
    kept = [verify_receipt(receipt, keys) for receipt in receipts]
    heads += [
        read_checkpoint(_part(receipt["log"], "checkpoint", str, "receipt_form"), keys)
        for receipt in receipts
    ]
    if len({origin for origin, _, _ in heads}) > 1:
        raise NotVerified("other_log")
    wanted: dict[int, list[bytes]] = {}
    for _, size, root in heads:
        wanted.setdefault(size, []).append(root)
    entries = dict(kept)
    previous, count, peaks = GENESIS, 0, list[tuple[int, bytes]]()
    for roots in wanted.get(0, ()):
        if roots != _root(peaks):
            raise NotVerified("rewritten")
    for line in lines:
        row = _json(line, "entry_form")
        entry = _part(row, "entry", dict, "entry_form")
        if entry.get("sequence") != count + 1:
            raise NotVerified("number")
        found = entry_hash(previous, entry)
        if found != _hash(row, "hash", "entry_form"):
            raise NotVerified("entry_hash")
        previous, count = found, count + 1
        if entries.pop(count, found) != found:
            raise NotVerified("rewritten")
        _add(peaks, found)
        if any(root != _root(peaks) for root in wanted.get(count, ())):
            raise NotVerified("rewritten")
    if entries or count < max(wanted, default=0):
        raise NotVerified("cut_off")
    return count


def verify_growth(old: str, new: str, proof: Any, keys: Sequence[Key]) -> tuple[int, int]:
    """Check that one checkpoint goes on from another; gives both numbers of entries.

    Raises:
        NotVerified: ``other_log``, ``proof_form``, ``rewritten``, or as reading a checkpoint.
    """
    origin, before, before_root = read_checkpoint(old, keys)
    other, size, root = read_checkpoint(new, keys)
    if origin != other:
        raise NotVerified("other_log")
    if not isinstance(proof, list):
        raise NotVerified("proof_form")
    path = [_bytes(one, "proof_form") for one in proof]
    if not _consistent(before, before_root, size, root, path):
        raise NotVerified("rewritten")
    return before, size


def canonical_json(value: Any) -> bytes:
    """Give JSON in its one canonical form: sorted keys, no spaces, UTF-8 (RFC 8785).

    Receipts hold texts, whole numbers, truths, nulls, lists and objects with ASCII keys; for
    these the form is what this writes. Anything else is refused.

    Raises:
        NotVerified: ``json_form``.
    """
    _check_values(value)
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()
    except (UnicodeEncodeError, RecursionError):
        raise NotVerified("json_form") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, check, and say what was found."""
    parser = argparse.ArgumentParser(
        prog="verify.py", description="Check receipts, proofs and logs of the service."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    shapes = {"receipt": ("file",), "entries": ("file",), "log": ("file",)}
    for name, files in {**shapes, "grown": ("old", "new", "file")}.items():
        one = commands.add_parser(name)
        for file in files:
            one.add_argument(file, type=Path)
        one.add_argument("--key", required=True, action="append")
        if name == "log":
            one.add_argument("--checkpoint", type=Path, action="append", default=[])
            one.add_argument("--receipt", type=Path, action="append", default=[])
    given = parser.parse_args(arguments)
    try:
        told = _COMMANDS[given.command](given, _keys_of(given.key))
    except NotVerified as found:
        sys.stdout.write(f"NOT VERIFIED: {found.code}\n")
        return 1
    except OSError:
        sys.stdout.write("NOT VERIFIED: a file cannot be read\n")
        return 1
    sys.stdout.write(f"verified: {told}\n")
    return 0


def _check_receipt(given: argparse.Namespace, keys: Sequence[Key]) -> str:
    number, _ = verify_receipt(_json(_read(given.file), "receipt_form"), keys)
    return f"signed, and entry {number} of the log"


def _check_entries(given: argparse.Namespace, keys: Sequence[Key]) -> str:
    return f"{verify_entries(_json(_read(given.file), 'proof_form'), keys)} entries of the log"


def _check_log(given: argparse.Namespace, keys: Sequence[Key]) -> str:
    with given.file.open(encoding="utf-8", errors="replace") as lines:
        count = verify_log(
            lines,
            keys,
            [_read(path) for path in given.checkpoint],
            [_json(_read(path), "receipt_form") for path in given.receipt],
        )
    return f"{count} entries, none missing, changed or out of order"


def _check_growth(given: argparse.Namespace, keys: Sequence[Key]) -> str:
    proof = _json(_read(given.file), "proof_form")
    before, size = verify_growth(_read(given.old), _read(given.new), proof, keys)
    return f"the {size} entries go on from the {before}"


_COMMANDS: Final[dict[str, Callable[[argparse.Namespace, Sequence[Key]], str]]] = {
    "receipt": _check_receipt,
    "entries": _check_entries,
    "log": _check_log,
    "grown": _check_growth,
}


def _keys_of(given: Sequence[str]) -> list[Key]:
    found: list[Key] = []
    for one in given:
        is_file = "+" not in one or Path(one).is_file()
        found += read_keys(_read(Path(one)) if is_file else one)
    return found


def _read(path: Path) -> str:
    if path.stat().st_size > LARGEST_FILE:
        raise NotVerified("too_large")
    return path.read_text(encoding="utf-8", errors="replace")


def _json(text: str, code: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise NotVerified(code) from None


def _part(value: Any, name: str, kind: type, code: str) -> Any:
    part = value.get(name) if isinstance(value, dict) else None
    if not isinstance(part, kind) or isinstance(part, bool):
        raise NotVerified(code)
    return part


def _bytes(text: Any, code: str) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9a-f]{64}", text):
        raise NotVerified(code)
    return bytes.fromhex(text)


def _hash(value: Any, name: str, code: str) -> bytes:
    return _bytes(_part(value, name, str, code), code)


def _decoded(text: str, code: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise NotVerified(code) from None


def _number(key: Key) -> bytes:
    return hashlib.sha256(key[0].encode() + b"\n\x01" + key[1]).digest()[:4]


def _holds(key: Key, content: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key[1]).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _check_values(value: Any, depth: int = 0) -> None:
    if depth > 50:
        raise NotVerified("json_form")
    if isinstance(value, dict):
        if not all(isinstance(name, str) and name.isascii() for name in value):
            raise NotVerified("json_form")
        for part in value.values():
            _check_values(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            _check_values(part, depth + 1)
    elif not (value is None or isinstance(value, str | int)) or (
        isinstance(value, int) and abs(value) >= LARGEST_NUMBER
    ):
        raise NotVerified("json_form")


def _canonical(entry: dict[str, Any]) -> bytes:
    """Give the bytes the chain covers: every piece with its kind and length, nothing joined."""

    def text(name: str) -> str:
        found: str = _part(entry, name, str, "entry_form")
        return found

    def number(name: str) -> bytes:
        found: int = _part(entry, name, int, "entry_form")
        if not -(2**63) <= found < 2**63:
            raise NotVerified("entry_form")
        return found.to_bytes(8, "big", signed=True)

    def names(name: str) -> bytes:
        found = _part(entry, name, list, "entry_form")
        if not all(isinstance(one, str) for one in found) or found != sorted(set(found)):
            raise NotVerified("entry_form")
        return b"".join(_framed(b"T", _utf8(one)) for one in found)

    purpose = entry.get("purpose")
    if purpose is not None and not isinstance(purpose, str):
        raise NotVerified("entry_form")
    digest = text("detail_digest")
    if not re.fullmatch(r"(?:[0-9a-f]{64})?", digest):
        raise NotVerified("entry_form")
    pieces = [
        _framed(b"I", number("sequence")),
        _framed(b"M", number("at")),
        *(_framed(b"T", _utf8(text(name))) for name in CODES),
        *(_framed(b"T", _utf8(text(name))) for name in REFERENCES[:2]),
        _framed(b"N", b"") if purpose is None else _framed(b"T", _utf8(purpose)),
        *(_framed(b"T", _utf8(text(name))) for name in REFERENCES[2:]),
        _framed(b"S", names("fields")),
        _framed(b"S", names("reasons")),
        _framed(b"I", number("record_version")),
        _framed(b"R", bytes.fromhex(digest)),
    ]
    label = b"audit-entry/1"
    if any(name in entry for name in COUNTRIES):
        label = b"audit-entry/2"
        pieces += [_framed(b"T", _utf8(text(name))) for name in COUNTRIES]
    return b"".join([_framed(b"L", label), len(pieces).to_bytes(4, "big"), *pieces])


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotVerified("entry_form") from None


def _framed(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(4, "big") + content


def _leaf(chained: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + chained).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _add(peaks: list[tuple[int, bytes]], chained: bytes) -> None:
    size, found = 1, _leaf(chained)
    while peaks and peaks[-1][0] == size:
        found = _node(peaks.pop()[1], found)
        size *= 2
    peaks.append((size, found))


def _root(peaks: Sequence[tuple[int, bytes]]) -> bytes:
    if not peaks:
        return hashlib.sha256(b"").digest()
    found = peaks[-1][1]
    for _, left in reversed(peaks[:-1]):
        found = _node(left, found)
    return found


def _included(chained: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Fold the path from the leaf up; each level says on which side the sibling stands."""
    if not 0 <= index < size:
        return False
    sides = list(_sides(index, size))
    if len(sides) != len(path):
        return False
    found = _leaf(chained)
    for is_left, sibling in zip(reversed(sides), path, strict=True):
        found = _node(sibling, found) if is_left else _node(found, sibling)
    return found == root


def _sides(index: int, size: int) -> Iterator[bool]:
    """Walk down to a leaf; true where the sibling is the left half."""
    while size > 1:
        half = 1 << ((size - 1).bit_length() - 1)
        if index < half:
            yield False
            size = half
        else:
            yield True
            index, size = index - half, size - half


def _consistent(
    before: int, before_root: bytes, size: int, root: bytes, path: Sequence[bytes]
) -> bool:
    """Rebuild both roots from the path, going down the way the proof was made."""
    if before == size:
        return before_root == root and not path
    if before == 0:
        return before_root == _root([]) and not path
    if before > size:
        return False
    left = list(path)

    def rebuilt(part: int, whole: int, *, first: bool) -> tuple[bytes, bytes]:
        if part == whole:
            found = before_root if first else left.pop(0)
            return found, found
        half = 1 << ((whole - 1).bit_length() - 1)
        if part <= half:
            old, new = rebuilt(part, half, first=first)
            return old, _node(new, left.pop(0))
        old, new = rebuilt(part - half, whole - half, first=False)
        other = left.pop(0)
        return _node(other, old), _node(other, new)

    try:
        old, new = rebuilt(before, size, first=True)
    except IndexError:
        return False
    return not left and old == before_root and new == root


if __name__ == "__main__":
    sys.exit(main())
