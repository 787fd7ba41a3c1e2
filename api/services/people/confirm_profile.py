"""A person says that everything she stated still holds: one action, and its date is renewed.

Rules:

- Nothing but the date changes. Saving a part of the profile does not renew it: who corrects
  one line has not looked at the others.
- What she did not state cannot be confirmed.
- Nothing is written beyond what she agreed to keep.

What it does not do: ask her (her first page does, half a year after the last time).
"""

from dataclasses import replace

from api.context import Context
from api.errors import Conflict
from api.services.people.edit_profile import EVERY_WORK_FIELD, own_profile
from api.services.people.record_consent import own_person
from data.repositories.consents import Consents
from data.repositories.persons import Persons
from privacy.policy import may_store


def confirm_profile(context: Context) -> None:
    """Renew the date of a person's profile and leave the rest as it is.

    Raises:
        Conflict: ``nothing_to_confirm``: she has stated nothing yet.
        AccessDenied: An agreement to keep something of it ended a moment ago.
    """
    work = own_profile(context).work.value
    stated = work.stated_fields()
    if not stated:
        raise Conflict("nothing_to_confirm")
    person = own_person(context)
    ring = context.runtime.key_ring
    switches = Consents(context.work, ring).switches(person.id)
    decision = may_store(
        context.signed_in(), person.id, stated & EVERY_WORK_FIELD, switches, at=context.now
    ).require()
    renewed = replace(work, confirmed_on=context.today)
    Persons(context.work, ring, context.now).write_work(person.id, renewed, decision)
