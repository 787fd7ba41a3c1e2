"""Build what a person is told before anything is stored, from the rules themselves.

Rules:

- Every purpose and field of the inventory has its line: what, why, who sees it, how long,
  how to stop. Nothing is said that the inventory does not hold, and nothing it holds is
  left out.
- The version carries a digest of the rules: widening who sees what, or keeping it longer,
  gives another version, and consents given under the old one no longer hold until the
  person has answered the new notice.
- The digest of a notice covers the words as shown, so a consent names exactly what its
  giver read.
- What may be opened in an emergency without asking her is said as plainly, and is part of the
  version too (``privacy.emergency_notice``).
- Beside it stands the same in short sentences (``privacy.plain_notice``), under one digest.

What it does not do: hold words; a function from codes to sentences of the shown language
is passed in. ``{days}`` in a sentence stands for a number of days.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from privacy.canonical import record
from privacy.emergency_notice import (
    EMERGENCY,
    EmergencyPart,
    EmergencyRule,
    build_emergency,
    emergency_codes,
)
from privacy.inventory import INVENTORY, FieldRule, PersonalField
from privacy.plain_notice import PlainPart, build_plain, plain_codes
from privacy.vocabulary import Purpose, Viewer

TEXT_VERSION: Final = 1
"""Raised by hand when the sentences change their meaning."""


def rules_digest(
    inventory: Mapping[PersonalField, FieldRule], emergency: EmergencyRule = EMERGENCY
) -> bytes:
    """Give 32 bytes that change with anything the notice promises."""
    return hashlib.sha256(
        record(
            "notice-rules/1",
            *(
                record(
                    "field-rule/1",
                    rule.field.value,
                    rule.category.value,
                    rule.tier.value,
                    rule.disclosable,
                    rule.sealed,
                    rule.retention_days,
                    rule.special,
                    rule.basis.value,
                    rule.optional,
                    rule.openable,
                    *(
                        record("viewers/1", purpose.value, frozenset(rule.viewers[purpose]))
                        for purpose in rule.purposes
                    ),
                )
                for rule in sorted(inventory.values(), key=lambda rule: rule.field)
            ),
            emergency.canonical(),
        )
    ).digest()


def notice_version(
    inventory: Mapping[PersonalField, FieldRule],
    text_version: int,
    emergency: EmergencyRule = EMERGENCY,
) -> str:
    """Give the version of the notice these rules and sentences make."""
    return f"{text_version}.{rules_digest(inventory, emergency).hex()[:16]}"


NOTICE_VERSION: Final = notice_version(INVENTORY, TEXT_VERSION)
"""Version of the notice shown now."""
HONOURED_VERSIONS: Final[frozenset[str]] = frozenset({NOTICE_VERSION})
"""Versions under which given consents still hold: the present one, and earlier ones that
promised no less. An earlier version is added here by hand, with the reason."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """What holds for one field under one purpose, in words."""

    field: PersonalField
    what: str
    viewers: tuple[str, ...]
    kept: str
    optional: bool


@dataclass(frozen=True, slots=True)
class NoticeSection:
    """Why a purpose exists, how to stop it, and its fields."""

    purpose: Purpose
    name: str
    why: str
    stop: str
    lines: tuple[NoticeLine, ...]


@dataclass(frozen=True)
class Notice:
    """What a person is shown, whole, in one language."""

    version: str
    language: str
    title: str
    introduction: str
    limits: str
    sections: tuple[NoticeSection, ...]
    emergency: EmergencyPart
    plain: tuple[PlainPart, ...]

    @cached_property
    def digest(self) -> bytes:
        """The SHA-256 of everything shown, 32 bytes; worked out once."""
        return hashlib.sha256(self.canonical()).digest()

    def canonical(self) -> bytes:
        """Give the notice as bytes that no other notice gives."""
        return record(
            "notice/3",
            self.version,
            self.language,
            self.title,
            self.introduction,
            self.limits,
            *(
                record(
                    "notice-section/1",
                    section.purpose.value,
                    section.name,
                    section.why,
                    section.stop,
                    *(
                        record(
                            "notice-line/1",
                            line.field.value,
                            line.what,
                            line.viewers,
                            line.kept,
                            line.optional,
                        )
                        for line in section.lines
                    ),
                )
                for section in self.sections
            ),
            self.emergency.canonical(),
            *(
                record("notice-plain/1", part.topic.value, part.question, part.sentences)
                for part in self.plain
            ),
        )


def notice_codes() -> tuple[str, ...]:
    """Give every code ``build_notice`` asks a sentence for."""
    return (
        "notice.title",
        "notice.introduction",
        "notice.limits",
        "notice.kept",
        *(f"purpose.{purpose}" for purpose in _told(INVENTORY)),
        *(f"purpose.{purpose}.why" for purpose in _told(INVENTORY)),
        *(f"purpose.{purpose}.stop" for purpose in _told(INVENTORY)),
        *(f"field.{field}" for field in PersonalField),
        *(f"viewer.{viewer}" for viewer in Viewer),
        *emergency_codes(),
        *plain_codes(INVENTORY),
    )


def build_notice(
    language: str,
    sentence: Callable[[str], str],
    inventory: Mapping[PersonalField, FieldRule] = INVENTORY,
    emergency: EmergencyRule = EMERGENCY,
) -> Notice:
    """Build the notice in one language.

    Args:
        language: Tag of the language the sentences are in.
        sentence: Gives the sentence of a code of ``notice_codes``.
        inventory: The rules; others than the service's own only to compare.
        emergency: The rule of emergency openings; likewise.

    Returns:
        The notice, one section a purpose that is used, one line a field.
    """
    return Notice(
        version=notice_version(inventory, TEXT_VERSION, emergency),
        language=language,
        title=sentence("notice.title"),
        introduction=sentence("notice.introduction"),
        limits=sentence("notice.limits"),
        sections=tuple(
            NoticeSection(
                purpose=purpose,
                name=sentence(f"purpose.{purpose}"),
                why=sentence(f"purpose.{purpose}.why"),
                stop=sentence(f"purpose.{purpose}.stop"),
                lines=tuple(
                    _line(rule, purpose, sentence)
                    for rule in inventory.values()
                    if purpose in rule.viewers
                ),
            )
            for purpose in _told(inventory)
        ),
        emergency=build_emergency(sentence, emergency),
        plain=build_plain(sentence, inventory),
    )


def _told(inventory: Mapping[PersonalField, FieldRule]) -> tuple[Purpose, ...]:
    """Give the purposes some field is used for; nothing is said about the others."""
    return tuple(
        purpose
        for purpose in Purpose
        if any(purpose in rule.viewers for rule in inventory.values())
    )


def _line(rule: FieldRule, purpose: Purpose, sentence: Callable[[str], str]) -> NoticeLine:
    return NoticeLine(
        field=rule.field,
        what=sentence(f"field.{rule.field}"),
        viewers=tuple(sentence(f"viewer.{viewer}") for viewer in rule.viewers[purpose]),
        kept=sentence("notice.kept").replace("{days}", str(rule.retention_days)),
        # Only keeping and matching can be what the service needs; nothing else ever is.
        optional=rule.optional or purpose not in {Purpose.STORE, Purpose.MATCH},
    )
