"""Every route, asked by everybody, about what is hers, somebody else's, and nobody's.

Nothing of it is committed, so each cell finds the same town. ``python -m
tests.attacks.role_matrix`` writes the table anew for a reviewer to read.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from api.app import declared_access
from api.context import Context
from api.services.accounts.claim_form import new_form_token
from data.engine import Stores
from data.migrations import upgrade
from privacy.keys import KeyRing
from tests.api_client import application
from tests.api_world import make_world, need_input
from tests.attacks.scenes import COURSE, REVISION, Scene, nobody, set_scene

FILE = Path(__file__).with_name("role_matrix.txt")
KINDS = ("ours", "theirs", "nobody's")
OWNERS = {
    "person": "ours",
    "member": "ours",
    "colleague": "ours",
    "other person": "theirs",
    "other member": "theirs",
}
"""Whose things a caller may have; what belongs to the other one is foreign."""
ROLES = {
    "person": "person",
    "other person": "person",
    "member": "agency_member",
    "colleague": "agency_member",
    "other member": "agency_member",
    "coordinator": "coordinator",
    "officer": "officer",
}
"""Roles of the callers who have a session that holds."""
PUBLISHED = frozenset({"GET /me/matches/{need_id}", "GET /api/v1/me/matches/{need_id}/steps"})
"""Routes by which persons read needs, which are published to all of them."""
NEED = need_input("cage_farming").model_dump(mode="json", exclude_none=True)
PASSPHRASE = "zinnia quartz bramble yodel fjord"
BODIES: dict[str, Any] = {
    "POST /api/v1/needs": NEED,
    "PUT /api/v1/needs/{need_id}": NEED,
    "POST /api/v1/courses": COURSE,
    "PUT /api/v1/courses/{course_id}": COURSE,
    "PUT /api/v1/organisation": {"kind": "cooperative"},
    "POST /api/v1/needs/{need_id}/matches/{handle}/disclosure-requests": {
        "fields": ["full_name"],
        "until": "2026-12-01",
    },
    "PUT /api/v1/coordination/needs/{need_id}/matches/{handle}/review": {
        "decision": "shortlisted",
        "reason": "meets_need",
    },
    "POST /api/v1/me/disclosure-requests/{request_id}/grant": {"fields": ["full_name"]},
    "PUT /api/v1/me/identity": {"full_name": "Amal"},
    "PUT /api/v1/me/work": {"own_words": "nets"},
    "PUT /api/v1/account/secret": {"passphrase": PASSPHRASE},
    "POST /api/v1/taxonomy/links": {"phrases": ["fish"], "language": "en"},
}
FORMS: dict[str, dict[str, str]] = {
    "POST /me/requests/{request_id}": {"do": "grant", "fields": "full_name"},
    "POST /agency/courses/{course_id}/closure": {"revision": "2"},
    "POST /agency/needs/{need_id}": {"do": "close", "revision": "2"},
    "POST /agency/needs/{need_id}/matches/{handle}": {"fields": "full_name", "until": "2026-12-01"},
    "POST /me/profile/{section}": {"languages-0-tag": "fr", "languages-0-level": "3"},
    "POST /language": {"language": "fr", "back": "/"},
    "POST /account/passphrase": {"passphrase": PASSPHRASE},
}


@dataclass(frozen=True)
class Cell:
    """One answer: its status, and the rest for comparing."""

    status: int
    rest: str


Matrix = dict[str, dict[str, dict[str, Cell]]]
"""Route, caller, whose reference, answer."""


@contextmanager
def nothing_is_kept() -> Iterator[None]:
    """Let every unit of work end without a commit, after all of it was tried."""

    def tried(context: Context) -> None:
        if not context.work.reading:
            context.work.main.flush()
            context.work.keys.flush()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Context, "commit", tried)
        yield


def routes_of(scene: Scene) -> list[str]:
    """List the application's routes."""
    declared = declared_access(application(scene.door.world))
    return sorted(f"{method} {path}" for method, path in declared)


def ask(scene: Scene, route: str, caller: str, kind: str) -> Cell:
    """Ask one route as one caller about somebody's things."""
    references = {
        "ours": scene.ours.references,
        "theirs": scene.theirs.references,
        "nobody's": {**nobody(), "section": "languages"},
    }[kind]
    if route.count("/coordination/") and kind != "nobody's":
        owned = scene.ours if kind == "ours" else scene.theirs
        references = {**references, "handle": owned.coordination_handle}
    method, template = route.split(" ")
    path = re.sub(r"\{(\w+)\}", lambda found: references.get(found[1], "a" * 26), template)
    headers = {"accept-language": "en", "if-match": REVISION}
    token = scene.callers[caller].token
    if token:
        headers["authorization"] = f"Bearer {token}"
    sent: dict[str, Any] = {}
    if template.startswith("/api/"):
        if method in {"POST", "PUT"}:
            sent["json"] = BODIES.get(route, {})
    else:
        headers["accept"] = "text/html"
        if method == "POST":
            sent["data"] = {"form_token": new_form_token(), **FORMS.get(route, {})}
    answer = scene.door.client.request(
        method, path, headers=headers, follow_redirects=False, **sent
    )
    head = {k: v for k, v in answer.headers.items() if k not in {"content-length", "location"}}
    text = re.sub(r'name="form_token" value="[^"]*"', "", answer.text)
    for known in references.values():
        text = text.replace(known, "…")
    text = re.sub(r"[a-f0-9]{12}", "…", text)
    return Cell(answer.status_code, text + str(sorted(head.items())))


