"""Who is in the demonstration: variety, obvious fiction, and searchable texts."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import pytest

from api.inputs.base import PermitCode, Sector, check_language
from api.languages import OFFERED
from data.demo.loader import DemoData, DemoPerson
from data.records import FIELD_PARTS, Identity, WorkProfile
from matcher.types import (
    EvidenceState,
    NeedKind,
    StandardCode,
)
from privacy.inventory import IDENTITY_FIELDS, PersonalField
from privacy.passphrase import WORDS, passphrase_problems
from privacy.vocabulary import Purpose, Role

NEVER_A_NUMBER = re.compile(
    r"\+(?:"
    r"[1-9]\d{1,2} 000( \d+)+"  # no plan has numbers that begin with 000
    r"|44 7700 900 \d{3}"  # United Kingdom, reserved for drama (Ofcom)
    r"|33 (6 39 98|1 99 00) \d\d \d\d"  # France, reserved for fiction (Arcep)
    r"|49 (30 23125|40 66969|69 90009|89 99998|221 4710) \d{3}"  # Germany, for drama (BNetzA)
    r")"
)


def texts_of(person: DemoPerson) -> Iterator[str]:
    identity = person.identity
    for text in (
        identity.full_name,
        identity.phone,
        identity.email,
        identity.address,
        person.work.own_words,
    ):
        if text is not None:
            yield text


def person(demo: DemoData, key: str) -> DemoPerson:
    return next(one for one in demo.people if one.key == key)


def test_there_are_people_and_needs_enough(demo: DemoData) -> None:
    assert len(demo.people) >= 44
    assert len(demo.needs) >= 22
    assert len(demo.organisations) >= 6
    assert {need.body.kind for need in demo.needs} == set(NeedKind)


def test_each_role_has_exactly_one_showcased_login(demo: DemoData) -> None:
    logins = list(demo.logins())
    assert Counter(role for role, _, _ in logins) == {
        Role.PERSON: 1,
        Role.AGENCY_MEMBER: 1,
        Role.COORDINATOR: 1,
        Role.OFFICER: 1,
    }
    for _, email, passphrase in logins:
        assert not passphrase_problems(passphrase, email)
        assert len(set(passphrase.split())) == WORDS
        assert passphrase.isascii(), "typed on any keyboard"


def test_a_passphrase_never_shows_in_a_repr(demo: DemoData) -> None:
    shown = repr(demo)
    assert all(passphrase not in shown for _, _, passphrase in demo.logins())


def test_everybody_is_obviously_fictional(demo: DemoData) -> None:
    phones = [one.identity.phone for one in demo.people if one.identity.phone]
    assert len(phones) >= 40
    assert [phone for phone in phones if not NEVER_A_NUMBER.fullmatch(phone)] == []
    emails = [one.identity.email for one in demo.people if one.identity.email]
    emails += [account.email for account in demo.staff]
    assert len(set(emails)) == len(emails)
    assert all(email.endswith("@example.org") for email in emails)


def test_every_personal_text_is_a_canary(demo: DemoData) -> None:
    """Long enough to search for, and part of no other text of the demonstration."""
    canaries = [text for one in demo.people for text in texts_of(one)]
    assert len(canaries) >= 150
    assert [text for text in canaries if len(set(text)) < 6] == []
    public = [text for need in demo.needs for text in (need.title, need.text, need.employer or "")]
    public += [item.name for item in demo.organisations] + [item.email for item in demo.staff]
    everything = [text.casefold() for text in (*canaries, *public)]
    for text in canaries:
        assert sum(text.casefold() in other for other in everything) == 1, text


def test_names_come_in_their_own_alphabets(demo: DemoData) -> None:
    scripts = Counter(
        unicodedata.name(one.identity.full_name[0]).split()[0]
        for one in demo.people
        if one.identity.full_name
    )
    assert scripts.keys() == {"LATIN", "ARABIC", "GEORGIAN", "GREEK", "CYRILLIC"}


def test_codes_are_codes_the_forms_accept(demo: DemoData) -> None:
    for one in demo.people:
        assert one.language in OFFERED
        assert one.work.permit_answers.keys() <= set(PermitCode)
        for spoken in one.work.languages:
            check_language(spoken.tag)
        assert {entry.sector for entry in one.work.experience} <= {*Sector, None}
    for need in demo.needs:
        check_language(need.language)
        assert {standard.code for standard in need.body.standards} <= set(StandardCode)
        assert set(need.body.permits) <= set(PermitCode)
        for asked in need.body.languages:
            check_language(asked.tag)


def test_needs_are_written_in_several_languages(demo: DemoData) -> None:
    assert {need.language for need in demo.needs} >= {"fr", "en", "ar", "es"}


def test_what_is_stated_may_be_stored(demo: DemoData) -> None:
    """Nobody's file says more than she agreed to have kept."""
    for one in demo.people:
        stored = {field for purpose, field in one.consents if purpose is Purpose.STORE}
        assert set(stated_fields(one)) <= stored, one.key


def stated_fields(one: DemoPerson) -> Iterator[PersonalField]:
    nobody, nothing = Identity(), WorkProfile()
    for field in IDENTITY_FIELDS:
        if getattr(one.identity, field.value) != getattr(nobody, field.value):
            yield field
    for field, parts in FIELD_PARTS.items():
        if any(getattr(one.work, part) != getattr(nothing, part) for part in parts):
            yield field
    if one.work.own_words:
        yield PersonalField.OWN_WORDS


def test_the_empty_profile_is_empty(demo: DemoData) -> None:
    empty = person(demo, "samira")
    assert empty.identity == Identity()
    assert empty.work == WorkProfile()


def test_some_state_nothing_but_skills(demo: DemoData) -> None:
    stated = set(stated_fields(person(demo, "hani")))
    assert stated == {PersonalField.PHONE, PersonalField.SKILLS}


def test_one_agreed_to_nothing_but_storing(demo: DemoData) -> None:
    silent = person(demo, "gamal")
    assert {purpose for purpose, _ in silent.consents} == {Purpose.STORE}
    assert not silent.is_matchable


def test_one_lets_only_skills_and_languages_be_matched(demo: DemoData) -> None:
    one = person(demo, "oumar")
    assert one.matched_fields == {PersonalField.SKILLS, PersonalField.LANGUAGES}
    assert PersonalField.EXPERIENCE in set(stated_fields(one))


def test_one_has_no_diploma_and_one_has_three_languages(demo: DemoData) -> None:
    learnt = person(demo, "touria").work.skills
    assert learnt
    assert all(claim.evidence is EvidenceState.CLAIMED for claim in learnt)
    assert len(person(demo, "yohannes").work.languages) == 3


@pytest.mark.parametrize("key", ["tamar", "zurab", "bechir"])
def test_returnees_who_need_a_refresher_used_their_trade_long_ago(demo: DemoData, key: str) -> None:
    oldest = min(claim.last_used_year or 9999 for claim in person(demo, key).work.skills)
    assert demo.as_of.year - oldest > 10


def test_no_profile_says_why_somebody_moved(demo: DemoData) -> None:
    """Displacement and legal situation stand in notes for developers, never in a profile."""
    words = re.compile(r"displaced|déplacé|refugee|réfugié|نازح|لاجئ", re.IGNORECASE)
    assert [one.key for one in demo.people if words.search(one.work.own_words or "")] == []
    assert any(words.search(one.note) for one in demo.people)
