"""Pages about proof and guard: receipts, log proofs, how to check them, who is excluded."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from api.contexts.person import ExclusionsPage, ReceiptsPage
from api.contexts.public import VerificationPage
from api.dependencies import AsPerson, OpenToAll
from api.pages.forms import SentForm
from api.pages.going import see
from api.pages.shell import render
from api.services.disclosures.exclude_organisations import choose_exclusions, own_exclusions
from api.services.log.make_checkpoint import published_keys
from api.services.log.prove_log import prove_own_log, verifier_script
from api.services.people.give_receipts import make_receipt, own_receipts

router = APIRouter()


@router.get("/me/receipts")
def show_receipts(request: Request, context: AsPerson) -> Response:
    """List what she can have a receipt of."""
    return render(request, ReceiptsPage(own_receipts(context)))


@router.post("/me/receipts/{receipt_id}")
def download_receipt(context: AsPerson, receipt_id: str, _form: SentForm) -> Response:
    """Give one receipt as a file."""
    return _file(make_receipt(context, receipt_id), "my-receipt.json")


@router.post("/me/access-log/proofs")
def download_proofs(context: AsPerson, _form: SentForm) -> Response:
    """Give the proofs of her own entries as a file."""
    return _file(prove_own_log(context), "log-proofs.json")


@router.get("/me/organisations")
def show_organisations(request: Request, context: AsPerson, saved: str = "") -> Response:
    """List the organisations, with those that shall see no sign of her."""
    return render(request, ExclusionsPage(own_exclusions(context), saved=bool(saved)))


@router.post("/me/organisations")
def save_organisations(context: AsPerson, form: SentForm) -> Response:
    """Exclude exactly the ticked organisations."""
    choose_exclusions(context, frozenset(form.many("organisations")))
    return see("/me/organisations?saved=yes")


@router.get("/verification")
def show_verification(request: Request, context: OpenToAll) -> Response:
    """Say how receipts and proofs are checked, and with which key."""
    role = context.actor.role if context.actor else None
    return render(request, VerificationPage(published_keys(context)), role=role)


@router.get("/verification/verify.py")
def download_verifier(_context: OpenToAll) -> Response:
    """Give the script that checks them."""
    return Response(
        verifier_script(),
        media_type="text/x-python",
        headers={"content-disposition": 'attachment; filename="verify.py"'},
    )


def _file(value: dict[str, Any], name: str) -> Response:
    return Response(
        json.dumps(value, ensure_ascii=False, indent=2),
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
