"""The table of the course catalogue."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint

from data.models.columns import REFERENCE, MainRow, coded, plain
from data.records import CourseStatus


class CourseRow(MainRow, table=True):
    """A course, its organiser's words and what is known of it as a document."""

    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("organisation", "source_key"),)

    id: str = plain(REFERENCE, "reference of a course", primary_key=True)
    organisation: str = plain(
        REFERENCE, "reference of an organisation", ForeignKey("organisation.id")
    )
    status: CourseStatus = plain(coded(CourseStatus), "whether a course is offered", index=True)
    title: str = plain(Text(), "an organiser's words about a course")
    text: str = plain(Text(), "an organiser's words about a course")
    language: str = plain(String(35), "language of a course's description")
    body: str = plain(Text(), "what a course teaches, and when")
    created_on: date = plain(Date(), "day of a course")
    revision: int = plain(Integer(), "count of changes of a course")
    source_key: str | None = plain(String(255), "where a course came from", nullable=True)
