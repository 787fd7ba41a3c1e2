"""All needs of the index, laid out so that one person's best are found quickly.

Rules:

- Needs of organisations for organisations are held and never opened for a person.
- Requirements are filed by asked skill. One pass over a person's claims gives every need
  the exact worth of its skills, but for a recognition that counts in one country only: there
  the higher reading is taken.
- From it follows the best place each need could take (``demand_bounds``).
- Needs are opened, that is weighed exactly, in that order until no unopened one can stand
  before the last of the list. So the list is exact, whatever the estimate.

What it does not do: order the opened matches (``ranking``), or lock (``index``).
"""

from heapq import heappush, heappushpop

import numpy as np
from numpy.typing import NDArray

from matcher.conditions.people import standing_of
from matcher.coverage import SkillState, state_of
from matcher.index.columns import Names, Records, Table
from matcher.index.demand_bounds import CRITERIA, ClaimSum, best_places
from matcher.index.pool import MODE_BITS
from matcher.languages import split_tag
from matcher.prepared import PreparedNeed
from matcher.scoring import weigh_prepared
from matcher.types import (
    SCORE_DENOMINATOR,
    ConceptUri,
    Level,
    MatchNeed,
    MatchProfile,
    NeedId,
    NeedKind,
    RequirementKind,
    ScoredMatch,
    SkillClaim,
    Verdict,
)
from matcher.weights import claim_strength, level_factor

Whole = NDArray[np.int64]
_FACTS = [
    ("alive", "?"),
    ("essential", "i4"),
    ("trainable", "i4"),
    ("mode", "i2"),
    ("sharing", "?"),
    ("trainer", "?"),
    ("waits", "?"),
    ("country", "i4"),
    ("region", "i4"),
    ("languages", "i4"),
    ("start", "i4"),
    ("end", "i4"),
    ("days", "i4"),
    ("partly", "?"),
    ("weights", "i4", (len(CRITERIA),)),
]
_LANGUAGES = [
    ("row", "i4"),
    ("language", "i4"),
    ("dialect", "i4"),
    ("minimum", "u1"),
    ("essential", "?"),
]
_ASKED = [
    ("row", "i4"),
    ("level", "u1"),
    ("share", "i4"),
    ("essential", "?"),
    ("trainable", "?"),
    ("on_site", "?"),
]


