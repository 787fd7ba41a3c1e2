"""What every page has, the state of a form, and what does not work.

What it does not do: hold anything of a single page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing to correct: the input's name, where to jump, and the sentence."""

    name: str
    anchor: str
    sentence: str


@dataclass(frozen=True, slots=True, repr=False)
class FormState:
    """What a form's inputs hold when it is shown, and what is wrong with them."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[FormProblem, ...] = ()

    def value(self, name: str) -> str:
        """Give the value an input starts with."""
        found = self.values.get(name, ())
        return found[-1] if found else ""

    def chosen(self, name: str, value: str) -> bool:
        """Say whether an option is chosen."""
        return value in self.values.get(name, ())

    def problem(self, name: str) -> str:
        """Give the sentence about an input, or nothing."""
        return next((each.sentence for each in self.problems if each.name == name), "")


EMPTY_FORM = FormState()


@dataclass(frozen=True, slots=True)
class Page:
    """What all pages have: a template, an audience, more width or not, a script or none."""

    template: ClassVar[str]
    audience: ClassVar[str] = "public"
    wide: ClassVar[bool] = False
    scripted: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class ErrorPage(Page):
    """Something did not work; ``code`` and ``detail`` say what."""

    template: ClassVar[str] = "public/error.html"
    audience: ClassVar[str] = "door"
    status: int
    code: str
    detail: str
    home: str = "/"


Option = tuple[str, str]
"""The value of an option and the words it is shown with."""


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that answers a phrase, by its label.

    ``is_sure`` says that the words surely mean it; others are only close.
    """

    uri: str
    label: str
    is_sure: bool = False
