"""One Chromium and one seeded server for all browser tests; a fresh profile for every visitor."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import Served, seed, served, warm_runtime
from tests.browser.visitor import Visitor
from tests.once import made_once

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")  # noqa: TID251 - names a tool of the machine, not a setting of the service
ARGUMENTS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCALES = {"fr": "fr-SN", "ar": "ar-EG", "en": "en-GB", "es": "es-BO", "pt": "pt-CV"}
PHONE = (360, 740)

MakeVisitor = Callable[..., Visitor]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--screenshots DIR``; name ``tests/browser`` on the command line to use it."""
    parser.addoption(
        "--screenshots", type=Path, default=None, help="Folder for pictures of every page."
    )


@pytest.fixture(scope="session")
def pictures(pytestconfig: pytest.Config) -> Path | None:
    """Give the folder for pictures, if any were asked for."""
    folder: Path | None = pytestconfig.getoption("--screenshots", default=None)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        print(f"pictures in {folder.resolve()}")  # noqa: T201 - asked for on the command line
    return folder


@pytest.fixture(scope="session")
def demo(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config, linking_shelf: Path
) -> Iterator[Served]:
    """Serve a copy of the demonstration."""
    seeded = made_once("seeded-demonstration", seed, tmp_path_factory, pytestconfig)
    home = shutil.copytree(seeded, tmp_path_factory.mktemp("demo") / "home")
    runtime = warm_runtime(home, linking_shelf)
    with served(runtime) as running:
        yield running
    runtime.stores.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium; a machine without it fails these tests, it does not skip them."""
    if not Path(CHROMIUM).is_file():
        pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium, or name it in $CHROMIUM")
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *sandbox])
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, demo: Served, pictures: Path | None) -> Iterator[MakeVisitor]:
    """Give visitors, each with a browser of her own; at the end nothing may have been wrong."""
    came: list[Visitor] = []

    def come(language: str = "en", *, scripts: bool = False, width: int = PHONE[0]) -> Visitor:
        context = browser.new_context(
            locale=LOCALES[language],
            java_script_enabled=scripts,
            viewport={"width": width, "height": PHONE[1]},
        )
        came.append(Visitor(context, context.new_page(), demo.origin, language))
        return came[-1]

    yield come
    for number, each in enumerate(came):
        if pictures is not None:
            each.page.screenshot(path=pictures / f"last-page-{number}.png", full_page=True)
        each.context.close()
    for each in came:
        each.has_no_complaints()
