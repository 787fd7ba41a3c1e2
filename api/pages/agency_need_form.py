"""The form that describes a need: new or changed, with a search for the skills it asks.

Rules:

- Searching, adding and removing a skill keeps everything typed so far and stores nothing.
- Only saving uses the form's token up.

What it does not do: publish (the need's own page does).
"""

import dataclasses

from fastapi import APIRouter, Request, Response

from api.context import Context
from api.contexts import (
    AFFINITIES,
    EVIDENCE_STATES,
    KINDS,
    LEVELS_ASKED,
    MODES,
    PERMITS,
    REQUIREMENT_KINDS,
    SECTORS,
    STANDARD_STATES,
    STANDARDS,
    FormState,
    Found,
    NeedFormPage,
    RequirementRow,
)
from api.dependencies import AsAgency
from api.errors import Invalid
from api.i18n import translator
from api.inputs.need import NeedInput
from api.languages import OFFERED
from api.pages.forms import (
    AskedForm,
    FormInput,
    Nested,
    check_input,
    flat,
    keep_form,
    number_in,
    rows_of,
    with_country,
)
from api.pages.going import see
from api.pages.options import cefr_options, country_options, hints, options, spoken_options, tags_in
from api.pages.profile_search import find
from api.pages.shell import render
from api.services.claim_form import claim_form
from api.services.link_phrases import LinkKind
from api.services.post_need import create_need, read_need, update_need
from api.services.views import NeedView

router = APIRouter(prefix="/agency/needs")

NEW = "/agency/needs/new"
LEAST_LANGUAGE_ROWS = 2
WEIGHTS = ("1", "2", "3")
USUAL_LEVEL = "2"
SEVERAL = frozenset({"permits", "affinity"})
OF_THE_FORM = frozenset(
    {
        "form_token",
        "form_revision",
        "form_period",
        "form_standard",
        "form_label",
        "form_phrase",
        "search",
        "add",
        "drop",
        "save",
    }
)
"""First parts of names that belong to the form and not to the need."""
MORE = ("experience", "evidence_required", "train_the_trainer_required", "form_standard", "permits")
"""Inputs that stay folded away until one of them is used."""
EMPTY_NEED = {
    "kind": ("vacancy",),
    "seats": ("1",),
    "form_period": ("none",),
}


def _rows(form: FormState, found: tuple[Found, ...]) -> tuple[RequirementRow, ...]:
    labels = {each.uri: each.label for each in found}
    return tuple(
        RequirementRow(
            number=number,
            uri=uri,
            label=form.value(f"form_label-{number}") or labels.get(uri, uri),
            proposed=bool(form.value(f"requirements-{number}-proposed_by_machine")),
        )
        for number in rows_of(form, "requirements")
        for uri in [form.value(f"requirements-{number}-concept")]
        if uri
    )


def _page(
    context: Context,
    action: str,
    form: FormState,
    found: tuple[Found, ...] | None = None,
) -> NeedFormPage:
    tongue = translator(context.language)
    rows = rows_of(form, "languages")
    weights = {
        form.value(name)
        for name in form.values
        if name.startswith("requirements-") and name.endswith("-weight")
    }
    return NeedFormPage(
        action=action,
        is_new=action == NEW,
        form=form,
        requirement_rows=_rows(form, found or ()),
        language_rows=tuple(range(max(max(rows, default=-1) + 2, LEAST_LANGUAGE_ROWS))),
        searched=found is not None,
        suggestions=found or (),
        more_open=any(name.startswith(MORE) and form.value(name) for name in form.values),
        kinds=options(tongue, "kind", KINDS),
        text_languages=tuple((tag, tongue.spoken_language(tag)) for tag in OFFERED),
        requirement_kinds=options(tongue, "requirement_kind", REQUIREMENT_KINDS),
        levels=options(tongue, "level", LEVELS_ASKED),
        weights=(
            *options(tongue, "weight", WEIGHTS),
            *((value, value) for value in sorted(weights - {*WEIGHTS, ""})),
        ),
        modes=options(tongue, "mode", MODES),
        mode_hints=hints(tongue, "mode", MODES),
        countries=country_options(context.language),
        tongues=spoken_options(context.language, tags_in(form)),
        cefr=cefr_options(tongue)[1:],
        firmness=options(tongue, "firmness", ("yes", "no")),
        sectors=options(tongue, "sector", SECTORS),
        evidence_states=options(tongue, "evidence_state", EVIDENCE_STATES),
        standards=STANDARDS,
        standard_states=options(tongue, "standard_state", STANDARD_STATES),
        permits=options(tongue, "permit", PERMITS),
        affinities=options(tongue, "affinity", AFFINITIES),
    )


