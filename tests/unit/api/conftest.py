"""The installation the tests of this folder act in."""

from pathlib import Path

import pytest

from data.engine import Stores
from privacy.keys import KeyRing
from tests.api_world import World, make_world


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    """An installation on SQLite with the small taxonomy and nobody in it."""
    return make_world(sqlite_only, ring, tmp_path)
