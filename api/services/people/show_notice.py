"""The privacy notice for programs: the text, and how an agreement names it; who stands for it."""

from dataclasses import dataclass

from api.context import Context
from api.services.people.notices import current_notice, notice_reference
from api.settings import Settings
from privacy.notice import Notice


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for the data, in which country they lie, and to whom one complains.

    What the operator has not said is empty.
    """

    name: str
    address: str
    contact: str
    country: str
    authority: str
    authority_contact: str


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """The notice in the reader's language; ``reference`` goes with every agreement."""

    reference: str
    notice: Notice
    responsible: Responsible


def show_notice(context: Context) -> NoticeShown:
    """Give the notice that stands now."""
    return NoticeShown(
        notice_reference(context.language),
        current_notice(context.language),
        responsible_for(context.runtime.settings),
    )


def responsible_for(settings: Settings) -> Responsible:
    """Name who is responsible, as receipts do."""
    return Responsible(
        name=settings.controller_name,
        address=settings.controller_address,
        contact=settings.controller_contact,
        country=settings.storage_country,
        authority=settings.authority_name,
        authority_contact=settings.authority_contact,
    )
