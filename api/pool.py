"""The profiles that may be matched, held in memory by this process.

Rules:

- Loaded on first use under the service's own decision to match, one audit entry for all;
  later only people whose profile or consent changed are opened again, noticed by the
  counter every worker raises.
- What is in here is a projection of consented fields; no name or contact ever is.
- A use case refreshes first and, before people leave in an answer, asks again whether each
  of them may still be matched, in the same unit of work.
- Concepts of an earlier release, occupations too, are carried over to the active one where
  that is sure, and flagged as proposed by machine; the others stay as they are and meet only
  their like. Where two fall together, all claims are passed on (the best counts), and of two
  requirements the stricter.
- A profile no input could have made, which would break the index, is left out and the log
  says so; nobody else is kept from matching by it.
- Another taxonomy or another day brings a new index, loaded anew; so those whose consent
  ran out leave.
- Slots are drawn at random, so they tell neither age nor order of anybody. Equals are
  ordered by a keyed number of the person, the same in every worker.
- The state of the databases that was reached counts only once the unit of work committed;
  if it did not, the same people are opened, and recorded, again.

What it does not do: decide who may be matched (``privacy.policy``), rank (``matcher``), or
keep anything when the process ends. A use case that changes a consent must not refresh in
the same unit of work.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from threading import RLock
from typing import TypeVar
from weakref import WeakKeyDictionary

from api.asking import Asking
from api.carrying import carried_course, carried_need, carried_organisation, carried_profile
from data.engine import UnitOfWork
from data.records import Matchable, Need
from data.repositories.pool import Pool
from matcher.holding import can_be_held
from matcher.index.searching import MatchIndex
from matcher.ladder.climbing import Ladder, PersonLadder, climb, climb_for
from matcher.scoring import weigh
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Course,
    MatchNeed,
    MatchOrganisation,
    MatchProfile,
    NeedId,
    NoDirectMatch,
    ReasonCode,
    ScoredMatch,
    Slot,
)
from matcher.weights import VERSION_1
from privacy.vocabulary import PersonId

_Told = TypeVar("_Told")
LOT_LABEL = "order-of-equals"
LOT_BYTES = slice(1, 9)
SLOT_BITS = 62


@dataclass(frozen=True, slots=True)
class Ranked:
    """The people that answer a need, best first, and why nobody does directly."""

    people: tuple[tuple[PersonId, ScoredMatch], ...]
    pool: int
    no_direct_match: NoDirectMatch | None
    abstained: ReasonCode | None


@dataclass(slots=True)
class MatchingPool:
    """Holds one process's index; safe to share between threads."""

    _lock: RLock = field(default_factory=RLock)
    _index: MatchIndex | None = None
    _version: int | None = None
    _slots: dict[PersonId, Slot] = field(default_factory=dict)
    _people: dict[Slot, PersonId] = field(default_factory=dict)
    _needs: dict[NeedId, int] = field(default_factory=dict)
    _checked: WeakKeyDictionary[UnitOfWork, dict[PersonId, bool]] = field(
        default_factory=WeakKeyDictionary
    )

    def __len__(self) -> int:
        return len(self._slots)

    def __repr__(self) -> str:
        return f"MatchingPool({len(self)})"

    def refresh(self, context: Asking) -> None:
        """Bring the pool to the state of the databases in this unit of work.

        Raises:
            Conflict: ``no_taxonomy``: nothing can be matched yet.
        """
        taxonomy = context.catalogue.taxonomy(context.work)
        stored = Pool(context.work, context.key_ring, context.now)
        with self._lock:
            version = stored.version()
            if not self._stands(taxonomy, context.today, version):
                self._clear()
                self._index = MatchIndex(taxonomy, VERSION_1, context.today)
                for matchable in stored.load_matchable():
                    self._take(context, stored, matchable)
            elif self._version is not None and version > self._version:
                for person in stored.changed_since(self._version):
                    self._renew(context, stored, person)
        context.after_commit(lambda: self._reached(version))

    def forget(self, person: PersonId) -> None:
        """Let a person go at once; unknown ones are no error."""
        with self._lock:
            slot = self._slots.pop(person, None)
            if slot is not None:
                del self._people[slot]
                if self._index is not None:
                    self._index.remove(slot)

    def rank_people(
        self,
        context: Asking,
        need: MatchNeed,
        limit: int,
        hidden: Collection[PersonId] = (),
    ) -> Ranked:
        """Rank people for a need, those only who may be matched at this moment.

        Args:
            context: The unit of work the pool was refreshed in.
            need: What is asked.
            limit: How many people at most; fewer when some have just left.
            hidden: People who do not want to be seen by whom the need is of; the answer is
                the one there would be without them, counts and reasons included.
        """
        with self._lock, self._without(hidden) as index:
            ranking = index.rank_profiles(carried_need(context, need), limit)
            people = [(self._people[match.slot], match) for match in ranking.matches]
        live = self._still_there(context, [person for person, _ in people])
        return Ranked(
            tuple(each for each in people if each[0] in live),
            ranking.pool,
            ranking.no_direct_match,
            ranking.abstained,
        )

    def rank_needs(
        self, context: Asking, person: PersonId, needs: Iterable[Need], limit: int
    ) -> tuple[ScoredMatch, ...]:
        """Rank needs for a person; empty when she may not be matched at this moment.

        Args:
            context: The unit of work the pool was refreshed in.
            person: Anybody.
            needs: Every need that is open now.
            limit: How many needs at most.
        """
        if not self._still_there(context, [person]):
            return ()
        with self._lock:
            index, slot = self._ready(), self._slots.get(person)
            self._hold_needs(context, index, needs)
            return () if slot is None else index.rank_needs(index.profile(slot), limit)

    def weigh(self, context: Asking, person: PersonId, need: MatchNeed) -> ScoredMatch | None:
        """Weigh one person for one need; ``None`` when she may not be matched now."""
        profile = self.profile(context, person)
        if profile is None or not need.requirements:
            return None
        index, asked = self._ready(), carried_need(context, need)
        return weigh(profile, asked, index.taxonomy, index.weights, index.as_of)

    def profile(self, context: Asking, person: PersonId) -> MatchProfile | None:
        """Give what of a person is matched; ``None`` when she may not be matched now."""
        if not self._still_there(context, [person]):
            return None
        with self._lock:
            slot = self._slots.get(person)
            return None if slot is None else self._ready().profile(slot)

    def profiles(self, context: Asking, people: Iterable[PersonId]) -> dict[PersonId, MatchProfile]:
        """Give what of several people is matched, those only who may be matched now."""
        live = self._still_there(context, list(dict.fromkeys(people)))
        with self._lock:
            index = self._ready()
            known = [person for person in live if person in self._slots]
            return {person: index.profile(self._slots[person]) for person in sorted(known)}

    def climb(
        self,
        context: Asking,
        need: MatchNeed,
        courses: Sequence[Course],
        organisations: Sequence[MatchOrganisation],
        hidden: Collection[PersonId] = (),
    ) -> tuple[Ladder, dict[Slot, PersonId]]:
        """Work out the ladder of a need, and who the slots in it stand for.

        Whoever may not be matched at this moment is left out; a team without her too.

        Args:
            context: The unit of work the pool was refreshed in.
            need: What is asked.
            courses: The catalogue.
            organisations: Those that could do it instead of a person.
            hidden: People who do not want to be seen by whom the need is of.
        """
        carried = [carried_course(context, course) for course in courses]
        offering = [carried_organisation(context, each) for each in organisations]
        with self._lock, self._without(hidden) as index:
            ladder = climb(carried_need(context, need), index, carried, offering, index.as_of)
            people = {slot: self._people[slot] for slot in _slots_of(ladder)}
        live = self._still_there(context, list(people.values()))
        there = {slot: person for slot, person in people.items() if person in live}
        return _without_others(ladder, frozenset(there)), there

    def climb_for(
        self, context: Asking, person: PersonId, need: MatchNeed, courses: Sequence[Course]
    ) -> PersonLadder | None:
        """Work out the steps of one person to one need; ``None`` when there are none now."""
        profile = self.profile(context, person)
        if profile is None or not need.requirements:
            return None
        index, asked = self._ready(), carried_need(context, need)
        carried = [carried_course(context, course) for course in courses]
        return climb_for(profile, asked, carried, index.taxonomy, index.weights, index.as_of)

    def best_needs(
        self,
        context: Asking,
        needs: Iterable[MatchNeed],
        limit: int,
        known: Collection[PersonId] = (),
    ) -> dict[PersonId, tuple[ScoredMatch, ...]]:
        """Give everybody's best among some needs, those only who may be matched at this moment.

        Args:
            context: The unit of work the pool was refreshed in.
            needs: The only ones that count.
            limit: How many for each person at most.
            known: People to pass over.
        """
        with self._lock:
            index = self._ready()
            few = MatchIndex(index.taxonomy, index.weights, index.as_of)
            for need in needs:
                if need.requirements:
                    few.add_need(carried_need(context, need))
            found = {
                person: few.rank_needs(index.profile(slot), limit)
                for slot, person in self._people.items()
                if person not in known
            }
        live = self._still_there(context, [person for person, best in found.items() if best])
        return {person: best for person, best in found.items() if person in live}

    def over_all(
        self,
        read: Callable[[MatchIndex, Iterable[MatchProfile]], _Told],
        hidden: Collection[PersonId] = (),
    ) -> _Told:
        """Read figures over the refreshed pool; what is read must name nobody.

        Args:
            read: Gets the index and its profiles.
            hidden: People who do not want to be seen by whom the figures are for.
        """
        with self._lock, self._without(hidden) as index:
            return read(index, [index.profile(each) for each in self._people if each in index])

    def slots_of(self, people: Iterable[PersonId]) -> frozenset[Slot]:
        """Give the slots of people, while figures are read; who is not held has none."""
        with self._lock:
            return frozenset(self._slots[each] for each in people if each in self._slots)

    def carried(self, context: Asking, need: MatchNeed) -> MatchNeed:
        """Give a need in the concepts of the active release."""
        return carried_need(context, need)

    def carried_course(self, context: Asking, course: Course) -> Course:
        """Give a course in the concepts of the active release."""
        return carried_course(context, course)

    @contextmanager
    def _without(self, hidden: Collection[PersonId]) -> Iterator[MatchIndex]:
        """Take people out of the index while the lock is held, and put them back."""
        index = self._ready()
        taken = [index.profile(self._slots[each]) for each in hidden if each in self._slots]
        for profile in taken:
            index.remove(profile.slot)
        try:
            yield index
        finally:
            for profile in taken:
                index.add(profile)

    def _ready(self) -> MatchIndex:
        if self._index is None:
            raise RuntimeError("the pool is used before it is refreshed")
        return self._index

    def _still_there(self, context: Asking, people: list[PersonId]) -> frozenset[PersonId]:
        # A writing unit of work shuts withdrawals out until its end, so one answer holds.
        known = self._checked.setdefault(context.work, {}) if not context.work.reading else {}
        asked = [person for person in people if person not in known]
        stored = Pool(context.work, context.key_ring, context.now)
        live = stored.may_still_be_matched(asked)
        known.update((person, person in live) for person in asked)
        for person in people:
            if not known[person]:
                self.forget(person)
        return frozenset(person for person in people if known[person])

    def _stands(self, taxonomy: Taxonomy, today: date, version: int) -> bool:
        """Say whether the index need only be brought up to date.

        A counter lower than the one reached means that an older copy of the databases is
        in use.
        """
        return (
            self._index is not None
            and self._index.taxonomy is taxonomy
            and self._index.as_of == today
            and self._version is not None
            and self._version <= version
        )

    def _clear(self) -> None:
        self._index = self._version = None
        self._slots.clear()
        self._people.clear()
        self._needs.clear()

    def _renew(self, context: Asking, stored: Pool, person: PersonId) -> None:
        matchable = stored.load_one(person)
        if matchable is None:
            self.forget(person)
        else:
            self._take(context, stored, matchable)

    def _take(self, context: Asking, stored: Pool, matchable: Matchable) -> None:
        person = matchable.person
        slot = self._slots.get(person)
        while slot is None or self._people.get(slot, person) != person:
            slot = Slot(secrets.randbits(SLOT_BITS))
        keyed = context.key_ring.row_mac(LOT_LABEL, person)[LOT_BYTES]
        profile = matchable.profile.to_match_profile(slot, matchable.fields)
        if not can_be_held(profile):
            self.forget(person)
            stored.note_unfit(person)
            return
        carried = carried_profile(context, profile)
        self._ready().add(replace(carried, lot=int.from_bytes(keyed)))
        self._slots[person] = slot
        self._people[slot] = person

    def _hold_needs(self, context: Asking, index: MatchIndex, needs: Iterable[Need]) -> None:
        open_now = {need.id: need for need in needs if need.body.requirements}
        for need_id in [each for each in self._needs if each not in open_now]:
            index.remove_need(need_id)
            del self._needs[need_id]
        for need_id, need in open_now.items():
            if self._needs.get(need_id) != need.revision:
                index.add_need(carried_need(context, need.body))
                self._needs[need_id] = need.revision

    def _reached(self, version: int) -> None:
        with self._lock:
            if self._version is None or version > self._version:
                self._version = version


def _slots_of(ladder: Ladder) -> Iterator[Slot]:
    yield from (each.slot for each in ladder.near)
    yield from (slot for slot, _ in ladder.training)
    yield from (member.slot for team in ladder.teams for member in team.members)


def _without_others(ladder: Ladder, there: frozenset[Slot]) -> Ladder:
    return replace(
        ladder,
        near=tuple(each for each in ladder.near if each.slot in there),
        training=tuple(each for each in ladder.training if each[0] in there),
        teams=tuple(
            team for team in ladder.teams if there.issuperset(each.slot for each in team.members)
        ),
    )
