"""Somebody at a browser, who reads the words on the page, clicks and types.

A visitor knows the words of her language from the same catalogue as the pages: a test names
a code, she looks for its sentence. Everything her browser complains about is kept, and so is
every request that leaves the application.
"""

import re
from dataclasses import dataclass, field

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

from api.i18n import Translator, translator

PATIENCE_MS = 300_000
"""How long she waits for anything at all; a slow machine is no failure."""
expect.set_options(timeout=PATIENCE_MS)
REFUSAL = re.compile(r"the server responded with a status of (\d{3})")


@dataclass
class Visitor:
    """One person at one browser window.

    ``refusals`` are the HTTP statuses that the test provokes on purpose; the browser writes
    each of them to its console. ``answered`` is what the last page she came to was sent with.
    """

    context: BrowserContext
    page: Page
    origin: str
    language: str
    refusals: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    answered: Response | None = None

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("request", self._note_request)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", self._note_error)

    @property
    def tongue(self) -> Translator:
        """The catalogue of her language."""
        return translator(self.language)

    def say(self, code: str, **facts: object) -> str:
        """Give the sentence of a code in her language, as it reads on the page."""
        return self.tongue.text(code, **facts)

    def visit(self, path: str) -> Response:
        """Type an address."""
        answer = self.page.goto(self.origin + path)
        assert answer is not None
        self.answered = answer
        return answer

    def go_by(self, way: Locator) -> None:
        """Click what leads to another page, and wait until that page is whole.

        A click alone returns while the old page still stands: what is read or typed next could
        meet either.
        """
        with self.page.expect_navigation() as led:
            way.click()
        self.answered = led.value

    def path(self) -> str:
        """Give the address she is at, without the origin."""
        return self.page.url.removeprefix(self.origin)

    def follow(self, code: str, within: Locator | None = None, **facts: object) -> None:
        """Click the link with these words; it leads to another page."""
        self.go_by(self._named("link", self.say(code, **facts), within))

    def press(self, code: str, within: Locator | None = None, **facts: object) -> None:
        """Press the button with these words; it sends a form, and a page answers."""
        self.go_by(self._named("button", self.say(code, **facts), within))

    def press_and_stay(self, code: str) -> None:
        """Press the button with these words; it leads nowhere."""
        self._named("button", self.say(code), None).click()

    def write(self, code: str, text: str, within: Locator | None = None) -> None:
        """Type into the input that is labelled with these words."""
        self.labelled(code, within).fill(text)

    def pick(self, code: str, words: str, within: Locator | None = None) -> None:
        """Choose from the list that is labelled with these words."""
        self.labelled(code, within).select_option(label=words)

    def labelled(self, code: str, within: Locator | None = None) -> Locator:
        """Find the input with this label."""
        return (within or self.page.locator("main")).get_by_label(self.say(code), exact=True)

    def tick(self, words: str, within: Locator | None = None) -> None:
        """Tick the box, or choose the option, with these words."""
        (within or self.page.locator("main")).get_by_label(words, exact=True).check()

    def group(self, code: str) -> Locator:
        """Find the group of inputs (fieldset) under these words."""
        return self.page.get_by_role("group", name=self.say(code), exact=True)

    def sees(self, *words: str) -> None:
        """Check that the page says this."""
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)

    def sees_nothing_of(self, *words: str) -> None:
        """Check that nothing of the page holds this, not even where it cannot be seen."""
        source = self.page.content()
        for each in words:
            assert each not in source, f"the page at {self.path()} holds what it must not"

    def text(self, selector: str = "main") -> str:
        """Read a part of the page."""
        return self.page.locator(selector).inner_text()

    def sign_in(self, login: str, passphrase: str) -> None:
        """Come in by the front door."""
        self.visit("/")
        self.follow("nav.sign_in", self.page.locator("main"))
        self.write("sign_in.login", login)
        self.write("sign_in.passphrase", passphrase)
        self.press("sign_in.do", self.page.locator("main"))
        expect(self.page.locator("nav.ways")).to_be_visible()

    def sign_out(self) -> None:
        """Leave."""
        self.press("nav.sign_out")
        expect(self.page.locator("nav.ways")).to_have_count(0)

    def has_no_complaints(self) -> None:
        """Check that the browser complained about nothing and asked nobody else."""
        assert not self.faults, "\n".join(self.faults)

    def _named(self, role: str, words: str, within: Locator | None) -> Locator:
        place = within or self.page
        found = place.get_by_role(role, name=words, exact=True)  # type: ignore[arg-type]  # a role
        if found.count() == 0:  # some carry hidden words more, for those who cannot see where
            found = place.get_by_role(role, name=words)  # type: ignore[arg-type]  # the same
        return found

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:")):
            self.faults.append(f"asked elsewhere: {request.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        refused = REFUSAL.search(message.text)
        if refused and int(refused[1]) in self.refusals:
            return
        if message.type in {"error", "warning"}:
            self.faults.append(f"{self.path()}: console says {message.text}")

    def _note_error(self, error: Error) -> None:
        self.faults.append(f"{self.path()}: {error.message}")
