"""Gold for linking: our own in this folder, published sets in a folder given at run time."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.linking import Linked
from matcher.types import ConceptUri

OWN_GOLD = Path(__file__).parent / "gold" / "starter.tsv"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Phrases of one language and kind, each with its right concepts."""

    name: str
    language: str
    kind: str
    right: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Quality:
    """How well phrases were linked; all but ``phrases`` are shares in [0, 1].

    ``sure`` is the share of confident answers, ``sure_right`` the share of these that are
    right.
    """

    phrases: int
    mrr: float
    first: float
    tenth: float
    sure: float
    sure_right: float


def read_own_gold(path: Path = OWN_GOLD) -> list[GoldSet]:
    """Read our own gold for the starter vocabulary, one set a language and kind."""
    gathered: dict[tuple[str, str], dict[str, set[str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            of_set = gathered.setdefault((row["language"], row["kind"]), {})
            of_set.setdefault(row["query"], set()).add(row["concept_uri"])
    return [
        GoldSet(f"starter-{kind}-{language}", language, kind, _frozen(right))
        for (language, kind), right in gathered.items()
    ]


def read_gold(path: Path) -> GoldSet:
    """Read a published set, whose name ends in its language and begins with its kind."""
    right: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            right.setdefault(row["query"], set()).add(row["concept_uri"])
    kind = "skill" if "skill" in path.stem else "occupation"
    return GoldSet(path.stem, path.stem.rsplit("-", 1)[1], kind, _frozen(right))


def measure(gold: GoldSet, answers: Iterable[Linked]) -> Quality:
    """Compare answers with gold, looking at the first fifty concepts of each."""
    rows = [
        (_rank([concept.uri for concept in each.concepts], gold.right[each.query]), each.confident)
        for each in answers
    ]
    count = len(rows)
    sure = [rank for rank, confident in rows if confident]
    return Quality(
        count,
        sum(1 / rank for rank, _ in rows if rank) / count,
        sum(rank == 1 for rank, _ in rows) / count,
        sum(0 < rank <= 10 for rank, _ in rows) / count,
        len(sure) / count,
        sum(rank == 1 for rank in sure) / len(sure) if sure else 0.0,
    )


def _rank(uris: Sequence[ConceptUri], right: frozenset[str]) -> int:
    """Give the place of the first right concept counted from 1, or 0."""
    return next((place for place, uri in enumerate(uris[:50], start=1) if uri in right), 0)


def _frozen(right: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {query: frozenset(uris) for query, uris in right.items()}
