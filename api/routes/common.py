"""What all JSON routes share: names of operations, the shape of errors, limits.

What it does not do: answer anything.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

LONGEST_LIST = 200
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A problem (RFC 9457); it never repeats what was sent.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence in the reader's language."},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer (RFC 6901)."},
                    "code": {"type": "string"},
                },
            },
        },
    },
}
_PROBLEM: dict[str, Any] = {
    "description": "A problem",
    "content": {"application/problem+json": {"schema": PROBLEM_SCHEMA}},
}
PROBLEMS: dict[int | str, dict[str, Any]] = {"default": _PROBLEM, 422: _PROBLEM}
SESSION = HTTPBearer(auto_error=False, scheme_name="session", description="The token of a session.")

Limit = Annotated[int, Query(ge=1, le=LONGEST_LIST, description="How many at most.")]
NeedReference = Annotated[str, Path(max_length=64, description="Reference of a need.")]
Handle = Annotated[str, Path(max_length=64, description="Handle of a match.")]


def operation_name(route: APIRoute) -> str:
    """Name an operation after its function, so the name never moves with its address."""
    return route.name


def router(tag: str, *, prefix: str = "", signed_in: bool = True) -> APIRouter:
    """Make the router of one resource."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        responses=PROBLEMS,
        dependencies=[Depends(SESSION)] if signed_in else [],
        generate_unique_id_function=operation_name,
    )


def asked_revision(
    if_match: Annotated[
        str, Header(pattern='^"?[0-9]{1,9}"?$', description="The revision that was read.")
    ],
) -> int:
    """Read the revision a change was made from out of ``If-Match``."""
    return int(if_match.strip('"'))


Revision = Annotated[int, Depends(asked_revision)]
