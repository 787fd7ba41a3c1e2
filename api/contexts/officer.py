"""What the officer for data protection sees."""

from dataclasses import dataclass
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Page


@dataclass(frozen=True, slots=True)
class ErasuresPage(Page):
    """Erasing somebody on her written request."""

    template: ClassVar[str] = "officer/erasures.html"
    audience: ClassVar[str] = "officer"
    form: FormState = EMPTY_FORM
    saved: bool = False


@dataclass(frozen=True, slots=True)
class AuditPage(Page):
    """The state of the audit chain; ``whole`` is ``None`` until it was checked."""

    template: ClassVar[str] = "officer/audit.html"
    audience: ClassVar[str] = "officer"
    whole: bool | None = None
    entries: int = 0
    head: str = ""
    broken_at: int = 0
    note: str = ""
    compared: bool = False
    recoveries: int = 0
    form: FormState = EMPTY_FORM
