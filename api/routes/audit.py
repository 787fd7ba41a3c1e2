"""The audit log as a whole: checked by the officer."""

from pydantic import Field

from api.dependencies import AsOfficer
from api.inputs.base import Input
from api.routes.common import router
from api.services.verify_audit import AuditVerdict, verify_audit

routes = router("audit")


class CheckpointInput(Input):
    """What an earlier check found; both or neither."""

    count: int | None = Field(default=None, ge=0)
    head: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")


@routes.post("/audit/verifications")
def verify_audit_log(context: AsOfficer, given: CheckpointInput) -> AuditVerdict:
    """Check every entry from the first, against an earlier check when one is given."""
    return verify_audit(context, given.count, given.head)
