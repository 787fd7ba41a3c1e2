"""Every page of every role, in every language, on a phone and on a desk."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize

from api.languages import DEFAULT, OFFERED
from tests.browser.conftest import MakeVisitor
from tests.browser.every_page import (
    EVERYBODY,
    LOGINS,
    NEWCOMER,
    OFFICERS,
    PERSON,
    View,
    agency_views,
    coordinator_views,
)
from tests.browser.inspection import carry_axe, problems_of, wait_until_whole
from tests.browser.serving import Served
from tests.browser.staging import Stage
from tests.browser.visitor import Visitor

WIDTHS = (360, 1200)
HEIGHT = 740
PHONE: ViewportSize = {"width": WIDTHS[0], "height": HEIGHT}
THOROUGH = "ar"
"""The language in which axe looks, and further states of pages are looked at: structure and
colours are the same in all, and a page that runs from right to left has most to go wrong. Longer
words overflow on a phone first: one more language is looked at on a desk, all on a phone."""
WIDTHS_OF = dict.fromkeys((THOROUGH, DEFAULT), WIDTHS)
BROKEN = """<!DOCTYPE html><html lang="en" dir="ltr"><title>x</title><main>
<h1 id="one" title="&lt;bdi>1&lt;/bdi>">urn:x</h1><h1 id="one">x</h1>
<p style="width:900px">far</p><p style="color:#ccc;background:#fff">pale</p><input>
<a href="#nowhere" style="display:inline-block;width:9px;height:9px;overflow:hidden">a</a>
<a href="#nowhere" style="display:inline-block;width:9px;height:9px;overflow:hidden">b</a>
</main></html>"""


@pytest.fixture(scope="module")
def views(demo: Served) -> Mapping[str, tuple[View, ...]]:
    """List every page, once there is something to see on it."""
    stage = Stage(demo.runtime)
    return {
        "everybody": EVERYBODY,
        "newcomer": NEWCOMER,
        "agency": agency_views(stage),
        "person": PERSON,
        "coordinator": coordinator_views(stage),
        "officer": OFFICERS,
    }


@pytest.mark.parametrize("language", OFFERED)
@pytest.mark.parametrize("audience", LOGINS)
def test_every_page_is_whole_in_every_language_and_width(
    audience: str,
    language: str,
    demo: Served,
    views: Mapping[str, tuple[View, ...]],
    visitor: MakeVisitor,
    pictures: Path | None,
) -> None:
    """Right direction, nothing cut off, everything named, nothing axe complains about."""
    reader = visitor(language, scripts=True)
    axe = language == THOROUGH
    if axe:
        carry_axe(reader)
    login = LOGINS[audience]
    if login is not None:
        token = Stage(demo.runtime).token(login)
        reader.context.add_cookies(
            [{"name": demo.runtime.cookie_name, "value": token, "url": demo.origin}]
        )
    found: list[str] = []
    for view in views[audience]:
        if view.once and language != THOROUGH and pictures is None:
            continue
        found += [f"{view.name}: {problem}" for problem in _look_at(reader, view)]
        for width in WIDTHS if pictures is not None else WIDTHS_OF.get(language, WIDTHS[:1]):
            if width != WIDTHS[0]:
                reader.page.set_viewport_size({"width": width, "height": HEIGHT})
            found += [
                f"{view.name} at {width} px: {problem}"
                for problem in problems_of(reader, axe=axe, whole=width == WIDTHS[1])
            ]
            if pictures is not None:
                name = f"{audience}-{view.name}-{language}-{width}.png"
                reader.page.screenshot(path=pictures / name, full_page=True)
    assert not found, "\n".join(found)


def _look_at(reader: Visitor, view: View) -> list[str]:
    """Come to the page by its steps; say which answer was not the one expected."""
    if reader.page.viewport_size != PHONE:
        reader.page.set_viewport_size(PHONE)
    statuses = {view.status, view.refusal or view.status}
    reader.refusals |= {status for status in statuses if status >= 400}
    answer = reader.visit(view.path)
    wrong = [] if answer.status == view.status else [f"status {answer.status}"]
    view.steps(reader)
    wait_until_whole(reader)
    last = reader.answered
    if last is None or last.status != (view.refusal or view.status):
        wrong.append(f"the last step was answered with {last and last.status}")
    return wrong


def test_the_inspection_finds_what_is_wrong(visitor: MakeVisitor) -> None:
    """Every page above passes because it is right, not because nobody looked."""
    reader = visitor("fr", scripts=True)
    carry_axe(reader)
    reader.page.goto("about:blank")
    reader.page.set_content(BROKEN)
    found = "\n".join(problems_of(reader))
    of_width = "\n".join(problems_of(reader, whole=False))
    assert "axe target-size" in of_width
    assert "axe color-contrast" not in of_width
    for sign in (
        "language or direction: en ltr",
        "wider than the window",
        "sticks out: p",
        "no label: input",
        "leads nowhere: a",
        "id twice: one",
        "2 main headings",
        "shows a code: urn:",
        "odd attribute title: h1",
        "axe color-contrast",
        "axe target-size",
        "axe label",
    ):
        assert sign in found, sign
