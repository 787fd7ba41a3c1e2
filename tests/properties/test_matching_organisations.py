"""Organisations are weighed by the same kind of sum."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.organisations.ranking import rank_organisations, weigh_organisation
from matcher.types import (
    Collaboration,
    CollaborationKind,
    ConceptUri,
    CountryCode,
    LanguageSkill,
    MatchNeed,
    MatchOrganisation,
    NeedKind,
    OrganisationKind,
    OrganisationRef,
    SizeBand,
)
from tests import strategies as some
from tests.factories import TODAY, small_taxonomy

TAXONOMY = small_taxonomy()
STEADY = settings(derandomize=True, max_examples=60, deadline=None)
kinds = st.sampled_from(OrganisationKind)
organisations = st.builds(
    MatchOrganisation,
    reference=st.integers(1, 10_000).map(lambda number: OrganisationRef(f"o{number}")),
    kind=kinds,
    place=some.places,
    specialities=st.lists(some.skills, max_size=4).map(tuple),
    offers=st.none() | st.frozensets(st.sampled_from(CollaborationKind)),
    size_band=st.sampled_from(SizeBand),
    languages=st.lists(some.spoken, max_size=3).map(tuple),
)
collaborations = st.builds(
    Collaboration,
    asker_kind=kinds,
    asker_country=st.sampled_from(("EG", "MA")).map(CountryCode),
    asker_size=st.sampled_from(SizeBand),
    wanted=st.frozensets(st.sampled_from(CollaborationKind)),
    brain_drain_sector=st.booleans(),
)
needs = st.builds(
    replace,
    some.any_needs,
    kind=st.sampled_from((NeedKind.INSTITUTIONAL_COLLABORATION, NeedKind.TRAINING_DELIVERY)),
    collaboration=st.none() | collaborations,
)


@STEADY
@given(organisations, needs)
def test_the_terms_sum_to_the_score_exactly(one: MatchOrganisation, need: MatchNeed) -> None:
    match = weigh_organisation(one, need, TAXONOMY, TODAY)
    assert sum(each.term for each in match.evidence) == match.numerator
    assert sum(each.weight for each in match.evidence) == 100
    assert 0 <= match.numerator <= 100_000_000
    assert {each.criterion for each in match.evidence}.isdisjoint(match.left_out)


@STEADY
@given(organisations, needs, some.skills, some.spoken, st.sampled_from(CollaborationKind))
def test_stating_more_never_lowers_a_score(
    one: MatchOrganisation,
    need: MatchNeed,
    speciality: ConceptUri,
    spoken: LanguageSkill,
    offered: CollaborationKind,
) -> None:
    before = weigh_organisation(one, need, TAXONOMY, TODAY).numerator
    for richer in (
        replace(one, specialities=(*one.specialities, speciality)),
        replace(one, languages=(*one.languages, spoken)),
        replace(one, offers=(one.offers or frozenset()) | {offered}),
    ):
        assert weigh_organisation(richer, need, TAXONOMY, TODAY).numerator >= before


@STEADY
@given(st.lists(organisations, max_size=6, unique_by=lambda one: one.reference), needs, st.data())
def test_the_order_is_total_and_nobody_near_stands_above_a_direct_one(
    many: list[MatchOrganisation], need: MatchNeed, data: st.DataObject
) -> None:
    ranked = rank_organisations(need, many, TAXONOMY, TODAY)
    keys = [(match.bucket, -match.numerator) for match in ranked]
    assert keys == sorted(keys)
    mixed = data.draw(st.permutations(many))
    assert rank_organisations(need, mixed, TAXONOMY, TODAY) == ranked
    alone = [weigh_organisation(one, need, TAXONOMY, TODAY) for one in many]
    assert all(match in alone for match in ranked)
