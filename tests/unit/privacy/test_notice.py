"""The notice says what the rules are, and a wider rule makes another notice."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from privacy.consent import why_invalid
from privacy.errors import DenyReason
from privacy.inventory import INVENTORY, FieldRule, PersonalField
from privacy.notice import (
    HONOURED_VERSIONS,
    NOTICE_VERSION,
    TEXT_VERSION,
    build_notice,
    notice_codes,
    notice_version,
)
from privacy.vocabulary import Purpose, Viewer
from tests.unit.privacy.builders import NOON, switch


def sentence(code: str) -> str:
    return f"[{code}] for {{days}} days" if code == "notice.kept" else f"[{code}]"


NOTICE = build_notice("fr", sentence)


def changed(field: PersonalField, **changes: object) -> dict[PersonalField, FieldRule]:
    rule = replace(INVENTORY[field], **changes)  # type: ignore[arg-type]  # parts of a rule
    return {**INVENTORY, field: rule}


def test_every_purpose_and_field_has_its_line() -> None:
    """P-1: what, why, who, how long, how to stop."""
    told = {(section.purpose, line.field) for section in NOTICE.sections for line in section.lines}
    assert told == {(p, f) for f, rule in INVENTORY.items() for p in rule.purposes}
    for section in NOTICE.sections:
        assert section.why == f"[purpose.{section.purpose}.why]"
        assert section.stop == f"[purpose.{section.purpose}.stop]"
        for line in section.lines:
            rule = INVENTORY[line.field]
            assert line.what == f"[field.{line.field}]"
            assert line.viewers == tuple(f"[viewer.{v}]" for v in rule.viewers[section.purpose])
            assert line.kept == f"[notice.kept] for {rule.retention_days} days"


def test_the_notice_asks_only_for_sentences_it_declares() -> None:
    asked: set[str] = set()

    def listening(code: str) -> str:
        asked.add(code)
        return code

    build_notice("fr", listening)
    assert asked <= set(notice_codes())
    unused = {code for code in notice_codes() if code not in asked}
    assert not unused
    assert len(set(notice_codes())) == len(notice_codes())


WIDER_VIEWERS = MappingProxyType(
    {**INVENTORY[PersonalField.PHONE].viewers, Purpose.MATCH: (Viewer.PERSON, Viewer.COORDINATOR)}
)


@pytest.mark.parametrize(
    "changes",
    [
        {"viewers": WIDER_VIEWERS},
        {"retention_days": 366},
        {"sealed": False},
        {"disclosable": False},
        {"special": True},
        {"optional": False},
    ],
)
def test_any_changed_rule_gives_another_version_and_digest(changes: dict[str, object]) -> None:
    """P-26."""
    inventory = changed(PersonalField.PHONE, **changes)
    assert notice_version(inventory, TEXT_VERSION) != NOTICE_VERSION
    assert build_notice("fr", sentence, inventory).digest != NOTICE.digest


def test_a_consent_given_under_narrower_rules_no_longer_holds() -> None:
    inventory = changed(PersonalField.PHONE, viewers=WIDER_VIEWERS)
    wider = frozenset({notice_version(inventory, TEXT_VERSION)})
    given = switch()
    assert why_invalid(given, NOON, HONOURED_VERSIONS) is None
    assert why_invalid(given, NOON, wider) is DenyReason.NOTICE_OUTDATED


def test_other_words_give_another_digest_but_not_another_version() -> None:
    other = build_notice("fr", lambda code: sentence(code).upper())
    assert other.digest != NOTICE.digest
    assert other.version == NOTICE.version == NOTICE_VERSION


def test_another_language_gives_another_digest() -> None:
    assert build_notice("ar", sentence).digest != NOTICE.digest
    assert len(NOTICE.digest) == 32


def test_the_order_of_the_inventory_does_not_change_the_version() -> None:
    backwards = dict(reversed(list(INVENTORY.items())))
    assert notice_version(backwards, TEXT_VERSION) == NOTICE_VERSION


def test_the_present_version_is_honoured() -> None:
    """Changing a rule changes this line on purpose: everybody is asked again."""
    assert NOTICE_VERSION in HONOURED_VERSIONS
    assert NOTICE_VERSION == "1.869925ae082b3c0a"
