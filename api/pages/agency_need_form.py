"""The form that describes a need: new or changed, with a search for the skills it asks.

Rules:

- The kind is chosen first; the form then shows what that kind needs (``api.pages.need_kinds``)
  and whatever else was already said, so that nothing is lost unseen.
- For whom comes first, then what that rests on, then what is asked (R4-29).

- Searching, adding and removing a skill keeps everything typed so far and stores nothing.
- Only saving uses the form's token up.

What it does not do: publish (the need's own page does).
"""

from fastapi import APIRouter, Request, Response

from api.context import Context
from api.contexts.choices import (
    AFFINITIES,
    EVIDENCE_STATES,
    KINDS,
    LEVELS,
    LEVELS_ASKED,
    MODES,
    PERMITS,
    REQUIREMENT_KINDS,
    SECTORS,
    STANDARD_STATES,
    STANDARDS,
)
from api.contexts.offers import (
    ACTIVITIES,
    ANALYSES,
    COLLABORATIONS,
    COVERED_COSTS,
    TARGET_GROUPS,
    NeedFormPage,
    NeedKindPage,
    RequirementRow,
)
from api.contexts.page import FormState, Found
from api.dependencies import AsAgency
from api.errors import Invalid
from api.i18n import translator
from api.inputs.need import NeedInput
from api.languages import OFFERED
from api.pages.concept_rows import reshaped, rows_to_show
from api.pages.forms import (
    AskedForm,
    FormInput,
    check_input,
    keep_form,
    number_in,
    rows_of,
)
from api.pages.going import see
from api.pages.need_form_inputs import SERVICE, state_of, tree_of
from api.pages.need_kinds import shown_inputs
from api.pages.options import cefr_options, country_options, hints, options, spoken_options, tags_in
from api.pages.profile_search import find
from api.pages.shell import render
from api.services.accounts.claim_form import claim_form
from api.services.installation.link_phrases import LinkKind
from api.services.needs.check_need import own_asker
from api.services.needs.post_need import create_need, read_need, update_need

router = APIRouter(prefix="/agency/needs")

NEW = "/agency/needs/new"
LEAST_LANGUAGE_ROWS = 2
WEIGHTS = ("1", "2", "3")
NEW_ROW = {"kind": "essential", "minimum_level": "2", "weight": "1"}
"""What a skill just added starts with."""
LEAST_SERVICE_ROWS = 2
MORE = ("experience", "evidence_required", "train_the_trainer_required", "permits", "affinity")
"""Inputs that stay folded away until one of them is used."""
EMPTY_NEED = {
    "seats": ("1",),
    "form_period": ("none",),
    "form_group": ("",),
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
    occupations: tuple[Found, ...] | None = None,
    *,
    described: bool,
) -> NeedFormPage:
    tongue = translator(context.language)
    services = [name for name in form.values if name.startswith(SERVICE) and form.value(name)]
    occupation = form.value("experience-occupation")
    levels = {form.value(name) for name in form.values if name.endswith("-minimum_level")}
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
        language_rows=rows_to_show(form, "languages", LEAST_LANGUAGE_ROWS, "tag"),
        searched=found is not None,
        suggestions=found or (),
        shown=shown_inputs(form),
        described=described,
        service_rows=tuple(range(max(len(services) + 1, LEAST_SERVICE_ROWS))),
        occupation=Found(occupation, form.value("form_occupation") or occupation)
        if occupation
        else None,
        occupations_searched=occupations is not None,
        occupations=occupations or (),
        more_open=occupations is not None
        or any(
            form.value(name)
            and (name.startswith(MORE) or (name.startswith("standards") and "-code" not in name))
            for name in form.values
        ),
        groups=(
            *options(tongue, "target_group", TARGET_GROUPS),
            ("", tongue.text("need_form.group.none")),
        ),
        analyses=options(tongue, "analysis", ANALYSES),
        activities=options(tongue, "activity", ACTIVITIES),
        covered_costs=options(tongue, "covered_cost", COVERED_COSTS),
        collaborations=options(tongue, "collaboration", COLLABORATIONS),
        kinds=options(tongue, "kind", KINDS),
        text_languages=tuple((tag, tongue.spoken_language(tag)) for tag in OFFERED),
        requirement_kinds=options(tongue, "requirement_kind", REQUIREMENT_KINDS),
        levels=(
            *([(LEVELS[0], tongue.text("need_form.any_level"))] if LEVELS[0] in levels else []),
            *options(tongue, "level", LEVELS_ASKED),
        ),
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


