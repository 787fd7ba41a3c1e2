"""The journey this service exists for, clicked through by three people; no browser runs a script.

A woman registers in Arabic, an agency describes a need in French, a coordinator decides in
English. Nothing is set up for them but the demonstration they walk into.
"""

import re
from datetime import timedelta

from playwright.sync_api import Locator, expect

from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose
from tests.browser.conftest import MakeVisitor
from tests.browser.people import (
    AGENCY,
    CONTACT,
    COORDINATOR,
    POTTER,
    STATED,
    add_skill,
    choose,
    register,
    state_contact,
    state_languages,
    state_places,
    state_season,
)
from tests.browser.serving import BEGINNING
from tests.browser.visitor import Visitor

TITLE = "Poterie et vannerie : un hiver à l’atelier de Podor"
MOST_INPUTS = 9


def test_from_a_profile_to_a_granted_telephone_and_back_to_nothing(visitor: MakeVisitor) -> None:
    """The agency sees what was granted, only that, only while it is granted."""
    person, agency, coordinator = visitor("ar"), visitor("fr"), visitor("en", width=1200)

    _she_registers_and_describes_herself(person)
    _the_agency_publishes_a_need(agency)
    need = agency.path()
    _the_coordinator_puts_her_forward(coordinator)
    ranking = coordinator.path()
    _the_agency_asks_for_name_and_telephone(agency)
    match = agency.path()
    _she_grants_only_the_telephone(person)

    agency.visit(match)
    agency.follow("disclosed.open")
    assert POTTER.phone in agency.text("#granted")
    assert agency.say("field.full_name") not in agency.text("#granted")
    agency.sees_nothing_of(POTTER.name, POTTER.own_words)

    person.visit("/me")
    person.follow("me.log")
    opening = person.page.locator("ol.cards > li").first
    expect(opening).to_contain_text("Guichet Téranga")
    expect(opening).to_contain_text(person.say("audit_action.fields_disclosed"))
    expect(opening).to_contain_text(person.say("field.phone"))

    person.follow("nav.requests")
    person.sees(person.say("requests.openings", count=1))
    person.press("requests.withdraw")
    person.sees(person.say("requests.saved.withdrawn"))

    agency.refusals = {404}
    answer = agency.page.reload()
    assert answer is not None
    assert answer.status == 404
    agency.sees(agency.say("error.nothing_granted"))
    agency.sees_nothing_of(POTTER.phone, POTTER.name)
    agency.visit(match)
    agency.sees(agency.say("agency_status.ended"))
    agency.sees_nothing_of(POTTER.phone, POTTER.name)

    handle_of_coordination = coordinator.page.locator("tbody bdi.code").first.inner_text()
    person.follow("nav.consents")
    person.press("consents.stop.do")
    person.sees(person.say("consents.saved"))

    answer = agency.visit(match)
    assert answer.status == 404
    agency.visit(need)
    agency.sees_nothing_of(match)
    coordinator.visit(ranking)
    coordinator.sees_nothing_of(handle_of_coordination)


def _she_registers_and_describes_herself(person: Visitor) -> None:
    person.visit("/register")
    inputs = person.page.locator("main :is(input:not([type=hidden]), select, textarea)")
    assert inputs.count() <= MOST_INPUTS
    assert person.page.locator("main input:checked").count() == 0

    code = register(person, POTTER.passphrase)
    assert re.fullmatch(r"(\w{4}-)+\w{4}", code), "an account code that can be written down"

    person.follow("registered.consents")
    choose(person, Purpose.STORE, *STATED, *CONTACT)
    choose(person, Purpose.MATCH, *STATED[:-1])
    person.press("consents.save")
    person.sees(person.say("consents.saved"))

    person.follow("nav.profile")
    person.follow("profile.fill", _part(person, "skills"))
    for typed, suggestion in POTTER.skills:
        add_skill(person, typed, suggestion)
    person.follow("profile.back")
    person.follow("profile.fill", _part(person, "availability"))
    state_season(person)
    person.follow("profile.fill", _part(person, "languages"))
    state_languages(person, ("ar-TN", "NATIVE"), ("fr", "B2"))
    person.follow("profile.fill", _part(person, "places"))
    state_places(person, "TN", "SN")
    person.follow("profile.fill", _part(person, "words"))
    person.write("words.label", POTTER.own_words)
    person.press("profile.save")
    person.follow("profile.fill", _part(person, "contact"))
    state_contact(person, POTTER.name, POTTER.phone)
    person.sees(POTTER.name, POTTER.skills[0][1], POTTER.skills[1][1])

    person.sign_out()
    person.sign_in(code.lower(), POTTER.passphrase)


def _part(person: Visitor, section: str) -> Locator:
    title = person.say(f"section.{section}")
    heading = person.page.get_by_role("heading", name=title, exact=True)
    return person.page.get_by_role("listitem").filter(has=heading)


