"""Installations for the commands: a small one, and the demonstration."""

import shutil
from pathlib import Path

import pytest

from api.runtime import create_key_file
from api.settings import Settings
from data.engine import Stores
from data.migrations import upgrade
from data.repositories import TaxonomyReleases
from data.repositories.reconcile import reconcile
from tests.factories import small_taxonomy
from tests.once import made_once
from tests.stored import NOW
from tests.unit.api.commands.command_line import CommandLine


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the small taxonomy and nobody in it."""
    home = tmp_path_factory.mktemp("small") / "home"
    settings = Settings(home=home)
    (home / "keys").mkdir(parents=True)
    ring = create_key_file(settings.resolved_key_file())
    stores = Stores(settings.resolved_main_url(), settings.resolved_keys_url())
    upgrade(stores)
    taxonomy = small_taxonomy()
    with stores.begin() as work:
        releases = TaxonomyReleases(work)
        digest = "0" * 64
        releases.store("test", digest, taxonomy.concepts, taxonomy.relations, NOW.date())
        work.commit()
    reconcile(stores, ring, NOW)
    stores.close()
    return home


@pytest.fixture(scope="session")
def demo_home(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> tuple[Path, str]:
    """The demonstration, ranked once, and what it printed; nobody changes it."""
    made = made_once("ranked-demonstration", _rank, tmp_path_factory, pytestconfig)
    return made / "home", (made / "printed").read_text(encoding="utf-8")


def _rank(folder: Path) -> None:
    home = folder / "home"
    with pytest.MonkeyPatch.context() as patch:
        done = CommandLine(home, patch)("demo", "--home", home, "--once")
    assert done.code == 0, done
    (folder / "printed").write_text(done.out, encoding="utf-8")


@pytest.fixture
def command(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Commands against a copy of the small installation."""
    return CommandLine(_copy(small_home, tmp_path / "home"), monkeypatch)


@pytest.fixture
def in_demo(
    demo_home: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """Commands against a copy of the demonstration."""
    return CommandLine(_copy(demo_home[0], tmp_path / "demo"), monkeypatch)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Commands where no installation is yet."""
    return CommandLine(tmp_path / "none", monkeypatch)


def _copy(template: Path, home: Path) -> Path:
    shutil.copytree(template, home)
    return home
