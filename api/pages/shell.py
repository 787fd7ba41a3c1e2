"""Turn a page's context into HTML: templates, language, frame.

Rules:

- A page is one frozen dataclass of ``api.contexts``; what its template asks for and the
  dataclass lacks is an error, never an empty place.
- Everything is escaped; facts inside sentences are set apart in writing direction.
- On a person's own pages the browser's tab shows a neutral word and no sign: others may
  see the screen.

What it does not do: decide what is shown (services do), or hold words (locales do).
"""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from babel import Locale
from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from api.contexts.page import ErrorPage, Page
from api.dependencies import SAFE_METHODS
from api.headers import CONTENT_SECURITY_POLICY
from api.i18n import Translator, translator
from api.languages import OFFERED
from api.pages.ladder_words import change_words
from api.pages.telling import told_about
from api.pages.wording import HELP, Wording, filled, hundredths, ratio, short
from api.placenames import regions_by_country
from api.reading import reader
from api.services.accounts.claim_form import new_form_token
from api.services.matches.describe_match import reason_key

TEMPLATES = Path(__file__).parents[1] / "templates"
OPENING, CLOSING = "\ue000", "\ue001"
"""Private characters that mark where a fact goes while its sentence is escaped."""
MARK = re.compile(f"{OPENING}([a-z_]+){CLOSING}")
HOMES = {
    "person": "/me",
    "agency": "/agency",
    "coordinator": "/coordination",
    "officer": "/officer",
}
WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "person": (
        ("/me", "nav.home"),
        ("/me/profile", "nav.profile"),
        ("/me/consents", "nav.consents"),
        ("/me/matches", "nav.matches"),
        ("/me/learning", "learning.nav"),
        ("/me/requests", "nav.requests"),
    ),
    "agency": (
        ("/agency", "nav.own_needs"),
        ("/agency/needs/new", "nav.new_need"),
        ("/agency/campaigns", "campaigns.nav"),
        ("/agency/courses", "courses.nav"),
        ("/agency/organisation", "own_organisation.nav"),
    ),
    "coordinator": (
        ("/coordination", "nav.open_needs"),
        ("/coordination/people/new", "nav.assist"),
        ("/coordination/openings", "nav.openings"),
        ("/coordination/gaps", "gaps.nav"),
        ("/coordination/campaigns", "campaigns.nav"),
        ("/coordination/recoveries", "nav.recoveries"),
        ("/coordination/figures", "figures.nav"),
    ),
    "officer": (
        ("/officer", "nav.audit"),
        ("/coordination/figures", "figures.nav"),
        ("/coordination/openings", "nav.openings"),
        ("/coordination/recoveries", "nav.recoveries"),
        ("/officer/erasures", "nav.erasures"),
    ),
}
SCRIPT = Path(__file__).parents[1] / "static" / "passkeys.js"
SCRIPTED_POLICY = f"{CONTENT_SECURITY_POLICY}; script-src 'self'"
"""The policy of pages that offer passkeys; all others run no script at all."""
NEUTRAL = frozenset({"person", "door"})
AUDIENCE_OF_ROLE = {
    "person": "person",
    "agency_member": "agency",
    "coordinator": "coordinator",
    "officer": "officer",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One link of the main navigation; ``code`` names its words."""

    href: str
    code: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds every page."""

    home: str
    back: str
    ways: tuple[Way, ...]
    offered: tuple[tuple[str, str], ...]
    neutral: bool
    wide: bool


def home_of(role: str | None) -> str:
    """Give the first page of a role, the public one of nobody."""
    return HOMES.get(AUDIENCE_OF_ROLE.get(role or "", ""), "/")


def sentence_maker(tongue: Translator) -> Callable[..., Markup]:
    """Give the function templates ask for sentences: escaped, facts set apart by ``<bdi>``."""

    def sentence(code: str, /, **facts: object) -> Markup:
        marked: dict[str, object] = {
            name: value if isinstance(value, int) else f"{OPENING}{name}{CLOSING}"
            for name, value in facts.items()
        }
        html = MARK.sub(
            lambda found: f"<bdi>{escape(facts[found[1]])}</bdi>",
            str(escape(tongue.text(code, **marked))),
        )
        return Markup(html)  # noqa: S704 - sentence and facts are escaped above

    return sentence


def form_token() -> Markup:
    """Give the hidden input by which a form counts once."""
    return Markup('<input type="hidden" name="form_token" value="{}">').format(new_form_token())


@cache
def script_digest() -> str:
    """Give the digest a browser checks the script against (Subresource Integrity)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(SCRIPT.read_bytes()).digest()).decode()


@cache
def environment(language: str) -> Environment:
    """Build the templates' surroundings for one language."""
    tongue = translator(language)
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = Wording(tongue)
    months = tongue.locale.months["format"]["wide"]
    made.globals.update(
        t=sentence_maker(tongue),
        says=tongue.has,
        language=language,
        direction=tongue.direction,
        token=form_token,
        script_digest=script_digest,
        months=[(str(number), months[number]) for number in range(1, 13)],
        regions=regions_by_country(language),
        period=words.period,
        place=words.place,
        condition_facts=lambda view: words.facts(view.code.value, view.facts),
        bar_facts=lambda view: words.facts(view.criterion.value, view.facts),
        figure=words.figure,
        figure_of=words.figure_of,
        filled=filled,
        ratio=ratio,
        hundredths=hundredths,
        short=short,
        help_link=HELP.get,
        reason_key=reason_key,
        told=told_about(language),
        change_words=change_words(tongue, words, sentence_maker(tongue)),
        between=lambda start, end: words.intervals(f"{start}/{end}"),
    )
    made.filters.update(
        day=tongue.day,
        last_day=lambda moment: tongue.day((moment - timedelta(seconds=1)).date()),
        moment=tongue.moment,
        month=lambda day: f"{months[day.month]} {day.year}",
        number=tongue.number,
        country=tongue.country,
        spoken=tongue.spoken_language,
    )
    return made


@cache
def offered_languages() -> tuple[tuple[str, str], ...]:
    """List the offered languages, each named in itself."""
    names = ((tag, Locale(tag).get_display_name(tag) or tag) for tag in OFFERED)
    return tuple((tag, name[:1].upper() + name[1:]) for tag, name in names)


def _shell(request: Request, page: Page, audience: str) -> Shell:
    path = request.url.path
    lost = isinstance(page, ErrorPage) and request.method not in SAFE_METHODS
    ways = WAYS.get(audience, ())
    best = max((href for href, _ in ways if path.startswith(href)), key=len, default="")
    return Shell(
        home=HOMES.get(audience, "/"),
        back="/" if lost else path,
        ways=tuple(Way(href, code, href == best) for href, code in ways),
        offered=offered_languages(),
        neutral=audience in NEUTRAL or page.audience in NEUTRAL,
        wide=page.wide,
    )


def render(
    request: Request, page: Page, *, status: int = 200, role: str | None = None
) -> HTMLResponse:
    """Answer with a page.

    Args:
        request: Gives the reader's language and the address.
        page: The page's context.
        status: HTTP status.
        role: Who is signed in, on pages that anybody may see.
    """
    audience = AUDIENCE_OF_ROLE.get(role or "", page.audience)
    template = environment(reader(request).language).get_template(page.template)
    html = template.render(page=page, shell=_shell(request, page, audience))
    answer = HTMLResponse(html, status_code=status)
    if page.scripted:
        answer.headers["content-security-policy"] = SCRIPTED_POLICY
    return answer
