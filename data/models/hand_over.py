"""Table of announced hand-overs: to whom the service would pass, and until when people answer."""

from datetime import date

from sqlalchemy import Date, Integer, Text

from data.models.columns import MAC, REFERENCE, MainRow, plain


class HandOverRow(MainRow, table=True):
    """One announcement; rows are only ever added, the last one counts."""

    __tablename__ = "hand_over"

    id: str = plain(REFERENCE, "reference of a hand-over", primary_key=True)
    number: int = plain(Integer(), "count of hand-overs", unique=True)
    host: str = plain(Text(), "name of an organisation")
    asked_on: date = plain(Date(), "day of an announcement")
    answer_until: date = plain(Date(), "last day to answer an announcement")
    mac: bytes = plain(MAC, "proof of the row")
