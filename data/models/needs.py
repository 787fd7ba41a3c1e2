"""Tables of needs and of coordinators' decisions about matches."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKey,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)

from data.models.columns import MAC, PERSON, REFERENCE, MainRow, coded, plain
from data.models.persons import INTERNAL
from data.records import NeedStatus, ReviewDecision
from matcher.ladder.demand_gaps import Supply


class NeedRow(MainRow, table=True):
    """A need in its own words, and what was read in them as a document."""

    __tablename__ = "need"
    __table_args__ = (UniqueConstraint("organisation", "source_key"),)

    id: str = plain(REFERENCE, "reference of a need", primary_key=True)
    organisation: str = plain(
        REFERENCE, "reference of an organisation", ForeignKey("organisation.id"), index=True
    )
    status: NeedStatus = plain(coded(NeedStatus), "where a need stands", index=True)
    title: str = plain(Text(), "an organisation's words about its need")
    text: str = plain(Text(), "an organisation's words about its need")
    language: str = plain(String(35), "language of a need")
    body: str = plain(Text(), "requirements of a need")
    created_on: date = plain(Date(), "day of a need")
    revision: int = plain(Integer(), "count of changes of a need")
    employer: str | None = plain(Text(), "name of an organisation", nullable=True)
    source_key: str | None = plain(String(255), "where an advert came from", nullable=True)
    content_digest: str | None = plain(String(64), "digest of an advert", nullable=True)


class NeedSupplyRow(MainRow, table=True):
    """How far anybody comes to a need, since when, and what was before."""

    __tablename__ = "need_supply"

    need: str = plain(REFERENCE, "reference of a need", ForeignKey("need.id"), primary_key=True)
    supply: Supply = plain(coded(Supply), "whether anybody fits a need, without who")
    since: date = plain(Date(), "day whether anybody fits changed")
    before: Supply | None = plain(
        coded(Supply), "whether anybody fitted a need before", nullable=True
    )


class ReviewRow(MainRow, table=True):
    """The latest decision about one need and one person; proven."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("need", "person"),)

    id: str = plain(REFERENCE, "random reference", primary_key=True)
    need: str = plain(REFERENCE, "reference of a need", ForeignKey("need.id"))
    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), index=True)
    decision: ReviewDecision = plain(coded(ReviewDecision), "a coordinator's decision")
    reason: str = plain(String(64), "code of a coordinator's reason")
    bucket: int = plain(SmallInteger(), "result of a comparison")
    numerator: int = plain(BigInteger(), "result of a comparison")
    weights_version: str = plain(String(32), "numbers a comparison was made with")
    taxonomy_release: str = plain(String(64), "vocabulary a comparison was made with")
    decided_by: str = plain(REFERENCE, "random reference of an account")
    decided_on: date = plain(Date(), "day of a decision")
    passed_over: int | None = plain(Integer(), "count of matches ranked above", nullable=True)
    mac: bytes = plain(MAC, "proof of the row")
