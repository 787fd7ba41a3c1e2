"""Forms: each counts once, and what is wrong is said where it was typed.

Rules:

- A form that changes something uses its one-time token up; sent again, nothing happens and
  the reader is told so.
- Names of inputs are paths (``requirements-0-kind``), so an error of an input model finds
  its place on the page. Empty inputs count as not given. A path has six parts at most.
- When a use case refuses, the unit of work is rolled back as for any error and the form is
  shown again with what was typed, passphrases excepted.

What it does not do: know any particular form.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from api.contexts.page import FormProblem, FormState, Page
from api.dependencies import Work
from api.door import Door
from api.errors import FieldProblem, Invalid
from api.i18n import Translator
from api.known_names import known_place
from api.services.accounts.claim_form import claim_form

MOST_INPUTS = 600
DEEPEST = 6
LONGEST_NUMBER = 9
SECRET = frozenset({"passphrase", "form_token", "credential", "code"})
"""Inputs that are never shown again."""
GENERAL = "problem.invalid"
AT_INPUT = {"passphrase_wrong": "passphrase"}
"""Codes of refusals that name no place, and the input they are about."""

ROW = re.compile(r"([a-z_]+)-([0-9]{1,2})(?:-|$)", re.ASCII)
"""The name of an input that belongs to a numbered row."""

Model = TypeVar("Model", bound=BaseModel)
Nested = dict[str, "Nested | str | list[str]"]
Plain = dict[str, object] | list[object] | str


@dataclass(frozen=True, slots=True)
class FormInput:
    """What a form brought, by input name; never shown in a log or an error."""

    values: Mapping[str, tuple[str, ...]]

    def __repr__(self) -> str:
        return "FormInput(…)"

    def one(self, name: str) -> str:
        """Give the last value of an input, trimmed; empty when it is absent."""
        found = self.values.get(name, ())
        return found[-1].strip() if found else ""

    def many(self, name: str) -> tuple[str, ...]:
        """Give all values of an input."""
        return self.values.get(name, ())

    def __contains__(self, name: str) -> bool:
        """Say whether an input or button of that name was sent."""
        return name in self.values

    def as_state(self) -> FormState:
        """Give what is shown again, without what is secret."""
        return FormState({name: found for name, found in self.values.items() if name not in SECRET})

    def nested(self, *, several: Collection[str] = (), ignored: Collection[str] = ()) -> Nested:
        """Give the inputs as a tree by the paths their names are, empty ones left out.

        Args:
            several: Names whose values stay a list, even a single one.
            ignored: First parts of names that belong to the form, not to the input.
        """
        tree: Nested = {}
        for name, found in self.values.items():
            parts = name.split("-", DEEPEST)
            given = [value.strip() for value in found if value.strip()]
            if not given or parts[0] in ignored or name in SECRET:
                continue
            if len(parts) > DEEPEST:
                raise Invalid("invalid_input")
            branch = tree
            for part in parts[:-1]:
                inner = branch.setdefault(part, {})
                if not isinstance(inner, dict):
                    raise Invalid("invalid_input")
                branch = inner
            branch[parts[-1]] = given if name in several else given[-1]
        return tree


async def read_form(request: Request) -> FormInput:
    """Read a form's inputs; files are passed over."""
    data: FormData = await request.form(max_files=0, max_fields=MOST_INPUTS)
    values: dict[str, list[str]] = {}
    for name, value in data.multi_items():
        if isinstance(value, str):
            values.setdefault(name, []).append(value)
    return FormInput({name: tuple(found) for name, found in values.items()})


AskedForm = Annotated[FormInput, Depends(read_form)]
"""A form that only asks (a search, a language): it may be sent again."""


def claim_sent_form(context: Work, form: AskedForm) -> FormInput:
    """Read a form that changes something, and use its token up.

    Raises:
        Conflict: It was sent before, or carries no token.
    """
    claim_form(context, form.one("form_token"))
    return form


def claim_at_door(door: Door, form: FormInput) -> None:
    """Use up the token of a form whose use case opens its own units of work.

    Raises:
        Conflict: It was sent before, or carries no token.
    """
    with door.work() as context:
        claim_form(context, form.one("form_token"))
        context.commit()


SentForm = Annotated[FormInput, Depends(claim_sent_form)]
"""A form that changes something: it counts once."""


def number_in(text: str) -> int | None:
    """Read a short plain number of an input or of its name, ``None`` when it is none."""
    return int(text) if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdigit() else None