def measure(scene: Scene, routes: list[str], callers: list[str]) -> Matrix:
    """Ask everything."""
    with nothing_is_kept():
        return {
            route: {
                caller: {
                    kind: ask(scene, route, caller, kind)
                    for kind in (KINDS if "{" in route else KINDS[:1])
                }
                for caller in callers
            }
            for route in routes
        }


def statuses(kinds: dict[str, Cell]) -> str:
    """Write the statuses for ours/theirs/nobody's things, or one where a route takes none."""
    return "/".join(str(cell.status) for cell in kinds.values())


def lines_of(matrix: Matrix) -> list[str]:
    """Write the table: under each route, who gets which statuses."""
    found = []
    for route, row in matrix.items():
        groups: dict[str, list[str]] = {}
        for caller, kinds in row.items():
            groups.setdefault(statuses(kinds), []).append(caller)
        found.append(route)
        found += [f"    {code}  {', '.join(groups[code])}" for code in sorted(groups)]
    return found


def expected() -> dict[str, dict[str, str]]:
    """Read the checked-in table: statuses by route and caller."""
    found: dict[str, dict[str, str]] = {}
    route = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            code, _, callers = line.strip().partition("  ")
            found[route].update(dict.fromkeys(callers.split(", "), code))
        elif line and not line.startswith("#"):
            route = line
            found[route] = {}
    return found


def problems_of(matrix: Matrix, declared: dict[str, frozenset[str]]) -> list[str]:
    """Say what is wrong with a matrix whatever the table says.

    Args:
        matrix: What was answered.
        declared: Roles each route lets in; none means everybody.
    """
    found = []
    for route, row in matrix.items():
        for caller, kinds in row.items():
            place = f"{route} as {caller}"
            codes = {kind: cell.status for kind, cell in kinds.items()}
            role = ROLES.get(caller)
            if any(code >= 500 for code in codes.values()):
                found.append(f"{place}: fault")
            if declared[route] and role is None and set(codes.values()) != {401}:
                found.append(f"{place}: nobody is let in")
            if declared[route] and role and role not in declared[route]:
                if set(codes.values()) != {403}:
                    found.append(f"{place}: a wrong role is let in")
            elif len(kinds) == 3 and caller in OWNERS:
                foreign = "theirs" if OWNERS[caller] == "ours" else "ours"
                if route not in PUBLISHED and kinds[foreign] != kinds["nobody's"]:
                    found.append(f"{place}: what is foreign is told from what is not there")
    return found


HEAD = """# What every route answers everybody, about our own, the others', and nobody's things.
# "member" and "colleague" are of the agency whose things are ours, "person" is the person.
# Written by: python -m tests.attacks.role_matrix. Read every change of it.
"""


def roles_of(scene: Scene) -> dict[str, frozenset[str]]:
    """Give the roles each route declares."""
    declared = declared_access(application(scene.door.world))
    return {
        f"{method} {path}": frozenset(role.value for role in access.roles)
        for (method, path), access in declared.items()
    }


def main(check: bool = False) -> None:
    """Ask everything, write the table anew, and say what is wrong whatever it says.

    With ``--check`` the table stays as it is, and what differs from it is wrong too.
    """
    with tempfile.TemporaryDirectory() as folder:
        stores = Stores(f"sqlite:///{folder}/main.db", f"sqlite:///{folder}/keys.db")
        upgrade(stores)
        scene = set_scene(make_world(stores, KeyRing.generate(), Path(folder)))
        matrix = measure(scene, routes_of(scene), list(scene.callers))
        wrong = problems_of(matrix, roles_of(scene))
        stores.close()
    if check:
        table = expected()
        wrong += [
            f"{route} as {caller}: {statuses(kinds)} instead of {table.get(route, {}).get(caller)}"
            for route, row in matrix.items()
            for caller, kinds in row.items()
            if table.get(route, {}).get(caller) != statuses(kinds)
        ]
    else:
        FILE.write_text(HEAD + "\n" + "\n".join(lines_of(matrix)) + "\n", encoding="utf-8")
    count = sum(len(kinds) for row in matrix.values() for kinds in row.values())
    typer.echo("\n".join([f"{len(matrix)} routes, {count} cells", *wrong]))
    raise typer.Exit(1 if wrong else 0)


if __name__ == "__main__":
    typer.run(main)
