"""Send what nobody would type, as everybody, and look for faults and for what is not theirs.

Requests are drawn from the OpenAPI document by a seed: the same seed, the same requests. Each
caller carries her own session; every value anybody stored holds a canary, and an answer that
holds somebody else's canary is a leak (broken object level authorization), whatever was asked.

    python -m tests.attacks.fuzz --requests 10000
"""

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import typer

from data.engine import Stores
from data.migrations import upgrade
from privacy.handles import new_reference
from privacy.keys import KeyRing
from tests.api_client import application
from tests.api_world import World, make_world
from tests.attacks.role_matrix import BODIES, ROLES, roles_of
from tests.attacks.scenes import Scene, set_scene
from tests.canaries import Needles

PREFIX = "/api/v1"
ODD_TEXTS = (
    "",
    " ",
    "a" * 300,
    "\u202e\u200f",
    "' OR 1=1 --",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%00",
    "\ud83d\ude00" * 40,
    "محمد",
    "١٢٣",
    "null",
    "-1",
    "1e400",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "urn:test:skill:cage_farming",
)
ODD_NUMBERS = (0, -1, 1, 7, 2**31, 2**63, 10**30, -(2**63) - 1, 0.5, 1e308)
NOT_ASKED = frozenset({f"DELETE {PREFIX}/sessions/current", f"DELETE {PREFIX}/sessions/others"})
"""They end the callers' sessions; the role matrix asks them."""
DRIVEN = frozenset(
    {
        f"POST {PREFIX}/me/erasure",
        f"PUT {PREFIX}/account/secret",
        f"POST {PREFIX}/people",
        f"POST {PREFIX}/recoveries",
        f"POST {PREFIX}/sessions",
    }
)
"""They hash passphrases; one in eight of the requests drawn for them is sent."""


class Dice:
    """A generator that a seed fixes, whatever Python's version."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def below(self, limit: int) -> int:
        """Draw a number below a limit."""
        self._count += 1
        digest = hashlib.sha256(f"{self._seed} {self._count}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def pick(self, choices: Any) -> Any:
        """Draw one of some."""
        return choices[self.below(len(choices))]

    def hits(self, one_in: int) -> bool:
        """Draw true once in so many times."""
        return self.below(one_in) == 0


@dataclass
class Canaries:
    """Who stored which canary, and who may see it."""

    of_person: dict[str, str]
    of_agency: dict[str, str]

    def foreign(self, caller: str) -> frozenset[str]:
        """Give the names of canaries a caller must never see."""
        allowed = {
            "person": {"ours person", "ours granted", "ours agency", "theirs agency"},
            "other person": {"theirs person", "theirs granted", "ours agency", "theirs agency"},
            "member": {"ours agency", "ours granted"},
            "colleague": {"ours agency", "ours granted"},
            "other member": {"theirs agency", "theirs granted"},
            "coordinator": {"ours agency", "theirs agency"},
        }.get(caller, set())
        return frozenset({*self.of_person, *self.of_agency} - allowed)


@dataclass
class Report:
    """What a run found."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)


