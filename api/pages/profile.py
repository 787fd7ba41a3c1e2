"""A person's profile: the overview, contact, and the parts that are one form each.

Rules:

- A part she did not agree to keep shows no inputs, only the way to her choices.
- Saving one part leaves all others as they are.

What it does not do: skills and experience, which need a search (``profile_search``).
"""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from api.context import Context
from api.contexts.choices import ANSWERS, COMPENSATIONS, MODES, PERMITS, TRAINER_STATES
from api.contexts.page import FormState
from api.contexts.profile import (
    AvailabilityPage,
    ContactPage,
    LanguagesPage,
    PermitsPage,
    PlacesPage,
    ProfilePage,
    ProfilePart,
    SectionPage,
    WillingnessPage,
    WordsPage,
)
from api.dependencies import AsPerson
from api.errors import NotFound
from api.i18n import translator
from api.inputs.profile import IdentityInput, WorkInput
from api.pages.forms import SentForm, check_input, flat, keep_form, rows_of, with_country
from api.pages.going import see
from api.pages.options import cefr_options, country_options, hints, options, spoken_options, tags_in
from api.pages.saying import Saying
from api.pages.shell import render
from api.pages.telling import TOLD_FIELD
from api.pages.work_input import only, without
from api.services.people.confirm_profile import confirm_profile
from api.services.people.edit_profile import OwnProfile, own_profile, save_identity, save_work
from api.services.people.guard_free_text import take_out, words_never_kept

router = APIRouter(prefix="/me/profile")

IDENTITY = ("full_name", "phone", "email", "address")
FIELD_OF_SECTION = {code: field for code, field in TOLD_FIELD.items() if code != "contact"}
SEVERAL = frozenset({"modes"})
SPARE_LANGUAGES = 2
LEAST_TIES = 2


def is_kept(profile: OwnProfile, section: str) -> bool:
    """Say whether she agreed to keep what a part of the profile holds."""
    return FIELD_OF_SECTION[section] in {field.value for field in profile.kept}


@router.get("")
def show_profile(request: Request, context: AsPerson, saved: str = "") -> Response:
    """Show the whole profile, part by part."""
    profile = own_profile(context)
    kept = {field.value for field in profile.kept}
    work = profile.work.value
    saying = Saying(translator(context.language), profile.labels)
    identity = {field.value: shown.value for field, shown in profile.identity.items()}
    contact = tuple(identity[name] for name in IDENTITY if name in identity)
    parts = [
        ProfilePart(code, field in kept, bool(lines), lines[:6])
        for code, field in FIELD_OF_SECTION.items()
        for lines in [saying.lines(field, work)]
    ]
    parts.append(ProfilePart("contact", bool(kept & set(IDENTITY)), bool(contact), contact))
    page = ProfilePage(
        sections=tuple(parts),
        any_kept=bool(kept),
        confirmed_on=work.confirmed_on,
        can_confirm=bool(work.stated_fields()),
        saved=saved if saved == "confirmed" else "yes" * bool(saved),
    )
    return render(request, page)


@router.post("/confirmation")
def confirm(context: AsPerson, _form: SentForm) -> Response:
    """Take it from her that all of it still holds."""
    confirm_profile(context)
    return see("/me/profile?saved=confirmed")


def _contact_page(profile: OwnProfile, form: FormState) -> ContactPage:
    fields = frozenset({field.value for field in profile.kept} & set(IDENTITY))
    return ContactPage(section="contact", kept=bool(fields), form=form, fields=fields)


@router.get("/contact")
def show_contact(request: Request, context: AsPerson) -> Response:
    """Show name and contact."""
    profile = own_profile(context)
    form = FormState({field.value: (shown.value,) for field, shown in profile.identity.items()})
    return render(request, _contact_page(profile, form))


@router.post("/contact")
def save_contact(request: Request, context: AsPerson, form: SentForm) -> Response:
    """Write name and contact anew."""
    profile = own_profile(context)
    keep_form(request, form, lambda state: _contact_page(profile, state))
    save_identity(context, check_input(IdentityInput, form.nested(ignored={"form_token"})))
    return see("/me/profile?saved=yes")


