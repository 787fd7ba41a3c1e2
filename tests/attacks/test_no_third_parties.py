"""No page names another site, and no use case speaks to one: it would be refused.

What browsers load is watched in ``tests/browser``; here every page that links lead to is
read, in everybody's session, while this process can reach nothing but itself.
"""

import ipaddress
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from markupsafe import Markup

from api.pages import shell
from data.engine import Stores
from privacy.keys import KeyRing
from tests.api_client import ORIGIN
from tests.api_world import make_world
from tests.attacks.scenes import Scene, set_scene

NAMED = ("href", "src", "action", "formaction", "srcset", "poster", "data", "content")
OUTSIDE = re.compile(r"(?:https?:)?//(?!testserver)[\w.-]+", re.IGNORECASE)
CALLERS = ("anonymous", "person", "member", "coordinator", "officer")


class Reached(AssertionError):
    """Something tried to leave this machine."""


@contextmanager
def nothing_but_loopback() -> Iterator[None]:
    """Refuse every connection and every name that is not this machine's own."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def is_here(host: object) -> bool:
        try:
            return ipaddress.ip_address(str(host)).is_loopback
        except ValueError:
            return host in {"localhost", None, ""}

    def connecting(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not is_here(address[0]):
            raise Reached(address[0])
        connect(self, address)

    def resolving(host: Any, *rest: Any, **named: Any) -> Any:
        if not is_here(host):
            raise Reached(host)
        return resolve(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connecting)
        patch.setattr(socket, "getaddrinfo", resolving)
        yield


class Addresses(HTMLParser):
    """Collects every address a page names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, value) for name, value in attrs if name in NAMED and value]


def crawl(scene: Scene, caller: str) -> tuple[set[str], list[str]]:
    """Follow every link; give the pages read and what names another site."""
    headers = {"accept": "text/html", "accept-language": "en"}
    if scene.callers[caller].token:
        headers["authorization"] = f"Bearer {scene.callers[caller].token}"
    waiting, read, outside = ["/", "/me", "/agency", "/coordination", "/officer"], set(), []
    while waiting:
        path = waiting.pop()
        if path in read:
            continue
        read.add(path)
        answer = scene.door.client.get(path, headers=headers)
        if "text/html" not in answer.headers["content-type"]:
            continue
        page = Addresses()
        page.feed(answer.text)
        for tag, value in page.found:
            target = urljoin(ORIGIN + path, value)
            parts = urlsplit(target)
            if parts.scheme not in {"http", "https"}:
                continue
            if f"{parts.scheme}://{parts.netloc}" != ORIGIN:
                outside.append(f"{path}: {tag} {value}")
            elif tag == "a":
                waiting.append(parts.path)
        outside += [f"{path}: {found}" for found in OUTSIDE.findall(answer.text)]
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert not OUTSIDE.search(policy)
    return read, outside


@pytest.fixture
def scene(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> Scene:
    return set_scene(make_world(sqlite_only, ring, tmp_path))


def test_no_page_names_another_site_and_nothing_leaves_this_machine(scene: Scene) -> None:
    read = 0
    with nothing_but_loopback():
        for caller in CALLERS:
            pages, outside = crawl(scene, caller)
            assert outside == []
            read += len(pages)
    assert read > 60


def test_a_font_from_elsewhere_and_a_call_home_would_be_noticed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The breaks."""
    plain = shell.form_token
    font = '<link rel="stylesheet" href="https://fonts.example.org/x.css">'
    for language in ("en",):
        made = shell.environment(language)
        monkeypatch.setitem(made.globals, "token", lambda: plain() + Markup(font))
    _, outside = crawl(scene, "anonymous")
    assert any("fonts.example.org" in each for each in outside)
    with nothing_but_loopback():
        with pytest.raises(Reached):
            socket.create_connection(("192.0.2.1", 443), timeout=0.1)
        with pytest.raises(Reached):
            socket.create_connection(("telemetry.example.org", 443), timeout=0.1)