def value(dice: Dice, schema: dict[str, Any], document: dict[str, Any], depth: int = 0) -> Any:
    """Draw a value for a schema; now and then one that does not fit it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return value(dice, document["components"]["schemas"][name], document, depth)
    if depth > 6 or dice.hits(9):
        return dice.pick((None, [], {}, True, dice.pick(ODD_TEXTS), dice.pick(ODD_NUMBERS)))
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return value(dice, dice.pick(schema[several]), document, depth + 1)
    if "enum" in schema:
        return dice.pick(schema["enum"])
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if kind == "object":
        return _object(dice, schema, document, depth)
    if kind == "array":
        items = schema.get("items") or {"type": "string"}
        return [value(dice, items, document, depth + 1) for _ in range(dice.below(4))]
    if kind in {"integer", "number"}:
        low = int(schema.get("minimum", 0))
        return dice.pick((low, low + dice.below(40), dice.pick(ODD_NUMBERS)))
    if kind == "boolean":
        return dice.hits(2)
    if schema.get("format") == "date":
        return dice.pick(("2026-12-01", "2027-03-01", dice.pick(ODD_TEXTS)))
    return dice.pick((dice.pick(ODD_TEXTS), "net mending", "fr", "EG", "skills"))


def _object(dice: Dice, schema: dict[str, Any], document: dict[str, Any], depth: int) -> Any:
    required = set(schema.get("required", ()))
    found = {
        name: value(dice, part, document, depth + 1)
        for name, part in schema.get("properties", {}).items()
        if name in required or dice.hits(2)
    }
    if found and dice.hits(12):
        found.pop(dice.pick(sorted(found)))
    if dice.hits(12):
        found[dice.pick(ODD_TEXTS)] = dice.pick(ODD_TEXTS)
    return found


def mutated(dice: Dice, sample: Any) -> Any:
    """Change one place of a body that is accepted."""
    if isinstance(sample, dict) and sample:
        name = dice.pick(sorted(sample))
        return {**sample, name: mutated(dice, sample[name])}
    if isinstance(sample, list) and sample and not dice.hits(4):
        return [mutated(dice, sample[0]), *sample[1:]]
    return dice.pick((sample, dice.pick(ODD_TEXTS), dice.pick(ODD_NUMBERS), None, [sample, sample]))


@dataclass
class Fuzzer:
    """Draws and sends requests to a scene."""

    scene: Scene
    canaries: Canaries
    document: dict[str, Any]
    seed: int = 1
    report: Report = field(default_factory=Report)

    def operations(self) -> list[tuple[str, str, dict[str, Any]]]:
        """List what the document describes, in a fixed order."""
        return sorted(
            (
                (method.upper(), path, operation)
                for path, methods in self.document["paths"].items()
                for method, operation in methods.items()
                if f"{method.upper()} {path}" not in NOT_ASKED
            ),
            key=lambda each: each[:2],
        )

    def run(self, requests: int) -> Report:
        """Send so many requests."""
        operations = self.operations()
        callers = sorted(self.scene.callers)
        needles = Needles({**self.canaries.of_person, **self.canaries.of_agency})
        declared, number = roles_of(self.scene), 0
        fits = {
            route: [caller for caller in callers if ROLES.get(caller) in roles]
            for route, roles in declared.items()
        }
        while self.report.requests < requests:
            number += 1
            dice = Dice(f"{self.seed} {number}")
            method, path, operation = dice.pick(operations)
            if f"{method} {path}" in DRIVEN and not dice.hits(8):
                continue
            fitting = fits[f"{method} {path}"]
            caller = dice.pick(fitting if fitting and not dice.hits(4) else callers)
            self._send(dice, method, path, operation, caller, needles)
        return self.report

    def _references(self, dice: Dice) -> dict[str, str]:
        known = dice.pick((self.scene.ours, self.scene.theirs))
        return {
            **known.references,
            "handle": dice.pick((known.references["handle"], known.coordination_handle)),
        }

    def _send(
        self,
        dice: Dice,
        method: str,
        path: str,
        operation: dict[str, Any],
        caller: str,
        needles: Needles,
    ) -> None:
        known = self._references(dice)
        query: dict[str, str] = {}
        address = path
        for parameter in operation.get("parameters", ()):
            name, place = parameter["name"], parameter["in"]
            if place == "path":
                odd = quote(dice.pick(ODD_TEXTS) or "x", safe="", errors="replace")
                choices = (known.get(name, new_reference()),) * 5 + (new_reference(), odd)
                address = address.replace(f"{{{name}}}", dice.pick(choices))
            elif place == "query" and dice.hits(2):
                query[name] = _plain(value(dice, parameter["schema"], self.document))
        headers = {"accept-language": dice.pick(("en", "fr", "ar"))}
        headers["if-match"] = dice.pick(('"1"', '"2"', '"3"', '"2"', '"99999"', "x"))
        token = self.scene.callers[caller].token
        if token:
            headers["authorization"] = f"Bearer {token}"
        content = None
        if "requestBody" in operation:
            headers["content-type"] = "application/json"
            content = self._body(dice, f"{method} {path}", operation)
        answer = self.scene.door.client.request(
            method, address, params=query, headers=headers, content=content
        )
        self._note(f"{method} {path}", caller, answer, needles)

    def _body(self, dice: Dice, route: str, operation: dict[str, Any]) -> bytes:
        if dice.hits(20):
            broken = (b"", b"{", b"[" * 5000, b"\xff\xfe", b'{"a":' + b"9" * 5000 + b"}")
            return broken[dice.below(len(broken))]
        sample = BODIES.get(route)
        if sample is not None and dice.hits(2):
            body = sample if dice.hits(3) else mutated(dice, sample)
        else:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            body = value(dice, schema, self.document)
        return json.dumps(body).encode()

    def _note(self, route: str, caller: str, answer: Any, needles: Needles) -> None:
        report = self.report
        report.requests += 1
        report.statuses[answer.status_code] += 1
        report.operations.add(route)
        if answer.status_code < 300:
            report.reached.add(route)
        if answer.status_code >= 500:
            report.faults.append(f"{route} as {caller}: {answer.text[:200]}")
        head = "\n".join(f"{name}: {said}" for name, said in answer.headers.items())
        told = needles.find(head.encode() + b"\n" + answer.content)
        report.leaks += [
            f"{route} as {caller}: {name}" for name in told & self.canaries.foreign(caller)
        ]


def _plain(drawn: object) -> str:
    return str(drawn).encode("utf-8", "replace").decode()


def plant(scene: Scene) -> Canaries:
    """Have everybody store values that occur nowhere else."""
    of_person, of_agency = {}, {}
    for whose, caller, agency in (
        ("ours", "person", "member"),
        ("theirs", "other person", "other member"),
    ):
        said, name = f"Qwxz-{whose}-said-Vlimmer", f"Kwxq-{whose}-named-Brindle"
        of_person[f"{whose} person"] = said
        of_agency[f"{whose} agency"] = f"Zqwv-{whose}-title-Flimwell"
        of_person[f"{whose} granted"] = name
        asked = scene.callers[caller]
        identity = {"full_name": name, "phone": "+20 111 8642 9753", "address": said}
        assert asked.ask("PUT", "/me/identity", json=identity).status == 204
        skills = [
            {name: each[name] for name in ("concept", "level")}
            for each in asked.get("/me/profile")["work"]["skills"]
        ]
        work = {"skills": skills, "own_words": said}
        assert asked.ask("PUT", "/me/work", json=work).status == 204
        body = {**BODIES[f"POST {PREFIX}/needs"], "title": of_agency[f"{whose} agency"]}
        scene.callers[agency].post("/needs", body)
    return Canaries(of_person, of_agency)


def make_fuzzer(world: World, seed: int = 1) -> Fuzzer:
    """Set the scene and plant the canaries."""
    scene = set_scene(world)
    canaries = plant(scene)
    return Fuzzer(scene, canaries, deepcopy(application(world).openapi()), seed)


def lines_of(report: Report) -> Iterator[str]:
    """Put a report into words."""
    yield f"{report.requests} requests to {len(report.operations)} operations"
    yield f"{len(report.reached)} of them answered somebody with success"
    yield ", ".join(f"{status}: {count}" for status, count in sorted(report.statuses.items()))
    yield f"faults: {len(report.faults)}, leaks: {len(report.leaks)}"
    yield from report.faults[:10]
    yield from report.leaks[:10]


def main(requests: int = 10_000, seed: int = 1) -> None:
    """Fuzz a fresh installation."""
    with tempfile.TemporaryDirectory() as folder:
        stores = Stores(f"sqlite:///{folder}/main.db", f"sqlite:///{folder}/keys.db")
        upgrade(stores)
        world = make_world(stores, KeyRing.generate(), Path(folder))
        report = make_fuzzer(world, seed).run(requests)
        stores.close()
    typer.echo("\n".join(lines_of(report)))
    raise typer.Exit(1 if report.faults or report.leaks else 0)


if __name__ == "__main__":
    typer.run(main)
