"""Wire the web application: routes, pages, limits, headers. Nothing is decided here.

Rules:

- Every route has exactly one access declaration, or the application does not start.
- The interactive documentation of the framework is off: it loads assets from elsewhere.
  The OpenAPI document itself is served.
"""

from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from api.dependencies import Access
from api.even_answers import ABOUT_NAMES, ABOUT_NAMES_JSON, EvenAnswers
from api.middleware import BodyLimit, FaultShield, SecurityHeaders
from api.pages import ROUTERS as PAGE_ROUTERS
from api.rendering import install_error_handlers
from api.routes import ROUTERS as JSON_ROUTERS
from api.runtime import Runtime

STATIC = Path(__file__).parent / "static"
API_PREFIX = "/api/v1"
EVEN_PATHS = frozenset([*ABOUT_NAMES, *(API_PREFIX + path for path in ABOUT_NAMES_JSON)])
"""Where answers begin at fixed distances from their question."""


class UndeclaredAccess(RuntimeError):
    """A route declares no access rule, or more than one."""


def access_of(dependant: Dependant) -> Iterator[Access]:
    """List the access declarations among a route's dependencies."""
    for inner in dependant.dependencies:
        if isinstance(inner.call, Access):
            yield inner.call
        yield from access_of(inner)


def declared_access(app: FastAPI) -> dict[tuple[str, str], Access]:
    """Map every (method, path) of the application to its one access declaration.

    Raises:
        UndeclaredAccess: Some route has none, or several.
    """
    found: dict[tuple[str, str], Access] = {}
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if not isinstance(route, APIRoute):
            continue
        declared = list(access_of(route.dependant))
        if len(declared) != 1:
            raise UndeclaredAccess(f"{route.path}: {len(declared)} access declarations")
        for method in sorted(context.methods or ()):
            found[method, str(context.path)] = declared[0]
    return found


def create_app(runtime: Runtime) -> FastAPI:
    """Build the application around a runtime.

    Raises:
        UndeclaredAccess: A route without exactly one access declaration.
    """
    settings = runtime.settings
    app = FastAPI(
        title="Passerelle",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API_PREFIX}/openapi.json",
        middleware=[
            Middleware(EvenAnswers, paths=EVEN_PATHS),
            Middleware(SecurityHeaders, encrypted=not settings.insecure_cookies),
            Middleware(GZipMiddleware, minimum_size=1024),
            Middleware(
                BodyLimit,
                limit=settings.max_request_bytes,
                upload_limit=settings.max_upload_bytes,
                is_upload=lambda path: path.endswith("/imports"),
            ),
            Middleware(FaultShield),
        ],
    )
    app.state.runtime = runtime
    api = APIRouter(prefix=API_PREFIX)
    for router in JSON_ROUTERS:
        api.include_router(router)
    app.include_router(api)
    for router in PAGE_ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    install_error_handlers(app)
    declared_access(app)
    return app