def _reshaped(
    form: FormInput, found: tuple[Found, ...], occupations: tuple[Found, ...]
) -> FormState:
    """Give the form after adding or removing a skill or the occupation."""
    values = dict(reshaped(form, found, "requirements", "concept", NEW_ROW).values)
    if "choose_occupation" in form:
        values["experience-occupation"] = (form.one("choose_occupation"),)
        values["form_occupation"] = next(
            ((each.label,) for each in occupations if each.uri == form.one("choose_occupation")),
            (form.one("choose_occupation"),),
        )
        values.pop("form_occupation_phrase", None)
        values.pop("experience-proposed_by_machine", None)
    if "no_occupation" in form:
        values.pop("experience-occupation", None)
        values.pop("experience-proposed_by_machine", None)
    return FormState(values)


def _described(context: Context) -> bool:
    """Say whether the organisation has described itself; asked while it can be."""
    return own_asker(context) is not None


def _asked_again(request: Request, context: Context, action: str, form: FormInput) -> Response:
    found = find(context, form.one("form_phrase"), LinkKind.SKILL)
    jobs = find(context, form.one("form_occupation_phrase"), LinkKind.OCCUPATION)
    state = _reshaped(form, found, jobs)
    page = _page(
        context,
        action,
        state,
        found if "search" in form else None,
        jobs if "search_occupation" in form else None,
        described=_described(context),
    )
    return render(request, page)


@router.get("/new")
def show_new_need(request: Request, context: AsAgency, kind: str = "") -> Response:
    """Ask for the kind first, then show the empty form of that kind."""
    if kind not in KINDS:
        tongue = translator(context.language)
        chosen = NeedKindPage(options(tongue, "kind", KINDS), hints(tongue, "kind", KINDS))
        return render(request, chosen)
    state = FormState({**EMPTY_NEED, "kind": (kind,), "language": (context.language,)})
    return render(request, _page(context, NEW, state, described=_described(context)))


@router.post("/new")
def write_new_need(request: Request, context: AsAgency, form: AskedForm) -> Response:
    """Store a new need as a draft, or change the form's list of skills."""
    if "save" not in form:
        return _asked_again(request, context, NEW, form)
    claim_form(context, form.one("form_token"))
    described = _described(context)
    keep_form(request, form, lambda state: _page(context, NEW, state, described=described))
    need = create_need(context, check_input(NeedInput, tree_of(form)))
    return see(f"/agency/needs/{need.id}?saved=draft")


@router.get("/{need_id}/edit")
def show_need_form(request: Request, context: AsAgency, need_id: str) -> Response:
    """Show the form with what the need says now."""
    need = read_need(context, need_id)
    action = f"/agency/needs/{need.id}/edit"
    page = _page(context, action, state_of(need), described=_described(context))
    return render(request, page)


@router.post("/{need_id}/edit")
def write_need(request: Request, context: AsAgency, need_id: str, form: AskedForm) -> Response:
    """Replace what the need says, or change the form's list of skills."""
    need = read_need(context, need_id)
    action = f"/agency/needs/{need.id}/edit"
    if "save" not in form:
        return _asked_again(request, context, action, form)
    claim_form(context, form.one("form_token"))
    described = _described(context)
    keep_form(request, form, lambda state: _page(context, action, state, described=described))
    revision = number_in(form.one("form_revision"))
    if revision is None:
        raise Invalid("invalid_input")
    seeks = need.status.value == "draft" or need.collaboration is not None
    given = check_input(NeedInput, tree_of(form, seeks=seeks))
    update_need(context, need.id, given, revision)
    return see(f"/agency/needs/{need.id}?saved=changed")
