"""The page on which an agency describes its own organisation.

What it does not do: check whether what is said is true.
"""

import dataclasses

from fastapi import APIRouter, Request, Response

from api.context import Context
from api.contexts.offers import COLLABORATIONS, ORGANISATION_KINDS, SIZE_BANDS, OrganisationPage
from api.contexts.page import FormState, Found
from api.dependencies import AsAgency
from api.i18n import translator
from api.inputs.organisation import OrganisationInput
from api.pages.concept_rows import OF_THE_FORM, concept_rows, reshaped, rows_to_show
from api.pages.forms import AskedForm, FormInput, Nested, check_input, flat, keep_form
from api.pages.going import see
from api.pages.options import cefr_options, options, spoken_options, tags_in
from api.pages.profile_search import find
from api.pages.shell import render
from api.placenames import region_options
from api.services.accounts.claim_form import claim_form
from api.services.installation.link_phrases import LinkKind
from api.services.needs.describe_organisation import (
    OwnOrganisationView,
    describe_organisation,
    read_organisation,
)

router = APIRouter(prefix="/agency/organisation")
HERE = "/agency/organisation"
LEAST_LANGUAGE_ROWS = 2


def _page(
    context: Context,
    known: OwnOrganisationView,
    form: FormState,
    found: tuple[Found, ...] | None = None,
    *,
    saved: bool = False,
) -> OrganisationPage:
    tongue = translator(context.language)
    return OrganisationPage(
        name=known.name,
        country=known.country,
        form=form,
        rows=concept_rows(form, "specialities", found=found or ()),
        language_rows=rows_to_show(form, "languages", LEAST_LANGUAGE_ROWS, "tag"),
        searched=found is not None,
        suggestions=found or (),
        kinds=options(tongue, "matched_organisation", ORGANISATION_KINDS),
        sizes=options(tongue, "size_band", SIZE_BANDS),
        offers=options(tongue, "collaboration", COLLABORATIONS),
        regions=region_options(known.country, context.language),
        tongues=spoken_options(context.language, tags_in(form)),
        levels=cefr_options(tongue),
        saved=saved,
    )


def _state_of(known: OwnOrganisationView) -> FormState:
    values = flat(dataclasses.asdict(known))
    values = {name: kept for name, kept in values.items() if not name.startswith("specialities")}
    for number, each in enumerate(known.specialities):
        values[f"specialities-{number}"] = (each.concept,)
        values[f"form_label-{number}"] = (each.label,)
    return FormState(values)


def _tree(form: FormInput) -> Nested:
    tree = form.nested(several={"offers"}, ignored=OF_THE_FORM)
    tree.setdefault("offers", [])
    spoken = tree.get("languages")
    if isinstance(spoken, dict):
        named: Nested = {
            row: each for row, each in spoken.items() if isinstance(each, dict) and "tag" in each
        }
        tree["languages"] = named
        if not named:
            del tree["languages"]
    return tree


@router.get("")
def show_organisation(request: Request, context: AsAgency, saved: str = "") -> Response:
    """Show what the organisation says about itself, to be changed."""
    known = read_organisation(context)
    return render(request, _page(context, known, _state_of(known), saved=bool(saved)))


@router.post("")
def write_organisation(request: Request, context: AsAgency, form: AskedForm) -> Response:
    """Replace what the organisation says about itself, or search a speciality."""
    known = read_organisation(context)
    if "save" not in form:
        found = find(context, form.one("form_phrase"), LinkKind.SKILL)
        state = reshaped(form, found, "specialities")
        return render(request, _page(context, known, state, found if "search" in form else None))
    claim_form(context, form.one("form_token"))
    keep_form(request, form, lambda state: _page(context, known, state))
    describe_organisation(context, check_input(OrganisationInput, _tree(form)))
    return see(f"{HERE}?saved=yes")
