"""Gather one person's consents at one moment, for the questions of the policy.

Rules:

- A field is usable for a purpose when both storing it and that purpose are consented now.
- Consents of other people, or towards other recipients, count for nothing here.
- The earliest end among the consents relied on is remembered: the answer is no longer good
  from then on.

What it does not do: decide; the policy does.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from privacy.consent import NAMED_IN_NOTICE, ConsentSwitch, why_invalid
from privacy.errors import DenyReason
from privacy.inventory import PersonalField
from privacy.vocabulary import PersonId, Purpose


class Standing:
    """One person's consents at one moment."""

    def __init__(
        self,
        person: PersonId,
        switches: Iterable[ConsentSwitch],
        at: datetime,
        honoured_notices: Collection[str],
    ) -> None:
        self.person: Final = person
        self.at: Final = at
        self._honoured: Final = honoured_notices
        self._switches: Final = {
            (switch.purpose, switch.field): switch
            for switch in switches
            if switch.person == person and switch.recipient == NAMED_IN_NOTICE
        }

    def why_not(self, purpose: Purpose, field: PersonalField) -> DenyReason | None:
        """Say why the consent for a purpose and field does not hold, ``None`` when it does."""
        switch = self._switches.get((purpose, field))
        return why_invalid(switch, self.at, self._honoured)

    def why_unusable(self, purpose: Purpose, field: PersonalField) -> DenyReason | None:
        """Say why a field cannot be used for a purpose, ``None`` when it can."""
        return self.why_not(Purpose.STORE, field) or self.why_not(purpose, field)

    def until_for(self, purpose: Purpose, fields: Iterable[PersonalField]) -> datetime | None:
        """Give the earliest end of the consents to store and use these fields."""
        ends = [
            switch.until
            for field in fields
            for used in (Purpose.STORE, purpose)
            if (switch := self._switches.get((used, field))) is not None
            and switch.until is not None
        ]
        return min(ends, default=None)
