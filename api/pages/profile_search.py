"""The parts of a profile that are found by typing words: skills and experience.

Three small steps, each one thing: type words, choose what was meant, say more about it.

Rules:

- What somebody types is posted, never put into an address.
- Words that are not surely recognised are said to be so; they count only once she chooses,
  and she may keep them among her own words.
- Choosing a skill that is there already changes it.
"""

from fastapi import APIRouter, Request, Response

from api.context import Context
from api.contexts.choices import ACQUIRED_HOW, ACQUIRED_IN, ANSWERS, LEVELS, SECTORS, WorkSaid
from api.contexts.page import FormState, Found
from api.contexts.profile import ExperiencePage, ExperienceRow, SkillRow, SkillsPage
from api.dependencies import AsPerson
from api.i18n import translator
from api.inputs.profile import WorkInput
from api.pages.forms import AskedForm, FormInput, check_input, flat, keep_form
from api.pages.going import see
from api.pages.options import options
from api.pages.profile import is_kept
from api.pages.saying import Saying
from api.pages.shell import render
from api.pages.work_input import Tree, as_input
from api.services.accounts.claim_form import claim_form
from api.services.installation.link_phrases import LinkKind, link_phrases
from api.services.people.edit_profile import OwnProfile, own_profile, save_work

router = APIRouter(prefix="/me/profile")
SUGGESTIONS = 8
LONGEST_PHRASE = 200
OF_THE_FORM = frozenset({"form_token", "do", "label"})
"""Inputs that belong to the form and not to what is said."""


def find(context: Context, phrase: str, kind: LinkKind) -> tuple[Found, ...]:
    """Find concepts for words typed in the reader's language, best first."""
    words = phrase[:LONGEST_PHRASE].strip()
    if not words:
        return ()
    (linked,) = link_phrases(
        context, [words], language=context.language, kind=kind, top=SUGGESTIONS, groups=False
    )
    return tuple(
        Found(each.uri, each.label, is_sure=linked.confident and place == 0)
        for place, each in enumerate(linked.concepts)
        if each.score > 0
    )


def _skills_page(
    context: Context,
    profile: OwnProfile,
    form: FormState,
    *,
    found: tuple[Found, ...] | None = None,
    chosen: Found | None = None,
    saved: bool = False,
) -> SkillsPage:
    tongue = translator(context.language)
    saying = Saying(tongue, profile.labels)
    return SkillsPage(
        section="skills",
        kept=is_kept(profile, "skills"),
        form=form,
        saved=saved,
        skills=tuple(
            SkillRow(
                uri=claim.concept,
                label=saying.label(claim.concept),
                level=claim.level.value,
                last_used_year=claim.last_used_year,
                years=claim.years,
                evidence=claim.evidence.value,
                proposed_by_machine=claim.proposed_by_machine,
            )
            for claim in profile.work.value.skills
        ),
        searched=found is not None,
        suggestions=found or (),
        keeps_words=is_kept(profile, "words"),
        chosen=chosen,
        levels=options(tongue, "level", (*LEVELS[1:], LEVELS[0])),
        answers=options(tongue, "answer", ANSWERS),
        acquired_in=options(tongue, "acquired_in", ACQUIRED_IN),
        acquired_how=options(tongue, "acquired_how", ACQUIRED_HOW),
        this_year=context.today.year,
    )


@router.get("/skills")
def show_skills(request: Request, context: AsPerson, saved: str = "") -> Response:
    """Show her skills and the search."""
    page = _skills_page(context, own_profile(context), FormState(), saved=bool(saved))
    return render(request, page)


@router.post("/skills")
def change_skills(request: Request, context: AsPerson, form: AskedForm) -> Response:
    """Search, choose, describe or remove a skill."""
    profile = own_profile(context)
    if "choose" in form:
        chosen = _chosen(profile, form, form.one("choose"))
        state = _described(profile.work.value, chosen.uri)
        return render(request, _skills_page(context, profile, state, chosen=chosen))
    if form.one("do") == "search":
        found = find(context, form.one("phrase"), LinkKind.SKILL)
        return render(request, _skills_page(context, profile, form.as_state(), found=found))
    claim_form(context, form.one("form_token"))
    if form.one("do") == "keep_words":
        keep_form(request, form, lambda state: _skills_page(context, profile, state, found=()))
        return _keep_words(context, profile, form.one("phrase"))
    work = as_input(profile.work.value)
    others = _others(work["skills"], form.one("remove") or form.one("concept"))
    if "remove" in form:
        work["skills"] = others
    else:
        _keep_described(request, context, profile, form)
        tree = form.nested(ignored=OF_THE_FORM)
        work["skills"] = [*others, tree]
    given = check_input(WorkInput, {}, work, inside=f"skills-{len(others)}-")
    save_work(context, given, confirms=False)
    return see("/me/profile/skills?saved=yes")


