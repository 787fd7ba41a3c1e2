"""Indexes of words that one test has prepared serve the others of the same run.

Preparing those of the whole starter vocabulary takes ten seconds; they depend on nothing but the
vocabulary, and their files are named after it. What is about preparing does not use the shelf.
"""

import os
import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def linking_shelf(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """Give the folder all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    together = own.parent if hasattr(pytestconfig, "workerinput") else own
    shelf = together / "linking-shelf"
    shelf.mkdir(exist_ok=True)
    return shelf


def borrow(shelf: Path, home: Path) -> None:
    """Lay into an installation's home what is there already."""
    shutil.copytree(
        shelf, home / "linking", dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.part-*")
    )


def put_back(shelf: Path, home: Path) -> None:
    """Keep for the others what an installation has prepared; whole files only."""
    for made in (home / "linking").iterdir():
        kept = shelf / made.name
        if not kept.exists():
            part = kept.with_name(f"{kept.name}.part-{os.getpid()}")
            shutil.copyfile(made, part)
            part.replace(kept)
