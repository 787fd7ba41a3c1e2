"""Another release becomes active: people keep what they said and are still found by it."""

from dataclasses import replace

from api.services.matches.rank_matches import coordinator_ranking
from api.services.people.edit_profile import own_profile
from data.repositories import TaxonomyReleases
from matcher.taxonomy import Concept, Relation
from matcher.types import (
    Bucket,
    ConceptUri,
    Level,
    MatchNeed,
    NeedId,
    NeedKind,
    Requirement,
    RequirementKind,
)
from tests.api_world import World, uri
from tests.factories import claim, small_taxonomy


def renamed(concept: ConceptUri) -> ConceptUri:
    return ConceptUri(concept.replace("urn:", "urn:next:", 1))


def activate_successor(world: World, without: frozenset[ConceptUri] = frozenset()) -> None:
    """Store the small taxonomy once more under other identifiers, and make it active."""
    taxonomy = small_taxonomy()
    concepts: list[Concept] = [
        replace(each, uri=renamed(each.uri))
        for each in taxonomy.concepts
        if each.uri not in without
    ]
    held = {each.uri for each in concepts}
    relations = [
        Relation(renamed(each.source), each.kind, renamed(each.target))
        for each in taxonomy.relations
        if renamed(each.source) in held and renamed(each.target) in held
    ]
    with world.acting(None) as context:
        releases = TaxonomyReleases(context.work)
        releases.store("next", "1" * 64, concepts, relations, context.today)
        releases.activate("next")


def test_a_person_is_found_under_the_new_names_and_the_match_says_a_machine_carried_them_over(
    world: World,
) -> None:
    agency, coordinator = world.agency(), world.coordinator()
    world.person()
    need = world.need(agency, "cage_farming")
    with world.acting(coordinator) as context:
        before = coordinator_ranking(context, need.id).matches
    activate_successor(world)
    with world.acting(coordinator) as context:
        after = coordinator_ranking(context, need.id).matches
    assert [item.explanation.bucket for item in after] == [
        item.explanation.bucket for item in before
    ]
    assert [item.explanation.proposed_by_machine for item in before] == [False]
    assert [item.explanation.proposed_by_machine for item in after] == [True]


def test_what_she_stated_stays_as_she_stated_it_with_its_label(world: World) -> None:
    somebody = world.person()
    activate_successor(world)
    with world.acting(somebody.actor) as context:
        shown = own_profile(context)
    assert uri("cage_farming") in {claim.concept for claim in shown.work.value.skills}
    assert shown.labels[uri("cage_farming")] != uri("cage_farming")


def test_an_asked_skill_the_new_release_does_not_know_is_missing_not_free(world: World) -> None:
    agency, coordinator = world.agency(), world.coordinator()
    world.person()
    need = world.need(agency, "cage_farming", "net_mending")
    activate_successor(world, without=frozenset({uri("net_mending")}))
    with world.acting(coordinator) as context:
        ranking = coordinator_ranking(context, need.id)
    assert {item.explanation.bucket for item in ranking.matches} == {"near"}


def test_of_two_requirements_that_fall_together_the_stricter_is_asked(world: World) -> None:
    """The need already asks the new name, optionally; the old one was essential."""
    world.person()
    activate_successor(world)
    both = MatchNeed(
        NeedId("both"),
        NeedKind.VACANCY,
        requirements=(
            Requirement(renamed(uri("cage_farming")), RequirementKind.OPTIONAL),
            Requirement(uri("cage_farming")),
        ),
    )
    with world.acting(world.coordinator()) as context:
        context.runtime.pool.refresh(context)
        [(_, match)] = context.runtime.pool.rank_people(context, both, 5).people
    [skills] = [each for each in match.evidence if each.children]
    assert [child.requirement.kind for child in skills.children] == [RequirementKind.ESSENTIAL]


def test_of_two_claims_that_fall_together_the_best_counts(world: World) -> None:
    stated = (
        replace(claim("cage_farming", 1), concept=renamed(uri("cage_farming"))),
        claim("cage_farming", 4),
    )
    activate_successor(world)
    world.person(*stated)
    asked = MatchNeed(
        NeedId("one"),
        NeedKind.VACANCY,
        requirements=(Requirement(renamed(uri("cage_farming")), minimum_level=Level.EXPERT),),
    )
    with world.acting(world.coordinator()) as context:
        context.runtime.pool.refresh(context)
        [(_, match)] = context.runtime.pool.rank_people(context, asked, 5).people
    assert match.bucket is Bucket.DIRECT
