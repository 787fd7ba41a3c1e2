"""A need made ready to be compared many times.

Rules:

- Everything that depends on the need alone is worked out once: shares, neighbours of its
  skills, dates, the weights of its criteria.
- A criterion the need does not ask is left out for everybody. Skills and freshness are
  always asked; a place only when work is not remote; an affinity only when it can apply
  (a tie needs a place, a dialect a language that names one).

What it does not do: look at a profile.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from matcher.languages import split_tag
from matcher.lots import need_seed
from matcher.periods import concrete
from matcher.taxonomy import Taxonomy
from matcher.types import (
    AffinityFactor,
    ConceptUri,
    CountryCode,
    Criterion,
    MatchNeed,
    Mode,
    NeedKind,
    OneOffWindow,
    Place,
)
from matcher.weights import VERSION_1, Weights, requirement_weights

SHARING_KINDS = frozenset({NeedKind.TRAINING_DELIVERY, NeedKind.MENTORING})


@dataclass(frozen=True, slots=True)
class PreparedNeed:
    """One need with what follows from it under one taxonomy, version and day.

    ``shares`` and ``neighbours`` run along ``need.requirements``; ``criteria`` holds the
    weights of the asked criteria (sum 100), empty when the need has no requirement.
    """

    need: MatchNeed
    weights: Weights
    taxonomy_release: str
    as_of: date
    shares: tuple[int, ...]
    neighbours: tuple[Mapping[ConceptUri, int], ...]
    period: OneOffWindow | None
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
        training = self.need.kind is NeedKind.TRAINING_DELIVERY
        return training or self.need.train_the_trainer_required

    @property
    def asks_willingness(self) -> bool:
        """Whether the person must be willing to share what she knows."""
        return self.need.kind in SHARING_KINDS

    @property
    def is_over(self) -> bool:
        """Whether the period lies wholly in the past; nobody can meet it any more."""
        return self.period is not None and self.period.end < self.as_of

    @property
    def days_to_start(self) -> int | None:
        """Days from the comparison to the start, 0 when begun, ``None`` without a period."""
        return max(0, (self.period.start - self.as_of).days) if self.period else None


def prepare(need: MatchNeed, taxonomy: Taxonomy, weights: Weights, as_of: date) -> PreparedNeed:
    """Make a need ready under one taxonomy, one version of the numbers and one day."""
    asked = need.experience
    affinity = tuple(_applicable_affinity(need))
    criteria = weights.criterion_weights(tuple(_asked(need, affinity)))
    return PreparedNeed(
        need=need,
        weights=weights,
        taxonomy_release=taxonomy.release,
        as_of=as_of,
        shares=requirement_weights(need),
        neighbours=tuple(taxonomy.neighbours(each.concept) for each in need.requirements),
        period=concrete(need.period, as_of, open_ended=need.open_ended) if need.period else None,
        occupations=(
            taxonomy.within(asked.occupation) if asked and asked.occupation else frozenset()
        ),
        affinity=affinity,
        criteria=criteria if need.requirements else {},
        seed=need_seed(need.need_id),
    )


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
