"""Tables of campaigns: the plan, who is named for what, and everybody's result.

Rows are proven: whoever can only write to the database makes no answer and no place. Reading
results is bounded, besides, by who may be matched at that moment.
"""

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, String, Text

from data.campaign_records import CampaignStatus, NamingAnswer, NamingKind
from data.models.columns import MAC, PERSON, REFERENCE, MainRow, coded, plain
from data.models.persons import INTERNAL
from matcher.explanation import Band

RESULT = "result of an allocation"


class CampaignRow(MainRow, table=True):
    """One campaign."""

    __tablename__ = "campaign"

    id: str = plain(REFERENCE, "reference of a campaign", primary_key=True)
    name: str = plain(String(200), "a coordinator's name of a campaign")
    status: CampaignStatus = plain(coded(CampaignStatus), "where a campaign stands")
    plan: str = plain(Text(), "needs, seats and quotas of a campaign")
    seed: int = plain(BigInteger(), "published number of a lot")
    created_on: date = plain(Date(), "day of a campaign")
    created_by: str = plain(REFERENCE, "random reference of an account")
    run_on: date | None = plain(Date(), "day of an allocation", nullable=True)
    figures: str | None = plain(Text(), "totals of an allocation, nobody's", nullable=True)
    mac: bytes = plain(MAC, "proof of the row")


class CampaignNamingRow(MainRow, table=True):
    """Somebody named for the list of a quota, or back to a need, and what she says."""

    __tablename__ = "campaign_naming"

    campaign: str = plain(
        REFERENCE, "reference of a campaign", ForeignKey("campaign.id"), primary_key=True
    )
    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), primary_key=True, index=True)
    kind: NamingKind = plain(coded(NamingKind), "what somebody is named for", primary_key=True)
    subject: str = plain(REFERENCE, "reference of a need, or code of a quota", primary_key=True)
    answer: NamingAnswer = plain(coded(NamingAnswer), "what she answered")
    named_on: date = plain(Date(), "day of a naming")
    mac: bytes = plain(MAC, "proof of the row")


class CampaignResultRow(MainRow, table=True):
    """One person's result about one need; no need is written as an empty text."""

    __tablename__ = "campaign_result"

    campaign: str = plain(
        REFERENCE, "reference of a campaign", ForeignKey("campaign.id"), primary_key=True
    )
    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), primary_key=True, index=True)
    need: str = plain(REFERENCE, "reference of a need", primary_key=True, index=True)
    reason: str = plain(String(32), RESULT)
    seated: bool = plain(Boolean(), RESULT)
    numerator: int | None = plain(BigInteger(), "result of a comparison", nullable=True)
    cut: Band | None = plain(coded(Band), RESULT, nullable=True)
    conditional: bool = plain(Boolean(), RESULT)
    quota: str | None = plain(REFERENCE, "code of a quota", nullable=True)
    mac: bytes = plain(MAC, "proof of the row")
