"""What a person says about one use of one field, as the event that is recorded.

Rules:

- She says it herself, on the day it is, under the notice that stands.
- A yes holds for the usual time; whatever else is said holds until something new is said.

What it does not do: record, or number, what was said (``Consents.record`` does).
"""

from api.context import Context
from data.records import Person
from privacy.consent import HOLDING, NAMED_IN_NOTICE, USUAL_CONSENT, ConsentEvent
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.notice import Notice
from privacy.policy import may_change_consent
from privacy.vocabulary import Channel, ConsentStatus, Purpose, Role


def state_consent(
    context: Context,
    person: Person,
    pair: tuple[Purpose, PersonalField],
    status: ConsentStatus,
    notice: Notice,
    *,
    recipient: str = NAMED_IN_NOTICE,
    channel: Channel = Channel.SCREEN,
) -> ConsentEvent:
    """Give the event of the actor saying this about herself.

    Args:
        context: A person acting for herself.
        person: Who she is.
        pair: The use and the field.
        status: What she says.
        notice: What she was shown.
        recipient: Towards whom, where not those the notice names.
        channel: Where she says it.

    Raises:
        AccessDenied: The actor may not say it.
    """
    may_change_consent(context.signed_in(), person.id, status, at=context.now).require()
    return ConsentEvent(
        reference=new_reference(),
        person=person.id,
        purpose=pair[0],
        field=pair[1],
        recipient=recipient,
        status=status,
        at=context.now,
        by=Role.PERSON,
        channel=channel,
        notice_version=notice.version,
        notice_language=notice.language,
        notice_digest=notice.digest,
        until=context.now + USUAL_CONSENT if status in HOLDING else None,
    )
