"""What browsers do that forms do not expect: going back, sending again, switching language."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MakeVisitor
from tests.browser.people import AGENCY, DEMO_PERSON, DEMO_PERSON_NAME, register
from tests.browser.serving import Served
from tests.browser.staging import Stage

MOST_TABS = 40


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_reloading_the_answer_to_a_form_says_it_was_already_sent(
    visitor: MakeVisitor, language: str
) -> None:
    """The browser sends the form again; nothing happens twice, and the reader is told so."""
    person = visitor(language)
    register(person, "filet voile mangue baobab lune")
    person.refusals = {409}
    answer = person.page.reload()
    assert answer is not None
    assert (answer.status, answer.request.method) == (409, "POST")
    person.sees(person.say("error.already_sent.title"), person.say("error.already_sent"))


def test_need_that_is_sent_twice_is_stored_once(visitor: MakeVisitor) -> None:
    """Two clicks on a slow line are one need."""
    agency = visitor("fr")
    agency.sign_in(*AGENCY)
    agency.follow("nav.new_need", agency.page.locator("nav"))
    title = "Une seule fois"
    agency.follow("kind.vacancy")
    agency.write("need.title", title)
    with agency.page.expect_request(lambda request: request.method == "POST") as sent:
        agency.press("need_form.save")
    agency.sees(agency.say("need_page.saved.draft"))

    again = agency.page.request.post(
        sent.value.url,
        data=sent.value.post_data,
        headers={"content-type": sent.value.headers["content-type"], "origin": agency.origin},
    )
    assert again.status == 409
    assert agency.say("error.already_sent") in again.text()
    agency.follow("nav.own_needs")
    expect(agency.page.get_by_role("link", name=title)).to_have_count(1)


def test_every_choice_on_the_page_can_be_made_and_taken_back(visitor: MakeVisitor) -> None:
    """Whatever the page offers to tick is accepted, holds, and ends when it is unticked."""
    person = visitor("fr")
    register(person, "filet voile mangue baobab lune")
    person.follow("registered.consents")
    boxes = person.page.locator("input[name=consents]")
    for box in boxes.all():
        box.check()
    person.press("consents.save")
    person.sees(person.say("consents.saved"))
    offered = boxes.count()
    expect(person.page.locator("input[name=consents]:checked")).to_have_count(offered)
    for box in boxes.all():
        box.uncheck()
    person.press("consents.save")
    person.sees(person.say("consents.saved"))
    expect(person.page.locator("input[name=consents]:checked")).to_have_count(0)


def test_going_back_after_signing_out_shows_nothing(visitor: MakeVisitor) -> None:
    """Whoever uses the device next finds no page of hers behind the back button."""
    person = visitor("fr")
    person.sign_in(*DEMO_PERSON)
    person.follow("nav.profile")
    person.sees(DEMO_PERSON_NAME)
    answer = person.page.request.get(person.page.url)
    assert answer.headers["cache-control"] == "no-store"
    person.sign_out()

    person.refusals = {401}
    person.page.go_back(wait_until="load")
    person.sees_nothing_of(DEMO_PERSON_NAME)
    person.sees(person.say("error.not_signed_in"))


def test_switching_language_keeps_the_page(visitor: MakeVisitor) -> None:
    """The same page again, in the other language and direction."""
    person = visitor("fr")
    person.sign_in(*DEMO_PERSON)
    person.follow("nav.matches")
    before = person.path()
    person.go_by(person.page.get_by_role("button", name="العربية", exact=True))
    person.language = "ar"
    person.sees(person.say("matches.title"))
    assert person.path() == before
    expect(person.page.locator("html")).to_have_attribute("dir", "rtl")
    person.go_by(person.page.get_by_role("button", name="Français", exact=True))
    expect(person.page.locator("html")).to_have_attribute("lang", "fr")
    assert person.path() == before


def test_each_line_of_the_error_summary_leads_to_its_input(visitor: MakeVisitor) -> None:
    """A click on what is wrong puts the cursor where it can be put right."""
    person = visitor("fr")
    person.sign_in(*DEMO_PERSON)
    person.visit("/me/profile/availability")
    person.write("availability.hours", "abc")
    person.write("availability.mission", "-3")
    person.refusals = {422}
    person.press("profile.save")
    summary = person.page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(2)
    for link, code in zip(
        summary.get_by_role("link").all(),
        ("availability.hours", "availability.mission"),
        strict=True,
    ):
        link.click()
        expect(person.labelled(code)).to_be_focused()
        expect(person.labelled(code)).to_have_attribute("aria-invalid", "true")
    expect(person.labelled("availability.hours")).to_have_value("abc")


def test_somebody_registers_with_the_keyboard_alone(visitor: MakeVisitor) -> None:
    """Tab, space and Enter are enough, from the first page to the account code."""
    person = visitor("ar", scripts=True)
    person.visit("/")
    keys = person.page.keyboard
    keys.press("Tab")
    expect(person.page.locator(".skip")).to_be_focused()
    expect(person.page.locator(".skip")).to_be_in_viewport()
    keys.press("Enter")
    keys.press("Tab")
    expect(person.page.get_by_role("link", name=person.say("home.register"))).to_be_focused()
    with person.page.expect_navigation():
        keys.press("Enter")
    expect(person.page).to_have_url(f"{person.origin}/register")

    _tab_to(person.page, person.labelled("register.passphrase"))
    keys.type("filet voile mangue baobab lune")
    box = person.page.locator("#consents-store-skills")
    _tab_to(person.page, box)
    keys.press("Space")
    expect(box).to_be_checked()
    _tab_to(person.page, person.page.get_by_role("button", name=person.say("register.do")))
    keys.press("Enter")
    person.sees(person.say("registered.title"))


def _tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the Tab key does not lead there")


def test_refusal_looks_like_silence_to_the_agency(visitor: MakeVisitor, demo: Served) -> None:
    """Before and after the no, the agency reads the very same page."""
    stage = Stage(demo.runtime)
    match = stage.asked(stage.shortlisted(stage.post("Confitures, sans réponse")))
    agency, person = visitor("fr"), visitor("fr")
    agency.sign_in(*AGENCY)
    agency.visit(match.agency_path)
    silent = agency.text("body")

    person.sign_in(*DEMO_PERSON)
    person.follow("nav.requests")
    request = person.page.get_by_role("listitem").filter(has_text="Confitures, sans réponse")
    person.press("requests.refuse", request)
    person.sees(person.say("requests.saved.refused"))

    agency.visit(match.agency_path)
    assert agency.text("body") == silent
    agency.sees(agency.say("agency_status.waiting"))
