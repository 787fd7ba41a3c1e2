"""A coordinator's first day with a passkey, in a real browser; what is left in it afterwards.

The device is Chromium's own virtual authenticator (Chrome DevTools Protocol, WebAuthn domain).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from api.context import open_context
from api.runtime import open_runtime
from api.services.accounts.invite_staff import invite_staff
from api.services.installation.prepare_installation import prepare_installation
from api.settings import Settings
from privacy.policy import SYSTEM
from privacy.vocabulary import Role
from tests.browser.conftest import LOCALES, PHONE
from tests.browser.serving import Served, running_clock, served
from tests.browser.visitor import Visitor

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
LEFT_BEHIND = """async () => ({
    cookies: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"cookies": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an installation that is no demonstration, by a name: passkeys need one."""
    settings = Settings(
        home=tmp_path_factory.mktemp("service"),
        insecure_cookies=True,
        argon2_memory_kib=8,
        even_answer_ms=0,
        main_url=None,
        keys_url=None,
        key_file=None,
        public_origin=None,
    )
    runtime = open_runtime(settings, running_clock())
    prepare_installation(runtime, migrate=True)
    with served(runtime) as running:
        yield Served(runtime, running.origin.replace("127.0.0.1", "localhost"))
    runtime.stores.close()


@pytest.fixture
def visitor(browser: Browser, service: Served) -> Iterator[Visitor]:
    context = browser.new_context(
        locale=LOCALES["en"], viewport={"width": PHONE[0], "height": PHONE[1]}
    )
    found = Visitor(context, context.new_page(), service.origin, "en")
    yield found
    context.close()
    found.has_no_complaints()


def add_device(visitor: Visitor) -> Any:
    protocol = visitor.context.new_cdp_session(visitor.page)
    protocol.send("WebAuthn.enable")
    made = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return protocol, made["authenticatorId"]


def test_a_coordinator_joins_signs_out_and_comes_back_by_her_passkey(
    visitor: Visitor, service: Served, tmp_path: Path
) -> None:
    with open_context(service.runtime, actor=SYSTEM) as context:
        code = invite_staff(context, Role.COORDINATOR).code
        context.commit()
    protocol, device = add_device(visitor)
    visitor.visit("/join")
    visitor.write("join.code", code)
    visitor.press("join.do", visitor.page.locator("main"))
    visitor.press("account.passkey.do")
    expect(visitor.page).to_have_url(f"{service.origin}/coordination")
    (made,) = protocol.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert made["isResidentCredential"]
    assert made["rpId"] == "localhost"

    visitor.follow("nav.account", visitor.page.locator("nav"))
    visitor.sees(visitor.say("account.passkeys"))
    visitor.press("nav.sign_out", visitor.page.locator("nav"))
    assert visitor.page.evaluate(LEFT_BEHIND) == NOTHING
    assert visitor.context.cookies() == []
    visitor.refusals = {401}
    visitor.page.go_back()
    expect(visitor.page.locator("body")).not_to_contain_text(visitor.say("account.sessions"))

    visitor.visit("/sign-in")
    visitor.press("sign_in.passkey")
    expect(visitor.page).to_have_url(f"{service.origin}/coordination")

    visitor.press("nav.quick_exit")
    expect(visitor.page).to_have_url(f"{service.origin}/page")
    assert visitor.page.evaluate(LEFT_BEHIND) == NOTHING
    assert visitor.context.cookies() == []
    assert "Passerelle" not in visitor.page.content()
    visitor.page.go_back()
    expect(visitor.page.locator("nav.ways")).to_have_count(0)


def test_a_device_whose_owner_turns_away_is_told_so(visitor: Visitor) -> None:
    protocol, device = add_device(visitor)
    protocol.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    visitor.visit("/sign-in")
    visitor.press_and_stay("sign_in.passkey")
    expect(visitor.page.get_by_role("alert")).to_have_text(visitor.say("passkey.failed"))


def test_without_scripts_a_page_offers_no_passkey_and_everything_else(
    browser: Browser, service: Served
) -> None:
    context = browser.new_context(java_script_enabled=False, locale=LOCALES["en"])
    visitor = Visitor(context, context.new_page(), service.origin, "en")
    visitor.visit("/sign-in")
    button = visitor.page.get_by_role("button", name=visitor.say("sign_in.passkey"))
    expect(button).to_have_count(0)
    expect(visitor.labelled("sign_in.passphrase")).to_be_visible()
    context.close()
    visitor.has_no_complaints()


def test_what_is_not_cleared_would_be_noticed(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: leaving quickly forgets the session and asks the browser for nothing."""

    def leave() -> Any:
        visitor.visit("/")
        visitor.page.evaluate("localStorage.setItem('left', 'behind')")
        visitor.press("nav.quick_exit")
        expect(visitor.page).to_have_url(f"{visitor.origin}/page")
        return visitor.page.evaluate(LEFT_BEHIND)

    assert leave() == NOTHING
    monkeypatch.setattr("api.pages.leaving.forget_everything", lambda *_: None)
    assert leave() == {**NOTHING, "local": 1}
