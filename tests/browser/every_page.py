"""Every page of every role, with the steps that lead to those which no address leads to."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.people import AGENCY, COORDINATOR, DEMO_PERSON, OFFICER
from tests.browser.staging import (
    DRAFT,
    HATCHERY,
    MANGO,
    NOBODY,
    TOGETHER,
    UNREADABLE,
    Login,
    Stage,
)
from tests.browser.visitor import Visitor

Steps = Callable[[Visitor], None]


def _stay(_visitor: Visitor) -> None:
    """Do nothing more."""


@dataclass(frozen=True)
class View:
    """One page as somebody comes to see it.

    ``status`` is that of the page's address; ``refusal`` that of the last step, where that
    step provokes one. ``once``: a further state of a page that is looked at anyway; one
    language is enough for it.
    """

    name: str
    path: str
    steps: Steps = _stay
    status: int = 200
    refusal: int | None = None
    once: bool = False


PASSPHRASE = "filet voile mangue baobab lune"
WORDS = {
    "skill": {"fr": "mangue", "ar": "مانجو", "en": "mango", "es": "mango", "pt": "manga"},
    "occupation": {
        "fr": "pêcheur",
        "ar": "صياد",
        "en": "fisher",
        "es": "pescador",
        "pt": "pescador",
    },
    "requirement": {
        "fr": "poterie",
        "ar": "الفخار",
        "en": "pottery",
        "es": "alfarería",
        "pt": "olaria",
    },
}
"""What somebody types, by language."""
OPEN_ALL = """() => {
  for (const each of document.querySelectorAll("main details")) each.open = true;
}"""


def _search(visitor: Visitor, kind: str, box: str = "#phrase") -> None:
    visitor.page.locator(box).fill(WORDS[kind][visitor.language])
    visitor.press("skills.search")


def _search_skill(visitor: Visitor) -> None:
    _search(visitor, "skill")


def _choose_skill(visitor: Visitor) -> None:
    _search_skill(visitor)
    visitor.go_by(visitor.page.locator("button[name=choose]").first)


def _search_occupation(visitor: Visitor) -> None:
    _search(visitor, "occupation")


def _choose_occupation(visitor: Visitor) -> None:
    _search_occupation(visitor)
    visitor.go_by(visitor.page.locator("button[name=choose]").first)


def _add_requirement(visitor: Visitor) -> None:
    _search(visitor, "requirement", "#form_phrase")
    visitor.go_by(visitor.page.locator("button[name=add]").first)
    _search(visitor, "requirement", "#form_phrase")


def _add_speciality(visitor: Visitor) -> None:
    _search(visitor, "requirement", "#form_phrase")
    visitor.go_by(visitor.page.locator("button[name=add]").first)


_add_taught = _add_speciality


def _press(code: str) -> Steps:
    return lambda visitor: visitor.press(code, visitor.page.locator("main"))


def _save_bad_period(visitor: Visitor) -> None:
    visitor.page.locator("#main input[inputmode=numeric]").first.fill("31")
    visitor.page.locator("#hours_per_month").fill("many")
    visitor.press("profile.save")


def _open_all(visitor: Visitor) -> None:
    visitor.page.evaluate(OPEN_ALL)


def _first_steps(visitor: Visitor) -> None:
    visitor.go_by(visitor.page.locator("main a[href^='/me/matches/']").last)


def _first_campaign(visitor: Visitor) -> None:
    visitor.go_by(visitor.page.locator("main h2 a[href^='/me/campaigns/']").first)
    visitor.page.evaluate(OPEN_ALL)


def _choose_no_way(visitor: Visitor) -> None:
    _first_campaign(visitor)
    for box in visitor.page.locator("input[name=tracks]").all():
        box.uncheck()
    visitor.press("own_campaign.take_part", visitor.page.locator("main"))


def _register(visitor: Visitor) -> None:
    visitor.write("register.passphrase", PASSPHRASE)
    visitor.press("register.do")
    visitor.sees(visitor.say("registered.title"))


def _match_without_keeping(visitor: Visitor) -> None:
    visitor.tick(visitor.say("field.skills"), visitor.group("purpose.match"))
    visitor.press("consents.save")


def _leave(visitor: Visitor) -> None:
    visitor.write("leave.passphrase", PASSPHRASE)
    visitor.press("leave.erase.do")
    visitor.sees(visitor.say("left.title"))


EVERYBODY = (
    View("home", "/"),
    View("register", "/register"),
    View("register-read", "/register", _open_all, once=True),
    View("register-wrong", "/register", _press("register.do"), refusal=422, once=True),
    View("sign-in", "/sign-in"),
    View("sign-in-wrong", "/sign-in", _press("sign_in.do"), refusal=422, once=True),
    View("recover", "/recover"),
    View("recover-wrong", "/recover", _press("recover.do"), refusal=422, once=True),
    View("join", "/join"),
    View("quiet", "/page"),
    View("notice", "/notice"),
    View("notice-short", "/notice/short"),
    View("catalogue", "/courses"),
    View("verification", "/verification"),
    View("map", "/map"),
    View("not-found", "/nowhere", status=404),
)
NEWCOMER = (
    View("registered", "/register", _register),
    View("account", "/account"),
    View("account-codes", "/account", _press("account.codes.do")),
    View("account-passphrase", "/account/passphrase"),
    View("account-passkey", "/account/passkey"),
    View("me", "/me"),
    View("profile", "/me/profile"),
    View("skills-not-kept", "/me/profile/skills"),
    View("consents", "/me/consents"),
    View("keep-first", "/me/consents", _match_without_keeping, refusal=422, once=True),
    View("needs", "/me/matches"),
    View("requests", "/me/requests"),
    View("log", "/me/access-log"),
    View("leave-wrong", "/me/leave", _press("leave.erase.do"), refusal=422, once=True),
    View("left", "/me/leave", _leave),
)
"""Somebody who has just come and agreed to nothing yet; she leaves at the end."""
PERSON = (
    View("me", "/me"),
    View("profile", "/me/profile"),
    View("skills", "/me/profile/skills"),
    View("skills-found", "/me/profile/skills", _search_skill, once=True),
    View("skills-chosen", "/me/profile/skills", _choose_skill, once=True),
    View("experience", "/me/profile/experience"),
    View("experience-found", "/me/profile/experience", _search_occupation, once=True),
    View("experience-chosen", "/me/profile/experience", _choose_occupation, once=True),
    View("languages", "/me/profile/languages"),
    View("availability", "/me/profile/availability"),
    View(
        "availability-wrong", "/me/profile/availability", _save_bad_period, refusal=422, once=True
    ),
    View("places", "/me/profile/places"),
    View("willingness", "/me/profile/willingness"),
    View("words", "/me/profile/words"),
    View("permits", "/me/profile/permits"),
    View("contact", "/me/profile/contact"),
    View("consents", "/me/consents", _open_all),
    View("campaigns", "/me/campaigns"),
    View("campaign-own", "/me/campaigns", _first_campaign),
    View("campaign-own-wrong", "/me/campaigns", _choose_no_way, refusal=422, once=True),
    View("needs", "/me/matches"),
    View("needs-explained", "/me/matches", _open_all, once=True),
    View("steps", "/me/matches", _first_steps),
    View("learning", "/me/learning"),
    View("requests", "/me/requests"),
    View("log", "/me/access-log", _open_all),
    View("receipts", "/me/receipts"),
    View("rights", "/me/rights"),
    View("organisations", "/me/organisations"),
    View("openings", "/me/openings"),
    View("leave", "/me/leave"),
    View("not-hers", "/agency", status=403),
)


NEW_NEED = "/agency/needs/new?kind="


def agency_views(stage: Stage) -> tuple[View, ...]:
    """Give the agency's pages, with a granted, a waiting and an ended request among them."""
    ended = stage.granted(stage.asked(stage.shortlisted(stage.post("Confitures, un essai"))))
    stage.taken_back()
    granted = stage.granted(stage.asked(stage.shortlisted(stage.need_titled(MANGO))))
    waiting = stage.asked(stage.shortlisted(stage.post("Confitures, second atelier")))
    plain = stage.shortlisted(stage.post("Confitures, troisième atelier"))
    draft, nobody = stage.need_titled(DRAFT), stage.need_titled(NOBODY)
    need = f"/agency/needs/{granted.need}"
    return (
        View("agency", "/agency"),
        View("campaign-seats", "/agency/campaigns"),
        View("need-kind", "/agency/needs/new"),
        View("need-new", f"{NEW_NEED}short_mission"),
        View("need-new-institution", f"{NEW_NEED}institutional_collaboration", once=True),
        View("need-new-skills", f"{NEW_NEED}vacancy", _add_requirement, once=True),
        View(
            "need-new-wrong",
            f"{NEW_NEED}training_delivery",
            _press("need_form.save"),
            refusal=422,
            once=True,
        ),
        View("organisation", "/agency/organisation", _add_speciality),
        View("courses", "/agency/courses", _open_all),
        View("course-new", "/agency/courses/new", _add_taught),
        View(
            "course-new-wrong",
            "/agency/courses/new",
            _press("course_form.save"),
            refusal=422,
            once=True,
        ),
        View("need-change", f"{need}/edit", _open_all),
        View("need", need, _open_all),
        View("sheet", f"{need}/sheet"),
        View("need-draft", f"/agency/needs/{draft}"),
        View("need-nobody", f"/agency/needs/{nobody}"),
        View("need-unreadable", f"/agency/needs/{stage.need_titled(UNREADABLE)}"),
        View("match-ask", plain.agency_path),
        View("match-ask-wrong", plain.agency_path, _press("ask.do"), refusal=422, once=True),
        View("match-waiting", waiting.agency_path),
        View("match-granted", granted.agency_path),
        View("match-ended", ended.agency_path),
        View("granted", f"{granted.agency_path}/granted"),
    )


