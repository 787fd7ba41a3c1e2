"""Turn what went wrong into an answer: problem+json for programs, a page for people.

Rules (RFC 9457):

- The body never repeats what was sent; inputs are named by JSON pointer and code.
- An unexpected fault says that it happened and gives a reference; what it was stays out of
  the answer, and the log names the exception type and place, never its message.

What it does not do: decide what is an error.
"""

import logging
import secrets
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.errors import FieldProblem, ServiceError, TooMany
from api.known_names import known_place
from api.pages.errors import error_page
from api.reading import reader
from data.errors import NotRecorded, StoresBusy

LOG = logging.getLogger("passerelle")
PROBLEM = "application/problem+json"
COME_BACK_SECONDS = 5
HTTP_CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid_input",
    429: "too_many",
}


def wants_page(request: Request) -> bool:
    """Say whether the reader is a person's browser rather than a program."""
    if request.scope["path"].startswith("/api/"):
        return False
    return "text/html" in request.headers.get("accept", "text/html")


def problem(request: Request, status: int, error: ServiceError) -> Response:
    """Render one error for whoever asked."""
    tongue = reader(request)
    code = (
        error.code if tongue.has(f"error.{error.code}") else HTTP_CODES.get(status, "bad_request")
    )
    detail = tongue.text(f"error.{code}", **error.facts)
    if wants_page(request):
        return error_page(request, status=status, code=code, detail=detail, fields=error.fields)
    body: dict[str, object] = {
        "type": f"/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if error.fields:
        body["errors"] = [{"pointer": field.pointer, "code": field.code} for field in error.fields]
    return JSONResponse(body, status_code=status, media_type=PROBLEM)


def _field_problem(item: Mapping[str, Any]) -> FieldProblem:
    location, code = tuple(item["loc"]), str(item["type"])
    # A name we do not know is the sender's own words: point to where it stands, not to it.
    known = location[:-1] if code == "extra_forbidden" else location
    if known[:1] == ("body",):
        known = known_place(known[1:])
    return FieldProblem(_pointer(known), code)


def _pointer(location: Sequence[str | int]) -> str:
    parts = [str(part) for part in location if part != "body"]
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def fault(request: Request, error: Exception) -> Response:
    """Answer an unexpected exception with a reference, and log where it happened."""
    reference = secrets.token_hex(6)
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{last[0].name}:{last[0].lineno}" if last else "unknown"
    LOG.error("fault %s: %s at %s", reference, type(error).__name__, place)
    return problem(request, 500, ServiceError("fault", facts={"reference": reference}))


def not_recorded(request: Request, error: Exception) -> Response:
    """Answer that nothing was done, since it could not be written into the log."""
    LOG.error("the log cannot be written: %s", type(error).__name__)
    return problem(request, 503, ServiceError("not_recorded"))


def stores_busy(request: Request, _error: Exception) -> Response:
    """Answer that others were writing for too long: nothing was done, come back soon."""
    LOG.warning("a turn to write was not given in time")
    answer = problem(request, 503, ServiceError("stores_busy"))
    answer.headers["retry-after"] = str(COME_BACK_SECONDS)
    return answer


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error of the application in one shape."""

    def on_service_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, ServiceError)
        answer = problem(request, error.status, error)
        if isinstance(error, TooMany) and error.seconds:
            answer.headers["retry-after"] = str(error.seconds)
        return answer

    def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = HTTP_CODES.get(error.status_code, "bad_request")
        answer = problem(request, error.status_code, ServiceError(code))
        for name, value in (error.headers or {}).items():
            answer.headers[name] = value
        return answer

    def on_invalid_input(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        fields = tuple(_field_problem(item) for item in error.errors())
        return problem(request, 422, ServiceError("invalid_input", fields=fields))

    app.add_exception_handler(NotRecorded, not_recorded)
    app.add_exception_handler(StoresBusy, stores_busy)
    app.add_exception_handler(ServiceError, on_service_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid_input)
