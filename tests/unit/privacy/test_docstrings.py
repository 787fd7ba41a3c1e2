"""Every public name of the package is described, and its examples are true."""

import ast
import doctest
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import privacy

FILES = sorted(Path(privacy.__file__).parent.glob("*.py"))
MODULES = ["privacy" if path.stem == "__init__" else f"privacy.{path.stem}" for path in FILES]


def public_names(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Give classes, functions, methods and constants, with whether they are described."""
    for position, node in enumerate(tree.body):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, ast.get_docstring(node) is not None
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                        yield f"{node.name}.{inner.name}", ast.get_docstring(inner) is not None
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and not target.id.startswith("_"):
                following = tree.body[position + 1 : position + 2]
                yield (
                    target.id,
                    bool(following)
                    and isinstance(following[0], ast.Expr)
                    and isinstance(following[0].value, ast.Constant),
                )


def test_there_are_modules_to_look_at() -> None:
    assert len(FILES) > 15


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_module_says_what_it_does_not_do(path: Path) -> None:
    described = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    if path.stem == "__init__":
        assert "does not protect against" in described
    else:
        assert "Rules:" in described or "rules:" in described or "Two kinds of secrets" in described
        assert "What it does not do" in described


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_public_name_is_described(path: Path) -> None:
    names = list(public_names(ast.parse(path.read_text(encoding="utf-8"))))
    assert names or path.stem in {"__init__", "policy"}, "policy only gathers its parts"
    exempt = {"T", "__all__"} | {name for name, _ in names if name.endswith("_COLUMN")}
    assert [name for name, described in names if not described and name not in exempt] == []


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
