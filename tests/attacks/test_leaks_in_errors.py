"""What goes wrong inside says nothing about anybody: answers, logs, tracebacks, output."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, StatementError
from starlette.testclient import TestClient

import api.pages.agency
import api.pages.person
import api.routes.me
import api.routes.needs
import api.routes.sessions
from api.commands import app as commands
from api.commands import output
from api.middleware import LAST_WORDS
from api.rendering import LOG, fault
from data.engine import Stores, UnitOfWork
from privacy.keys import KeyRing
from privacy.vocabulary import Role
from tests.api_client import ORIGIN, Door, make_door
from tests.api_world import World, make_world
from tests.attacks.journey import all_logs
from tests.canaries import Needles

SAID = "Jemima Kwx-Fault, +20 155 9999 1111"
NEEDLES = Needles({"said": SAID, "phone": "+20 155 9999 1111"})


@pytest.fixture
def door(stores: Stores, ring: KeyRing, tmp_path: Path) -> Door:
    return make_door(make_world(stores, ring, tmp_path))


def plain(*_: object, **__: object) -> NoReturn:
    raise RuntimeError(SAID)


def looked_up(*_: object, **__: object) -> NoReturn:
    dict[str, str]()[SAID]
    raise AssertionError


def chained(*_: object, **__: object) -> NoReturn:
    try:
        raise ValueError(SAID)
    except ValueError as error:
        raise LookupError(SAID) from error


def grouped(*_: object, **__: object) -> NoReturn:
    raise ExceptionGroup(SAID, [ValueError(SAID), KeyError(SAID)])


def of_statement(*_: object, **__: object) -> NoReturn:
    raise StatementError(SAID, f"SELECT '{SAID}'", {"phone": SAID}, ValueError(SAID))


def noted(*_: object, **__: object) -> NoReturn:
    error = RuntimeError("nothing")
    error.add_note(SAID)
    raise error


def undecodable(*_: object, **__: object) -> NoReturn:
    SAID.encode().join([b"\xff"]).decode()
    raise AssertionError


FAULTS = (plain, looked_up, chained, grouped, of_statement, noted, undecodable)
PLACES: tuple[tuple[Role, str, str, Any, str], ...] = (
    (Role.PERSON, "GET", "/api/v1/me/profile", api.routes.me, "own_profile"),
    (Role.PERSON, "PUT", "/api/v1/me/identity", api.routes.me, "save_identity"),
    (Role.PERSON, "GET", "/me", api.pages.person, "own_profile"),
    (Role.AGENCY_MEMBER, "GET", "/api/v1/needs", api.routes.needs, "own_needs"),
    (Role.AGENCY_MEMBER, "GET", "/agency", api.pages.agency, "own_needs"),
    (Role.OFFICER, "POST", "/api/v1/sessions", api.routes.sessions, "sign_in"),
)
BODIES = {
    "/api/v1/me/identity": {"full_name": SAID},
    "/api/v1/sessions": {"login": SAID, "passphrase": SAID},
}


def tokens(world: World) -> dict[Role, str]:
    actors = (world.person().actor, world.agency(), world.member(Role.OFFICER))
    return {actor.role: world.token(actor) for actor in actors}


def ask(door: Door, token: str, method: str, path: str) -> tuple[int, str, str]:
    answer = door.client.request(
        method,
        path,
        json=BODIES.get(path),
        headers={"authorization": f"Bearer {token}", "accept": "text/html"},
    )
    return answer.status_code, answer.text, str(answer.headers)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_exception_says_nothing_in_answers_and_logs(
    door: Door, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    known = tokens(door.world)
    told: list[str] = []
    with all_logs() as kept:
        for role, method, path, module, name in PLACES:
            assert ask(door, known[role], method, path)[0] in {200, 204, 401}
            for fault in FAULTS:
                with monkeypatch.context() as patch:
                    patch.setattr(module, name, fault)
                    status, *answered = ask(door, known[role], method, path)
                assert status == 500
                told += answered
    said = capfd.readouterr()
    faults = [line for line in kept.lines if line.startswith("passerelle ERROR fault")]
    assert len(faults) == len(PLACES) * len(FAULTS) == 42
    assert any("LookupError at chained" in line for line in faults)
    everything = "\n".join((*told, *kept.lines, said.out, said.err)).encode()
    assert NEEDLES.find(everything) == frozenset()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_answer_that_cannot_be_made_either_says_nothing(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of the fault breaks as well: a last sentence that needs nothing."""
    token = tokens(door.world)[Role.PERSON]
    monkeypatch.setattr(api.pages.person, "own_profile", plain)
    monkeypatch.setattr("api.pages.errors.render", grouped)
    with all_logs() as kept:
        status, body, headers = ask(door, token, "GET", "/me")
    assert (status, body) == (500, LAST_WORDS)
    assert "no-store" in headers
    assert any("while answering a fault: ExceptionGroup" in line for line in kept.lines)
    assert NEEDLES.find("\n".join((headers, *kept.lines)).encode()) == frozenset()
    monkeypatch.setattr("api.middleware._answer_to", fault)
    with all_logs() as careless, pytest.raises(ExceptionGroup):
        TestClient(door.client.app, base_url=ORIGIN).get(
            "/me", headers={"authorization": f"Bearer {token}", "accept": "text/html"}
        )
    assert careless.lines


