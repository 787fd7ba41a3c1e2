"""Table of what organisations are told when somebody erased what they had read."""

from datetime import date

from sqlalchemy import Date, ForeignKey, String

from data.models.columns import MAC, REFERENCE, MainRow, plain


class ErasureNoticeRow(MainRow, table=True):
    """One organisation, one need: delete what you wrote down. Nothing here leads to anybody."""

    __tablename__ = "erasure_notice"

    id: str = plain(REFERENCE, "reference of a message", primary_key=True)
    organisation: str = plain(
        REFERENCE, "reference of an organisation", ForeignKey("organisation.id"), index=True
    )
    need: str = plain(REFERENCE, "reference of a need", ForeignKey("need.id"))
    handle: str = plain(String(26), "a reference that stands for nobody any more, or empty")
    fields: str = plain(String(512), "names of fields, without any value")
    erased_on: date = plain(Date(), "day of a message")
    mac: bytes = plain(MAC, "proof of the row")
