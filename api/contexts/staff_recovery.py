"""What staff see of a colleague who lost her passkey."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Page
from api.services.accounts.recover_staff import RecoveryLine


@dataclass(frozen=True, slots=True)
class RecoveriesPage(Page):
    """Recoveries of the last thirty days, and the form to ask for one."""

    template: ClassVar[str] = "coordinator/recoveries.html"
    audience: ClassVar[str] = "coordinator"
    recoveries: tuple[RecoveryLine, ...]
    stopped: bool = False
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True, repr=False)
class RecoverySheetPage(Page):
    """The code to hand over on paper, shown this once."""

    template: ClassVar[str] = "coordinator/recovery_sheet.html"
    audience: ClassVar[str] = "coordinator"
    code: str
    opens_at: datetime
    until: datetime
