"""Find use cases that change what others may see or do and leave no entry in the log.

Read from the code itself: methods and functions of ``data.repositories`` that write and do
not record it themselves are the *silent writers*. A use case that calls one must record it:
in the same function, in one it calls, or in every one that calls it.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITES = re.compile(
    r"require_writing\(\)|\.(?:main|keys)\.(?:add|delete)\(|execute\(\s*(?:insert|update|delete)\("
)
RECORDS = frozenset({"append", "append_decision"})
NOTES = frozenset({"note_action", "note_seated"})
READINGS = re.compile(r"AuditAction\.(?:MATCHES_SEEN|PROFILE_REVIEWED|LOG_READ|EXPORTED)")
"""Entries of what somebody read; they do not stand for what she wrote."""

Functions = dict[tuple[str, str], "Function"]


@dataclass
class Function:
    """One function of a service: what it calls, and which silent writers it uses."""

    calls: set[tuple[str, str]] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    records: bool = False


@cache
def silent_writers(folder: Path = ROOT / "data" / "repositories") -> frozenset[str]:
    """Give the writers that record nothing themselves, as ``Class.method`` or ``function``."""
    found: set[str] = set()
    for path in sorted(folder.glob("*.py")):
        if path.name == "audit.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tops = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        found |= _silent({node.name: node for node in tops}, "")
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
                found |= _silent(methods, f"{node.name}.")
    return frozenset(found)


def _silent(functions: Mapping[str, ast.FunctionDef], prefix: str) -> set[str]:
    called = {name: _called_names(node) for name, node in functions.items()}

    def reached(name: str) -> set[str]:
        seen, todo = set(), [name]
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo += [each for each in called[one] if each in functions]
        return seen

    found = set()
    for name in functions:
        within = reached(name)
        writes = any(WRITES.search(ast.unparse(functions[one])) for one in within)
        records = any(called[one] & RECORDS & _log_calls(functions[one]) for one in within)
        if writes and not records and not name.startswith("_"):
            found.add(prefix + name)
    return found


def _called_names(node: ast.AST) -> set[str]:
    return {
        call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute | ast.Name)
    }


def _log_calls(node: ast.AST) -> set[str]:
    """Names of methods called on something that is the log, but for entries of reading."""
    return {
        call.func.attr
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and re.search(r"AuditLog\(|\blog$|_log$", ast.unparse(call.func.value))
        and not READINGS.search(ast.unparse(call))
    }


def services(folder: Path = ROOT / "api" / "services") -> dict[str, str]:
    """Give the source of every service by its name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))}


def read_functions(sources: Mapping[str, str], silent: frozenset[str]) -> Functions:
    """Read every function of the services."""
    return {
        (module, name): function
        for module, source in sources.items()
        for name, function in _functions_of(module, source, silent).items()
    }


@cache
def _functions_of(module: str, source: str, silent: frozenset[str]) -> dict[str, Function]:
    tree = ast.parse(source)
    names = dict(_imported(tree))
    local = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {name: _read(module, node, local, names, silent) for name, node in local.items()}


def _read(
    module: str,
    node: ast.FunctionDef,
    local: Mapping[str, ast.FunctionDef],
    names: Mapping[str, str],
    silent: frozenset[str],
) -> Function:
    function = Function(records=bool(_log_calls(node) & RECORDS))
    kinds = _kinds(node, local, names)
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        if isinstance(call.func, ast.Attribute):
            used = f"{_kind_of(call.func.value, kinds, local, names)}.{call.func.attr}"
        elif isinstance(call.func, ast.Name):
            used = call.func.id
        else:
            continue
        if used in NOTES:
            function.records |= not READINGS.search(ast.unparse(call))
        elif used in silent:
            function.silent.add(used)
        elif used in local:
            function.calls.add((module, used))
        elif names.get(used, "").startswith("api.services."):
            function.calls.add((names[used].rsplit(".", 1)[1], used))
    return function


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, node.module


def _kinds(
    node: ast.FunctionDef, local: Mapping[str, ast.FunctionDef], names: Mapping[str, str]
) -> dict[str, str]:
    """Tell which repository each variable of a function holds."""
    kinds: dict[str, str] = {}
    for one in ast.walk(node):
        if isinstance(one, ast.Assign) and len(one.targets) == 1:
            target = one.targets[0]
            kind = _kind_of(one.value, kinds, local, names)
            if isinstance(target, ast.Name) and kind:
                kinds[target.id] = kind
        if isinstance(one, ast.arg) and one.annotation is not None:
            kinds[one.arg] = ast.unparse(one.annotation)
    return kinds


def _kind_of(
    value: ast.expr,
    kinds: Mapping[str, str],
    local: Mapping[str, ast.FunctionDef],
    names: Mapping[str, str],
) -> str:
    if isinstance(value, ast.Name):
        return kinds.get(value.id, "")
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        made = value.func.id
        if made in local and local[made].returns is not None:
            return ast.unparse(local[made].returns or value)
        if names.get(made, "").startswith("data.repositories"):
            return made
    return ""


def unrecorded(functions: Functions) -> dict[str, set[str]]:
    """Give the functions that use silent writers and are recorded neither below nor above."""
    below = _closure(functions)
    callers = defaultdict(set)
    for name, function in functions.items():
        for called in function.calls:
            callers[called].add(name)

    def covered(name: tuple[str, str], seen: frozenset[tuple[str, str]]) -> bool:
        if name in below:
            return True
        above = callers[name] - seen
        return bool(above) and all(covered(one, seen | {name}) for one in above)

    return {
        f"{module}.{name}": function.silent
        for (module, name), function in functions.items()
        if function.silent and not covered((module, name), frozenset())
    }


def _closure(functions: Functions) -> set[tuple[str, str]]:
    recorded = {name for name, function in functions.items() if function.records}
    while True:
        more = {n for n, f in functions.items() if n not in recorded and f.calls & recorded}
        if not more:
            return recorded
        recorded |= more
