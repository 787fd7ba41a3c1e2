"""Concepts of one family and language, prepared as arrays.

Rules:

- A family is skills, or occupations with the groups they belong to.
- A language that names at least half of the concepts is compared with its own labels; any
  other with English, French and Spanish ones, through translated stems.
- What is prepared depends on the vocabulary, the family and the language alone.

What it does not do: rank (``matcher.linking.ranking``), or open files; whoever has a place
for files keeps the arrays.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matcher.linking.compounds import Cutter
from matcher.linking.hearing import Ear, train_on_labels, train_on_language, train_on_texts
from matcher.linking.labels import (
    FALLBACK_LANGUAGE,
    Neighbourhood,
    Vocabulary,
    foreign_wordings,
    labels_in,
    own_wordings,
    wordings,
)
from matcher.linking.meaning import Meaning
from matcher.linking.shares import Shares
from matcher.linking.translation import Translation
from matcher.linking.vectors import (
    Arrays,
    Lexicon,
    Numbers,
    Space,
    letter_groups,
    packed,
    unpacked,
)
from matcher.normalise import fold, stem, without_accents, words
from matcher.taxonomy import Concept, ConceptKind
from matcher.types import ConceptUri

LAYOUT = "1"
"""Version of the arrays; what was prepared under another one is prepared again."""
_KINDS = tuple(ConceptKind)


@dataclass(frozen=True, slots=True)
class Entries:
    """The concepts of an index and their labels.

    ``starts`` gives the first label of each concept, and at its end the number of labels;
    ``unit_groups`` the number of each concept's ISCO unit group, or -1; ``group_places``
    the place of the concept that is the group, or -1; ``minor_groups`` the number of the
    minor group (three digits) a unit group is in.
    """

    uris: Sequence[ConceptUri]
    shown: Sequence[str]
    kinds: Sequence[ConceptKind]
    texts: Sequence[str]
    preferred: Numbers
    starts: Numbers
    unit_groups: Numbers
    group_places: Numbers
    minor_groups: Numbers

    def arrays(self) -> dict[str, Numbers]:
        """Give everything as arrays."""
        return {
            "uris": packed(self.uris),
            "shown": packed(self.shown),
            "kinds": packed(self.kinds),
            "texts": packed(self.texts),
            "preferred": self.preferred,
            "starts": self.starts,
            "unit_groups": self.unit_groups,
            "group_places": self.group_places,
            "minor_groups": self.minor_groups,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Entries:
        """Take everything out of arrays given by ``arrays``."""
        kinds = {kind.value: kind for kind in _KINDS}
        return cls(
            [ConceptUri(uri) for uri in unpacked(arrays["uris"])],
            unpacked(arrays["shown"]),
            [kinds[value] for value in unpacked(arrays["kinds"])],
            unpacked(arrays["texts"]),
            arrays["preferred"],
            arrays["starts"],
            arrays["unit_groups"],
            arrays["group_places"],
            arrays["minor_groups"],
        )


@dataclass(frozen=True, slots=True)
class LanguageIndex:
    """Everything a phrase of one language is compared with.

    ``letters`` and ``shares`` have a row a label; ``subjects``, ``named``, ``described``
    and ``meaning`` a row a concept. ``translation`` is ``None`` for English. ``bridge``
    holds English labels, where the language has its own ones beside them; ``bridge_starts``
    their first places a concept.
    """

    language: str
    entries: Entries
    letters: Space
    subjects: Space
    named: Space
    described: Space
    shares: Shares
    cutter: Cutter
    translation: Translation | None
    bridge: Shares | None
    bridge_starts: Numbers
    meaning: Numbers
    by_letters: Ear
    by_stems: Ear

    @property
    def is_foreign(self) -> bool:
        """Whether phrases are compared with labels of other languages."""
        return self.translation is not None and self.bridge is None

    def arrays(self) -> dict[str, Numbers]:
        """Give everything as arrays."""
        arrays = {
            "language": packed([self.language]),
            "cutter": packed(self.cutter.words),
            "bridge_starts": self.bridge_starts,
            "meaning": self.meaning,
            **self.entries.arrays(),
            **self.letters.arrays("letters"),
            **self.subjects.arrays("subjects"),
            **self.named.arrays("named"),
            **self.described.arrays("described"),
            **self.shares.arrays("shares"),
            **self.by_letters.arrays("by_letters"),
            **self.by_stems.arrays("by_stems"),
        }
        if self.translation is not None:
            arrays |= self.translation.arrays("translation")
        if self.bridge is not None:
            arrays |= self.bridge.arrays("bridge")
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> LanguageIndex:
        """Take the index out of arrays given by ``arrays``."""
        (language,) = unpacked(arrays["language"])
        translated, bridged = "translation.own" in arrays, "bridge.names" in arrays
        read_as = FALLBACK_LANGUAGE if translated and not bridged else language
        letters = Space.from_arrays(arrays, "letters")
        return cls(
            language=language,
            entries=Entries.from_arrays(arrays),
            letters=letters,
            subjects=Space.from_arrays(arrays, "subjects"),
            named=Space.from_arrays(arrays, "named"),
            described=Space.from_arrays(arrays, "described"),
            shares=Shares.from_arrays(arrays, "shares"),
            cutter=Cutter(unpacked(arrays["cutter"]), read_as),
            translation=Translation.from_arrays(arrays, "translation", language)
            if translated
            else None,
            bridge=Shares.from_arrays(arrays, "bridge") if bridged else None,
            bridge_starts=arrays["bridge_starts"],
            meaning=arrays["meaning"],
            by_letters=Ear.from_arrays(arrays, "by_letters", letters.pieces),
            by_stems=Ear.from_arrays(arrays, "by_stems"),
        )


def build_index(
    vocabulary: Vocabulary, kinds: frozenset[ConceptKind], language: str, meaning: Meaning
) -> LanguageIndex:
    """Prepare the concepts of some kinds for phrases of a primary language."""
    wanted = sorted(
        (each for each in vocabulary.concepts if each.kind in kinds), key=lambda each: each.uri
    )
    spoken = sum(any(label.language == language for label in each.labels) for each in wanted)
    foreign = language != FALLBACK_LANGUAGE and 2 * spoken < len(wanted)
    listed = [
        (concept, found)
        for concept in wanted
        if (found := foreign_wordings(concept) if foreign else wordings(concept, language))
    ]
    entries = _entries(listed, language)
    concepts = [concept for concept, _ in listed]
    read_as = FALLBACK_LANGUAGE if foreign else language
    lexicon = Lexicon()
    labels = [lexicon.add(text.split()) for text in entries.texts]
    cutter = Cutter(() if foreign else lexicon.words, read_as)
    letters = Space.of(labels, lexicon, letter_groups)
    own = [
        array("i", [number for label in labels[first:last] for number in label])
        for first, last in pairwise(entries.starts.tolist())
    ]
    around = Neighbourhood(vocabulary, read_as)
    beside = [lexicon.add(around.words(concept)) for concept in concepts]
    told = [
        lexicon.add(words(without_accents(fold(each.descriptions.get(read_as, ""))), read_as))
        for each in concepts
    ]
    subjects = [
        array("i", dict.fromkeys(mine)) + more for mine, more in zip(own, beside, strict=True)
    ]
    vectors = meaning.of(entries.uris)
    bridge, bridge_starts = None, entries.starts
    if language != FALLBACK_LANGUAGE and not foreign:
        bridge, bridge_starts = _bridge(concepts)
    return LanguageIndex(
        language=language,
        entries=entries,
        letters=letters,
        subjects=Space.of(subjects, lexicon, cutter.pieces),
        named=Space.of(own, lexicon, cutter.pieces),
        described=Space.of(told, lexicon, cutter.pieces),
        shares=Shares.of(labels, lexicon, cutter.pieces),
        cutter=cutter,
        translation=None
        if language == FALLBACK_LANGUAGE
        else Translation.learn(vocabulary, language),
        bridge=bridge,
        bridge_starts=bridge_starts,
        meaning=vectors,
        by_letters=train_on_language(vocabulary, language, meaning)
        if foreign
        else train_on_labels(letters, vectors, entries.preferred, entries.starts),
        by_stems=train_on_texts(vocabulary, language, meaning),
    )


def _entries(listed: Sequence[tuple[Concept, dict[str, bool]]], language: str) -> Entries:
    """Lay out the concepts and labels of an index."""
    concepts = [concept for concept, _ in listed]
    groups = sorted({_unit_group(each) for each in concepts} - {""})
    numbers = {code: number for number, code in enumerate(groups)}
    places = np.full(len(groups), -1, dtype=np.int64)
    for place, concept in enumerate(concepts):
        if concept.kind is ConceptKind.ISCO_GROUP and _unit_group(concept):
            places[numbers[_unit_group(concept)]] = place
    return Entries(
        uris=[each.uri for each in concepts],
        shown=[labels_in(each, language)[0].text.replace("\0", " ") for each in concepts],
        kinds=[each.kind for each in concepts],
        texts=[text for _, found in listed for text in found],
        preferred=np.array([own for _, found in listed for own in found.values()], dtype=bool),
        starts=_starts(len(found) for _, found in listed),
        unit_groups=np.array(
            [numbers.get(_unit_group(each), -1) for each in concepts], dtype=np.int64
        ),
        group_places=places,
        minor_groups=np.unique([code[:3] for code in groups], return_inverse=True)[1].astype(
            np.int64
        ),
    )


def _unit_group(concept: Concept) -> str:
    """Give the four digits of a concept's unit group, or nothing."""
    code = concept.code or ""
    return code if len(code) == 4 else ""


def _bridge(concepts: Sequence[Concept]) -> tuple[Shares, Numbers]:
    """Give the English labels of concepts; one without any has an empty label."""
    found = [list(own_wordings(each, FALLBACK_LANGUAGE)) or [""] for each in concepts]
    lexicon = Lexicon()
    labels = [lexicon.add(text.split()) for texts in found for text in texts]
    shares = Shares.of(labels, lexicon, lambda word: (stem(word, FALLBACK_LANGUAGE),))
    return shares, _starts(len(texts) for texts in found)


def _starts(lengths: Iterable[int]) -> Numbers:
    return np.cumsum([0, *lengths], dtype=np.int64)
