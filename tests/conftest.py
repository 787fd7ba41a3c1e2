"""Fixtures for the whole suite; the stores live in ``tests.stores``."""

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
