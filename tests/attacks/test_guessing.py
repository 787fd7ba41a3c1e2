"""Who guesses learns nothing from time, gets no more tries from a second worker, and none
from another spelling, another header, or a row reset behind our back.
"""

from pathlib import Path
from typing import Any

import pytest

from api.door import Door
from api.errors import NotSignedIn, TooMany
from api.network import UNKNOWN, prefix_of
from api.services.accounts.limit_attempts import HARD_STOP, wait_after
from api.services.accounts.sign_in import sign_in
from api.services.matches.rank_matches import agency_match, agency_ranking
from api.services.people.apply_retention import apply_retention
from api.services.views.agency import AgencyMatch
from api.settings import Settings
from data.engine import Stores
from privacy.keys import KeyRing
from privacy.passphrase import verify_passphrase
from tests.api_client import make_door
from tests.api_world import World, make_world
from tests.attacks.guessing import (
    RIGHT,
    WRONG,
    answers_of_two_workers,
    recovers,
    register,
    signs_in,
    unknown_name,
    work_of,
)
from tests.attacks.insiders import Insider
from tests.breaks import forget_proofs

SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@SQLITE
@pytest.mark.parametrize("attempt", [signs_in, recovers])
def test_a_name_that_nobody_has_costs_the_same_work(
    world: World, attempt: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try, and one after it; how long that takes, nobody sees (even answers)."""
    known, nobody = register(world), unknown_name(1)
    tries = [
        [work_of(world, attempt, login, monkeypatch) for login in (known, nobody)] for _ in range(3)
    ]
    for of_known, of_nobody in tries:
        assert of_known == of_nobody
        assert of_known.hashes == 1
        assert of_known.proofs > 3


@SQLITE
def test_no_work_for_unknown_names_would_be_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: an unknown account is refused at once."""

    def hasty(passphrase: str, stored: str | None, *rest: Any) -> bool:
        return stored is not None and verify_passphrase(passphrase, stored, *rest)

    monkeypatch.setattr("api.door.verify_passphrase", hasty)
    of_known = work_of(world, signs_in, register(world), monkeypatch)
    of_nobody = work_of(world, signs_in, unknown_name(1), monkeypatch)
    assert (of_known.hashes, of_nobody.hashes) == (1, 0)


def test_two_workers_share_one_count(stores: Stores, ring: KeyRing, tmp_path: Path) -> None:
    told = answers_of_two_workers(stores, ring, tmp_path, apart=False, tries=25)
    assert (told.count("sign_in_failed"), told.count("too_many_attempts")) == (30, 20)


@SQLITE
def test_workers_that_count_apart_would_be_noticed(
    stores: Stores, ring: KeyRing, tmp_path: Path
) -> None:
    """The break: each process counts for itself."""
    told = answers_of_two_workers(stores, ring, tmp_path, apart=True, tries=25)
    assert told.count("sign_in_failed") == 50


def fails(door: Door, *logins: str) -> None:
    for login in logins:
        with pytest.raises(NotSignedIn):
            sign_in(door, login, WRONG)


def test_another_spelling_is_the_same_name(world: World) -> None:
    code = register(world)
    door = Door(world.runtime, "en")
    fullwidth = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in code)
    fails(door, code, code.lower(), code.replace("-", " "), code.replace("-", ""), fullwidth)
    with pytest.raises(NotSignedIn):
        sign_in(door, code, RIGHT)
    world.later(minutes=15)
    assert sign_in(door, code, RIGHT).token


@SQLITE
def test_no_header_makes_another_network(world: World) -> None:
    client = make_door(world).client
    told = []
    for number in range(35):
        headers = {
            "x-forwarded-for": f"203.0.113.{number}, 2001:db8:{number}::1",
            "x-real-ip": f"203.0.{number}.1",
            "forwarded": f"for=203.0.{number}.1",
        }
        body = {"login": f"nobody{number}@example.org", "passphrase": WRONG}
        answer = client.post("/api/v1/sessions", json=body, headers=headers)
        told.append(answer.status_code)
        if answer.status_code == 429:
            assert answer.headers["retry-after"] == "3600"
    assert (told.count(401), told.count(429)) == (30, 5)
    paths = (
        "/api/v1/recoveries",
        "/api/v1/invitations",
        "/api/v1/invitations/passkey",
        "/api/v1/sessions/by-passkey",
    )
    bodies: tuple[dict[str, object], ...] = (
        {"login": "x", "code": "x", "passphrase": WRONG},
        {"code": "x"},
        {"code": "x", "credential": {}},
        {"credential": {}},
    )
    for path, wrong in zip(paths, bodies, strict=True):
        assert client.post(path, json=wrong).status_code == 429
    world.later(hours=1)
    assert client.post("/api/v1/sessions", json=body).status_code == 401


