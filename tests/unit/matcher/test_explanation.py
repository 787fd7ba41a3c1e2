"""What each audience learns of a match."""

import json
from dataclasses import replace

import pytest

from matcher.explanation import (
    REASON_AUDIENCES,
    Band,
    Confirmation,
    agency_view,
    band_of,
    explain,
    sentence_key,
)
from matcher.ladder.gaps import near_matches
from matcher.scoring import weigh
from matcher.types import (
    SCORE_DENOMINATOR,
    Answer,
    ConditionCode,
    Coverage,
    ExperienceRequirement,
    MatchProfile,
    ReasonCode,
    ScoredMatch,
    Slot,
    Verdict,
)
from matcher.weights import VERSION_1
from tests.factories import (
    TODAY,
    asks,
    asks_language,
    claim,
    need,
    occupation,
    optional,
    place,
    profile,
    skill,
    small_taxonomy,
    speaks,
    worked,
)

TAXONOMY = small_taxonomy()


def a_match(answer: Answer = Answer.UNSAID) -> ScoredMatch:
    asked = need(
        asks("fish_health", 2, 3),
        optional("net_mending"),
        optional("triage"),
        languages=(asks_language("ar"), asks_language("fr")),
        place=place("EG", "EG-KFS"),
        permits=("work-permit",),
    )
    person = profile(
        claim("broodstock_care"),
        claim("net_mending"),
        languages=(speaks("ar-EG"),),
        ties=(place("EG"),),
        permit_answers={"work-permit": answer},
    )
    return weigh(person, asked, TAXONOMY, VERSION_1, TODAY)


def test_bars_add_up_to_the_numerator() -> None:
    explanation = explain(a_match())
    assert sum(bar.term for bar in explanation.bars) == explanation.numerator
    assert explanation.denominator == SCORE_DENOMINATOR


def test_an_explanation_is_plain_json_and_survives_the_journey() -> None:
    plain = explain(a_match()).as_json()
    assert json.loads(json.dumps(plain)) == plain
    assert sum(bar["term"] for bar in plain["bars"]) == plain["numerator"]


def test_an_agency_sees_words_and_no_number() -> None:
    plain = agency_view(a_match()).as_json()
    assert plain["band"] == "partial"
    assert plain["conditions"] == {
        "language": "to_be_confirmed",
        "place": "met",
        "permit": "to_be_confirmed",
    }
    assert [each["coverage"] for each in plain["requirements"]] == ["partly", "met", "missing"]

    def numbers(value: object) -> list[object]:
        if isinstance(value, dict):
            return [found for each in value.values() for found in numbers(each)]
        if isinstance(value, list):
            return [found for each in value for found in numbers(each)]
        return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []

    assert numbers(plain) == []
    assert numbers(explain(a_match()).as_json())


@pytest.mark.parametrize("answer", list(Answer))
def test_an_agency_view_is_the_same_whatever_was_answered_about_a_permit(answer: Answer) -> None:
    view = agency_view(a_match(answer))
    assert view == agency_view(a_match())
    assert dict(view.conditions)[ConditionCode.PERMIT] is Confirmation.TO_BE_CONFIRMED


def test_an_agency_view_names_no_person_and_no_claim() -> None:
    text = json.dumps(agency_view(a_match()).as_json())
    assert "slot" not in text
    assert skill("broodstock_care") not in text


@pytest.mark.parametrize(
    ("numerator", "band"),
    [
        (SCORE_DENOMINATOR, Band.STRONG),
        (75_000_000, Band.STRONG),
        (74_999_999, Band.GOOD),
        (55_000_000, Band.GOOD),
        (54_999_999, Band.PARTIAL),
        (0, Band.PARTIAL),
    ],
)
def test_bands_begin_at_their_limits(numerator: int, band: Band) -> None:
    assert band_of(numerator) is band


def test_every_reason_knows_its_audiences() -> None:
    assert set(REASON_AUDIENCES) == set(ReasonCode)
    assert all(REASON_AUDIENCES.values())


def test_a_near_match_names_the_missing_skill_and_the_nearest_claim() -> None:
    [near] = near_matches([a_match()])
    assert near.slot == Slot(1)
    [missing] = near.missing_skills
    assert (missing.concept, missing.nearest) == (skill("fish_health"), skill("broodstock_care"))
    assert missing.reason is ReasonCode.SKILL_MISSING
    assert near.other_reasons == ((ReasonCode.LANGUAGE, Verdict.UNMET),)
    assert explain(a_match()).bars[0].children[0].coverage is Coverage.PARTLY


def test_silence_has_sentences_of_its_own_wherever_a_no_is_possible_too() -> None:
    assert sentence_key(ReasonCode.WILLINGNESS, Verdict.UNMET) == "WILLINGNESS"
    assert sentence_key(ReasonCode.WILLINGNESS, Verdict.UNKNOWN) == "WILLINGNESS.unknown"
    assert sentence_key(ReasonCode.DATES_UNKNOWN, Verdict.UNKNOWN) == "DATES_UNKNOWN"


def test_an_occupation_a_machine_guessed_is_marked_in_the_match() -> None:
    asked = ExperienceRequirement(occupation=occupation("nurse"))
    person = profile(claim("triage"), experience=(worked(4, "nurse"),))

    def marked(asked: ExperienceRequirement, person: MatchProfile) -> bool:
        asking = need(asks("triage"), experience=asked)
        return weigh(person, asking, TAXONOMY, VERSION_1, TODAY).machine_proposals

    guessed = tuple(replace(each, proposed_by_machine=True) for each in person.experience)
    assert not marked(asked, person)
    assert marked(replace(asked, proposed_by_machine=True), person)
    assert marked(asked, replace(person, experience=guessed))
    elsewhere = ExperienceRequirement(occupation=occupation("fisher"))
    assert not marked(elsewhere, replace(person, experience=guessed))
