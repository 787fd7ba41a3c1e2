"""The notice says of emergency openings what the rules let happen, and a wider rule asks anew."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from api.languages import OFFERED
from api.services.people.notices import current_notice
from privacy.breakglass import (
    DECIDE_WITHIN,
    OPEN_FOR,
    IdentityOpening,
    OpeningReason,
    agree_to_opening,
)
from privacy.consent import why_invalid
from privacy.decision import Actor
from privacy.emergency_notice import EMERGENCY, EmergencyRule, build_emergency
from privacy.errors import DenyReason
from privacy.inventory import IDENTITY_FIELDS, INVENTORY, PersonalField
from privacy.notice import HONOURED_VERSIONS, NOTICE_VERSION, TEXT_VERSION, notice_version
from privacy.opening_policy import may_ask_opening, may_decide_opening
from privacy.vocabulary import Role
from tests.unit.privacy.builders import AMAL, NOON, switch

WIDER = {
    "fields": IDENTITY_FIELDS | {PersonalField.OWN_WORDS},
    "may_ask": frozenset({Role.COORDINATOR, Role.AGENCY_MEMBER}),
    "may_agree": frozenset(Role),
    "decide_within": timedelta(days=2),
    "open_for": timedelta(hours=2),
    "reasons": frozenset({OpeningReason.DANGER}),
}


def test_who_may_ask_and_agree_is_exactly_what_is_told() -> None:
    assert EMERGENCY.open_for == OPEN_FOR
    assert EMERGENCY.decide_within == DECIDE_WITHIN
    for role, field in product(Role, PersonalField):
        actor = Actor("a" * 26, role, "", AMAL if role is Role.PERSON else None)
        allowed = may_ask_opening(actor, AMAL, [field], at=NOON).allowed
        assert allowed == (role in EMERGENCY.may_ask and field in EMERGENCY.fields), (role, field)
    asked = IdentityOpening(
        "r" * 26, AMAL, "n" * 26, EMERGENCY.fields, OpeningReason.DANGER, "c" * 26, NOON
    )
    for role in Role:
        actor = Actor("a" * 26, role, "", AMAL if role is Role.PERSON else None)
        allowed = may_decide_opening(actor, asked, at=NOON).allowed
        assert allowed == (role in EMERGENCY.may_agree), role
    alone = Actor("c" * 26, Role.COORDINATOR)
    assert not may_decide_opening(alone, asked, at=NOON).allowed
    assert not may_decide_opening(
        Actor("a" * 26, Role.OFFICER), asked, at=NOON + EMERGENCY.decide_within
    ).allowed
    assert agree_to_opening(asked, "a" * 26, NOON).until == NOON + EMERGENCY.open_for


@pytest.mark.parametrize("part", sorted(WIDER))
def test_a_changed_rule_makes_another_notice_and_ends_consents(part: str) -> None:
    """P-26, also for what happens without a consent."""
    wider = replace(EMERGENCY, **{part: WIDER[part]})  # type: ignore[arg-type]  # parts of the rule
    version = notice_version(INVENTORY, TEXT_VERSION, wider)
    assert version != NOTICE_VERSION
    assert why_invalid(switch(), NOON, HONOURED_VERSIONS) is None
    assert why_invalid(switch(), NOON, frozenset({version})) is DenyReason.NOTICE_OUTDATED


@pytest.mark.parametrize("language", OFFERED)
def test_every_language_says_what_why_how_long_and_that_stopping_does_not_end_it(
    language: str,
) -> None:
    part = current_notice(language).emergency
    assert len(part.sentences) == 6
    assert not [each for each in part.sentences if "{" in each]
    assert "24" in part.sentences[3]
    assert "60" in part.sentences[3]
    assert all(len(each) > 15 for each in part.sentences)


def test_the_words_are_in_the_digest_of_the_notice() -> None:
    notice = current_notice("en")
    shorter = replace(notice, emergency=replace(notice.emergency, sentences=()))
    assert shorter.digest != notice.digest


def test_only_what_the_rule_holds_is_named() -> None:
    narrow = EmergencyRule(
        fields=frozenset({PersonalField.PHONE}), reasons=frozenset({OpeningReason.DANGER})
    )

    def sentence(code: str) -> str:
        return "{fields}|{reasons}|{hours}|{minutes}" if code.endswith(".time") else f"[{code}]"

    said = build_emergency(sentence, narrow).sentences[3]
    assert said == "[field.phone]|[opening_reason.danger]|24|60"
