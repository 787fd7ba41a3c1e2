"""Tell an organisation which people erased what it had read under their grants.

Rules:

- Only about its own needs, and only where something was opened (GDPR article 19).
- What is told names the need, the reference and the kinds of fields; nobody's name.
"""

from dataclasses import dataclass
from datetime import date

from api.context import Context
from data.repositories.erasure_notices import ErasureNotices
from data.repositories.needs import Needs
from privacy.inventory import PersonalField


@dataclass(frozen=True, slots=True)
class ErasureView:
    """One message: which person of which need, by reference, erased what had been read."""

    need: str
    title: str
    language: str
    handle: str
    fields: tuple[PersonalField, ...]
    erased_on: date


def read_erasures(context: Context) -> tuple[ErasureView, ...]:
    """Give the messages for the actor's organisation, newest first."""
    ring = context.runtime.key_ring
    found = ErasureNotices(context.work, ring).of_organisation(context.signed_in().organisation)
    needs = Needs(context.work).many([each.need for each in found])
    return tuple(
        ErasureView(
            need=each.need,
            title=needs[each.need].title,
            language=needs[each.need].language,
            handle=each.handle,
            fields=tuple(field for field in PersonalField if field in each.fields),
            erased_on=each.erased_on,
        )
        for each in found
        if each.need in needs
    )
