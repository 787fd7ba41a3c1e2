"""What the pages about signing in show: one frozen dataclass a page, as in ``api.contexts``.

Rules:

- A page that offers passkeys carries the question for the device as JSON and is ``scripted``;
  it says everything it needs to without the script, which then only adds the passkey.
- Secrets shown once (codes) never appear in a ``repr``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Page
from api.services.accounts.change_way_in import WaysIn
from api.services.accounts.recover_staff import RecoveryLine


@dataclass(frozen=True, slots=True)
class AccountPage(Page):
    """How somebody signs in, and where she is signed in now.

    ``reference`` and ``recovery`` are for coordinators and officers: what a colleague needs to
    let her in again, and whether one is about to.
    """

    template: ClassVar[str] = "account/home.html"
    audience: ClassVar[str] = "door"
    ways: WaysIn
    may_have_passphrase: bool
    saved: str = ""
    reference: str = ""
    recovery: RecoveryLine | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PassphrasePage(Page):
    """A new passphrase."""

    template: ClassVar[str] = "account/passphrase.html"
    audience: ClassVar[str] = "door"
    suggestion: str
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True, repr=False)
class CodesPage(Page):
    """Recovery codes, shown this once, to be printed."""

    template: ClassVar[str] = "account/codes.html"
    audience: ClassVar[str] = "door"
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class NewPasskeyPage(Page):
    """Another passkey; ``question`` is for the device."""

    template: ClassVar[str] = "account/passkey.html"
    audience: ClassVar[str] = "door"
    scripted: ClassVar[bool] = True
    question: str
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True, repr=False)
class ConfirmPage(Page):
    """Who is there shall prove it again; ``kept`` is the form that waits for it."""

    template: ClassVar[str] = "account/confirm.html"
    audience: ClassVar[str] = "door"
    scripted: ClassVar[bool] = True
    back: str
    waits: bool
    kept: Mapping[str, tuple[str, ...]]
    has_passphrase: bool
    question: str
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True, repr=False)
class ConfirmedPage(Page):
    """She proved it: the form that waited, to be sent now."""

    template: ClassVar[str] = "account/confirmed.html"
    audience: ClassVar[str] = "door"
    back: str
    kept: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, repr=False)
class RecoverPage(Page):
    """A printed code and a new passphrase."""

    template: ClassVar[str] = "account/recover.html"
    audience: ClassVar[str] = "door"
    suggestion: str
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True, repr=False)
class JoinPage(Page):
    """An invitation: first its code, then the passkey (or a passphrase, where allowed)."""

    template: ClassVar[str] = "account/join.html"
    audience: ClassVar[str] = "door"
    scripted: ClassVar[bool] = True
    code: str = ""
    question: str = ""
    passphrase_allowed: bool = False
    suggestion: str = ""
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True, repr=False)
class JoinedPage(Page):
    """The account code of an invited member of an agency, shown this once."""

    template: ClassVar[str] = "account/joined.html"
    audience: ClassVar[str] = "door"
    account_name: str


@dataclass(frozen=True, slots=True)
class QuietPage(Page):
    """A page that tells whoever looks over a shoulder nothing at all."""

    template: ClassVar[str] = "public/quiet.html"
    audience: ClassVar[str] = "door"
