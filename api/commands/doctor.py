"""Look at the whole installation and say, line by line, what is well and what is not."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import json
import urllib.error
import urllib.request
from typing import Annotated, NamedTuple

import typer

from api.commands.output import print_json

TIMEOUT_SECONDS = 4.0


class _Line(NamedTuple):
    check: str
    ok: bool
    detail: str


def doctor(
    url: Annotated[
        str | None, typer.Option(help="Ask a running server instead of looking at the files.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Check Python, databases, keys, taxonomy, disk and log; exit code 1 if anything is wrong.

    It changes nothing.

    Example: python -m api doctor
    """
    lines = [_ask(url)] if url is not None else _look()
    for item in lines:
        if as_json:
            print_json({"check": item.check, "ok": item.ok, "detail": item.detail})
        else:
            typer.echo(f"{'ok   ' if item.ok else 'WRONG'}  {item.check:<22} {item.detail}")
    if not all(item.ok for item in lines):
        raise typer.Exit(1)


def _look() -> list[_Line]:
    from api.services.installation.check_installation import check_installation
    from api.settings import read_settings

    found = check_installation(read_settings())
    return [_Line(item.check, item.ok, item.detail) for item in found]


def _ask(url: str) -> _Line:
    if not url.startswith(("http://", "https://")):
        raise typer.BadParameter("an address starts with http:// or https://")
    address = url.rstrip("/") + "/api/v1/health"
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - checked above
            state = json.load(answer)
    except urllib.error.HTTPError as refused:
        return _Line("server", ok=False, detail=f"answers with status {refused.code}")
    except (urllib.error.URLError, OSError, ValueError):
        return _Line("server", ok=False, detail="does not answer")
    well = isinstance(state, dict) and state.get("status") == "ok"
    return _Line("server", ok=well, detail="answers" if well else "answers something else")