def coordinator_views(stage: Stage) -> tuple[View, ...]:
    """Give the coordinator's pages."""
    match = stage.shortlisted(stage.need_titled(MANGO))
    nobody = stage.need_titled(NOBODY)
    hatchery, together = stage.open_need(HATCHERY), stage.open_need(TOGETHER)
    return (
        View("coordination", "/coordination"),
        View("ranking", f"/coordination/needs/{match.need}", _open_all),
        View("ranking-nobody", f"/coordination/needs/{nobody}"),
        View("ladder", f"/coordination/needs/{hatchery}/ladder", _open_all),
        View("ladder-institutions", f"/coordination/needs/{together}/ladder", _open_all, once=True),
        View("gaps", "/coordination/gaps"),
        View("figures", "/coordination/figures"),
        View("campaigns", "/coordination/campaigns"),
        View("campaign-new", "/coordination/campaigns/new"),
        View("campaign", f"/coordination/campaigns/{stage.campaign()}", _open_all),
        View("appeal", stage.appealed()),
        View("assist", "/coordination/people/new"),
        View("openings", "/coordination/openings"),
        View("recoveries", "/coordination/recoveries"),
        View("opening-ask", f"{match.coordination_path}/opening"),
        View(
            "comparison",
            f"/coordination/needs/{match.need}",
            _press("compare.go"),
        ),
        View("ranking-unreadable", f"/coordination/needs/{stage.need_titled(UNREADABLE)}"),
        View("review", match.coordination_path, _open_all),
        View(
            "review-wrong",
            match.coordination_path,
            _press("review.shortlist"),
            refusal=422,
            once=True,
        ),
    )


OFFICERS = (
    View("erasures", "/officer/erasures"),
    View("figures", "/coordination/figures"),
    View("openings", "/coordination/openings"),
    View("recoveries", "/coordination/recoveries"),
    View("officer", "/officer"),
    View("officer-checked", "/officer", _press("audit.do")),
)
LOGINS: dict[str, Login | None] = {
    "everybody": None,
    "newcomer": None,
    "person": DEMO_PERSON,
    "agency": AGENCY,
    "coordinator": COORDINATOR,
    "officer": OFFICER,
}
