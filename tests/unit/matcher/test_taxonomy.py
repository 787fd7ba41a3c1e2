"""What the concept graph says about two skills."""

import pytest

from matcher.errors import UnknownConcept
from matcher.taxonomy import Concept, ConceptKind, Label, Relation, RelationKind, Taxonomy
from matcher.types import ConceptUri
from tests.factories import OCCUPATIONS, SKILLS, occupation, skill, small_taxonomy

TAXONOMY = small_taxonomy()


@pytest.mark.parametrize(
    ("claimed", "asked", "expected"),
    [
        ("triage", "triage", 100),
        ("cage_farming", "fish_farming", 90),
        ("cage_farming", "aquaculture", 90),
        ("fish_farming", "cage_farming", 70),
        ("aquaculture", "cage_farming", 70),
        ("engine_repair", "gill_netting", 60),
        ("gill_netting", "engine_repair", 60),
        ("broodstock_care", "fish_health", 55),
        ("cage_farming", "pond_farming", 60),
        ("ledger_systems", "fish_health", 0),
    ],
)
def test_similarity_follows_the_published_scale(claimed: str, asked: str, expected: int) -> None:
    assert TAXONOMY.similarity(skill(claimed), skill(asked)) == expected


def test_shared_occupations_count_by_jaccard() -> None:
    """Net mending and engine repair share both of their occupations."""
    assert TAXONOMY.similarity(skill("net_mending"), skill("engine_repair")) == 60
    assert TAXONOMY.similarity(skill("triage"), skill("wound_care")) == 55
    occupations_only = Taxonomy(
        "test",
        [Concept(skill(name), ConceptKind.SKILL, ()) for name in ("a", "b", "c")]
        + [Concept(occupation(name), ConceptKind.OCCUPATION, ()) for name in ("x", "y", "z")],
        [
            Relation(occupation(work), RelationKind.ESSENTIAL_SKILL, skill(name))
            for work, name in ("xa", "ya", "xb", "xc", "yc", "zc")
        ],
    )
    assert occupations_only.similarity(skill("a"), skill("b")) == 30
    assert occupations_only.similarity(skill("a"), skill("c")) == 40
    assert occupations_only.similarity(skill("b"), skill("c")) == 0


def _family(size: int) -> Taxonomy:
    names = [f"s{number}" for number in range(size)]
    concepts = [Concept(skill(name), ConceptKind.SKILL, ()) for name in ("top", "group", *names)]
    edges = [("group", "top"), *((name, "group") for name in names)]
    return Taxonomy(
        "test",
        concepts,
        [Relation(skill(a), RelationKind.BROADER, skill(b)) for a, b in edges],
    )


def test_members_of_a_large_group_are_no_siblings() -> None:
    assert _family(30).similarity(skill("s0"), skill("s1")) == 55
    assert _family(31).similarity(skill("s0"), skill("s1")) == 0
    assert len(_family(400).neighbours(skill("s0"))) == 2


def test_a_direct_step_always_counts_and_a_longer_one_only_to_something_specific() -> None:
    assert _family(200).similarity(skill("s0"), skill("group")) == 90
    assert _family(49).similarity(skill("s0"), skill("top")) == 90
    assert _family(50).similarity(skill("s0"), skill("top")) == 0


def test_what_serves_is_the_mirror_of_what_is_accepted() -> None:
    for asked in SKILLS:
        for claimed, similarity in TAXONOMY.neighbours(skill(asked)).items():
            assert TAXONOMY.serves(claimed)[skill(asked)] == similarity


def test_nothing_below_the_floor_is_a_neighbour() -> None:
    values = [v for name in SKILLS for v in TAXONOMY.neighbours(skill(name)).values()]
    assert values
    assert min(values) >= 30


def test_a_concept_the_release_does_not_hold_is_like_itself_only() -> None:
    gone = skill("forgotten_craft")
    assert gone not in TAXONOMY
    assert TAXONOMY.similarity(gone, gone) == 100
    assert TAXONOMY.neighbours(gone) == {gone: 100}
    assert TAXONOMY.similarity(gone, skill("triage")) == 0
    assert TAXONOMY.label(gone, "fr") == gone
    with pytest.raises(UnknownConcept):
        TAXONOMY.concept(gone)


def test_cycles_among_broader_concepts_are_survived() -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "a"), ("a", "a")]
    cyclic = Taxonomy(
        "test",
        [Concept(skill(name), ConceptKind.SKILL, ()) for name in "abc"],
        [Relation(skill(one), RelationKind.BROADER, skill(two)) for one, two in edges],
    )
    assert cyclic.similarity(skill("a"), skill("a")) == 100
    assert cyclic.within(skill("a")) == {skill("a"), skill("b"), skill("c")}


def test_relations_to_unknown_concepts_are_dropped_and_counted() -> None:
    lonely = Taxonomy(
        "test",
        [Concept(skill("a"), ConceptKind.SKILL, ())],
        [Relation(skill("a"), RelationKind.BROADER, skill("nowhere"))],
    )
    assert lonely.dangling == 1
    assert lonely.relations == []
    assert len(lonely) == 1


def test_labels_fall_back_to_english_and_then_to_any() -> None:
    words = (Label("en", "net mending"), Label("fr", "ramendage"))
    arabic = (Label("ar", "ترقيع الشباك"),)
    taxonomy = Taxonomy(
        "test",
        [
            Concept(skill("nets"), ConceptKind.SKILL, words),
            Concept(skill("arabic"), ConceptKind.SKILL, arabic),
            Concept(skill("mute"), ConceptKind.SKILL, ()),
        ],
        [],
    )
    assert taxonomy.label(skill("nets"), "fr") == "ramendage"
    assert taxonomy.label(skill("nets"), "pt") == "net mending"
    assert taxonomy.label(skill("arabic"), "fr") == "ترقيع الشباك"
    assert taxonomy.label(skill("mute"), "fr") == skill("mute")


def test_skills_of_an_occupation_are_the_essential_ones_unless_asked() -> None:
    assert TAXONOMY.skills_of(occupation("nurse")) == tuple(
        sorted(skill(name) for name in OCCUPATIONS["nurse"])
    )
    assert TAXONOMY.skills_of(occupation("nurse"), essential=False) == ()
    assert TAXONOMY.skills_of(ConceptUri("urn:nobody")) == ()


def test_broader_and_narrower_are_one_step() -> None:
    assert TAXONOMY.broader(skill("cage_farming")) == (skill("fish_farming"),)
    assert skill("cage_farming") in TAXONOMY.narrower(skill("fish_farming"))
    assert TAXONOMY.broader(skill("nothing")) == ()
    assert TAXONOMY.within(skill("nothing")) == {skill("nothing")}
