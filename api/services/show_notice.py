"""The privacy notice for programs: the text, and how an agreement names it."""

from dataclasses import dataclass

from api.context import Context
from api.services.notices import current_notice, notice_reference
from privacy.notice import Notice


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """The notice in the reader's language; ``reference`` goes with every agreement."""

    reference: str
    notice: Notice


def show_notice(context: Context) -> NoticeShown:
    """Give the notice that stands now."""
    return NoticeShown(notice_reference(context.language), current_notice(context.language))
