"""A person's own data: profile, agreements, exclusions, export, erasure, log."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Response

from api.dependencies import AsPerson, AsPersonAtDoor
from api.inputs.disclosure import ExclusionsInput
from api.inputs.profile import IdentityInput, WorkInput
from api.inputs.registration import ConsentChange, PassphraseInput
from api.routes.common import LONGEST_LIST, Limit, router
from api.services.disclosures.exclude_organisations import (
    OrganisationChoice,
    choose_exclusions,
    own_exclusions,
)
from api.services.log.write_out import write_out_profile
from api.services.people.confirm_profile import confirm_profile
from api.services.people.edit_profile import own_profile, save_identity, save_work
from api.services.people.erase_person import erase_after_passphrase
from api.services.people.export_person import export_own_data
from api.services.people.notices import notice_reference
from api.services.people.read_access_log import AccessLine, own_access_log
from api.services.people.record_consent import (
    ConsentLine,
    change_consents,
    own_consents,
    withdraw_all,
)

PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Which page, from 1.")]

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


@routes.post("/confirmation", status_code=204, response_class=Response)
def confirm_own_work(context: AsPerson) -> None:
    """Say that all of the work profile still holds; only its date changes."""
    confirm_profile(context)


@routes.get("/consents")
def read_own_consents(context: AsPerson) -> ConsentAnswer:
    """Read where every agreement stands."""
    return ConsentAnswer(notice_reference(context.language), own_consents(context).lines)


@routes.put("/consents")
def write_own_consents(context: AsPerson, given: ConsentChange) -> ConsentAnswer:
    """Make exactly these agreements hold; what is not named is taken back.

    An agreement to keep that ran out by itself (``ran_out``) is only given anew when named,
    and its field only emptied when it is among ``removed``.
    """
    change_consents(context, given.pairs(), given.notice, given.removed)
    return ConsentAnswer(notice_reference(context.language), own_consents(context).lines)


@routes.post("/consents/withdrawal", status_code=204, response_class=Response)
def withdraw_every_use(context: AsPerson) -> None:
    """Take back every use but keeping, and every open grant."""
    withdraw_all(context)


@routes.get("/exclusions")
def read_own_exclusions(context: AsPerson) -> tuple[OrganisationChoice, ...]:
    """List every organisation, and which of them shall see no sign of one."""
    return own_exclusions(context)


@routes.put("/exclusions")
def write_own_exclusions(
    context: AsPerson, given: ExclusionsInput
) -> tuple[OrganisationChoice, ...]:
    """Exclude exactly these organisations; it works at once and ends what they were granted."""
    choose_exclusions(context, given.organisations)
    return own_exclusions(context)


@routes.get("/data")
def export_data(context: AsPerson) -> dict[str, Any]:
    """Get everything the service holds, in a form programs can read."""
    return export_own_data(context)


@routes.post("/erasure", status_code=204, response_class=Response)
def erase_everything(door: AsPersonAtDoor, given: PassphraseInput) -> None:
    """Erase the person and the account for good."""
    erase_after_passphrase(door, given.passphrase)


@routes.get("/access-log")
def read_access_log(
    context: AsPerson, limit: Limit = LONGEST_LIST, page: PageNumber = 1
) -> tuple[AccessLine, ...]:
    """Read who saw what, when and why, newest first.

    One page holds at most ``limit`` lines of what others did, and as many of her own.
    """
    return own_access_log(context, limit, page)