def _languages(context: Context, kept: bool, form: FormState) -> SectionPage:
    tongue = translator(context.language)
    rows = rows_of(form, "languages")
    return LanguagesPage(
        section="languages",
        kept=kept,
        form=form,
        rows=tuple(range(max(rows, default=-1) + 1 + SPARE_LANGUAGES)),
        tongues=spoken_options(context.language, tags_in(form)),
        levels=cefr_options(tongue),
    )


def _availability(context: Context, kept: bool, form: FormState) -> SectionPage:
    tongue = translator(context.language)
    rows = rows_of(form, "windows")
    yearly = [
        n
        for n in rows
        if any(
            name.startswith((f"windows-{n}-from_day", f"windows-{n}-to_day"))
            for name in form.values
        )
    ]
    dated = [n for n in rows if n not in yearly]
    free = max(rows, default=-1) + 1
    return AvailabilityPage(
        section="availability",
        kept=kept,
        form=form,
        modes=options(tongue, "mode", MODES),
        mode_hints=hints(tongue, "mode", MODES),
        yearly_rows=(*yearly, free),
        dated_rows=(*dated, free + 1),
    )


def _places(context: Context, kept: bool, form: FormState) -> SectionPage:
    rows = [("residence", "places.residence")]
    shown = max(LEAST_TIES, max(rows_of(form, "ties"), default=-1) + 2)
    rows += [(f"ties-{number}", "places.tie") for number in range(shown)]
    return PlacesPage(
        section="places",
        kept=kept,
        form=form,
        rows=tuple(rows),
        countries=country_options(context.language),
    )


def _willingness(context: Context, kept: bool, form: FormState) -> SectionPage:
    tongue = translator(context.language)
    return WillingnessPage(
        section="willingness",
        kept=kept,
        form=form,
        answers=options(tongue, "answer", ANSWERS),
        trainer_states=options(tongue, "trainer", TRAINER_STATES),
        compensations=options(tongue, "compensation", COMPENSATIONS),
    )


def _words(_context: Context, kept: bool, form: FormState) -> SectionPage:
    found = words_never_kept(form.value("own_words"))
    return WordsPage(section="words", kept=kept, form=form, found=found)


def _permits(context: Context, kept: bool, form: FormState) -> SectionPage:
    tongue = translator(context.language)
    values = {f"permit_answers-{code}": ("unsaid",) for code in PERMITS}
    return PermitsPage(
        section="permits",
        kept=kept,
        form=FormState({**values, **form.values}, form.problems),
        permits=PERMITS,
        answers=options(tongue, "answer", ANSWERS),
    )


MAKERS: dict[str, Callable[[Context, bool, FormState], SectionPage]] = {
    "languages": _languages,
    "availability": _availability,
    "places": _places,
    "willingness": _willingness,
    "words": _words,
    "permits": _permits,
}


@router.get("/{section}")
def show_section(request: Request, context: AsPerson, section: str) -> Response:
    """Show one part of the profile."""
    if section not in MAKERS:
        raise NotFound("not_found")
    profile = own_profile(context)
    form = FormState(flat(only(profile.work.value, section)))
    return render(request, MAKERS[section](context, is_kept(profile, section), form))


@router.post("/{section}")
def save_section(request: Request, context: AsPerson, section: str, form: SentForm) -> Response:
    """Write one part of the profile anew."""
    if section not in MAKERS:
        raise NotFound("not_found")
    profile = own_profile(context)
    kept = is_kept(profile, section)
    keep_form(request, form, lambda state: MAKERS[section](context, kept, state))
    tree = form.nested(several=SEVERAL, ignored={"form_token", "do"})
    words = tree.get("own_words")
    if section == "words" and form.one("do") == "take_out" and isinstance(words, str):
        tree["own_words"] = take_out(words)
    ties = tree.get("ties")
    for place in (tree.get("residence"), *(ties.values() if isinstance(ties, dict) else ())):
        with_country(place)
    base = without(profile.work.value, section)
    save_work(context, check_input(WorkInput, tree, base), confirms=False)
    return see("/me/profile?saved=yes")