def test_logging_the_exception_itself_would_be_noticed(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: one line that logs what was raised."""

    def careless(request: Any, error: Exception) -> Any:
        LOG.error("fault", exc_info=error)
        return fault(request, error)

    monkeypatch.setattr("api.middleware.fault", careless)
    monkeypatch.setattr(api.routes.needs, "own_needs", plain)
    token = door.world.token(door.world.agency())
    with all_logs() as kept:
        assert ask(door, token, "GET", "/api/v1/needs")[0] == 500
    assert NEEDLES.find("\n".join(kept.lines).encode()) == {"said", "phone"}


STATEMENTS = (
    "SELECT * FROM nowhere WHERE name = :said",
    "INSERT INTO organisation (id, name, country, created_on) VALUES (:id, :said, NULL, NULL)",
    "INSERT INTO session (digest) VALUES (:said)",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_refused_statement_shows_no_parameter(
    door: Door, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    def refused(context: Any, *_: object) -> None:
        parameters = {"said": SAID, "id": "a" * 26}
        context.work.main.connection().execute(text(statement), parameters)

    monkeypatch.setattr(api.routes.needs, "own_needs", refused)
    token = door.world.token(door.world.agency())
    with all_logs() as kept:
        status, body, headers = ask(door, token, "GET", "/api/v1/needs")
    assert status == 500
    lines = "\n".join(kept.lines)
    assert "sqlalchemy.engine" in lines
    assert " ".join(statement.split()[:3]) in lines
    assert NEEDLES.find("\n".join((body, headers, lines)).encode()) == frozenset()


def message_of(engine: Engine) -> str:
    with pytest.raises(DBAPIError) as refused, engine.connect() as connection:
        connection.execute(text(STATEMENTS[0]), {"said": SAID})
    return str(refused.value)


def test_an_engine_that_shows_parameters_would_be_noticed(stores: Stores) -> None:
    """The break: the same database without ``hide_parameters``."""
    for engine in (stores.main, stores.keys):
        assert NEEDLES.find(message_of(engine).encode()) == frozenset()
    careless = create_engine(stores.main.url)
    try:
        assert NEEDLES.find(message_of(careless).encode()) == {"said", "phone"}
    finally:
        careless.dispose()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_commit_that_fails_sends_nothing_of_what_was_read(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audit entry could not be kept, so there is no answer either."""
    amal = door.world.person()
    token = door.world.token(amal.actor)
    assert "Canary-Qwxz" in ask(door, token, "GET", "/api/v1/me/profile")[1]
    monkeypatch.setattr(UnitOfWork, "commit", plain)
    with all_logs() as kept:
        for path in ("/api/v1/me/profile", "/me/profile/contact", "/api/v1/me/data"):
            status, body, _ = ask(door, token, "GET", path)
            assert status == 500
            assert "Canary-Qwxz" not in body
    assert NEEDLES.find("\n".join(kept.lines).encode()) == frozenset()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_audit_entry_that_cannot_be_written_opens_nothing(door: Door, stores: Stores) -> None:
    amal = door.world.person()
    token = door.world.token(amal.actor)
    with stores.begin() as work:
        work.main.connection().exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(FAIL, 'full'); END"
        )
        work.commit()
    for path in ("/api/v1/me/profile", "/me/profile/contact", "/api/v1/me/data"):
        status, body, _ = ask(door, token, "GET", path)
        assert status == 503
        assert "Canary-Qwxz" not in body


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.__name__))
def test_a_command_that_breaks_names_a_place_and_no_data(
    fault: Callable[..., NoReturn],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(output, "opened_runtime", fault)
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("api.commands.") and hasattr(
            module, "opened_runtime"
        ):
            monkeypatch.setattr(module, "opened_runtime", fault)
    assert output.run(commands, ["match", "all"]) == 1
    said = capsys.readouterr()
    assert said.err
    assert NEEDLES.find((said.out + said.err).encode()) == frozenset()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_fault_before_the_route_is_answered_alike(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recognising the session breaks: nobody is told by whom or why."""
    monkeypatch.setattr("api.dependencies.resume_session", plain)
    with all_logs() as kept:
        status, body, _ = ask(door, "a" * 43, "GET", "/me")
    assert status == 500
    assert NEEDLES.find("\n".join((body, *kept.lines)).encode()) == frozenset()
