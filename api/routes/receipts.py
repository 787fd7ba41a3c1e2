"""What a person takes with her as proof: receipts, and proofs of her own log entries."""

from typing import Annotated, Any

from fastapi import Path

from api.dependencies import AsPerson, OpenToAll
from api.routes.common import router
from api.services.log.make_checkpoint import published_keys
from api.services.log.prove_log import prove_own_log
from api.services.people.give_receipts import ReceiptView, make_receipt, own_receipts

ReceiptReference = Annotated[str, Path(max_length=64, description="Reference of a receipt.")]

open_routes = router("receipts", signed_in=False)
routes = router("receipts", prefix="/me")


@open_routes.get("/signing-keys")
def read_signing_keys(context: OpenToAll) -> tuple[str, ...]:
    """Read the public keys that check receipts and checkpoints, the present one first."""
    return published_keys(context)


@routes.get("/receipts")
def read_own_receipts(context: AsPerson) -> tuple[ReceiptView, ...]:
    """List the receipts of what was agreed to, newest first."""
    return own_receipts(context)


@routes.get("/receipts/{receipt_id}")
def read_own_receipt(context: AsPerson, receipt_id: ReceiptReference) -> dict[str, Any]:
    """Get one receipt, signed; it holds kinds of data and no value."""
    return make_receipt(context, receipt_id)


@routes.get("/access-log/proofs")
def read_own_proofs(context: AsPerson) -> dict[str, Any]:
    """Get every entry about oneself with the proof that it is in the log."""
    return prove_own_log(context)
