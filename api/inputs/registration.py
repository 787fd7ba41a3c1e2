"""What registering, signing in and agreeing need."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.inputs.base import Input
from api.languages import OFFERED
from privacy.inventory import PersonalField, consent_pairs
from privacy.vocabulary import Purpose

OfferedLanguage = Literal["fr", "en", "ar", "es", "pt"]
assert OfferedLanguage.__args__ == OFFERED  # type: ignore[attr-defined]  # Literal cannot be computed

Passphrase = Annotated[str, Field(min_length=1, max_length=256, repr=False)]
NoticeDigest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ConsentPair(Input):
    """One agreement: a use of one field."""

    purpose: Purpose
    field: PersonalField

    @model_validator(mode="after")
    def _is_asked(self) -> "ConsentPair":
        if (self.purpose, self.field) not in consent_pairs():
            raise PydanticCustomError("never_asked", "this is never asked")
        return self


class ConsentChoice(Input):
    """The agreements that shall hold, and the notice that was read."""

    consents: tuple[ConsentPair, ...] = Field(default=(), max_length=200)
    notice: NoticeDigest

    def pairs(self) -> frozenset[tuple[Purpose, PersonalField]]:
        """Give the agreements as pairs."""
        return frozenset((item.purpose, item.field) for item in self.consents)


class ConsentChange(ConsentChoice):
    """The same, with the fields to empty although the agreement to keep them ran out."""

    removed: tuple[PersonalField, ...] = Field(default=(), max_length=50)


class Registration(ConsentChoice):
    """A new account of a person: she chooses no name for it, the service gives one."""

    language: OfferedLanguage
    passphrase: Passphrase


class SignInInput(Input):
    """An account code or e-mail address, and a passphrase."""

    login: Annotated[str, Field(min_length=1, max_length=254, repr=False)]
    passphrase: Passphrase


class PassphraseInput(Input):
    """The passphrase again, before something that cannot be undone."""

    passphrase: Passphrase
