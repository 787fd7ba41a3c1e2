"""The list of personal fields is whole, and its numbers never change."""

from typing import Final

from privacy.inventory import (
    COLUMNS,
    DISCLOSABLE_FIELDS,
    IDENTITY_FIELDS,
    INVENTORY,
    MATCH_FIELDS,
    RETIRED_COLUMNS,
    SEALED_COLUMNS,
    TABLES,
    WORK_FIELDS,
    EnvelopeKind,
    PersonalField,
    consent_pairs,
)
from privacy.vocabulary import LegalBasis, Purpose, Tier, Viewer

TABLES_EVER: Final = {
    "identity": 1,
    "work_profile": 2,
    "audit_entry": 3,
    "person_key": 4,
    "identity_opening": 5,
    "campaign_choice": 6,
    "campaign_appeal": 7,
}
COLUMNS_EVER: Final = {
    ("identity", "full_name"): 1,
    ("identity", "phone"): 2,
    ("identity", "email"): 3,
    ("identity", "address"): 4,
    ("work_profile", "stated"): 1,
    ("work_profile", "own_words"): 2,
    ("work_profile", "permit_answers"): 3,
    ("audit_entry", "detail"): 1,
    ("person_key", "wrapped"): 1,
    ("identity_opening", "reason"): 1,
    ("campaign_choice", "chosen"): 1,
    ("campaign_appeal", "words"): 1,
    ("campaign_appeal", "answer"): 2,
}


def test_every_field_has_its_rule() -> None:
    assert set(INVENTORY) == set(PersonalField)
    assert all(field is rule.field for field, rule in INVENTORY.items())


def test_every_field_has_a_purpose_viewers_and_an_end() -> None:
    """P-22: no field without purpose and retention."""
    for rule in INVENTORY.values():
        assert Purpose.STORE in rule.viewers
        assert all(rule.viewers.values())
        assert 0 < rule.retention_days <= 366


def test_the_person_sees_every_field_under_every_purpose() -> None:
    for rule in INVENTORY.values():
        for viewers in rule.viewers.values():
            assert Viewer.PERSON in viewers


def test_identity_is_seen_by_nobody_else_before_a_grant() -> None:
    """P-3, P-5."""
    outsiders = {
        Viewer.COORDINATOR,
        Viewer.AGENCY_OUTLINE,
        Viewer.NAMED_ORGANISATION,
        Viewer.PUBLIC_COUNTS,
    }
    for field in IDENTITY_FIELDS:
        for purpose, viewers in INVENTORY[field].viewers.items():
            if purpose is not Purpose.DISCLOSE:
                assert not outsiders & set(viewers)


def test_private_answers_are_never_disclosable() -> None:
    """P-7: what somebody says about permits stays with her and her coordinator."""
    private = {f for f, rule in INVENTORY.items() if rule.tier is Tier.PRIVATE}
    assert private == {PersonalField.PERMIT_ANSWERS}
    assert not private & DISCLOSABLE_FIELDS
    for field in private:
        assert Purpose.DISCLOSE not in INVENTORY[field].viewers
        for viewers in INVENTORY[field].viewers.values():
            assert Viewer.AGENCY_OUTLINE not in viewers


def test_a_field_is_disclosable_exactly_when_the_notice_says_so() -> None:
    for rule in INVENTORY.values():
        assert rule.disclosable == (Purpose.DISCLOSE in rule.viewers)


def test_everything_but_the_account_is_sealed_and_needs_consent() -> None:
    for rule in INVENTORY.values():
        assert rule.sealed == (rule.tier is not Tier.ACCOUNT)
        assert (rule.basis is LegalBasis.CONSENT) == (rule.tier is not Tier.ACCOUNT)


def test_own_words_never_reach_the_matcher() -> None:
    assert PersonalField.OWN_WORDS in WORK_FIELDS
    assert PersonalField.OWN_WORDS not in MATCH_FIELDS
    assert not IDENTITY_FIELDS & MATCH_FIELDS


def test_disclosure_is_never_asked_in_advance() -> None:
    """P-10: only a specific yes for one need."""
    assert consent_pairs()
    assert all(purpose is not Purpose.DISCLOSE for purpose, _ in consent_pairs())


def test_numbers_of_tables_and_columns_never_change() -> None:
    """A changed number makes stored envelopes unreadable: only add lines to this test."""
    assert dict(TABLES) == TABLES_EVER
    assert dict(COLUMNS) == COLUMNS_EVER
    assert set(COLUMNS) >= RETIRED_COLUMNS


def test_numbers_are_never_used_twice() -> None:
    places = [(TABLES[table], number) for (table, _), number in COLUMNS.items()]
    assert len(set(places)) == len(places)
    assert len(set(TABLES.values())) == len(TABLES)


def test_every_sealed_field_has_exactly_one_column() -> None:
    placed = [field for column in SEALED_COLUMNS for field in column.fields]
    assert len(placed) == len(set(placed))
    assert set(placed) == {field for field, rule in INVENTORY.items() if rule.sealed}
    assert {(column.table, column.name) for column in SEALED_COLUMNS} == set(COLUMNS)
    assert {kind.value for kind in EnvelopeKind} == {1, 2, 3, 4, 5}
