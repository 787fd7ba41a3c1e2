"""What goes wrong is said by place and code, and never in the sender's words."""

from tests.api_client import make_door
from tests.api_world import World

CANARY = "zq-marmalade-7741"


def test_an_unknown_name_in_the_input_is_refused_without_being_repeated(world: World) -> None:
    door = make_door(world)
    answer = door.as_(None).ask(
        "POST", "/sessions", json={"login": "x", "passphrase": "y", CANARY: 1}
    )
    assert answer.status == 422
    assert answer.json["errors"] == [{"pointer": "", "code": "extra_forbidden"}]
    assert CANARY not in answer.text


def test_a_value_of_the_wrong_kind_is_refused_without_being_repeated(world: World) -> None:
    door = make_door(world)
    answer = door.as_(None).ask("POST", "/sessions", json={"login": [CANARY], "passphrase": "y"})
    assert answer.status == 422
    assert answer.json["errors"][0]["pointer"] == "/login"
    assert CANARY not in answer.text
