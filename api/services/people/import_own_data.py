"""Take in what a person got out of this or another installation (portability).

Rules:

- She brings her own file, signed in as herself. What it says becomes the input she could have
  typed, and goes the way of what she types: the same bounds and codes, concepts of a release
  in store, nothing that is never kept. It counts as confirmed today.
- Only what she has agreed to keep here is written; the rest is named and left out. Agreements
  are never brought along: she gives them here, or not.
- What others proved about a claim counts as claimed again: a file can be edited.
- A file is taken in whole or not at all; a refusal names places in it, never what stands there.

What it does not do: bring agreements, grants, reviews or the log back to life.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import ValidationError

from api.context import Context
from api.errors import FieldProblem, Invalid
from api.inputs.base import Input
from api.inputs.profile import IdentityInput, WorkInput
from api.known_names import known_place
from api.services.people.edit_profile import (
    EVERY_WORK_FIELD,
    check_identity,
    kept_fields,
    save_identity,
    save_work,
)
from api.services.people.export_person import FORMAT
from data.codec import read_permits, read_work, with_private
from data.errors import UnreadableRecord
from data.records import Identity, WorkProfile
from matcher.types import OneOffWindow, Place, Window
from privacy.inventory import IDENTITY_FIELDS, PersonalField

BESIDE_WORK = frozenset({"own_words", "permit_answers"})
"""Parts of the work input that stand in a file beside ``work``, not within."""
SET_BY_OTHERS = frozenset({"evidence", "recognised_in", "proposed_by_machine"})
Model = TypeVar("Model", bound=Input)
Tree = dict[str, Any]
Where = Callable[[str], str]
"""Turns a place in an input into the place in the file."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Which fields were written, and which were left out because she does not keep them here."""

    written: tuple[PersonalField, ...]
    left_out: tuple[PersonalField, ...]


def import_own_data(context: Context, given: Mapping[str, Any]) -> TakenIn:
    """Write what an export holds over what the signed-in person has said so far.

    Raises:
        Invalid: ``unreadable_export``: it is no export, or not of a form known here;
            ``invalid_input``, ``unknown_concept`` or ``never_kept``, with the places.
    """
    identity, work = _read(given)
    kept = kept_fields(context, IDENTITY_FIELDS | EVERY_WORK_FIELD)
    stated = work.stated_fields() | {
        field for field in IDENTITY_FIELDS if getattr(identity, field.value) is not None
    }
    hidden: dict[str, None] = {field.value: None for field in IDENTITY_FIELDS - kept}
    who = _checked(IdentityInput, _identity_tree(replace(identity, **hidden)), _in_identity)
    what = _checked(WorkInput, _work_tree(work.only(kept)), _in_work)
    try:
        check_identity(context, who)
    except Invalid as refused:
        raise _placed(refused, _in_identity) from None
    try:
        save_work(context, what)
    except Invalid as refused:
        raise _placed(refused, _in_work) from None
    save_identity(context, who)
    return TakenIn(tuple(sorted(stated & kept)), tuple(sorted(stated - kept)))


def _read(given: Mapping[str, Any]) -> tuple[Identity, WorkProfile]:
    try:
        if given["format"] != FORMAT:
            raise UnreadableRecord("export")
        parts = {field.value: given["identity"][field.value] for field in IDENTITY_FIELDS}
        texts = [*parts.values(), words := given["own_words"]]
        if any(text is not None and not isinstance(text, str) for text in texts):
            raise UnreadableRecord("export")
        work = read_work(json.dumps(given["work"]).encode())
        answers = read_permits(json.dumps(given["permit_answers"]).encode())
    except (UnreadableRecord, KeyError, TypeError, ValueError):
        raise Invalid("unreadable_export") from None
    return Identity(**parts), with_private(work, answers, words or None)


def _identity_tree(identity: Identity) -> Tree:
    return {field.value: getattr(identity, field.value) for field in IDENTITY_FIELDS}


def _work_tree(work: WorkProfile) -> Tree:
    """Give a work profile as the input it would be written from."""
    tree: Tree = {}
    for name in WorkInput.model_fields:
        value = getattr(work, name)
        if name in {"skills", "experience", "languages", "ties"}:
            tree[name] = [_parts(each) for each in value]
        elif name == "windows":
            tree[name] = None if value is None else [_window(each) for each in value]
        else:
            tree[name] = _parts(value) if isinstance(value, Place) else value
    return tree


def _parts(value: Any) -> Tree:
    """Give the parts of a matcher's value that she could have typed."""
    return {
        name: getattr(value, name)
        for name in value.__dataclass_fields__
        if name not in SET_BY_OTHERS
    }


def _window(window: Window) -> Tree:
    if isinstance(window, OneOffWindow):
        return {"start": window.start, "end": window.end}
    ends = {"from_day": window.start, "to_day": window.end}
    return {name: {"month": each[0], "day": each[1]} for name, each in ends.items()}


def _checked(model: type[Model], tree: Tree, inside: Where) -> Model:
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
    places = (
        ("".join(f"/{part}" for part in known_place(each["loc"])), str(each["type"]))
        for each in problems
    )
    raise Invalid(
        "invalid_input", fields=tuple(FieldProblem(inside(at), code) for at, code in places)
    )


def _placed(refused: Invalid, inside: Where) -> Invalid:
    """Let a refusal point into the file."""
    fields = tuple(FieldProblem(inside(each.pointer), each.code) for each in refused.fields)
    return Invalid(refused.code, facts=refused.facts, fields=fields)


def _in_identity(pointer: str) -> str:
    return f"/identity{pointer}"


def _in_work(pointer: str) -> str:
    first = pointer.split("/")[1] if pointer else ""
    return pointer if first in BESIDE_WORK else f"/work{pointer}"
