"""How near one skill is to another, read off the graph alone.

Rules, the largest that applies counts (hundredths, `SimilarityScale`):

- the same concept: 100;
- a narrower skill claimed where a broader one is asked: 90. One step always counts. Further
  up, an ancestor counts only while it has few narrower concepts in all (``chain_group``):
  "cage fish farming" stands for "aquaculture", nothing stands for "skills";
- a broader skill claimed where a narrower one is asked: 70, over the same steps;
- related in either direction: 60;
- siblings, which share a direct broader concept: 55, if that one has few direct narrower
  concepts (``sibling_group``): members of a too general group have nothing in common, and
  the largest groups of ESCO would make thousands of pairs;
- skills essential to the same occupations: up to 60, ``floor(60 * Jaccard)``;
- below the floor (30) it is 0.

Similarity is directed: `claimed` for `asked`. Concepts are dense numbers here; ``taxonomy``
speaks URIs.

What it does not do: compare words, or learn from data.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.weights import SimilarityScale

Ids = NDArray[np.int32]
_NONE: tuple[int, ...] = ()


class SkillGraph:
    """The edges between concepts, and the similarities that follow from them.

    Built from plain edges ``(source, target)`` of concept numbers; duplicates do not
    matter. Cycles among broader concepts are survived.
    """

    def __init__(
        self,
        broader: Iterable[tuple[int, int]],
        related: Iterable[tuple[int, int]],
        essential: Iterable[tuple[int, int]],
        scale: SimilarityScale,
    ) -> None:
        """Keep the edges.

        Args:
            broader: Pairs (concept, broader concept).
            related: Pairs of related skills, direction without meaning.
            essential: Pairs (occupation, essential skill).
            scale: The numbers in force.
        """
        self._scale = scale
        self._broader = _grouped(broader)
        self._narrower = _grouped((b, a) for a, bs in self._broader.items() for b in bs)
        self._related = _grouped(edge for a, b in related for edge in ((a, b), (b, a)))
        skills = _grouped(essential)
        self._skills: dict[int, Ids] = {
            occupation: np.array(found, dtype=np.int32) for occupation, found in skills.items()
        }
        self._occupations = _grouped((s, o) for o, found in skills.items() for s in found)

    def broader(self, concept: int) -> tuple[int, ...]:
        """List the direct broader concepts."""
        return self._broader.get(concept, _NONE)

    def narrower(self, concept: int) -> tuple[int, ...]:
        """List the direct narrower concepts."""
        return self._narrower.get(concept, _NONE)

    def descendants(self, concept: int, limit: int | None = None) -> set[int] | None:
        """Collect the narrower concepts at any depth, without the concept itself.

        Returns:
            The set, or ``None`` as soon as it would hold more than ``limit``.
        """
        found: set[int] = set()
        todo = [concept]
        while todo:
            for below in self.narrower(todo.pop()):
                if below != concept and below not in found:
                    found.add(below)
                    todo.append(below)
            if limit is not None and len(found) > limit:
                return None
        return found

    def accepted_for(self, asked: int) -> dict[int, int]:
        """List what can be claimed where a concept is asked, with its similarity."""
        return self._near(asked, self._scale.narrower_claimed, self._scale.broader_claimed)

    def serves(self, claimed: int) -> dict[int, int]:
        """List what can be asked of somebody who claims a concept, with the similarity."""
        return self._near(claimed, self._scale.broader_claimed, self._scale.narrower_claimed)

    def _near(self, centre: int, below: int, above: int) -> dict[int, int]:
        scale = self._scale
        near: dict[int, int] = dict(self._shared_occupations(centre))

        def raise_to(value: int, concepts: Iterable[int]) -> None:
            for concept in concepts:
                if value > near.get(concept, 0):
                    near[concept] = value

        for parent in self.broader(centre):
            members = self.narrower(parent)
            if len(members) <= scale.sibling_group:
                raise_to(scale.sibling, members)
        raise_to(scale.related, self._related.get(centre, _NONE))
        raise_to(above, self._chain_above(centre))
        raise_to(below, self.narrower(centre))
        raise_to(below, self.descendants(centre, scale.chain_group) or ())
        near[centre] = scale.same
        return {concept: value for concept, value in near.items() if value >= scale.floor}

    def _chain_above(self, concept: int) -> set[int]:
        direct = self.broader(concept)
        found = set(direct)
        todo = list(direct)
        while todo:
            for parent in self.broader(todo.pop()):
                if parent == concept or parent in found:
                    continue
                if self.descendants(parent, self._scale.chain_group) is not None:
                    found.add(parent)
                    todo.append(parent)
        found.discard(concept)
        return found

    def _shared_occupations(self, skill: int) -> Mapping[int, int]:
        own = self._occupations.get(skill, _NONE)
        if not own:
            return {}
        together = np.concatenate([self._skills[occupation] for occupation in own])
        others, shared = np.unique(together, return_counts=True)
        full = self._scale.shared_occupations
        # A Jaccard index is at most shared / own: the floor leaves few candidates.
        likely = shared * full >= self._scale.floor * len(own)
        near: dict[int, int] = {}
        for other, common in zip(others[likely].tolist(), shared[likely].tolist(), strict=True):
            union = len(own) + len(self._occupations[other]) - common
            near[other] = full * common // union
        return near


def _grouped(edges: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """Group edges by source, targets sorted and without repetition or self-reference."""
    targets: dict[int, set[int]] = {}
    for source, target in edges:
        if source != target:
            targets.setdefault(source, set()).add(target)
    return {source: tuple(sorted(found)) for source, found in targets.items()}
