"""Pages about courses: an agency's own, and the open catalogue for everybody.

Rules:

- A price is typed in whole units of its currency and kept in hundredths.
- A row of dates or languages without its first input is empty and left out.
"""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import replace

from babel import Locale
from fastapi import APIRouter, Request, Response

from api.context import Context
from api.contexts.choices import EVIDENCE_STATES, LEVELS_ASKED
from api.contexts.offers import WAGES, CataloguePage, CourseFormPage, CoursesPage
from api.contexts.page import FormState, Found, Option
from api.dependencies import AsAgency, OpenToAll
from api.errors import Invalid
from api.i18n import translator
from api.inputs.base import LANGUAGE_TAG
from api.inputs.course import CourseInput
from api.languages import OFFERED
from api.pages.concept_rows import OF_THE_FORM, concept_rows, reshaped, rows_to_show
from api.pages.forms import (
    AskedForm,
    FormInput,
    Nested,
    SentForm,
    check_input,
    flat,
    keep_form,
    number_in,
    with_country,
)
from api.pages.going import see
from api.pages.options import cefr_options, country_options, options, spoken_options
from api.pages.profile_search import find
from api.pages.shell import render
from api.services.accounts.claim_form import claim_form
from api.services.installation.link_phrases import LinkKind
from api.services.needs.keep_courses import (
    CourseOfferView,
    change_course,
    close_course,
    languages_of_catalogue,
    offer_course,
    open_catalogue,
    own_courses,
    read_course,
)

router = APIRouter(prefix="/agency/courses")
catalogue = APIRouter()
HERE = "/agency/courses"
NEW = f"{HERE}/new"
SAVED_COURSES = frozenset({"offered", "changed", "closed"})
LEAST_RUNS = 2
PRICE = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,2}))?", re.ASCII)
# fmt: off
CURRENCIES = (
    "AMD", "AZN", "CAD", "CHF", "CVE", "DZD", "EGP", "ETB", "EUR", "GBP", "GEL", "GHS", "GNF",
    "JOD", "KES", "LBP", "LYD", "MAD", "MDL", "MGA", "MRU", "NGN", "RWF", "SDG", "SEK", "TND",
    "TRY", "UAH", "UGX", "USD", "XAF", "XOF",
)
# fmt: on
"""Currencies offered in the list; a course keeps any other that it was given."""


def _currency_options(language: str, also: str) -> tuple[Option, ...]:
    names = Locale(language).currencies
    codes = sorted({*CURRENCIES, *([also] if also else [])})
    return tuple((code, f"{code} – {names.get(code, code)}") for code in codes)


def _page(
    context: Context,
    action: str,
    course: CourseOfferView | None,
    form: FormState,
    found: tuple[Found, ...] | None = None,
) -> CourseFormPage:
    tongue = translator(context.language)
    tags = {form.value(name) for name in ("taught_in", "teaches_language-tag")}
    return CourseFormPage(
        action=action,
        course=course,
        form=form,
        rows=concept_rows(form, "teaches", "concept", found or ()),
        run_rows=rows_to_show(form, "runs", LEAST_RUNS),
        searched=found is not None,
        suggestions=found or (),
        text_languages=tuple((tag, tongue.spoken_language(tag)) for tag in OFFERED),
        tongues=spoken_options(
            context.language, frozenset(tag for tag in tags if LANGUAGE_TAG.fullmatch(tag))
        ),
        cefr=cefr_options(tongue)[1:],
        levels=options(tongue, "level", LEVELS_ASKED),
        from_levels=options(tongue, "level", LEVELS_ASKED),
        evidence_states=options(tongue, "evidence_state", EVIDENCE_STATES),
        countries=country_options(context.language),
        currencies=_currency_options(context.language, form.value("currency")),
        wages=options(tongue, "wages", WAGES),
    )


def _state_of(course: CourseOfferView) -> FormState:
    values = flat(dataclasses.asdict(course))
    values["form_revision"] = (str(course.revision),)
    for number, each in enumerate(course.teaches):
        values[f"form_label-{number}"] = (each.label,)
    if course.cost_cents is not None:
        units, hundredths = divmod(course.cost_cents, 100)
        values["cost_cents"] = (f"{units}.{hundredths:02}" if hundredths else str(units),)
    return FormState(values)


