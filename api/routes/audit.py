"""The audit log as a whole: checked by the officer."""

from pydantic import Field

from api.dependencies import AsOfficer
from api.inputs.base import Input
from api.routes.common import router
from api.services.log.make_checkpoint import (
    CheckpointView,
    GrowthView,
    make_checkpoint,
    prove_growth,
)
from api.services.log.verify_audit import AuditVerdict, verify_audit

routes = router("audit")


class CheckpointInput(Input):
    """What an earlier check found: count and head, both or neither; or a signed note."""

    count: int | None = Field(default=None, ge=0)
    head: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    note: str | None = Field(default=None, max_length=4096)


class NoteInput(Input):
    """A signed checkpoint kept elsewhere."""

    note: str = Field(max_length=4096)


@routes.post("/audit/verifications")
def verify_audit_log(context: AsOfficer, given: CheckpointInput) -> AuditVerdict:
    """Check every entry from the first, against an earlier check when one is given."""
    return verify_audit(context, given.count, given.head, given.note)


@routes.post("/audit/checkpoints", status_code=201)
def sign_audit_log(context: AsOfficer) -> CheckpointView:
    """Sign the log as it stands; keep the note elsewhere."""
    return make_checkpoint(context)


@routes.post("/audit/growth")
def prove_audit_growth(context: AsOfficer, given: NoteInput) -> GrowthView:
    """Prove that the log goes on from a checkpoint kept elsewhere."""
    return prove_growth(context, given.note)
