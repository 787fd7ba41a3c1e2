"""What recovering, proving oneself again, joining and passkeys need.

What it does not do: look into what a device signed; ``privacy.passkeys`` does.
"""

from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from api.inputs.base import Input
from api.inputs.registration import Passphrase

LONGEST_TEXT = 16_000
Login = Annotated[str, Field(min_length=1, max_length=254, repr=False)]
Code = Annotated[str, Field(min_length=1, max_length=100, repr=False)]


class RecoveryInput(Input):
    """A login name, a printed code, and the new passphrase."""

    login: Login
    code: Code
    passphrase: Passphrase


class InvitationInput(Input):
    """The one-time code of an invitation."""

    code: Code


class StaffRecoveryInput(Input):
    """The reference of a colleague's account."""

    account: Annotated[str, Field(min_length=1, max_length=26)]


class JoinInput(Input):
    """The same, with the passphrase it shall open."""

    code: Code
    passphrase: Passphrase


class PasskeyInput(Input):
    """What a browser's ``PublicKeyCredential.toJSON()`` gave."""

    credential: dict[str, Any] = Field(repr=False)

    @field_validator("credential")
    @classmethod
    def _is_short(cls, value: dict[str, Any]) -> dict[str, Any]:
        if len(str(value)) > LONGEST_TEXT:
            raise PydanticCustomError("too_long", "longer than any device's answer")
        return value


class JoinByPasskeyInput(PasskeyInput):
    """The same, with the one-time code of an invitation."""

    code: Code
