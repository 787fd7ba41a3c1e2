"""Records of people: what they show, and what they pass on."""

from data.records import FIELD_PARTS, Identity, WorkProfile
from matcher.types import MatchProfile, Slot
from privacy.inventory import WORK_FIELDS, PersonalField
from tests.stored import IDENTITY, WORK


def test_records_of_people_show_no_value() -> None:
    for record in (IDENTITY, WORK, Identity(), WorkProfile()):
        assert "qwxz" not in f"{record!r} {record} {[record]}"


def test_a_match_profile_holds_only_what_was_consented_to() -> None:
    seen = WORK.to_match_profile(Slot(7), {PersonalField.SKILLS, PersonalField.OWN_WORDS})
    assert seen == MatchProfile(Slot(7), skills=WORK.skills, confirmed_on=WORK.confirmed_on)


def test_with_every_field_the_match_profile_is_whole() -> None:
    seen = WORK.to_match_profile(Slot(7), frozenset(FIELD_PARTS))
    stated = set(MatchProfile.__dataclass_fields__) & set(WorkProfile.__dataclass_fields__)
    assert stated == set(WorkProfile.__dataclass_fields__) - {"own_words"}
    for name in stated:
        assert getattr(seen, name) == getattr(WORK, name)


def test_every_part_of_the_work_profile_belongs_to_a_field() -> None:
    parts = [name for names in FIELD_PARTS.values() for name in names]
    assert sorted([*parts, "confirmed_on"]) == sorted(WorkProfile.__dataclass_fields__)
    assert set(FIELD_PARTS) == WORK_FIELDS | {PersonalField.PERMIT_ANSWERS}


def test_stated_fields_are_those_with_content() -> None:
    assert WorkProfile().stated_fields() == frozenset()
    assert WORK.stated_fields() == frozenset(FIELD_PARTS)
    assert WorkProfile(ties=WORK.ties, modes=frozenset()).stated_fields() == {
        PersonalField.AVAILABILITY
    }


def test_only_keeps_the_named_fields() -> None:
    kept = WORK.only({PersonalField.LANGUAGES})
    assert kept == WorkProfile(languages=WORK.languages, confirmed_on=WORK.confirmed_on)
    assert WORK.only(frozenset(FIELD_PARTS)) is WORK