def _hundredths(typed: str) -> str:
    """Give a typed price in hundredths; what is no price stays as it is, to be refused."""
    found = PRICE.fullmatch(typed)
    return f"{found[1]}{(found[2] or '').ljust(2, '0')}" if found else typed


def _tree(form: FormInput) -> Nested:
    tree = form.nested(ignored=OF_THE_FORM)
    price = tree.get("cost_cents")
    if isinstance(price, str):
        tree["cost_cents"] = _hundredths(price)
    spoken = tree.get("teaches_language")
    if isinstance(spoken, dict) and "tag" not in spoken:
        del tree["teaches_language"]
    runs = tree.pop("runs", None)
    if isinstance(runs, dict):
        filled: Nested = {row: each for row, each in runs.items() if isinstance(each, dict)}
        for run in filled.values():
            if isinstance(run, dict):
                with_country(run.get("place"))
        if filled:
            tree["runs"] = filled
    return tree


def _searched(
    request: Request, form: FormInput, context: Context, make: Callable[..., CourseFormPage]
) -> Response:
    found = find(context, form.one("form_phrase"), LinkKind.SKILL)
    state = reshaped(form, found, "teaches", "concept", {"level": "2"})
    return render(request, make(state, found if "search" in form else None))


@router.get("")
def show_own_courses(request: Request, context: AsAgency, saved: str = "") -> Response:
    """Show the organisation's courses."""
    known = saved if saved in SAVED_COURSES else ""
    return render(request, CoursesPage(own_courses(context), saved=known))


@router.get("/new")
def show_new_course(request: Request, context: AsAgency) -> Response:
    """Show the empty form."""
    start = {
        "language": (context.language,),
        "evidence": ("attested",),
        "wage_replacement": ("unsaid",),
    }
    return render(request, _page(context, NEW, None, FormState(start)))


@router.post("/new")
def write_new_course(request: Request, context: AsAgency, form: AskedForm) -> Response:
    """Put a new course into the catalogue, or change the form's list of skills."""

    def make(state: FormState, found: tuple[Found, ...] | None = None) -> CourseFormPage:
        return _page(context, NEW, None, state, found)

    if "save" not in form:
        return _searched(request, form, context, make)
    claim_form(context, form.one("form_token"))
    keep_form(request, form, make)
    offer_course(context, check_input(CourseInput, _tree(form)))
    return see(f"{HERE}?saved=offered")


@router.get("/{course_id}")
def show_course_form(request: Request, context: AsAgency, course_id: str) -> Response:
    """Show the form with what the course says now."""
    course = read_course(context, course_id)
    return render(request, _page(context, f"{HERE}/{course.id}", course, _state_of(course)))


@router.post("/{course_id}")
def write_course(request: Request, context: AsAgency, course_id: str, form: AskedForm) -> Response:
    """Replace what the course says, or change the form's list of skills."""
    course = read_course(context, course_id)

    def make(state: FormState, found: tuple[Found, ...] | None = None) -> CourseFormPage:
        return _page(context, f"{HERE}/{course.id}", course, state, found)

    if "save" not in form:
        return _searched(request, form, context, make)
    claim_form(context, form.one("form_token"))
    keep_form(request, form, make)
    revision = number_in(form.one("form_revision"))
    if revision is None:
        raise Invalid("invalid_input")
    change_course(context, course.id, check_input(CourseInput, _tree(form)), revision)
    return see(f"{HERE}?saved=changed")


@router.post("/{course_id}/closure")
def close_own_course(
    request: Request, context: AsAgency, course_id: str, form: SentForm
) -> Response:
    """Take the course out of the catalogue."""
    shown = CoursesPage(own_courses(context))
    keep_form(request, form, lambda state: replace(shown, form=state))
    revision = number_in(form.one("revision"))
    if revision is None:
        raise Invalid("invalid_input")
    close_course(context, course_id, revision)
    return see(f"{HERE}?saved=closed")


@catalogue.get("/courses")
def show_catalogue(request: Request, context: OpenToAll, taught_in: str = "") -> Response:
    """Show the open courses, all or those held in one language."""
    tongue = translator(context.language)
    offered = languages_of_catalogue(context)
    chosen = taught_in if taught_in in offered else ""
    role = context.actor.role if context.actor else None
    page = CataloguePage(
        courses=open_catalogue(context, chosen or None),
        tongues=tuple((tag, tongue.spoken_language(tag)) for tag in offered),
        taught_in=chosen,
    )
    return render(request, page, role=role)