def _state_of(need: NeedView) -> FormState:
    values = flat(dataclasses.asdict(need))
    values["form_revision"] = (str(need.revision),)
    period = need.period
    values["form_period"] = (
        ("none",) if period is None else ("dated",) if period.start else ("yearly",),
    )[0]
    for number, each in enumerate(need.requirements):
        values[f"form_label-{number}"] = (each.label,)
    for number, asked in enumerate(need.languages):
        values[f"languages-{number}-essential"] = ("yes" if asked.essential else "no",)
    for standard in need.standards:
        values[f"form_standard-{standard.code}"] = (standard.state.value,)
    return FormState(values)


def _reshaped(form: FormInput, found: tuple[Found, ...]) -> FormState:
    """Give the form after adding or removing a skill."""
    values = dict(form.as_state().values)
    if "drop" in form:
        gone = (f"requirements-{form.one('drop')}-", f"form_label-{form.one('drop')}")
        values = {name: kept for name, kept in values.items() if not name.startswith(gone)}
    if "add" in form:
        uri = form.one("add")
        rows = _rows(FormState(values), ())
        if uri not in {row.uri for row in rows}:
            number = max((row.number for row in rows), default=-1) + 1
            prefix = f"requirements-{number}"
            values[f"{prefix}-concept"] = (uri,)
            values[f"{prefix}-kind"] = ("essential",)
            values[f"{prefix}-minimum_level"] = (USUAL_LEVEL,)
            values[f"{prefix}-weight"] = ("1",)
            label = next((each.label for each in found if each.uri == uri), uri)
            values[f"form_label-{number}"] = (label,)
        values.pop("form_phrase", None)
    return FormState(values)


PERIODS = {"dated": ("start", "end"), "yearly": ("from_day", "to_day")}
"""The two kinds of period, and the inputs of their ends."""


def _tree(form: FormInput) -> Nested:
    tree = form.nested(several=SEVERAL, ignored=OF_THE_FORM)
    period = tree.pop("period", None)
    given = period if isinstance(period, dict) else {}
    # Dates that were typed count, even when the choice above them was forgotten.
    typed = next((kind for kind, ends in PERIODS.items() if given.keys() & set(ends)), "none")
    chosen = form.one("form_period")
    wanted = PERIODS.get(typed if chosen in {"", "none"} else chosen)
    if wanted:
        tree["period"] = {name: given[name] for name in wanted if name in given}
    with_country(tree.get("place"))
    spoken = tree.get("languages")
    if isinstance(spoken, dict):
        named = {
            row: each for row, each in spoken.items() if isinstance(each, dict) and "tag" in each
        }
        tree["languages"] = dict(named)
        if not named:
            del tree["languages"]
    standards: Nested = {
        str(number): {"code": code, "state": form.one(f"form_standard-{code}")}
        for number, code in enumerate(STANDARDS)
        if form.one(f"form_standard-{code}")
    }
    if standards:
        tree["standards"] = standards
    return tree


def _asked_again(request: Request, context: Context, action: str, form: FormInput) -> Response:
    found = find(context, form.one("form_phrase"), LinkKind.SKILL)
    state = _reshaped(form, found)
    return render(request, _page(context, action, state, found if "search" in form else None))


@router.get("/new")
def show_new_need(request: Request, context: AsAgency) -> Response:
    """Show the empty form."""
    state = FormState({**EMPTY_NEED, "language": (context.language,)})
    return render(request, _page(context, NEW, state))


@router.post("/new")
def write_new_need(request: Request, context: AsAgency, form: AskedForm) -> Response:
    """Store a new need as a draft, or change the form's list of skills."""
    if "save" not in form:
        return _asked_again(request, context, NEW, form)
    claim_form(context, form.one("form_token"))
    keep_form(request, form, lambda state: _page(context, NEW, state))
    need = create_need(context, check_input(NeedInput, _tree(form)))
    return see(f"/agency/needs/{need.id}?saved=draft")


@router.get("/{need_id}/edit")
def show_need_form(request: Request, context: AsAgency, need_id: str) -> Response:
    """Show the form with what the need says now."""
    need = read_need(context, need_id)
    return render(request, _page(context, f"/agency/needs/{need.id}/edit", _state_of(need)))


@router.post("/{need_id}/edit")
def write_need(request: Request, context: AsAgency, need_id: str, form: AskedForm) -> Response:
    """Replace what the need says, or change the form's list of skills."""
    need = read_need(context, need_id)
    action = f"/agency/needs/{need.id}/edit"
    if "save" not in form:
        return _asked_again(request, context, action, form)
    claim_form(context, form.one("form_token"))
    keep_form(request, form, lambda state: _page(context, action, state))
    revision = number_in(form.one("form_revision"))
    if revision is None:
        raise Invalid("invalid_input")
    given = check_input(NeedInput, _tree(form))
    update_need(context, need.id, given, revision)
    return see(f"/agency/needs/{need.id}?saved=changed")
