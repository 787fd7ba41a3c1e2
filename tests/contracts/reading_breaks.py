"""Read from the source of a test whether it breaks what an attack defends.

Rules:

- A break switches something off (it, or what it uses of the tests' own code, replaces a part by
  ``monkeypatch``), or it lets the measure of an attack look at something weaker: it calls in
  another way what the attack calls of the tests, or asserts of the product.
- It asserts something itself.
- Names and docstrings prove nothing.

What it does not do: run anything.
"""

import ast
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPLACING = frozenset({"setattr", "setitem", "delattr", "delitem"})
"""What ``monkeypatch`` does to switch something off."""
DEFINED = re.compile(r"^ *def (\w+)", re.MULTILINE)
OWN_PACKAGES = frozenset({"api", "data", "matcher", "privacy"})
Place = tuple[str, str]
"""A file of the tests and the name of a function in it."""


@cache
def _read(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@cache
def _functions(path: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in _read(path).body if isinstance(node, ast.FunctionDef)}


@cache
def _imported(path: str) -> dict[str, Place]:
    """Give the names a file takes from other files of the tests."""
    found = {}
    for node in _read(path).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests."):
            source = (node.module or "").replace(".", "/") + ".py"
            for alias in node.names:
                found[alias.asname or alias.name] = (source, alias.name)
    return found


@cache
def _helpers() -> frozenset[str]:
    """Give the names of everything the tests define to look with, methods too."""
    return frozenset(
        name
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for name in DEFINED.findall(path.read_text(encoding="utf-8"))
        if not name.startswith("test_")
    )


def _calls(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            if isinstance(call.func, ast.Name):
                yield call.func.id, call
            elif isinstance(call.func, ast.Attribute):
                yield call.func.attr, call


def _switches(place: Place, seen: set[Place]) -> bool:
    """Say whether a function, or one of the tests' own it names, replaces a part."""
    path, name = place
    if place in seen or name not in _functions(path):
        return False
    seen.add(place)
    node = _functions(path)[name]
    if any(
        called in REPLACING and isinstance(call.func, ast.Attribute)
        for called, call in _calls(node)
    ):
        return True
    named = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return any(_switches(_imported(path).get(each, (path, each)), seen) for each in sorted(named))


def _asserted(path: str, node: ast.FunctionDef) -> set[str]:
    """Give the functions of the product whose answer a test asserts."""
    own = {
        alias.asname or alias.name
        for each in _read(path).body
        if isinstance(each, ast.ImportFrom)
        and (each.module or "").partition(".")[0] in OWN_PACKAGES
        for alias in each.names
    }
    checks = [each for each in ast.walk(node) if isinstance(each, ast.Assert)]
    return own & {called for check in checks for called, _ in _calls(check)}


def _looks_at_something_weaker(place: Place, attacks: Collection[Place]) -> bool:
    path, name = place
    node = _functions(path)[name]
    mine = {(called, ast.unparse(call)) for called, call in _calls(node)}
    for file, test in attacks:
        if (file, test) == place:
            continue
        attack = _functions(file)[test]
        theirs = {(called, ast.unparse(call)) for called, call in _calls(attack)}
        measures = {called for called, _ in theirs} & _helpers()
        measures |= _asserted(path, node) & _asserted(file, attack)
        if any(called in measures for called, _ in mine - theirs):
            return True
    return False


def is_a_break(one: str, attacks: Collection[str]) -> bool:
    """Say whether a test breaks what some attacks defend.

    Args:
        one: ``path::name``.
        attacks: The tests it is a break of, in the same form.
    """
    path, _, name = one.partition("::")
    node = _functions(path)[name]
    asserts = any(isinstance(each, ast.Assert) for each in ast.walk(node)) or any(
        called == "raises" for called, _ in _calls(node)
    )
    places = [(file, test) for file, _, test in (each.partition("::") for each in attacks)]
    return asserts and (
        _switches((path, name), set()) or _looks_at_something_weaker((path, name), places)
    )