def _is_row(key: str) -> bool:
    return number_in(key) is not None


def _plain(tree: Nested) -> Plain:
    if tree and all(map(_is_row, tree)):
        return [_leaf(tree[key]) for key in sorted(tree, key=int)]
    return {key: _leaf(value) for key, value in tree.items()}


def _leaf(value: Nested | str | list[str]) -> Plain:
    if isinstance(value, dict):
        return _plain(value)
    return value if isinstance(value, str) else list(value)


def _name(tree: Nested, location: tuple[str | int, ...]) -> str:
    parts: list[str] = []
    branch: Nested | str | list[str] = tree
    for part in location:
        key = str(part)
        if isinstance(branch, dict):
            if isinstance(part, int) and all(map(_is_row, branch)):
                key = dict(enumerate(sorted(branch, key=int))).get(part, key)
            branch = branch.get(key, {})
        elif isinstance(branch, list):
            break
        parts.append(key)
    return "-".join(parts)


def check_input(
    model: type[Model],
    tree: Nested,
    base: Mapping[str, object] | None = None,
    inside: str = "",
) -> Model:
    """Check a form against an input model.

    Args:
        model: The input model.
        tree: What the form holds.
        base: Parts of the input that the form does not hold.
        inside: Where in the input the form's own part stands; its inputs go without that.

    Raises:
        Invalid: ``fields`` names each input by its name on the page.
    """
    given = _plain(tree)
    if base and isinstance(given, dict):
        given = {**base, **given}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        fields = tuple(
            FieldProblem(
                "/" + _name(tree, known_place(item["loc"])).removeprefix(inside), str(item["type"])
            )
            for item in error.errors(include_input=False, include_url=False)
        )
    raise Invalid("invalid_input", fields=fields)


def flat(tree: object, prefix: str = "") -> dict[str, tuple[str, ...]]:
    """Give a tree of values as the names and values of inputs; the reverse of ``nested``."""
    if tree is None or tree is False:
        return {}
    if isinstance(tree, Mapping):
        found: dict[str, tuple[str, ...]] = {}
        for key, value in tree.items():
            found.update(flat(value, f"{prefix}-{key}" if prefix else str(key)))
        return found
    if isinstance(tree, list | tuple) and any(isinstance(item, Mapping) for item in tree):
        return flat(dict(enumerate(tree)), prefix)
    if isinstance(tree, list | tuple | set | frozenset):
        return {prefix: tuple(_value(item) for item in tree)}
    return {prefix: (_value(tree),)}


def _value(item: object) -> str:
    if item is True:
        return "yes"
    if isinstance(item, Enum):
        return str(item.value)
    return item.isoformat() if isinstance(item, date) else str(item)


def with_country(place: Nested | str | list[str] | None) -> None:
    """Complete a place of which only the region was chosen: its code begins with the country."""
    if isinstance(place, dict) and "country" not in place:
        region = place.get("region")
        if isinstance(region, str):
            place["country"] = region.partition("-")[0]


def problem_sentence(tongue: Translator, name: str, code: str) -> str:
    """Give the sentence of one problem: for this very input, for its code, or in general."""
    bare = "-".join(part for part in name.split("-") if not part.isdigit())
    for candidate in (f"problem.{bare}.{code}", f"problem.{code}"):
        if tongue.has(candidate):
            return tongue.text(candidate)
    return tongue.text(GENERAL)


def with_problems(
    state: FormState, tongue: Translator, fields: Collection[FieldProblem], code: str, detail: str
) -> FormState:
    """Add what is wrong to a form's state; ``detail`` stands for all when no place is named."""
    problems = tuple(
        FormProblem(name, name, problem_sentence(tongue, name, field.code))
        for field in fields
        for name in [field.pointer.strip("/").replace("/", "-")]
    )
    name = AT_INPUT.get(code, "")
    return FormState(state.values, problems or (FormProblem(name, name, detail),))


def rows_of(form: FormState, name: str) -> tuple[int, ...]:
    """Give the numbers of the rows a form holds under a name (``languages-0-tag``), in order."""
    found = (ROW.match(each) for each in form.values)
    return tuple(sorted({int(row[2]) for row in found if row and row[1] == name}))


def keep_form(request: Request, form: FormInput, make_page: Callable[[FormState], Page]) -> None:
    """Say which page is shown again should the use case refuse what was sent."""
    request.state.kept_form = (form, make_page)
