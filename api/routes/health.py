"""Whether this process can serve."""

from api.dependencies import OpenToAll
from api.routes.common import router
from api.services.installation.check_installation import Health, check_health

routes = router("health", signed_in=False)


@routes.get("/health")
def read_health(context: OpenToAll) -> Health:
    """Say that the databases answer and a taxonomy is active."""
    return check_health(context)
