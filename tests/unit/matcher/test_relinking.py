"""What one release calls a concept of another, or nothing when that is not sure."""

from matcher.linking import OCCUPATIONS, SKILLS, Linker
from matcher.relinking import Relinker
from matcher.taxonomy import Concept, ConceptKind, Label, LabelKind, Taxonomy
from matcher.types import ConceptUri


def concept(name: str, *labels: tuple[str, str], kind: ConceptKind = ConceptKind.SKILL) -> Concept:
    """Make a concept; of each language the first label is the preferred one."""
    seen: set[str] = set()
    made = []
    for language, text in labels:
        status = LabelKind.ALTERNATIVE if language in seen else LabelKind.PREFERRED
        seen.add(language)
        made.append(Label(language, text, status))
    return Concept(ConceptUri(name), kind, tuple(made))


NEW = Taxonomy(
    "new",
    [
        concept(
            "new:nets", ("en", "repair nets"), ("en", "mend nets"), ("fr", "réparer des filets")
        ),
        concept("new:ropes", ("en", "splice ropes"), ("fr", "épisser des cordages")),
        concept("new:twin-a", ("en", "feed fish"), ("fr", "nourrir des poissons")),
        concept("new:twin-b", ("en", "feed fish"), ("fr", "alimenter des poissons")),
        concept("new:fisher", ("en", "splice ropes"), kind=ConceptKind.OCCUPATION),
    ],
    [],
)


def relinker() -> Relinker:
    return Relinker(NEW, Linker.build(NEW, SKILLS), Linker.build(NEW, OCCUPATIONS))


def test_a_concept_the_release_holds_is_itself() -> None:
    assert relinker().translate(NEW.concepts[1]) == "new:ropes"


def test_a_shared_preferred_label_carries_over_whatever_case_and_accents() -> None:
    assert relinker().translate(concept("old:a", ("fr", "Reparer des FILETS"))) == "new:nets"


def test_a_label_two_concepts_share_decides_nothing() -> None:
    assert relinker().translate(concept("old:b", ("en", "feed fish"))) is None


def test_another_language_breaks_the_tie() -> None:
    old = concept("old:c", ("en", "feed fish"), ("fr", "alimenter des poissons"))
    assert relinker().translate(old) == "new:twin-b"


def test_a_skill_never_becomes_an_occupation_nor_the_other_way_round() -> None:
    assert relinker().translate(concept("old:d", ("en", "splice ropes"))) == "new:ropes"
    as_work = concept("old:e", ("en", "splice ropes"), kind=ConceptKind.OCCUPATION)
    assert relinker().translate(as_work) == "new:fisher"


def test_what_is_not_sure_is_not_carried_over() -> None:
    for label in ("play the oud", "nets of influence", "mend"):
        assert relinker().translate(concept("old:" + label, ("en", label))) is None


def test_groups_are_headings_and_carry_over_to_nothing() -> None:
    group = concept("old:g", ("en", "repair nets"), kind=ConceptKind.SKILL_GROUP)
    assert relinker().translate(group) is None
