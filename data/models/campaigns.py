"""Tables of campaigns: the plan, choices, who is named for what, results, appeals.

Rows are proven: whoever can only write to the database makes no answer and no place. Reading
results is bounded, besides, by who may be matched at that moment. What people choose and say
is sealed; that they chose or appealed is not.
"""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

from data.campaign_records import (
    AppealDecision,
    AppealGround,
    CampaignStatus,
    NamingAnswer,
    NamingKind,
)
from data.models.columns import MAC, PERSON, REFERENCE, MainRow, coded, plain, sealed
from data.models.persons import INTERNAL
from matcher.explanation import Band
from privacy.inventory import APPEAL_ANSWER_COLUMN, APPEAL_WORDS_COLUMN, CHOICE_COLUMN

RESULT = "result of an allocation"
PLACE = "the reference as bytes, part of the binding"


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


class CampaignChoiceRow(MainRow, table=True):
    """That somebody takes part in a campaign; what she chose is sealed."""

    __tablename__ = "campaign_choice"
    __table_args__ = (UniqueConstraint("campaign", "person"),)

    reference: str = plain(REFERENCE, "random reference", primary_key=True)
    place: bytes = plain(PERSON, PLACE)
    campaign: str = plain(REFERENCE, "reference of a campaign", ForeignKey("campaign.id"))
    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), index=True)
    key_version: int = plain(Integer(), "number of a key")
    rec_ver: int = plain(BigInteger(), "count of writes, part of the binding")
    chosen_sealed: bytes = sealed(CHOICE_COLUMN)


class CampaignAppealRow(MainRow, table=True):
    """An appeal against a result, and the answer; the words of both are sealed."""

    __tablename__ = "campaign_appeal"
    __table_args__ = (UniqueConstraint("campaign", "person"),)

    reference: str = plain(REFERENCE, "random reference", primary_key=True)
    place: bytes = plain(PERSON, PLACE)
    campaign: str = plain(REFERENCE, "reference of a campaign", ForeignKey("campaign.id"))
    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), index=True)
    asked_on: date = plain(Date(), "day of an appeal")
    answer_by: date = plain(Date(), "day by which an appeal is answered")
    decision: AppealDecision | None = plain(
        coded(AppealDecision), "answer to an appeal, as a code", nullable=True
    )
    ground: AppealGround | None = plain(
        coded(AppealGround), "reason of an answer, as a code", nullable=True
    )
    answered_on: date | None = plain(Date(), "day of an answer", nullable=True)
    decided_by: str = plain(REFERENCE, "random reference of an account, or empty")
    key_version: int = plain(Integer(), "number of a key")
    rec_ver: int = plain(BigInteger(), "count of writes, part of the binding")
    words_sealed: bytes = sealed(APPEAL_WORDS_COLUMN)
    answer_sealed: bytes = sealed(APPEAL_ANSWER_COLUMN)
    mac: bytes = plain(MAC, "proof of the row")
