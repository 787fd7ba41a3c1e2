"""What is never wanted is pointed out before it is stored, and kept out of search (P-7)."""

import re
from typing import Any

import pytest

import api.services.people.edit_profile as editing
from api.errors import Invalid
from api.inputs.profile import WorkInput
from api.services.needs.post_need import update_need
from api.services.people.edit_profile import own_profile, save_work
from api.services.people.guard_free_text import take_out, words_never_kept
from tests.api_client import make_door
from tests.api_world import World, need_input
from tests.stored import Somebody

SECRET = "sans-papiers"
TEXT = f"Je couds depuis dix ans. Je suis {SECRET}. J'aime le cuir."


def stored_words(world: World, somebody: Somebody) -> str | None:
    with world.acting(somebody.actor) as context:
        return own_profile(context).work.value.own_words


def test_words_that_tell_a_status_are_refused_and_nothing_is_stored(world: World) -> None:
    amal = world.person(own_words="I sew.")
    with world.acting(amal.actor) as context, pytest.raises(Invalid) as refused:
        save_work(context, WorkInput(own_words=TEXT))
    assert [(each.pointer, each.code) for each in refused.value.fields] == [
        ("/own_words", "never_kept_legal_status")
    ]
    assert SECRET not in str(refused.value.args) + str(refused.value.facts)
    assert stored_words(world, amal) == "I sew."


def test_without_the_guard_the_words_would_be_stored(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break."""
    monkeypatch.setattr(editing, "check_own_text", lambda *_: None)
    amal = world.person()
    with world.acting(amal.actor) as context:
        save_work(context, WorkInput(own_words=TEXT))
    assert SECRET in str(stored_words(world, amal))


def test_the_page_shows_what_and_why_and_takes_it_out_on_request(world: World) -> None:
    amal = world.person()
    caller = make_door(world).as_(amal.actor)
    headers = {
        "authorization": f"Bearer {caller.token}",
        "accept-language": "fr",
        "accept": "text/html",
    }
    path = "/me/profile/words"

    def send(**more: str) -> Any:
        page = caller.client.get(path, headers=headers).text
        token = re.findall(r'name="form_token" value="([^"]+)"', page)[-1]
        form = {"form_token": token, "own_words": TEXT, **more}
        return caller.client.post(path, data=form, headers=headers, follow_redirects=False)

    answer = send()
    assert answer.status_code == 422
    text = answer.text
    assert f"<strong><bdi>{SECRET}</bdi></strong>" in text
    assert "situation administrative" in text
    assert "Je couds depuis dix ans." in text
    assert send(do="take_out").status_code == 303
    assert stored_words(world, amal) == "Je couds depuis dix ans. Je suis … J'aime le cuir."


def test_what_stands_already_does_not_block_another_part(world: World) -> None:
    amal = world.person(own_words=TEXT)
    with world.acting(amal.actor) as context:
        save_work(context, WorkInput(own_words=TEXT, hours_per_month=20))
    assert stored_words(world, amal) == TEXT


def test_a_need_may_not_ask_what_is_never_kept_but_may_give_its_own_telephone(
    world: World,
) -> None:
    agency = world.agency()
    with pytest.raises(Invalid) as refused:
        world.need(agency, "cage_farming", text="Cook wanted, Christian preferred.")
    assert [each.code for each in refused.value.fields] == ["never_kept_religion"]
    need = world.need(agency, "cage_farming", publish=False, text="Call +20 100 777 7777.")
    given = need_input("cage_farming").model_copy(update={"title": "HIV positive people only"})
    with world.acting(agency) as context, pytest.raises(Invalid) as refused:
        update_need(context, need.id, given, need.revision)
    assert [each.pointer for each in refused.value.fields] == ["/title"]


def test_taking_out_leaves_nothing_to_find_and_trades_untouched() -> None:
    assert words_never_kept(take_out(TEXT)) == ()
    trades = "Nurse, pharmacy, fish health, diabetes care, halal butcher, infirmière."
    assert take_out(trades) == trades
