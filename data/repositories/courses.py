"""The course catalogue."""

from sqlmodel import col, select

from data.codec import read_course, write_course
from data.engine import UnitOfWork
from data.errors import StaleRevision
from data.models import CourseRow
from data.records import CourseOffer, CourseStatus
from matcher.types.training import CourseId
from privacy.handles import is_reference


class Courses:
    """Stores courses and finds them."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def add(self, course: CourseOffer) -> None:
        """Store a new course, with its revision as given."""
        self._uow.require_writing()
        row = CourseRow(
            id=course.id, organisation=course.organisation, created_on=course.created_on
        )
        _fill(row, course)
        self._uow.main.add(row)
        self._uow.main.flush()

    def change(self, course: CourseOffer) -> None:
        """Replace a course; ``course.revision`` must be the stored one plus one.

        Raises:
            StaleRevision: Somebody else changed it in the meantime, or it is gone.
        """
        self._uow.require_writing()
        row = self._uow.main.get(CourseRow, course.id)
        if row is None or row.revision + 1 != course.revision:
            raise StaleRevision
        _fill(row, course)
        self._uow.main.flush()

    def get(self, course: str) -> CourseOffer | None:
        """Give one course, or ``None``, also for what cannot be a reference."""
        row = self._uow.main.get(CourseRow, course) if is_reference(course) else None
        return None if row is None else _record(row)

    def all(
        self, organisation: str | None = None, status: CourseStatus | None = None
    ) -> tuple[CourseOffer, ...]:
        """Give courses, of one organiser or all, in one status or all, by reference."""
        query = select(CourseRow)
        if organisation is not None:
            query = query.where(CourseRow.organisation == organisation)
        if status is not None:
            query = query.where(CourseRow.status == status)
        return tuple(_record(row) for row in self._uow.main.exec(query.order_by(col(CourseRow.id))))

    def by_source(self, organisation: str, source_key: str) -> CourseOffer | None:
        """Give the course an earlier import made of the same entry, or ``None``."""
        row = self._uow.main.exec(
            select(CourseRow).where(
                CourseRow.organisation == organisation, CourseRow.source_key == source_key
            )
        ).first()
        return None if row is None else _record(row)


def _fill(row: CourseRow, course: CourseOffer) -> None:
    row.status = course.status
    row.title = course.title
    row.text = course.text
    row.language = course.language
    row.body = write_course(course.body)
    row.revision = course.revision
    row.source_key = course.source_key


def _record(row: CourseRow) -> CourseOffer:
    return CourseOffer(
        id=row.id,
        organisation=row.organisation,
        status=row.status,
        title=row.title,
        text=row.text,
        language=row.language,
        body=read_course(CourseId(row.id), row.body),
        created_on=row.created_on,
        revision=row.revision,
        source_key=row.source_key,
    )
