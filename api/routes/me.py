"""A person's own data: profile, agreements, export, erasure, log."""

from dataclasses import dataclass
from typing import Any

from fastapi import Response

from api.dependencies import AsPerson
from api.door import Door
from api.inputs.profile import IdentityInput, WorkInput
from api.inputs.registration import ConsentChoice, PassphraseInput
from api.routes.common import LONGEST_LIST, Limit, router
from api.services.edit_profile import own_profile, save_identity, save_work
from api.services.erase_person import erase_self, is_own_passphrase
from api.services.export_person import export_own_data
from api.services.notices import notice_reference
from api.services.read_access_log import AccessLine, own_access_log
from api.services.record_consent import ConsentLine, change_consents, own_consents, withdraw_all
from api.services.write_out import write_out_profile

routes = router("me", prefix="/me")


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """Where every agreement stands; ``notice`` is what the next choice must name."""

    notice: str
    consents: tuple[ConsentLine, ...]


@routes.get("/profile")
def read_own_profile(context: AsPerson) -> dict[str, Any]:
    """Read everything said so far."""
    return write_out_profile(own_profile(context))


@routes.put("/identity", status_code=204, response_class=Response)
def write_own_identity(context: AsPerson, given: IdentityInput) -> None:
    """Write name and contact anew; what is left out is no longer kept."""
    save_identity(context, given)


@routes.put("/work", status_code=204, response_class=Response)
def write_own_work(context: AsPerson, given: WorkInput) -> None:
    """Write the work profile anew."""
    save_work(context, given)


@routes.get("/consents")
def read_own_consents(context: AsPerson) -> ConsentAnswer:
    """Read where every agreement stands."""
    return ConsentAnswer(notice_reference(context.language), own_consents(context).lines)


@routes.put("/consents")
def write_own_consents(context: AsPerson, given: ConsentChoice) -> ConsentAnswer:
    """Make exactly these agreements hold; what is not named is taken back."""
    change_consents(context, given.pairs(), given.notice)
    return ConsentAnswer(notice_reference(context.language), own_consents(context).lines)


@routes.post("/consents/withdrawal", status_code=204, response_class=Response)
def withdraw_every_use(context: AsPerson) -> None:
    """Take back every use but keeping, and every open grant."""
    withdraw_all(context)


@routes.get("/data")
def export_data(context: AsPerson) -> dict[str, Any]:
    """Get everything the service holds, in a form programs can read."""
    return export_own_data(context)


@routes.post("/erasure", status_code=204, response_class=Response)
def erase_everything(context: AsPerson, given: PassphraseInput) -> None:
    """Erase the person and the account for good."""
    door = Door(context.runtime, context.language)
    account = context.signed_in().account
    is_right = is_own_passphrase(door, account, given.passphrase)
    erase_self(context, passphrase_is_right=is_right)


@routes.get("/access-log")
def read_access_log(context: AsPerson, limit: Limit = LONGEST_LIST) -> tuple[AccessLine, ...]:
    """Read who saw what, when and why, newest first."""
    return own_access_log(context, limit)