def _keep_words(context: Context, profile: OwnProfile, phrase: str) -> Response:
    """Add what was not recognised to her own words, where it is shown and never matched."""
    work = as_input(profile.work.value)
    lines = (profile.work.value.own_words or "").splitlines()
    words = phrase[:LONGEST_PHRASE].strip()
    if words and words not in lines:
        work["own_words"] = "\n".join([*lines, words])
    save_work(context, check_input(WorkInput, {}, work))
    return see("/me/profile/words?saved=yes")


def _keep_described(
    request: Request, context: Context, profile: OwnProfile, form: FormInput
) -> None:
    chosen = _chosen(profile, form, form.one("concept"))
    keep_form(request, form, lambda state: _skills_page(context, profile, state, chosen=chosen))


def _others(skills: object, uri: str) -> list[Tree]:
    assert isinstance(skills, list)
    return [each for each in skills if each["concept"] != uri]


def _described(work: WorkSaid, uri: str) -> FormState:
    skills = as_input(work)["skills"]
    assert isinstance(skills, list)
    known = next((each for each in skills if each["concept"] == uri), None)
    if known is not None:
        return FormState(flat(known))
    unsaid = ("unsaid",)
    return FormState({"acquired_in": unsaid, "acquired_how": unsaid, "can_teach": unsaid})


def _chosen(profile: OwnProfile, form: FormInput, uri: str) -> Found:
    """Name the chosen concept as it was named in the list it was chosen from."""
    return Found(uri, profile.labels.get(uri) or form.one("label")[:LONGEST_PHRASE])


def _experience_page(
    context: Context,
    profile: OwnProfile,
    form: FormState,
    *,
    found: tuple[Found, ...] | None = None,
    chosen: Found | None = None,
    saved: bool = False,
) -> ExperiencePage:
    tongue = translator(context.language)
    saying = Saying(tongue, profile.labels)
    return ExperiencePage(
        section="experience",
        kept=is_kept(profile, "experience"),
        form=form,
        saved=saved,
        entries=tuple(
            ExperienceRow(
                number=number,
                label=saying.label(entry.occupation) if entry.occupation else "",
                sector=entry.sector or "",
                years_origin=entry.years_origin,
                years_host=entry.years_host,
            )
            for number, entry in enumerate(profile.work.value.experience)
        ),
        searched=found is not None,
        suggestions=found or (),
        keeps_words=is_kept(profile, "words"),
        chosen=chosen,
        sectors=options(tongue, "sector", SECTORS),
    )


@router.get("/experience")
def show_experience(request: Request, context: AsPerson, saved: str = "") -> Response:
    """Show her experience and the search."""
    page = _experience_page(context, own_profile(context), FormState(), saved=bool(saved))
    return render(request, page)


@router.post("/experience")
def change_experience(request: Request, context: AsPerson, form: AskedForm) -> Response:
    """Search, choose, describe or remove experience in an occupation."""
    profile = own_profile(context)
    uri = form.one("choose") or form.one("occupation")
    chosen = _chosen(profile, form, uri) if uri else None
    if "choose" in form:
        return render(request, _experience_page(context, profile, FormState(), chosen=chosen))
    if form.one("do") == "search":
        found = find(context, form.one("phrase"), LinkKind.OCCUPATION)
        return render(request, _experience_page(context, profile, form.as_state(), found=found))
    claim_form(context, form.one("form_token"))
    if form.one("do") == "keep_words":
        keep_form(request, form, lambda state: _experience_page(context, profile, state, found=()))
        return _keep_words(context, profile, form.one("phrase"))
    work = as_input(profile.work.value)
    entries = work["experience"]
    assert isinstance(entries, list)
    if "remove" in form:
        work["experience"] = [
            each for number, each in enumerate(entries) if str(number) != form.one("remove")
        ]
    else:
        keep_form(
            request,
            form,
            lambda state: _experience_page(context, profile, state, chosen=chosen),
        )
        entries.append(form.nested(ignored=OF_THE_FORM))
    inside = f"experience-{len(entries) - 1}-"
    save_work(context, check_input(WorkInput, {}, work, inside=inside), confirms=False)
    return see("/me/profile/experience?saved=yes")
