"""The index in memory: the exact best of thousands, in both directions, at once.

Rules:

- Its answers equal the brute-force ranking bit by bit (``ranking``); it is only faster.
- Who is added is in the next answer, who is removed in none that starts afterwards.
- A need is compared with all profiles in columns (``sweep``); the few best are then weighed
  again one by one, so they carry their full explanation.
- For a profile, needs are opened in the order of what they could at best be worth, until no
  unopened one can reach the list any more (``demand``).
- One lock guards everything; answers are frozen values and need none.
- It is folded for one day; ``advance`` takes it to another.

What it does not do: persist, look at consent (who may be matched is decided before), or
share memory between processes.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from threading import RLock

from matcher.errors import NotInIndex
from matcher.index.demand import Demand
from matcher.index.pool import Pool
from matcher.index.survey import Survey, best_rows, why_nobody
from matcher.index.sweep import Kept, Sweep, stands, sweep
from matcher.prepared import PreparedNeed, prepare
from matcher.ranking import abstention, order_key
from matcher.scoring import weigh_prepared
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Bucket,
    MatchNeed,
    MatchProfile,
    NeedId,
    Ranking,
    ScoredMatch,
    Slot,
)
from matcher.weights import Weights

RowChoice = Callable[[Pool, PreparedNeed, Sweep], Iterable[int]]
"""Chooses rows to open, seeing the pool as a need does."""
Opened = tuple[MatchProfile, ScoredMatch]
"""A profile and what it is worth for the need."""


class MatchIndex:
    """Profiles and needs, ready to be ranked against each other."""

    def __init__(self, taxonomy: Taxonomy, weights: Weights, as_of: date) -> None:
        """Begin empty.

        Args:
            taxonomy: The active release.
            weights: The version in force.
            as_of: The day matches are worked out for.
        """
        self.taxonomy = taxonomy
        self.weights = weights
        self._as_of = as_of
        self._pool = Pool(weights, as_of)
        self._demand = Demand()
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._pool)

    def __contains__(self, slot: object) -> bool:
        return slot in self._pool

    @property
    def as_of(self) -> date:
        """The day the index is folded for."""
        return self._as_of

    @property
    def needs(self) -> tuple[MatchNeed, ...]:
        """All needs held, in the order they came."""
        with self._lock:
            return self._demand.needs()

    def add(self, profile: MatchProfile) -> None:
        """Take a profile in, or replace the one of the same slot."""
        with self._lock:
            self._pool.add(profile)

    def remove(self, slot: Slot) -> bool:
        """Let a profile go; tell whether it was here."""
        with self._lock:
            return self._pool.remove(slot)

    def profile(self, slot: Slot) -> MatchProfile:
        """Give the profile of a slot.

        Raises:
            NotInIndex: No profile holds the slot.
        """
        with self._lock:
            found = self._pool.get(slot)
        if found is None:
            raise NotInIndex("slot")
        return found

    def add_need(self, need: MatchNeed) -> None:
        """Take a need in, or replace the one of the same id."""
        with self._lock:
            self._demand.add(self._prepare(need))

    def remove_need(self, need_id: NeedId) -> bool:
        """Let a need go; tell whether it was here."""
        with self._lock:
            return self._demand.remove(need_id)

    def advance(self, as_of: date) -> None:
        """Take the index to another day; folds everything anew when the year changes."""
        with self._lock:
            profiles, needs = self._pool.profiles(), self._demand.needs()
            changed = as_of.year != self._as_of.year
            self._as_of = as_of
            if changed:
                self._pool = Pool(self.weights, as_of)
                for profile in profiles:
                    self._pool.add(profile)
            self._demand = Demand()
            for need in needs:
                self._demand.add(self._prepare(need))

    def rank_profiles(self, need: MatchNeed, limit: int) -> Ranking:
        """Rank the profiles for a need, whether the index holds it or not.

        Args:
            need: What is asked.
            limit: How many matches to list at most; reasons are counted over everybody.
        """
        with self._lock:
            size = len(self._pool)
            reason = abstention(need)
            if reason is not None:
                return Ranking(need.need_id, (), size, abstained=reason)
            prepared = self._demand.get(need) or self._prepare(need)
            swept = sweep(self._pool, prepared)
            matches = tuple(
                weigh_prepared(self._pool.at(row), prepared)
                for row in best_rows(self._pool, prepared, swept, limit)
            )
        direct = swept.listed & (swept.buckets == Bucket.DIRECT)
        why = None if direct.any() else why_nobody(swept)
        return Ranking(need.need_id, matches, size, why)

    def rank_needs(self, profile: MatchProfile, limit: int) -> tuple[ScoredMatch, ...]:
        """Rank the needs the index holds for a profile, whether it holds that one or not."""
        with self._lock:
            opened = self._demand.best(profile, limit)
        return tuple(sorted(opened, key=lambda match: order_key(match, self.weights))[:limit])

    def survey(
        self, needs: Iterable[MatchNeed], without: Collection[Slot] = ()
    ) -> tuple[Survey, ...]:
        """Say where everybody stands for each of some needs, all of one moment.

        Args:
            needs: Held or not; each asks at least one skill.
            without: Profiles that stand nowhere, as if they were not here.

        Returns:
            One survey per need, over the same rows.
        """
        kept: Kept = {}
        with self._lock:
            prepared = (self._demand.get(need) or self._prepare(need) for need in needs)
            seen = self._pool.rows_without(without)
            surveys = []
            for each in prepared:
                listed, buckets = stands(self._pool, each, kept)
                surveys.append(Survey.of(listed & seen, buckets))
            return tuple(surveys)

    def open_rows(self, need: MatchNeed, choose: RowChoice) -> tuple[Opened, ...]:
        """Weigh the rows somebody chooses after seeing the whole pool.

        Args:
            need: Held or not; it asks at least one skill.
            choose: Gives rows in use, in the order wanted.

        Returns:
            Each chosen profile with its match.
        """
        with self._lock:
            prepared = self._demand.get(need) or self._prepare(need)
            swept = sweep(self._pool, prepared)
            chosen = [self._pool.at(row) for row in choose(self._pool, prepared, swept)]
            return tuple((profile, weigh_prepared(profile, prepared)) for profile in chosen)

    def _prepare(self, need: MatchNeed) -> PreparedNeed:
        return prepare(need, self.taxonomy, self.weights, self._as_of)
