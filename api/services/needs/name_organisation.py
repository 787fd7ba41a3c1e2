"""Find the organisation a file is imported for by its name, or make it.

What it does not do: describe it; a member does that later.
"""

from api.context import Context
from api.services.log.note_action import note_action
from data.records import Organisation
from data.repositories.organisations import Organisations
from privacy.audit import AuditAction
from privacy.handles import new_reference


def organisation_named(context: Context, name: str) -> str | None:
    """Give the reference of the organisation with this name, ``None`` when there is none."""
    for item in Organisations(context.work, context.runtime.key_ring).all():
        if item.name == name:
            return item.id
    return None


def named_or_new(context: Context, name: str, country: str) -> str:
    """Give the reference of the organisation with this name, made when there is none.

    Args:
        context: A writing unit of work.
        name: As written; compared as it stands.
        country: ISO 3166-1 alpha-2, of one that is made.
    """
    known = organisation_named(context, name)
    if known is not None:
        return known
    reference = new_reference()
    Organisations(context.work, context.runtime.key_ring).add(
        Organisation(reference, name, country, context.today)
    )
    note_action(context, AuditAction.ORGANISATION_WRITTEN, subject=reference)
    return reference
