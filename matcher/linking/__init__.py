"""Words to concepts: what people and adverts write, linked to a taxonomy.

See ``matcher.linking.linker`` for the rules; the modules beside it prepare (``labels``,
``vectors``, ``compounds``, ``meaning``, ``hearing``, ``translation``, ``index``), compare
(``shares``, ``signs``, ``ranking``) and hold what was learnt (``trees``, ``weights``).

What it does not do: keep phrases, or open files.
"""

from matcher.linking.index import LAYOUT, LanguageIndex
from matcher.linking.labels import ConceptList, Vocabulary
from matcher.linking.linker import (
    OCCUPATIONS,
    OCCUPATIONS_AND_GROUPS,
    SKILLS,
    IndexMaker,
    IndexSource,
    Kinds,
    Linked,
    LinkedConcept,
    Linker,
    family_of,
)

__all__ = [
    "LAYOUT",
    "OCCUPATIONS",
    "OCCUPATIONS_AND_GROUPS",
    "SKILLS",
    "ConceptList",
    "IndexMaker",
    "IndexSource",
    "Kinds",
    "LanguageIndex",
    "Linked",
    "LinkedConcept",
    "Linker",
    "Vocabulary",
    "family_of",
]
