"""Organisations and mentors, beyond what the cases tell."""

from dataclasses import replace

import pytest

from matcher.allocation import Applicant, Campaign, Edges, SeatedNeed, allocate
from matcher.mentoring import places_of
from matcher.organisations.kinds import kind_value, size_value
from matcher.organisations.ranking import rank_organisations
from matcher.ranking import rank_all
from matcher.types import (
    Answer,
    MatchOrganisation,
    NeedKind,
    OrganisationKind,
    OrganisationRef,
    SizeBand,
    Slot,
)
from matcher.weights import VERSION_1
from tests.factories import TODAY, asks, claim, need, place, profile, skill, small_taxonomy

TAXONOMY = small_taxonomy()


def an_organisation(name: str, *specialities: str) -> MatchOrganisation:
    return MatchOrganisation(
        OrganisationRef(name),
        OrganisationKind.HOSPITAL,
        place("DE"),
        tuple(skill(word) for word in specialities),
    )


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_likeness_of_kinds_goes_both_ways_and_is_full_only_for_the_same(
    kind: OrganisationKind,
) -> None:
    assert kind_value(kind, kind) == 1000
    for other in OrganisationKind:
        assert kind_value(kind, other) == kind_value(other, kind)
        assert kind is other or kind_value(kind, other) in {0, 500}


def test_sizes_are_compared_by_their_distance_and_the_unknown_one_is_like_no_other() -> None:
    assert [size_value(SizeBand.UP_TO_9, other) for other in SizeBand] == [0, 1000, 600, 200, 0, 0]
    assert size_value(SizeBand.UNKNOWN, SizeBand.UNKNOWN) == 0


def test_who_has_nothing_that_is_asked_is_left_out_and_equals_are_drawn_by_lot() -> None:
    many = [an_organisation(f"o{number}", "triage") for number in range(20)]
    many.append(an_organisation("stranger", "ledger_systems"))
    orders = []
    for name in ("a", "b"):
        asked = need(asks("triage"), need_id=name, kind=NeedKind.INSTITUTIONAL_COLLABORATION)
        ranked = rank_organisations(asked, many, TAXONOMY, TODAY)
        orders.append([match.organisation for match in ranked])
    assert all("stranger" not in order and len(order) == 20 for order in orders)
    assert orders[0] != orders[1]


def test_a_need_without_a_requirement_ranks_no_organisation() -> None:
    assert rank_organisations(need(), [an_organisation("one", "triage")], TAXONOMY, TODAY) == ()


def test_a_campaign_seats_every_mentee_as_far_as_places_go() -> None:
    mentors = [
        profile(claim("triage", 4), slot=1, willing_to_share=Answer.YES, mentoring_places=2),
        profile(claim("triage", 3), slot=2, willing_to_share=Answer.YES),
        profile(claim("net_mending"), slot=3, willing_to_share=Answer.YES, mentoring_places=9),
    ]
    mentees = [
        need(asks("triage"), need_id=f"m{number}", kind=NeedKind.MENTORING) for number in range(4)
    ]
    edges = Edges.of_matches(
        match
        for mentee in mentees
        for match in rank_all(mentee, mentors, TAXONOMY, VERSION_1, TODAY).matches
    )
    campaign = Campaign(
        needs=tuple(SeatedNeed(mentee.need_id, mentee.seats) for mentee in mentees),
        applicants=tuple(Applicant(each.slot, each.lot, places_of(each)) for each in mentors),
        edges=edges,
        seed=3,
        conditional=True,
    )
    answer = allocate(campaign)
    seats = {slot: len(result.seats) for slot, result in answer.people.items()}
    assert seats == {Slot(1): 2, Slot(2): 1, Slot(3): 0}
    only_sure = allocate(replace(campaign, conditional=False))
    assert not only_sure.people[Slot(2)].seats
