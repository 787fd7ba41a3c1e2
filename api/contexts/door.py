"""What the pages show on the way in and on the way out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Page
from privacy.inventory import PersonalField
from privacy.notice import Notice
from privacy.vocabulary import Purpose

FIRST_CHOICES: Mapping[Purpose, tuple[PersonalField, ...]] = {
    Purpose.STORE: (
        PersonalField.SKILLS,
        PersonalField.LANGUAGES,
        PersonalField.AVAILABILITY,
    ),
    Purpose.MATCH: (
        PersonalField.SKILLS,
        PersonalField.LANGUAGES,
        PersonalField.AVAILABILITY,
    ),
}
"""What is asked when registering: enough to be matched, few enough to be read."""


@dataclass(frozen=True, slots=True)
class SignInPage(Page):
    """Account code and passphrase, or a passkey; ``question`` is for the device."""

    template: ClassVar[str] = "public/sign_in.html"
    audience: ClassVar[str] = "door"
    scripted: ClassVar[bool] = True
    form: FormState = EMPTY_FORM
    question: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPage(Page):
    """A new account with the first choices; ``reference`` names the notice that is shown.

    ``first_choices`` are the fields asked for at once, by purpose; all others come later.
    """

    template: ClassVar[str] = "public/register.html"
    audience: ClassVar[str] = "door"
    notice: Notice
    reference: str
    first_choices: Mapping[Purpose, Collection[PersonalField]]
    suggestion: str = ""
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True, repr=False)
class RegisteredPage(Page):
    """The account code, shown this once."""

    template: ClassVar[str] = "public/registered.html"
    audience: ClassVar[str] = "door"
    account_name: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class LeftPage(Page):
    """Everything is erased."""

    template: ClassVar[str] = "person/left.html"
    audience: ClassVar[str] = "door"
