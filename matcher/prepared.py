"""A need made ready to be compared many times.

Rules:

- Everything that depends on the need alone is worked out once: shares, neighbours of its
  skills, dates, the weights of its criteria.
- A criterion the need does not ask is left out for everybody. Skills and freshness are
  always asked; a place only when work is not remote; an affinity only when it can apply
  (a tie needs a place, a dialect a language that names one).
- A period longer than the asked duration is a frame: that many days in a row inside it are
  asked. Otherwise every day of it is.
- A short mission that trains asks what a training delivery asks.

What it does not do: look at a profile.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.languages import split_tag
from matcher.lots import need_seed
from matcher.periods import LONGEST_DAYS, concrete, days_in
from matcher.taxonomy import Taxonomy
from matcher.types import (
    AffinityFactor,
    ConceptUri,
    CountryCode,
    Criterion,
    MatchNeed,
    MissionActivity,
    Mode,
    NeedKind,
    OneOffWindow,
    Place,
)
from matcher.weights import VERSION_1, Weights, requirement_weights


@dataclass(frozen=True, slots=True)
class PreparedNeed:
    """One need with what follows from it under one taxonomy, version and day.

    ``shares`` and ``neighbours`` run along ``need.requirements``; ``criteria`` holds the
    weights of the asked criteria (sum 100), empty when the need has no requirement.
    ``asked_days`` are the days of ``period`` somebody must be there: all of them, or so many
    in a row when it is a ``frame``; 0 without a period.
    """

    need: MatchNeed
    weights: Weights
    taxonomy_release: str
    as_of: date
    shares: tuple[int, ...]
    neighbours: tuple[Mapping[ConceptUri, int], ...]
    period: OneOffWindow | None
    asked_days: int
    frame: bool
    occupations: frozenset[ConceptUri]
    affinity: tuple[AffinityFactor, ...]
    criteria: Mapping[Criterion, int]
    seed: int

    @property
    def left_out(self) -> tuple[Criterion, ...]:
        """The criteria the need does not ask, in the version's order."""
        return tuple(each for each, _ in self.weights.criteria if each not in self.criteria)

    @property
    def country(self) -> CountryCode | None:
        """Where a recognition counts in full."""
        return self.need.place.country if self.need.place else None

    @property
    def on_site(self) -> Place | None:
        """The place to be at; ``None`` for remote work or when none is named."""
        return None if self.need.mode is Mode.REMOTE else self.need.place

    @property
    def asks_trainer(self) -> bool:
        """Whether a train-the-trainer course is demanded; training always demands it."""
        return self.trains or self.need.train_the_trainer_required

    @property
    def trains(self) -> bool:
        """Whether the work is to train others."""
        mission = self.need.kind is NeedKind.SHORT_MISSION
        training = mission and self.need.activity is MissionActivity.TRAINING
        return training or self.need.kind is NeedKind.TRAINING_DELIVERY

    @property
    def learns_on_site(self) -> bool:
        """Whether a level that is too low can be raised there, under a mentor."""
        return self.need.kind is NeedKind.INTERNSHIP and self.need.mentor_on_site

    @property
    def asks_willingness(self) -> bool:
        """Whether the person must be willing to share what she knows."""
        return self.trains or self.need.kind is NeedKind.MENTORING

    @property
    def is_over(self) -> bool:
        """Whether the period is past, or too little of it is left; nobody can meet it."""
        if self.period is None:
            return False
        return self.period.end < self.as_of or days_in(self.period) < self.asked_days

    @property
    def latest_start(self) -> date | None:
        """The last day work can begin: the first of a period, a later one in a frame."""
        if self.period is None or not self.frame:
            return self.period.start if self.period else None
        return max(self.period.start, self.period.end - timedelta(days=self.asked_days - 1))

    @property
    def before(self) -> str | None:
        """The day before which what is still open must be closed (ISO 8601), if it lies ahead."""
        latest = self.latest_start
        return latest.isoformat() if latest is not None and latest > self.as_of else None


def prepare(need: MatchNeed, taxonomy: Taxonomy, weights: Weights, as_of: date) -> PreparedNeed:
    """Make a need ready under one taxonomy, one version of the numbers and one day."""
    asked = need.experience
    affinity = tuple(_applicable_affinity(need))
    criteria = weights.criterion_weights(tuple(_asked(need, affinity)))
    period = concrete(need.period, as_of, open_ended=need.open_ended) if need.period else None
    frame = period is not None and _is_frame(need, period)
    return PreparedNeed(
        need=need,
        weights=weights,
        taxonomy_release=taxonomy.release,
        as_of=as_of,
        shares=requirement_weights(need),
        neighbours=tuple(taxonomy.neighbours(each.concept) for each in need.requirements),
        period=period,
        asked_days=(
            min(need.duration_days or 0, LONGEST_DAYS)
            if frame
            else days_in(period)
            if period
            else 0
        ),
        frame=frame,
        occupations=(
            taxonomy.within(asked.occupation) if asked and asked.occupation else frozenset()
        ),
        affinity=affinity,
        criteria=criteria if need.requirements else {},
        seed=need_seed(need.need_id),
    )


def _is_frame(need: MatchNeed, period: OneOffWindow) -> bool:
    """Tell whether fewer days are asked than the period had before any of it was past."""
    if need.duration_days is None or need.open_ended:
        return False
    whole = need.period if isinstance(need.period, OneOffWindow) else period
    return need.duration_days < days_in(whole)


def _asked(need: MatchNeed, affinity: tuple[AffinityFactor, ...]) -> Iterator[Criterion]:
    yield Criterion.SKILLS
    yield Criterion.FRESHNESS
    if need.experience is not None:
        yield Criterion.EXPERIENCE
    if need.languages:
        yield Criterion.LANGUAGES
    if need.period is not None:
        yield Criterion.PERIOD
    if need.place is not None and need.mode is not Mode.REMOTE:
        yield Criterion.PLACE
    if affinity:
        yield Criterion.AFFINITY


def _applicable_affinity(need: MatchNeed) -> Iterator[AffinityFactor]:
    for factor in AffinityFactor:
        if factor not in need.affinity:
            continue
        if factor is AffinityFactor.TIE_REGION and need.place is None:
            continue
        if factor is AffinityFactor.DIALECT and not any(
            split_tag(asked.tag)[1] for asked in need.languages
        ):
            continue
        yield factor


def prepare_now(need: MatchNeed, taxonomy: Taxonomy, as_of: date) -> PreparedNeed:
    """Make a need ready with the numbers in force."""
    return prepare(need, taxonomy, VERSION_1, as_of)
