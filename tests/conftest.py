"""Fixtures for the whole suite; the stores live in ``tests.stores``."""

from hypothesis import settings

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

__all__ = [
    "backend",
    "bare_stores",
    "postgresql",
    "postgresql_stores",
    "ring",
    "sqlite_only",
    "sqlite_template",
    "stores",
]
