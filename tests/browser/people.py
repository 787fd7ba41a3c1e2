"""The people of the browser tests: who they are, what they type, and what must stay unseen."""

from dataclasses import dataclass

from playwright.sync_api import expect

from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose
from tests.browser.visitor import Visitor

AGENCY = ("agence@example.org", "baobab tambour lanterne pirogue mil")
COORDINATOR = ("coordination@example.org", "harbour lantern almond bridge compass")
OFFICER = ("officer@example.org", "ledger candle meadow anchor thimble")
DEMO_PERSON = ("aissatou@example.org", "mangue calebasse tamarin filao marmite")
DEMO_PERSON_NAME = "Aïssatou Mangrove-Diémé"
DEMO_PERSON_PHONE = "+32 000 47 19 63"


@dataclass(frozen=True)
class Potter:
    """A woman who shapes pots and weaves baskets, writes Arabic, and lives in Sfax."""

    name: str = "زينب الفخارية بنت الخيال"
    phone: str = "+216 000 47 1855"
    passphrase: str = "فخار سلة زيتون مركب نخلة"
    own_words: str = "تعلمت الفخار من جدتي في سجنان."
    skills: tuple[tuple[str, str], ...] = (
        ("أشكل الفخار بيدي", "تشكيل الفخار باليد"),
        ("أصنع السلال", "صناعة السلال"),
    )


POTTER = Potter()
STATED = (
    PersonalField.SKILLS,
    PersonalField.LANGUAGES,
    PersonalField.AVAILABILITY,
    PersonalField.PLACES,
    PersonalField.OWN_WORDS,
)
CONTACT = (PersonalField.FULL_NAME, PersonalField.PHONE)


def register(visitor: Visitor, passphrase: str) -> str:
    """Create an account with the first choices ticked, and write down its code."""
    visitor.visit("/")
    visitor.follow("home.register", visitor.page.locator("main"))
    visitor.write("register.passphrase", passphrase)
    for purpose in (Purpose.STORE, Purpose.MATCH):
        for box in visitor.group(f"purpose.{purpose.value}").get_by_role("checkbox").all():
            box.check()
    visitor.press("register.do")
    visitor.sees(visitor.say("registered.title"))
    return visitor.text("#account-code").strip()


def choose(visitor: Visitor, purpose: Purpose, *fields: PersonalField) -> None:
    """Tick fields under one purpose of the page of choices."""
    group = visitor.group(f"purpose.{purpose.value}")
    for field in fields:
        visitor.tick(visitor.say(f"field.{field.value}"), group)


def add_skill(visitor: Visitor, typed: str, suggestion: str) -> None:
    """Type words, choose what was meant, say how well."""
    visitor.write("skills.phrase", typed)
    visitor.press("skills.search")
    visitor.go_by(visitor.page.get_by_role("button", name=suggestion, exact=True))
    visitor.tick(visitor.say("level.3"), visitor.group("skills.level"))
    visitor.write("skills.last_used", "2026")
    visitor.tick(visitor.say("acquired_how.informal"), visitor.group("skills.acquired_how"))
    visitor.press("skills.save")
    expect(visitor.page.get_by_role("status")).to_have_text(visitor.say("profile.saved"))


def state_season(visitor: Visitor) -> None:
    """Say: for seasonal work, every year from November to February, without notice."""
    visitor.tick(visitor.say("mode.seasonal"))
    season = visitor.group("availability.yearly").first
    for edge, day, month in (("period.from", "1", 11), ("period.to", "28", 2)):
        line = season.get_by_role("group", name=visitor.say(edge), exact=True)
        line.get_by_role("textbox").fill(day)
        line.get_by_role("combobox").select_option(str(month))
    visitor.write("availability.notice", "0")
    visitor.press("profile.save")


def state_languages(visitor: Visitor, *spoken: tuple[str, str]) -> None:
    """Say which languages, at which level (CEFR)."""
    for number, (tag, level) in enumerate(spoken, start=1):
        row = visitor.page.get_by_role(
            "group", name=visitor.say("languages.one", number=str(number)), exact=True
        )
        visitor.pick("languages.tag", visitor.tongue.spoken_language(tag), row)
        visitor.pick("languages.level", visitor.say(f"cefr.{level}"), row)
    visitor.press("profile.save")


def state_places(visitor: Visitor, residence: str, tie: str) -> None:
    """Say where she lives and where she has ties."""
    for code, country in (("places.residence", residence), ("places.tie", tie)):
        group = visitor.group(code).first
        visitor.pick("places.country", visitor.tongue.country(country), group)
    visitor.press("profile.save")


def state_contact(visitor: Visitor, name: str, phone: str) -> None:
    """Say name and telephone."""
    visitor.write("field.full_name", name)
    visitor.write("field.phone", phone)
    visitor.press("profile.save")