class Demand:
    """The needs, as columns and made ready."""

    def __init__(self) -> None:
        """Begin empty."""
        self.facts: Records = np.zeros(1, dtype=_FACTS)
        self.names = Names()
        self.languages = Table(_LANGUAGES)
        self._asked: dict[ConceptUri, Table] = {}
        self._served: dict[ConceptUri, dict[ConceptUri, int]] = {}
        self._rows: dict[NeedId, int] = {}
        self._prepared: dict[int, PreparedNeed] = {}
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self._rows)

    def needs(self) -> tuple[MatchNeed, ...]:
        """List all needs in the order they came."""
        return tuple(self._prepared[row].need for row in self._rows.values())

    def get(self, need: MatchNeed) -> PreparedNeed | None:
        """Give a need made ready, if exactly this one is held."""
        row = self._rows.get(need.need_id)
        found = None if row is None else self._prepared[row]
        return found if found is not None and found.need == need else None

    def row(self, need_id: NeedId) -> int:
        """Give the row of a need that is held."""
        return self._rows[need_id]

    def add(self, prepared: PreparedNeed) -> None:
        """Take a need in, in place of the one of the same id."""
        need = prepared.need
        self.remove(need.need_id)
        row = self._free.pop() if self._free else self._new_row()
        self._rows[need.need_id] = row
        self._prepared[row] = prepared
        place = prepared.on_site
        kinds = [requirement.kind for requirement in need.requirements]
        self.facts[row] = (
            need.kind is not NeedKind.INSTITUTIONAL_COLLABORATION,
            kinds.count(RequirementKind.ESSENTIAL),
            kinds.count(RequirementKind.TRAINABLE),
            MODE_BITS[need.mode] if need.mode else 0,
            prepared.asks_willingness,
            prepared.asks_trainer,
            any(
                standing_of(standard, prepared)[0] is Verdict.UNKNOWN for standard in need.standards
            ),
            self.names.number(place.country) if place else 0,
            self.names.number(place.region) if place else 0,
            len(need.languages),
            prepared.period.start.toordinal() if prepared.period else 0,
            prepared.period.end.toordinal() if prepared.period else 0,
            prepared.asked_days,
            need.partial_period_ok,
            [prepared.criteria.get(criterion, 0) for criterion in CRITERIA],
        )
        for asked in need.languages:
            language, dialect = split_tag(asked.tag)
            self.languages.append(
                row,
                self.names.number(language),
                self.names.number(dialect or None),
                int(asked.minimum),
                asked.essential,
            )
        for requirement, share, near in zip(
            need.requirements, prepared.shares, prepared.neighbours, strict=True
        ):
            if requirement.concept not in self._asked:
                self._asked[requirement.concept] = Table(_ASKED)
                for claimed, similarity in near.items():
                    self._served.setdefault(claimed, {})[requirement.concept] = similarity
            self._asked[requirement.concept].append(
                row,
                int(requirement.minimum_level),
                share,
                requirement.kind is RequirementKind.ESSENTIAL,
                requirement.kind is RequirementKind.TRAINABLE,
                prepared.learns_on_site,
            )

    def remove(self, need_id: NeedId) -> bool:
        """Let a need go at once; tell whether it was here."""
        row = self._rows.pop(need_id, None)
        if row is None:
            return False
        need = self._prepared.pop(row).need
        self.facts[row] = np.zeros((), dtype=self.facts.dtype)
        for concept in {requirement.concept for requirement in need.requirements}:
            self._asked[concept].drop(row)
        if need.languages:
            self.languages.drop(row)
        self._free.append(row)
        return True

    def best(self, profile: MatchProfile, limit: int) -> list[ScoredMatch]:
        """Open needs until the best ``limit`` are certainly among those opened.

        Returns:
            The opened matches that are listed, in no particular order.
        """
        if limit <= 0 or not self._rows:
            return []
        some = next(iter(self._prepared.values()))
        summed = self.sum_claims(profile, some)
        rows = np.flatnonzero(summed.touched & self.facts["alive"])
        bounds = best_places(profile, self, summed, some)[rows]
        opened: list[ScoredMatch] = []
        worst: list[int] = []
        for position in np.argsort(bounds, kind="stable").tolist():
            if len(worst) == limit and bounds[position] > -worst[0]:
                break
            match = weigh_prepared(profile, self._prepared[int(rows[position])])
            opened.append(match)
            place = match.bucket * (SCORE_DENOMINATOR + 1) + SCORE_DENOMINATOR - match.numerator
            if len(worst) < limit:
                heappush(worst, -place)
            else:
                heappushpop(worst, -place)
        return opened

    def _new_row(self) -> int:
        grown = np.zeros(max(64, 2 * len(self.facts)), dtype=self.facts.dtype)
        grown[: len(self.facts)] = self.facts
        self._free.extend(range(len(grown) - 1, max(0, len(self.facts) - 1), -1))
        self.facts = grown
        return self._free.pop()

    def sum_claims(self, profile: MatchProfile, some: PreparedNeed) -> ClaimSum:
        """Add up what a person's claims come to for every need.

        Args:
            profile: The person.
            some: Any need held, for the version and the day they share.
        """
        size = len(self.facts)
        skills, met, still_open, learnt = np.zeros((4, size), dtype=np.int64)
        touched = np.zeros(size, dtype=np.bool_)
        claims: dict[ConceptUri, list[tuple[int, SkillClaim]]] = {}
        for claim in profile.skills:
            for asked, similarity in self._served.get(claim.concept, {}).items():
                claims.setdefault(asked, []).append((similarity, claim))
        for asked, found in claims.items():
            values, states = _by_level(found, some)
            entries = self._asked[asked].entries()
            rows, state = entries["row"], states[entries["level"]]
            value = values[entries["level"]]
            np.add.at(skills, rows, entries["share"] * value)
            touched[rows[value > 0]] = True
            essential = entries["essential"]
            np.add.at(met, rows, essential & (state == SkillState.MET))
            reached_there = entries["on_site"] & (state == SkillState.TOO_LOW)
            open_level = (state == SkillState.LEVEL_UNKNOWN) | reached_there
            np.add.at(still_open, rows, essential & open_level)
            np.add.at(learnt, rows, entries["trainable"] & (state == SkillState.MET))
        return ClaimSum(skills, touched, met, still_open, learnt)


def _by_level(
    found: list[tuple[int, SkillClaim]], some: PreparedNeed
) -> tuple[Whole, NDArray[np.uint8]]:
    """Give the best value and state of some claims for one skill, by asked level."""
    weights = some.weights
    values = np.zeros(len(Level), dtype=np.int64)
    states = np.zeros(len(Level), dtype=np.uint8)
    for similarity, claim in found:
        strength = claim_strength(claim, some.as_of, claim.recognised_in, weights)
        for asked in Level:
            factor = level_factor(claim.level, asked, weights)
            values[asked] = max(values[asked], similarity * factor * strength // 10_000)
            if similarity >= weights.essential_similarity:
                states[asked] = max(states[asked], state_of(claim.level, asked))
    return values, states
