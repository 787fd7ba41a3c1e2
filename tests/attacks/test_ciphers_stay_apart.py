"""Ciphers are held in three places, and nothing unsafe is imported anywhere in the product."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("matcher", "privacy", "data", "api")
CIPHERS = "cryptography.hazmat.primitives.ciphers"
HOLDERS = {"privacy/sealing.py", "privacy/epochs.py", "privacy/custody.py"}
UNSAFE = {"random", "pickle", "marshal", "shelve", "telnetlib", "ftplib"}


def imported(source: str) -> Iterator[str]:
    if not any(word in source for word in ("cryptography", *UNSAFE)):
        return  # nothing to parse for
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    }


def holders(files: dict[str, str]) -> set[str]:
    return {
        name
        for name, source in files.items()
        if any(each.startswith(CIPHERS) for each in imported(source))
    }


def unsafe(files: dict[str, str]) -> set[str]:
    return {
        name
        for name, source in files.items()
        if UNSAFE & {each.split(".")[0] for each in imported(source)}
    }


def test_three_places_hold_a_cipher_and_none_imports_what_is_unsafe() -> None:
    files = sources()
    assert len(files) > 200
    assert holders(files) == HOLDERS
    assert unsafe(files) == set()


def test_the_search_notices_both() -> None:
    """The control."""
    planted = {"api/x.py": f"from {CIPHERS}.aead import AESGCM\nimport pickle"}
    assert holders(planted) == unsafe(planted) == {"api/x.py"}
