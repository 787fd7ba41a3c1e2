"""What an agency is shown of one match is shared by five people, or follows from the bucket."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from api.services.matches.anonymise_matches import (
    LEAST_ALIKE,
    UNKNOWN,
    Background,
    anonymise_matches,
    background_of,
)
from api.services.views.agency import AnonymousCoverage, AnonymousState, Detail, ExperienceBand
from matcher.explanation import band_of
from matcher.ranking import rank_all
from matcher.types import Answer, Bucket, MatchProfile, Mode, ScoredMatch
from matcher.weights import VERSION_1
from tests.factories import (
    TODAY,
    asks,
    asks_language,
    claim,
    need,
    optional,
    place,
    profile,
    small_taxonomy,
    speaks,
    worked,
)

TAXONOMY = small_taxonomy()
ASKED = need(
    asks("cage_farming"),
    asks("fish_health"),
    optional("net_mending"),
    languages=(asks_language("ar"),),
    mode=Mode.SEASONAL,
    permits=("work_authorisation",),
)
Drawn = tuple[list[tuple[str, int]], bool, Mode | None]
SKILLS = st.lists(
    st.tuples(st.sampled_from(["cage_farming", "fish_health", "net_mending"]), st.integers(1, 4)),
    min_size=1,
    max_size=3,
    unique_by=lambda pair: pair[0],
)
STATED = st.tuples(SKILLS, st.booleans(), st.sampled_from([None, Mode.SEASONAL, Mode.REMOTE]))


def people(drawn: Sequence[Drawn]) -> list[MatchProfile]:
    return [
        profile(
            *(claim(name, level) for name, level in skills),
            slot=slot,
            languages=(speaks("ar"),) if speaks_arabic else (),
            modes=None if mode is None else frozenset({mode}),
        )
        for slot, (skills, speaks_arabic, mode) in enumerate(drawn, 1)
    ]


def matches_of(profiles: list[MatchProfile]) -> tuple[ScoredMatch, ...]:
    return rank_all(ASKED, profiles, TAXONOMY, VERSION_1, TODAY).matches


@given(st.lists(STATED, max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_shown_combination_belongs_to_fewer_than_five(
    drawn: list[Drawn],
) -> None:
    matches = matches_of(people(drawn))
    shown = anonymise_matches(matches, TAXONOMY, "en")
    alike = Counter(
        (match.bucket, band_of(match.numerator), view)
        for match, view in zip(matches, shown, strict=True)
    )
    for (bucket, _, view), count in alike.items():
        if view.detail is not Detail.BAND:
            assert count >= LEAST_ALIKE
            continue
        direct = bucket is Bucket.DIRECT
        needed = {each.coverage for each in view.requirements if each.kind != "optional"}
        assert needed == {AnonymousCoverage.MET if direct else AnonymousCoverage.NOT_SHOWN}
        assert view.requirements_met is None


def test_with_enough_people_alike_everything_is_shown() -> None:
    everybody = people([([("cage_farming", 3)], False, None)] * LEAST_ALIKE)
    views = anonymise_matches(matches_of(everybody), TAXONOMY, "en")
    assert {view.detail for view in views} == {Detail.FULL}
    four = anonymise_matches(matches_of(everybody[1:]), TAXONOMY, "en")
    assert {view.detail for view in four} == {Detail.BAND}


def test_conditions_are_hidden_before_requirements() -> None:
    drawn: list[Drawn] = [
        ([("cage_farming", 3)], speaks, mode) for speaks in (True, False) for mode in Mode
    ]
    views = anonymise_matches(matches_of(people(drawn)), TAXONOMY, "en")
    assert {view.detail for view in views} <= {Detail.REQUIREMENTS, Detail.FULL, Detail.COUNT}
    hidden = [view for view in views if view.detail is Detail.REQUIREMENTS]
    assert hidden
    for view in hidden:
        states = {each.code.value: each.state for each in view.conditions}
        assert states.pop("permit") is AnonymousState.TO_BE_CONFIRMED
        assert set(states.values()) == {AnonymousState.NOT_SHOWN}


def test_a_permit_answer_changes_nothing_that_is_shown() -> None:
    plain = people([([("cage_farming", 3)], True, None)] * 6)
    answered = [
        replace(each, permit_answers={"work_authorisation": answer})
        for each, answer in zip(plain, [*Answer, *Answer], strict=True)
    ]
    before, after = (
        anonymise_matches(matches_of(each), TAXONOMY, "en") for each in (plain, answered)
    )
    assert before == after


HERE, THERE = Background("EG-KFS", ExperienceBand.UNDER_FIVE), Background("EG-ALX", None)


def beside(*backgrounds: Background) -> list[Background]:
    everybody = people([([("cage_farming", 3)], False, None)] * len(backgrounds))
    shown = anonymise_matches(matches_of(everybody), TAXONOMY, "en", backgrounds)
    assert {view.detail for view in shown} == {Detail.FULL}
    return [view.background for view in shown]


def test_region_and_experience_are_shown_where_five_share_everything() -> None:
    assert beside(*[HERE] * 5) == [HERE] * 5
    assert beside(*[HERE] * 5, *[THERE] * 6) == [HERE] * 5 + [THERE] * 6
    assert beside(*[HERE] * 4, *[THERE] * 4) == [UNKNOWN] * 8


def test_never_so_that_fewer_than_five_remain_without() -> None:
    """Leaving out those who are shown would else point at the rest."""
    assert beside(*[HERE] * 5, THERE) == [UNKNOWN] * 6
    assert beside(*[HERE] * 7, *[THERE] * 5, UNKNOWN) == [HERE] * 7 + [UNKNOWN] * 6
    assert beside(*[HERE] * 5, *[UNKNOWN] * 5) == [HERE] * 5 + [UNKNOWN] * 5


@given(st.lists(st.sampled_from([HERE, THERE, UNKNOWN]), min_size=5, max_size=30))
@settings(max_examples=60, deadline=None)
def test_every_background_and_its_absence_belong_to_five(backgrounds: list[Background]) -> None:
    assert all(count >= LEAST_ALIKE for count in Counter(beside(*backgrounds)).values())


def test_the_region_is_that_of_a_tie_in_the_needs_country() -> None:
    somebody = profile(
        claim("cage_farming"),
        ties=(place("MA", "MA-01"), place("EG", "EG-KFS"), place("EG", "EG-ALX")),
        residence=place("GR", "GR-J"),
        experience=(worked(7, "finance_programmer"),),
    )
    asked = replace(ASKED, place=place("EG"))
    assert background_of(somebody, asked) == Background("EG-ALX", ExperienceBand.FIVE_TO_NINE)
    assert background_of(profile(claim("cage_farming")), asked) == UNKNOWN
    assert background_of(None, asked) == UNKNOWN
