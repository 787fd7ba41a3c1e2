"""Report where coordinators departed from the ranking: who, how often, and for what reason.

Rules:

- A departure is a match put forward while others ranked above it and nobody had decided on
  them, or a match taken out. Both have a coded reason, without which neither is recorded.
- Counted from the decisions that stand; one whose row was written by somebody else counts as
  none. Decisions of before the count was kept say so and are no departures.
- Whoever takes a better match out, puts a lesser forward and takes the first decision back
  leaves no departure that stands; so decisions that were recorded and no longer stand are
  counted too, from the log, which forgets nothing.
- Coordinators are named by the beginning of a random reference, the same from day to day.
- Nobody who was decided on appears, not even by a handle.

What it does not do: judge a reason, or change a decision.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from api.context import Context
from data.records import Review, ReviewDecision
from data.repositories.log_counts import LogCounts
from data.repositories.needs import Needs
from data.repositories.reviews import Reviews
from privacy.audit import AuditAction

LONGEST_LIST = 100


@dataclass(frozen=True, slots=True)
class CoordinatorLine:
    """One coordinator's decisions; ``departures`` are the passings over among those put forward.

    ``not_counted`` were put forward before passings over were counted. ``gone`` are decisions
    the log holds and that no longer stand: replaced by another, or the person was erased.
    """

    coordinator: str
    put_forward: int
    departures: int
    not_counted: int
    taken_out: int
    gone: int

    @property
    def share(self) -> float:
        """Departures among the matches put forward of which it is known."""
        known = self.put_forward - self.not_counted
        return self.departures / known if known else 0.0


@dataclass(frozen=True, slots=True)
class DepartureLine:
    """One match put forward past others ranked above it; about the decision, not the person."""

    need_id: str
    need_title: str
    need_language: str
    coordinator: str
    reason: str
    passed_over: int
    decided_on: date


@dataclass(frozen=True, slots=True)
class DeparturesReport:
    """All coordinators, the reasons given, and the newest departures first."""

    coordinators: tuple[CoordinatorLine, ...]
    reasons_to_pass_over: tuple[tuple[str, int], ...]
    reasons_to_take_out: tuple[tuple[str, int], ...]
    newest: tuple[DepartureLine, ...]


def report_departures(context: Context) -> DeparturesReport:
    """Report every departure from the ranking, for coordinators and the officer.

    Args:
        context: A coordinator, or the officer for data protection.
    """
    ring = context.runtime.key_ring
    reviews = Reviews(context.work, ring).all()
    recorded = LogCounts(context.work).by_actor(AuditAction.REVIEW_RECORDED)
    passing = [review for review in reviews if review.passed_over]
    passing.sort(key=lambda review: (review.decided_on, review.id), reverse=True)
    taken_out = [review for review in reviews if review.decision is ReviewDecision.REJECTED]
    return DeparturesReport(
        coordinators=tuple(
            _line(who, [review for review in reviews if review.decided_by == who], recorded)
            for who in sorted({review.decided_by for review in reviews} | set(recorded))
        ),
        reasons_to_pass_over=_counted(passing),
        reasons_to_take_out=_counted(taken_out),
        newest=_newest(context, passing[:LONGEST_LIST]),
    )


def _line(
    coordinator: str, reviews: Collection[Review], recorded: Mapping[str, int]
) -> CoordinatorLine:
    forward = [each for each in reviews if each.decision is ReviewDecision.SHORTLISTED]
    return CoordinatorLine(
        coordinator=coordinator,
        put_forward=len(forward),
        departures=sum(bool(each.passed_over) for each in forward),
        not_counted=sum(each.passed_over is None for each in forward),
        taken_out=len(reviews) - len(forward),
        gone=max(0, recorded.get(coordinator, 0) - len(reviews)),
    )


def _counted(reviews: Collection[Review]) -> tuple[tuple[str, int], ...]:
    counts = Counter(review.reason for review in reviews)
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _newest(context: Context, reviews: Collection[Review]) -> tuple[DepartureLine, ...]:
    needs = Needs(context.work).many([review.need for review in reviews])
    return tuple(
        DepartureLine(
            need_id=review.need,
            need_title=needs[review.need].title,
            need_language=needs[review.need].language,
            coordinator=review.decided_by,
            reason=review.reason,
            passed_over=review.passed_over or 0,
            decided_on=review.decided_on,
        )
        for review in reviews
    )
