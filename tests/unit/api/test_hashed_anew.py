"""A right passphrase that is stored under an earlier cost is hashed anew after signing in."""

import pytest

from api.door import Door
from api.errors import NotSignedIn, TooMany
from api.services.accounts.change_way_in import change_passphrase
from api.services.accounts.sign_in import sign_in
from data.errors import StoresBusy
from data.repositories import Accounts
from privacy.handles import canonical_login
from tests.api_world import World
from tests.attacks.guessing import RIGHT, WRONG, register

DEARER = "$argon2id$v=19$m=16,t=2,"
CHEAPER = "$argon2id$v=19$m=8,t=1,"


@pytest.fixture
def login(world: World) -> str:
    """Give the name of an account whose passphrase was stored before costs were raised."""
    name = register(world)
    assert stored(world, name).startswith(CHEAPER)
    world.runtime.settings = world.runtime.settings.model_copy(
        update={"argon2_memory_kib": 16, "argon2_iterations": 2}
    )
    return name


def stored(world: World, name: str) -> str:
    with world.acting(None) as context:
        accounts = Accounts(context.work, world.runtime.key_ring)
        found = accounts.credentials(canonical_login(name))
    assert found is not None
    return found.passphrase_hash or ""


def test_it_is_stored_under_the_cost_of_today_once(world: World, login: str) -> None:
    door = Door(world.runtime, "en")
    assert sign_in(door, login, RIGHT).token
    renewed = stored(world, login)
    assert renewed.startswith(DEARER)
    assert sign_in(door, login, RIGHT).token
    assert stored(world, login) == renewed


def test_who_is_refused_waits_for_one_check_as_before(
    world: World, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the name is known or not, and whatever cost it is stored under."""
    before, done = stored(world, login), list[str]()
    verify, make = Door.verify, Door.hash

    def verifying(door: Door, passphrase: str, found: str | None) -> bool:
        done.append("check")
        return verify(door, passphrase, found)

    def making(door: Door, passphrase: str) -> str:
        done.append("hash")
        return make(door, passphrase)

    monkeypatch.setattr(Door, "verify", verifying)
    monkeypatch.setattr(Door, "hash", making)
    door = Door(world.runtime, "en")
    for name, passphrase in ((login, WRONG), ("nobody-here", RIGHT)):
        with pytest.raises(NotSignedIn):
            sign_in(door, name, passphrase)
    assert done == ["check", "check"]
    assert stored(world, login) == before
    sign_in(door, login, RIGHT)
    assert done[2:] == ["check", "hash"]


@pytest.mark.parametrize("fault", [TooMany("busy"), StoresBusy()], ids=["no room", "no turn"])
def test_if_it_cannot_be_now_she_is_signed_in_all_the_same(
    world: World, login: str, fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(_door: Door, _passphrase: str) -> str:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(Door, "hash", refusing)
        assert sign_in(Door(world.runtime, "en"), login, RIGHT).token
    assert stored(world, login).startswith(CHEAPER)


def test_a_passphrase_changed_meanwhile_stays_changed(
    world: World, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sign_in_cheaply(world, login, monkeypatch)
    make = Door.hash

    def slowly(door: Door, passphrase: str) -> str:
        monkeypatch.setattr(Door, "hash", make)
        change_passphrase(Door(world.runtime, "en", token=token), WRONG)
        return make(door, passphrase)

    monkeypatch.setattr(Door, "hash", slowly)
    sign_in(Door(world.runtime, "en"), login, RIGHT)
    assert sign_in(Door(world.runtime, "en"), login, WRONG).token
    with pytest.raises(NotSignedIn):
        sign_in(Door(world.runtime, "en"), login, RIGHT)


def sign_in_cheaply(world: World, login: str, monkeypatch: pytest.MonkeyPatch) -> str:
    with monkeypatch.context() as patch:
        patch.setattr(Door, "is_outdated", lambda *_: False)
        return sign_in(Door(world.runtime, "en"), login, RIGHT).token
