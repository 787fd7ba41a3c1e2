"""The pages of receipts, proofs, exclusions, openings and assistance are shown and work."""

import json

import pytest

from api.languages import OFFERED
from api.services.accounts.claim_form import new_form_token
from privacy import verify
from privacy.policy import Actor
from privacy.vocabulary import Role
from tests.api_client import ORIGIN, Answer, Caller, make_door
from tests.api_world import World
from tests.attacks.insiders import Stage, set_stage
from tests.stored import IDENTITY


class Browser:
    """Somebody signed in who opens pages and sends forms."""

    def __init__(self, world: World, actor: Actor | None) -> None:
        self.caller: Caller = make_door(world).as_(actor)

    def open(self, path: str, language: str = "en") -> str:
        answer = self._ask("GET", path, language)
        assert answer.status == 200, (path, answer.text)
        return answer.text

    def send(self, path: str, **values: object) -> Answer:
        return self._ask("POST", path, "en", {"form_token": new_form_token(), **values})

    def _ask(self, method: str, path: str, language: str, form: object = None) -> Answer:
        headers = {"accept": "text/html", "accept-language": language, "origin": ORIGIN}
        if self.caller.token:
            headers["authorization"] = f"Bearer {self.caller.token}"
        client = self.caller.client
        found = client.request(method, path, headers=headers, data=form, follow_redirects=False)  # type: ignore[arg-type]  # values of a form
        return Answer(found.status_code, dict(found.headers), found.text, found)


@pytest.fixture
def stage(world: World) -> Stage:
    return set_stage(world)


@pytest.mark.parametrize("language", OFFERED)
def test_every_new_page_is_shown_in_every_language(stage: Stage, language: str) -> None:
    world = stage.world
    for actor, paths in (
        (None, ("/verification",)),
        (stage.amal.actor, ("/me", "/me/receipts", "/me/organisations", "/me/openings")),
        (stage.coordinator, ("/coordination/openings", "/coordination/people/new")),
        (world.member(Role.OFFICER), ("/officer", "/coordination/openings")),
    ):
        browser = Browser(world, actor)
        for path in paths:
            assert "<h1>" in browser.open(path, language)


def test_a_receipt_and_proofs_are_downloaded_and_hold(stage: Stage) -> None:
    amal = Browser(stage.world, stage.amal.actor)
    key = amal.open("/verification")
    receipt = amal.send(f"/me/receipts/{stage.grant}")
    proofs = amal.send("/me/access-log/proofs")
    keys = verify.read_keys(json.loads(receipt.text)["proof"]["key"])
    assert json.loads(receipt.text)["proof"]["key"] in key.replace("&#43;", "+")
    assert verify.verify_receipt(receipt.json, keys)[0] > 0
    assert verify.verify_entries(proofs.json, keys) > 5
    script = amal._ask("GET", "/verification/verify.py", "en")
    assert "def verify_receipt" in script.text
    assert amal.send(f"/me/receipts/{'a' * 26}").status == 404


def test_organisations_are_excluded_by_a_form(stage: Stage) -> None:
    amal = Browser(stage.world, stage.amal.actor)
    answer = amal.send("/me/organisations", organisations=stage.agency.organisation)
    assert answer.status == 303
    assert " checked" in amal.open("/me/organisations?saved=yes")
    assert stage.matched() == 0


def test_an_opening_goes_from_page_to_page(stage: Stage) -> None:
    world = stage.world
    asker, second = Browser(world, stage.coordinator), Browser(world, world.coordinator())
    ranking = asker.caller.get(f"/coordination/needs/{stage.need}/matches")
    path = f"/coordination/needs/{stage.need}/matches/{ranking['matches'][0]['handle']}/opening"
    assert "<h1>" in asker.open(path)
    assert asker.send(path, reason="danger", fields="full_name", text="short").status == 422
    sent = asker.send(path, reason="danger", fields="full_name", text="She called from the boat.")
    case = sent.headers["location"]
    assert "She called from the boat." in second.open(case)
    assert asker.send(case, do="agree").status == 403
    assert second.send(case, do="agree").status == 303
    assert "<form" in asker.open(case)
    assert str(IDENTITY.full_name) in asker.send(f"{case}/identity").text
    amal = Browser(world, stage.amal.actor)
    assert 'href="/me/openings"' in amal.open("/me")
    assert "She called from the boat." in amal.open("/me/openings")


def test_a_coordinator_registers_somebody_and_prints_the_sheet(stage: Stage) -> None:
    helper = Browser(stage.world, stage.coordinator)
    page = helper.open("/coordination/people/new")
    notice = page.split('name="notice" value="')[1].split('"')[0]
    form = {"notice": notice, "identity-full_name": "Badr Canary-Qwxz", "own_words": "I mend nets"}
    assert helper.send("/coordination/people/new", **form).status == 422
    sheet = helper.send("/coordination/people/new", agreed="yes", **form)
    assert sheet.status == 200
    assert sheet.text.count('class="code"') == 2


def test_the_officer_signs_and_compares(stage: Stage) -> None:
    officer = Browser(stage.world, stage.world.member(Role.OFFICER))
    signed = officer.send("/officer", do="sign")
    note = signed.text.split("readonly")[1].split(">")[1].split("<")[0].replace("&#43;", "+")
    stage.read()
    compared = officer.send("/officer", do="check", note=note)
    assert compared.status == 200
    assert 'class="done"' in compared.text
    assert officer.send("/officer", do="check", note="yesterday").status == 422
