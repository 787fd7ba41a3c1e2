"""A tiny vocabulary of fishing and care, shared by the tests of linking and proposals."""

from matcher.linking import ConceptList
from matcher.taxonomy import Concept, ConceptKind, Label, LabelKind, Relation, RelationKind
from matcher.types import ConceptUri


def concept(
    name: str,
    kind: ConceptKind,
    labels: dict[str, list[str]],
    descriptions: dict[str, str] | None = None,
) -> Concept:
    """Build a concept; the first label of each language is its preferred one."""
    return Concept(
        ConceptUri(name),
        kind,
        tuple(
            Label(language, text, LabelKind.ALTERNATIVE if place else LabelKind.PREFERRED)
            for language, texts in labels.items()
            for place, text in enumerate(texts)
        ),
        descriptions=descriptions or {},
    )


SKILL = ConceptKind.SKILL
OCCUPATION = ConceptKind.OCCUPATION

CONCEPTS = (
    concept(
        "mending",
        SKILL,
        {
            "en": ["mend fishing nets", "net mending", "repair nets"],
            "fr": ["réparer des filets", "ramendage de filets"],
            "ar": ["إصلاح شباك الصيد"],
        },
    ),
    concept("making", SKILL, {"en": ["make fishing nets"], "fr": ["fabriquer des filets"]}),
    concept("wounds", SKILL, {"en": ["dress wounds"], "fr": ["panser des plaies"]}),
    concept("welding", SKILL, {"en": ["weld metal", "welding"]}),
    concept("drawing", SKILL, {"xx": ["zeichnen"]}),
    concept("silent", SKILL, {}),
    concept(
        "fisher", OCCUPATION, {"en": ["fisher", "fisherman"], "fr": ["pêcheur/pêcheuse", "marin"]}
    ),
    concept("nurse", OCCUPATION, {"en": ["nurse"], "fr": ["infirmier/infirmière"], "ar": ["ممرض"]}),
    concept("fishers", ConceptKind.ISCO_GROUP, {"en": ["Fishery workers"]}),
)
RELATIONS = (
    Relation(ConceptUri("fisher"), RelationKind.ESSENTIAL_SKILL, ConceptUri("mending")),
    Relation(ConceptUri("fisher"), RelationKind.OPTIONAL_SKILL, ConceptUri("making")),
    Relation(ConceptUri("nurse"), RelationKind.ESSENTIAL_SKILL, ConceptUri("wounds")),
    Relation(ConceptUri("fisher"), RelationKind.BROADER, ConceptUri("fishers")),
)
WORLD = ConceptList(CONCEPTS, RELATIONS)
