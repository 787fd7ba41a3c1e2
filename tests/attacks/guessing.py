"""Guessers: how long answers take, and workers that share a count (or do not).

``python -m tests.attacks.guessing --pairs 2000`` measures at full length: the processor's time of
the work inside, and the time until an answer begins as one sees it who waits outside.
"""

import hashlib
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

import pytest
import typer
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from scipy.stats import ks_2samp
from sqlalchemy import event

from api.door import Door
from api.errors import NotSignedIn, ServiceError
from api.inputs.registration import Registration
from api.services.accounts.recover_account import recover_account
from api.services.accounts.sign_in import sign_in
from api.services.people.notices import notice_reference
from api.services.people.register_person import register_person
from data.engine import Stores
from data.migrations import upgrade
from data.repositories.limits import Quotas
from privacy.keys import KeyRing
from tests.api_client import application
from tests.api_world import World, make_world
from tests.asgi import posted

RIGHT = "zinnia quartz bramble yodel fjord"
WRONG = "walnut kettle orchid saddle prism"
TRIES = 4
"""Tries under one name: the fifth would lock it."""
CODE = "0000-0000-0000-0000-0000-0000"
OUTSIDE = {
    "/api/v1/sessions": f'{{{{"login": "{{login}}", "passphrase": "{WRONG}"}}}}',
    "/api/v1/recoveries": (
        f'{{{{"login": "{{login}}", "code": "{CODE}", "passphrase": "{WRONG}"}}}}'
    ),
}
"""What is sent where, with the name left open."""


def register(world: World, **given: object) -> str:
    """Open an account and give its code."""
    body = {
        "language": "en",
        "passphrase": RIGHT,
        "notice": notice_reference("en"),
        "consents": [],
        **given,
    }
    return register_person(
        Door(world.runtime, "en"), Registration.model_validate(body)
    ).account_name


def signs_in(door: Door, login: str) -> None:
    """Try a wrong passphrase."""
    sign_in(door, login, WRONG)


def recovers(door: Door, login: str) -> None:
    """Try a wrong recovery code."""
    recover_account(door, login, CODE, WRONG)


def seconds_of(door: Door, attempt: Callable[[Door, str], None], login: str) -> float:
    """Measure the processor's time one refused attempt takes."""
    started = time.thread_time()
    try:
        attempt(door, login)
    except NotSignedIn:
        return time.thread_time() - started
    raise AssertionError("let in")


@dataclass(frozen=True)
class Work:
    """What one attempt costs, counted: nothing of it depends on how fast a machine is."""

    statements: int
    proofs: int
    hashes: int


class _Hashing:
    """Stands for Argon2id, and counts."""

    made = 0

    def __init__(self, **given: Any) -> None:
        type(self).made += 1
        self._inner = Argon2id(**given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    @classmethod
    def verify_phc_encoded(cls, *given: Any) -> None:
        cls.made += 1
        Argon2id.verify_phc_encoded(*given)


def work_of(
    world: World, attempt: Callable[[Door, str], None], login: str, patch: pytest.MonkeyPatch
) -> Work:
    """Count statements to both databases, proofs of rows and hashes of one refused attempt."""
    statements, proofs = list[str](), list[str]()
    stores = world.runtime.stores

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engines = (stores.main, stores.keys)
    with patch.context() as counting:
        for name in ("row_mac", "verify_row"):
            plain = getattr(KeyRing, name)

            def counted(*given: Any, plain: Any = plain) -> Any:
                proofs.append(given[1])
                return plain(*given)

            counting.setattr(KeyRing, name, counted)
        counting.setattr(_Hashing, "made", 0)
        counting.setattr("privacy.passphrase.Argon2id", _Hashing)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            seconds_of(Door(world.runtime, "en"), attempt, login)
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)
        return Work(len(statements), len(proofs), _Hashing.made)


def unknown_name(number: int) -> str:
    """Give an account code that nobody has; the same every time."""
    digest = hashlib.sha256(f"nobody {number}".encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}-{digest[8:12]}"


