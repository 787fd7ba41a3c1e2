"""The notice in short sentences says what the rules say, and is easy to read and to listen to."""

import re
from dataclasses import replace
from types import MappingProxyType

import pytest

from api.i18n import MissingSentence, translator
from api.languages import OFFERED
from privacy.inventory import INVENTORY, PersonalField
from privacy.notice import build_notice
from privacy.plain_notice import PlainTopic, build_plain, how_much, longest_kept, plain_codes
from privacy.vocabulary import Purpose, Tier, Viewer

LONGEST_SENTENCE = 15
"""Words of one sentence, at most."""
HARD_TO_SAY = re.compile(r"[()\[\]{}/;:%…“”«»&@#*]")
PHONE = INVENTORY[PersonalField.PHONE]
WIDER = {
    **INVENTORY,
    PersonalField.PHONE: replace(
        PHONE,
        viewers=MappingProxyType(
            {**PHONE.viewers, Purpose.MATCH: (Viewer.PERSON, Viewer.COORDINATOR)}
        ),
    ),
}


@pytest.mark.parametrize("language", OFFERED)
def test_every_question_is_answered_in_every_language(language: str) -> None:
    parts = build_notice(language, translator(language).pattern).plain
    assert [part.topic for part in parts] == list(PlainTopic)
    for part in parts:
        assert part.question.rstrip().endswith(("?", "؟"))
        assert part.sentences
        assert not [text for text in part.sentences if not text.strip()]
    for other in set(OFFERED) - {language}:
        other_parts = build_notice(other, translator(other).pattern).plain
        for mine, theirs in zip(parts, other_parts, strict=True):
            assert not set(mine.sentences) & set(theirs.sentences), "not translated"


@pytest.mark.parametrize("language", OFFERED)
def test_no_sentence_is_too_long_to_follow_by_ear(language: str) -> None:
    found = 0
    for part in build_notice(language, translator(language).pattern).plain:
        for text in (part.question, *part.sentences):
            assert not HARD_TO_SAY.search(text), text
            for sentence in re.split(r"[.?؟]", text):
                found += bool(sentence.strip())
                assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
    assert found > 30


def test_a_rule_that_lets_somebody_see_more_has_no_sentence_yet() -> None:
    """The deliberate break: with a wider rule the notice cannot be built in any language."""
    assert how_much(Viewer.COORDINATOR, INVENTORY) is Tier.PRIVATE
    assert how_much(Viewer.COORDINATOR, WIDER) is Tier.IDENTITY
    for language in OFFERED:
        with pytest.raises(MissingSentence):
            build_plain(translator(language).pattern, WIDER)


def test_nobody_is_said_to_see_a_name_but_the_person_herself() -> None:
    said = [code for code in plain_codes(INVENTORY) if code.endswith(".identity")]
    assert said == ["plain.who.person.identity"]
    assert "plain.who.named_organisation.asked" in plain_codes(INVENTORY)


def test_the_days_are_those_of_the_rules() -> None:
    (long,) = (
        part
        for part in build_plain(translator("en").pattern, INVENTORY)
        if part.topic is PlainTopic.LONG
    )
    assert any(str(longest_kept(INVENTORY)) in text for text in long.sentences)


def test_the_short_sentences_are_under_the_digest_a_consent_names() -> None:
    pattern = translator("fr").pattern
    shown = build_notice("fr", pattern)
    other = build_notice(
        "fr", lambda code: "Autre chose." if code == "plain.never.police" else pattern(code)
    )
    assert shown.digest != other.digest
