"""What a coordinator enters for a person who sits beside her."""

from typing import Literal

from pydantic import Field

from api.inputs.base import Input
from api.inputs.profile import IdentityInput, LanguageInput, SkillInput
from api.inputs.registration import NoticeDigest, OfferedLanguage


class AssistedRegistration(Input):
    """What the person said, and that she was read the notice and agreed to its being kept.

    Only keeping can be agreed to in this way; everything else waits for her own yes.
    """

    language: OfferedLanguage
    notice: NoticeDigest
    agreed: Literal[True]
    identity: IdentityInput = IdentityInput()
    skills: tuple[SkillInput, ...] = Field(default=(), max_length=100)
    languages: tuple[LanguageInput, ...] = Field(default=(), max_length=20)
    own_words: str | None = Field(default=None, max_length=4_000)