def _the_agency_publishes_a_need(agency: Visitor) -> None:
    agency.sign_in(*AGENCY)
    agency.follow("nav.new_need", agency.page.locator("nav"))
    agency.follow("kind.vacancy")
    agency.tick(agency.say("target_group.vulnerable_women"))
    agency.write("need.title", TITLE)
    for typed, suggestion in (
        ("poterie", "modeler des poteries à la main"),
        ("vannerie", "tresser des paniers"),
    ):
        agency.write("need.requirement.phrase", typed)
        agency.press("skills.search")
        agency.go_by(agency.page.get_by_role("button", name=suggestion))
    expect(agency.labelled("need.title")).to_have_value(TITLE)
    agency.tick(agency.say("mode.seasonal"))
    agency.tick(agency.say("need.period.yearly"), agency.group("need.period"))
    for edge, day, month in (("period.from", "1", 12), ("period.to", "31", 1)):
        line = agency.page.get_by_role("group", name=agency.say(edge), exact=True)
        line.get_by_role("textbox").fill(day)
        line.get_by_role("combobox").select_option(str(month))
    agency.pick("places.country", agency.tongue.country("SN"))
    first = agency.page.get_by_role("group", name=agency.say("languages.one", number="1"))
    agency.pick("languages.tag", agency.tongue.spoken_language("fr"), first)
    agency.pick("need.language.minimum", agency.say("cefr.B1"), first)
    agency.press("need_form.save")
    agency.sees(agency.say("need_page.saved.draft"))
    agency.press("need_page.publish")
    agency.sees(agency.say("need_page.saved.published"))


def _the_coordinator_puts_her_forward(coordinator: Visitor) -> None:
    coordinator.sign_in(*COORDINATOR)
    coordinator.go_by(coordinator.page.get_by_role("link", name=TITLE))
    best = (
        coordinator.page.locator("tbody tr").filter(has=coordinator.page.locator("bdi.code")).first
    )
    expect(best).to_contain_text(coordinator.say("bucket.direct"))
    coordinator.go_by(best.get_by_role("link"))
    coordinator.sees(coordinator.say("bucket.direct"))
    _bars_add_up(coordinator)
    coordinator.sees_nothing_of(POTTER.name, POTTER.phone, POTTER.own_words)
    coordinator.tick(coordinator.say("review_reason.meets_need"))
    coordinator.press("review.shortlist")
    coordinator.sees(
        coordinator.say("review.saved"), coordinator.say("review_decision.shortlisted")
    )


def _bars_add_up(coordinator: Visitor) -> None:
    """The score on the page is the sum of the bars on the page."""
    table = coordinator.page.locator("table.bars")
    terms = table.locator("tbody tr:not(.child) td:last-child").all_inner_texts()
    score = table.locator("tfoot td").inner_text()
    assert len(terms) > 2
    assert round(1000 * float(score)) == sum(round(1000 * float(term)) for term in terms)
    expect(coordinator.page.locator("main")).to_contain_text(score)
    children = table.locator("tbody tr.child td:last-child").all_inner_texts()
    assert len(children) == 2
    assert round(1000 * float(terms[0])) == sum(round(1000 * float(term)) for term in children)


def _the_agency_asks_for_name_and_telephone(agency: Visitor) -> None:
    agency.page.reload()
    shortlisted = agency.page.locator("ul.cards > li").filter(
        has_text=agency.say("match.shortlisted")
    )
    expect(shortlisted).to_have_count(1)
    expect(shortlisted).to_contain_text(agency.say("bucket.direct"))
    agency.sees_nothing_of(POTTER.name, POTTER.phone, POTTER.own_words)
    agency.follow("match.look", shortlisted)
    agency.sees_nothing_of(POTTER.name, POTTER.phone, POTTER.own_words)
    for field in CONTACT:
        agency.tick(agency.say(f"field.{field.value}"))
    agency.write("ask.until", (BEGINNING + timedelta(days=20)).date().isoformat())
    agency.press("ask.do")
    agency.sees(agency.say("ask.saved"), agency.say("agency_status.waiting"))
    agency.sees_nothing_of(POTTER.name, POTTER.phone)


def _she_grants_only_the_telephone(person: Visitor) -> None:
    person.visit("/me")
    person.sees(person.say("me.waiting", count=1))
    person.follow("me.waiting.do")
    until = (BEGINNING + timedelta(days=20)).date()
    person.sees("Guichet Téranga", TITLE, person.say("purpose.disclose.why"))
    person.sees(person.tongue.day(until))
    assert person.page.locator("main input:checked").count() == 0
    person.tick(person.say(f"field.{PersonalField.PHONE.value}"))
    person.press("requests.grant")
    person.sees(person.say("requests.saved.granted"))