def timings(
    world: World, attempt: Callable[[Door, str], None], pairs: int
) -> tuple[list[float], list[float]]:
    """Measure attempts on known and unknown names, in an order that a seed fixes."""
    door = Door(world.runtime, "en")
    names = pairs // TRIES + 1
    known = [register(world) for _ in range(names)]
    nobody = [unknown_name(number) for number in range(names)]
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(pairs):
        turn = hashlib.sha256(f"order {number}".encode()).digest()[0] % 2
        for which in (turn, 1 - turn):
            login = (known, nobody)[which][number // TRIES]
            found[which].append(seconds_of(door, attempt, login))
    return found


def preference(first: Sequence[float], second: Sequence[float]) -> float:
    """Say how often a value of the first is larger than one of the second; a half is no effect."""
    larger = sum((a > b) + (a == b) / 2 for a in first for b in second)
    return larger / (len(first) * len(second))


def attempts_of_a_worker(
    urls: tuple[str, str],
    ring: bytes,
    home: str,
    apart: bool,
    tries: int,
    answers: "SimpleQueue[list[str]]",
) -> None:
    """Fail to sign in, from one network, under names nobody has, and tell the answers."""
    stores = Stores(*urls)
    world = make_world(stores, KeyRing.from_bytes(ring), Path(home), taxonomy=False)
    if apart:
        count = 0

        def take(*_: object) -> str | None:
            nonlocal count
            count += 1
            return "x" * 26 if count <= 30 else None

        Quotas.take = take  # type: ignore[method-assign,assignment]
    door = Door(world.runtime, "en", network="198.51.100.0/24")
    told = []
    for number in range(tries):
        try:
            sign_in(door, f"{home[-8:]}{number}@example.org", WRONG)
        except ServiceError as refused:
            told.append(refused.code)
    stores.close()
    answers.put(told)


def answers_of_two_workers(
    stores: Stores, ring: KeyRing, folder: Path, *, apart: bool, tries: int
) -> list[str]:
    """Let two processes try at once."""
    processes = multiprocessing.get_context("fork")
    answers: SimpleQueue[list[str]] = processes.SimpleQueue()
    urls = tuple(
        engine.url.render_as_string(hide_password=False) for engine in (stores.main, stores.keys)
    )
    workers = []
    for number in (1, 2):
        home = str(folder / f"worker-{number}")
        arguments = (urls, ring.to_bytes(), home, apart, tries, answers)
        workers.append(processes.Process(target=attempts_of_a_worker, args=arguments))
    for worker in workers:
        worker.start()
    told = [code for _ in workers for code in answers.get()]
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    return told


def seen_outside(world: World, path: str, body: str, pairs: int) -> tuple[list[float], list[float]]:
    """Measure when answers to known and unknown names begin, in an order that a seed fixes."""
    app = application(world)
    names = pairs // TRIES + 1
    known = [register(world) for _ in range(names)]
    nobody = [unknown_name(number) for number in range(names)]
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(pairs):
        turn = hashlib.sha256(f"order {number}".encode()).digest()[0] % 2
        for which in (turn, 1 - turn):
            login = (known, nobody)[which][number // TRIES]
            answer = posted(app, path, body.format(login=login).encode(), "json")
            assert answer.status == 401, answer.status
            found[which].append(answer.seconds)
    return found


def told(what: str, known: Sequence[float], unknown: Sequence[float]) -> str:
    """Put two lists of seconds into a line."""
    middle = [sorted(each)[len(each) // 2] * 1000 for each in (known, unknown)]
    return (
        f"{what}: {len(known)} pairs, medians {middle[0]:.2f} and {middle[1]:.2f} ms, known takes "
        f"longer in {preference(known, unknown):.1%}, "
        f"Kolmogorov-Smirnov p {ks_2samp(known, unknown).pvalue:.3f}"
    )


def main(pairs: int = 2000, memory_kib: int = 46 * 1024, step_ms: int = 500) -> None:
    """Measure the preference of known over unknown names, at the usual cost of a hash."""
    with tempfile.TemporaryDirectory() as folder:
        stores = Stores(f"sqlite:///{folder}/main.db", f"sqlite:///{folder}/keys.db")
        upgrade(stores)
        world = make_world(stores, KeyRing.generate(), Path(folder))
        settings = {
            "argon2_memory_kib": memory_kib,
            "even_answer_ms": step_ms,
            "failures_per_network": 10**9,
        }
        world.runtime.settings = world.runtime.settings.model_copy(update=settings)
        for path, body in OUTSIDE.items():
            typer.echo(told(f"{path} from outside", *seen_outside(world, path, body, pairs)))
        for attempt in (signs_in, recovers):
            typer.echo(told(f"{attempt.__name__} inside", *timings(world, attempt, pairs)))
        stores.close()


if __name__ == "__main__":
    typer.run(main)
