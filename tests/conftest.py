"""Fixtures for the whole suite; the stores live in ``tests.stores``. Which files begin."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.linking_shelf import linking_shelf
from tests.stores import (
    backend,
    bare_stores,
    postgresql,
    postgresql_stores,
    ring,
    sqlite_only,
    sqlite_template,
    stores,
)

# The same examples every time, and no limit on one of them: a busy machine is no failure.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")

# Workers take one file after the other. These take longest: they begin, the longest first, so
# that no worker is left with one of them while the other has nothing to do.
LONG = (
    "browser/test_every_page.py",
    "contracts/test_static_checks.py",
    "attacks/test_canaries_at_rest.py",
    "browser/test_two_person_journey.py",
    "quality/test_linking_quality.py",
    "browser/test_going_back.py",
    "attacks/test_guessing.py",
    "attacks/test_withdrawal_at_once.py",
    "attacks/test_disclosure_bounds.py",
    "unit/api/commands/test_demo.py",
    "unit/api/commands/test_interrupted_import.py",
    "unit/api/commands/test_allocate.py",
    "quality/test_never_kept_quality.py",
    "attacks/test_role_matrix.py",
)
BEGINNING = {Path(__file__).parent / name: place for place, name in enumerate(LONG)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the others keep their order."""
    items.sort(key=lambda item: BEGINNING.get(item.path, len(BEGINNING)))


__all__ = [
    "backend",
    "bare_stores",
    "linking_shelf",
    "postgresql",
    "postgresql_stores",
    "ring",
    "sqlite_only",
    "sqlite_template",
    "stores",
]