PROXIES = Settings(trusted_proxies="10.0.0.0/8, ::1").proxies()


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("198.51.100.7", "", "198.51.100.0/24"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.0/24"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.0/24"),
        ("10.1.2.3", "192.0.2.1, 203.0.113.9", "203.0.113.0/24"),
        ("10.1.2.3", "192.0.2.1, 203.0.113.9, 10.9.9.9", "203.0.113.0/24"),
        ("::1", "2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:198.51.100.7", "", "198.51.100.0/24"),
        ("10.1.2.3", "nonsense", UNKNOWN),
        ("10.1.2.3", "", "10.1.2.0/24"),
        ("testclient", "203.0.113.9", UNKNOWN),
    ],
)
def test_only_a_configured_proxy_is_believed(peer: str, forwarded: str, expected: str) -> None:
    assert prefix_of(peer, forwarded, PROXIES) == expected
    if peer.startswith("10."):
        assert prefix_of(peer, forwarded, ()) == "10.1.2.0/24"


@SQLITE
def test_no_address_is_stored_and_nothing_outlives_its_hour(world: World) -> None:
    door = Door(world.runtime, "en", network="198.51.100.0/24")
    fails(door, "nobody@example.org")
    insider = Insider(world.runtime.stores)
    (row,) = insider.rows("main", "quota_use")
    assert b"198.51" not in repr(row).encode()
    today = bytes(row["bucket"])
    world.later(days=1)
    fails(door, "nobody@example.org")
    (row,) = insider.rows("main", "quota_use")
    assert bytes(row["bucket"]) != today
    world.later(hours=1)
    apply_retention(world.runtime)
    assert insider.rows("main", "quota_use") == []
    world.later(days=31)
    apply_retention(world.runtime)
    assert insider.rows("main", "login_failure") == []


def test_a_count_reset_behind_our_back_stays_locked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the proof of rows switched off it would open: the break."""
    code, door = register(world), Door(world.runtime, "en")
    fails(door, *[code] * 5)
    insider = Insider(world.runtime.stores)

    def reset() -> None:
        insider.write("main", "UPDATE login_failure SET count = 0, locked_until = NULL")

    reset()
    with pytest.raises(NotSignedIn):
        sign_in(door, code, RIGHT)
    reset()
    forget_proofs(monkeypatch)
    assert sign_in(door, code, RIGHT).token


def test_fifty_failures_close_a_name_for_good() -> None:
    waits = [wait_after(failures) for failures in range(HARD_STOP + 1)]
    assert waits[:5] == [None] * 5
    known = [wait for wait in waits if wait is not None]
    assert known == sorted(known)
    assert known[-1].days > 36_000
    assert known[-2].days == 1


@SQLITE
def test_an_organisation_looks_through_no_more_than_its_share(world: World) -> None:
    """Whichever member asks; looking at one match ranks the whole need, so it counts too."""
    for _ in range(3):
        world.person()
    agency, rival = world.agency(), world.agency("Green Coop")
    needs = [world.need(agency, "cage_farming").id for _ in range(2)]
    theirs = world.need(rival, "cage_farming").id
    world.runtime.settings = world.runtime.settings.model_copy(
        update={"agency_searches_per_hour": 5, "agency_handles_per_day": 5}
    )

    def lists(actor: Any, need: str) -> int:
        with world.acting(actor) as context:
            return len(agency_ranking(context, need).matches)

    def one(actor: Any, need: str, handle: str) -> AgencyMatch:
        with world.acting(actor) as context:
            return agency_match(context, need, handle)

    assert [lists(agency, needs[0]) for _ in range(3)] == [3, 3, 3]
    with pytest.raises(TooMany, match="handle_quota"):
        lists(agency, needs[1])
    with world.acting(agency) as context:
        handle = agency_ranking(context, needs[0]).matches[0].handle
        assert agency_match(context, needs[0], handle).handle == handle
    for again in (lambda: lists(agency, needs[0]), lambda: one(agency, needs[0], handle)):
        with pytest.raises(TooMany, match="search_quota"):
            again()
    assert lists(rival, theirs) == 3
    world.later(hours=1)
    assert lists(agency, needs[0]) == 3
    world.later(days=1)
    assert lists(agency, needs[1]) == 3
