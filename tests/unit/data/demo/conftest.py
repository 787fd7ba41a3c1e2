"""The demonstration as the tests of this folder see it."""

from datetime import date

import pytest

from data.demo.loader import DemoData, load_demo
from data.importers.starter import load_starter
from matcher.taxonomy import Taxonomy

TODAY = date(2026, 3, 10)


@pytest.fixture(scope="session")
def starter() -> Taxonomy:
    """The starter vocabulary."""
    release = load_starter()
    return Taxonomy(release.name, release.concepts, release.relations)


@pytest.fixture(scope="session")
def demo() -> DemoData:
    """The demonstration of an ordinary day."""
    return load_demo(TODAY)
