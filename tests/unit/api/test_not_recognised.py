"""Words nobody recognises: shown as such, never used silently, never lost, in five languages."""

import html
import re
from dataclasses import dataclass
from typing import Any

import pytest

from api.i18n import translator
from api.services.people.edit_profile import own_profile
from privacy.policy import Actor
from tests.api_client import make_door
from tests.api_world import World

STRANGE = "zzqy blorf"
LANGUAGES = ("fr", "en", "ar", "es", "pt")


@dataclass
class Reader:
    """A browser without scripts, in somebody's session and language."""

    world: World
    actor: Actor
    language: str

    def __post_init__(self) -> None:
        caller = make_door(self.world).as_(self.actor)
        self._client = caller.client
        self._headers = {
            "authorization": f"Bearer {caller.token}",
            "accept-language": self.language,
            "accept": "text/html",
        }

    def send(self, path: str, **form: str) -> Any:
        """Send a form as the page gives it."""
        page = self._client.get(path, headers=self._headers).text
        token = re.findall(r'name="form_token" value="([^"]+)"', page)[-1]
        sent = {"form_token": token, **form}
        return self._client.post(path, data=sent, headers=self._headers, follow_redirects=False)


def told(shown: Any, language: str) -> bool:
    """Say whether a page says that the words were not recognised, and still shows them."""
    sentence = translator(language).text("skills.not_recognised", phrase=STRANGE)
    words = re.sub(r"</?bdi>", "", html.unescape(shown.text))
    return sentence in words and f'value="{STRANGE}"' in shown.text


@pytest.mark.parametrize("part", ["skills", "experience"])
def test_a_person_is_told_in_her_language_and_may_keep_her_words(world: World, part: str) -> None:
    amal = world.person(own_words="I sew.")
    with world.acting(amal.actor) as context:
        before = own_profile(context).work.value
    for language in LANGUAGES:
        shown = Reader(world, amal.actor, language).send(
            f"/me/profile/{part}", do="search", phrase=STRANGE
        )
        assert shown.status_code == 200
        assert told(shown, language)
    reader = Reader(world, amal.actor, "ar")
    kept = reader.send(f"/me/profile/{part}", do="keep_words", phrase=STRANGE)
    assert kept.status_code == 303
    with world.acting(amal.actor) as context:
        after = own_profile(context).work.value
    assert after.own_words == f"I sew.\n{STRANGE}"
    assert (after.skills, after.experience) == (before.skills, before.experience)


def test_keeping_the_same_words_twice_keeps_them_once(world: World) -> None:
    amal = world.person()
    reader = Reader(world, amal.actor, "en")
    for _ in range(2):
        assert reader.send("/me/profile/skills", do="keep_words", phrase=STRANGE).status_code == 303
    with world.acting(amal.actor) as context:
        assert own_profile(context).work.value.own_words == STRANGE


def test_words_that_are_never_kept_are_not_kept_from_a_search_either(world: World) -> None:
    amal = world.person()
    reader = Reader(world, amal.actor, "fr")
    refused = reader.send("/me/profile/skills", do="keep_words", phrase="je suis sans-papiers")
    assert refused.status_code == 422
    with world.acting(amal.actor) as context:
        assert own_profile(context).work.value.own_words is None


def test_what_is_recognised_is_not_said_to_be_unknown(world: World) -> None:
    reader = Reader(world, world.person().actor, "en")
    shown = reader.send("/me/profile/skills", do="search", phrase="net mending")
    assert "net mending" in shown.text
    assert "not recognised" not in shown.text


def test_an_agency_is_told_in_its_language_and_what_it_typed_stays(world: World) -> None:
    agency = world.agency()
    for language in LANGUAGES:
        shown = Reader(world, agency, language).send(
            "/agency/needs/new?kind=vacancy",
            search="yes",
            form_phrase=STRANGE,
            title="Somebody for the workshop",
            kind="vacancy",
        )
        assert shown.status_code == 200
        assert told(shown, language)
        assert 'name="requirements-0-concept"' not in shown.text
        assert 'value="Somebody for the workshop"' in shown.text
