"""Coordinators' decisions about matches.

Rules:

- The latest decision about a need and a person counts.
- A row carries a proof over all of it, and stands in keys until the next decision about the
  same: an earlier one put back is none. Neither is one whose need has another organisation
  now: no need ever changes hands. Whoever lets an agency ask on the strength of a decision
  reads with the key ring: a row without a valid proof counts as absent.
- Without a key ring rows are read as they stand, for pages that show them.
"""

from collections.abc import Collection, Iterable

from sqlmodel import col, select

from data.engine import UnitOfWork
from data.models import NeedRow, ReviewRow
from data.records import Review
from data.repositories._proofs import REVIEW_LABEL, holds, review_content
from data.repositories._standing_rows import AT_ONCE, StandingRows
from data.repositories._stands import REVIEW, review_stand
from matcher.types import Bucket, NeedId
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId


class Reviews:
    """Records decisions; the latest one about a need and a person counts."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._standing = StandingRows(uow, ring)

    def record(self, review: Review) -> None:
        """Store a decision, replacing an earlier one about the same."""
        self._uow.require_writing()
        earlier = self._row(review.need, review.person)
        if earlier is not None:
            self._standing.forget(REVIEW, (earlier.id,))
            self._uow.main.delete(earlier)
            self._uow.main.flush()
        row = ReviewRow(
            id=review.id,
            need=review.need,
            person=review.person,
            decision=review.decision,
            reason=review.reason,
            bucket=int(review.bucket),
            numerator=review.numerator,
            weights_version=review.weights_version,
            taxonomy_release=review.taxonomy_release,
            decided_by=review.decided_by,
            decided_on=review.decided_on,
            passed_over=review.passed_over,
        )
        row.mac = self._ring.row_mac(REVIEW_LABEL, review_content(row))
        owner = self._owners([row.need]).get(row.need, "")
        self._standing.put(review_stand(row, owner), row.person)
        self._uow.main.add(row)
        self._uow.main.flush()

    def get(self, need: str, person: PersonId) -> Review | None:
        """Give the decision about one match, or ``None``."""
        row = self._row(need, person)
        return next(iter(self._records([] if row is None else [row])), None)

    def of_need(self, need: str) -> tuple[Review, ...]:
        """Give the decisions about a need."""
        return self._records(self._uow.main.exec(select(ReviewRow).where(ReviewRow.need == need)))

    def of_person(self, person: PersonId) -> tuple[Review, ...]:
        """Give the decisions about a person."""
        found = self._uow.main.exec(select(ReviewRow).where(ReviewRow.person == person))
        return self._records(found)

    def all(self) -> tuple[Review, ...]:
        """Give every decision that stands."""
        return self._records(self._uow.main.exec(select(ReviewRow)))

    def _row(self, need: str, person: PersonId) -> ReviewRow | None:
        return self._uow.main.exec(
            select(ReviewRow).where(col(ReviewRow.need) == need, col(ReviewRow.person) == person)
        ).first()

    def _owners(self, needs: Collection[str]) -> dict[str, str]:
        """Give whose the needs are, as main has it now."""
        wanted = sorted(needs)
        found: dict[str, str] = {}
        for start in range(0, len(wanted), AT_ONCE):
            part = col(NeedRow.id).in_(wanted[start : start + AT_ONCE])
            rows = self._uow.main.exec(select(NeedRow.id, NeedRow.organisation).where(part))
            found.update(rows.all())
        return found

    def _records(self, rows: Iterable[ReviewRow]) -> tuple[Review, ...]:
        proven = [
            row for row in rows if holds(self._ring, REVIEW_LABEL, review_content(row), row.mac)
        ]
        owners = self._owners({row.need for row in proven})
        stands = {row.id: review_stand(row, owners.get(row.need, "")) for row in proven}
        standing = self._standing.counting(stands.values())
        found = (_record(row) for row in proven if stands[row.id].subject in standing)
        return tuple(sorted(found, key=lambda review: review.id))


def _record(row: ReviewRow) -> Review:
    return Review(
        id=row.id,
        need=NeedId(row.need),
        person=PersonId(row.person),
        decision=row.decision,
        reason=row.reason,
        bucket=Bucket(row.bucket),
        numerator=row.numerator,
        weights_version=row.weights_version,
        taxonomy_release=row.taxonomy_release,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        passed_over=row.passed_over,
    )
