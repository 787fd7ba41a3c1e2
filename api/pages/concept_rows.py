"""Concepts chosen in a form by searching: the rows there are, and adding or removing one.

Searching, adding and removing keep everything typed so far and store nothing.
"""

from collections.abc import Collection, Mapping

from api.contexts.offers import ConceptRow
from api.contexts.page import FormState, Found
from api.pages.forms import FormInput, rows_of

OF_THE_FORM = frozenset(
    {
        "form_token",
        "form_revision",
        "form_label",
        "form_phrase",
        "save",
        "search",
        "add",
        "drop",
    }
)
"""First parts of names that belong to the form and not to what it describes."""


def _input(name: str, number: int, part: str) -> str:
    return f"{name}-{number}-{part}" if part else f"{name}-{number}"


def concept_rows(
    form: FormState, name: str, part: str = "", found: Collection[Found] = ()
) -> tuple[ConceptRow, ...]:
    """Give the chosen concepts in order.

    Args:
        form: What the form holds.
        name: First part of the rows' inputs.
        part: The input that names the concept, when a row has several.
        found: Concepts just found, for their labels.
    """
    labels = {each.uri: each.label for each in found}
    return tuple(
        ConceptRow(number, uri, form.value(f"form_label-{number}") or labels.get(uri, uri))
        for number in rows_of(form, name)
        for uri in [form.value(_input(name, number, part))]
        if uri
    )


def reshaped(
    form: FormInput,
    found: Collection[Found],
    name: str,
    part: str = "",
    starting: Mapping[str, str] | None = None,
) -> FormState:
    """Give the form after adding or removing a concept.

    Args:
        form: What was sent.
        found: The concepts the last search gave, for their labels.
        name: First part of the rows' inputs.
        part: The input that names the concept, when a row has several.
        starting: What the other inputs of a new row start with.
    """
    values = dict(form.as_state().values)
    if "drop" in form:
        gone = form.one("drop")
        exact, begins = {f"{name}-{gone}", f"form_label-{gone}"}, f"{name}-{gone}-"
        values = {
            each: kept
            for each, kept in values.items()
            if each not in exact and not each.startswith(begins)
        }
    if "add" in form:
        uri = form.one("add")
        rows = concept_rows(FormState(values), name, part)
        if uri not in {row.uri for row in rows}:
            number = max((row.number for row in rows), default=-1) + 1
            values[_input(name, number, part)] = (uri,)
            for each, value in (starting or {}).items():
                values[f"{name}-{number}-{each}"] = (value,)
            label = next((each.label for each in found if each.uri == uri), uri)
            values[f"form_label-{number}"] = (label,)
        values.pop("form_phrase", None)
    return FormState(values)


def rows_to_show(form: FormState, name: str, least: int, part: str = "") -> tuple[int, ...]:
    """Give the numbers of the rows to show: the filled ones, and an empty one to add.

    Args:
        form: What the form holds.
        name: First part of the rows' inputs.
        least: How many there are at least.
        part: The input that makes a row a filled one; any when empty.
    """
    filled = [
        number
        for number in rows_of(form, name)
        if any(
            form.value(each)
            for each in form.values
            if each == f"{name}-{number}-{part}"
            or (not part and each.startswith(f"{name}-{number}-"))
        )
    ]
    return tuple(range(max(max(filled, default=-1) + 2, least)))
