"""Accounts of staff: let somebody in for the first time, list who is in, put somebody out."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

from enum import StrEnum
from typing import Annotated

import typer

from api.commands.output import fail, opened_runtime, print_json

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Let staff in, list them, put them out."
)


class StaffRole(StrEnum):
    """Roles that are invited; persons register themselves."""

    AGENCY_MEMBER = "agency_member"
    COORDINATOR = "coordinator"
    OFFICER = "officer"


@app.callback()
def main() -> None:
    """Nobody gets a password: a one-time code enrols the first passkey."""


@app.command("invite")
def invite(
    role: Annotated[StaffRole, typer.Option(help="What the new account may do.")],
    organisation: Annotated[
        str | None, typer.Option(help="Reference of the organisation, of an agency's member.")
    ] = None,
) -> None:
    """Open an account and print a code that enrols its first passkey, once, within three days.

    Hand it over on paper. Who gets it opens /join in a browser.

    Example: python -m api accounts invite --role coordinator
    """
    from api.context import open_context
    from api.errors import Invalid
    from api.services.accounts.invite_staff import invite_staff
    from privacy.policy import SYSTEM
    from privacy.vocabulary import Role

    with opened_runtime() as runtime, open_context(runtime, actor=SYSTEM) as context:
        try:
            made = invite_staff(context, Role(role.value), organisation)
        except Invalid:
            raise fail(
                "An agency member needs --organisation REFERENCE of an organisation that is "
                "there; the others have none. Nothing was changed."
            ) from None
        context.commit()
    typer.echo(made.code)
    typer.echo(f"Good once, until {made.until:%Y-%m-%d %H:%M} UTC, at /join", err=True)


@app.command("list")
def list_() -> None:
    """Print every role of staff, one JSON object a line: references only, nobody's name.

    Example: python -m api accounts list
    """
    from api.context import open_context
    from api.services.accounts.revoke_staff import list_staff
    from privacy.policy import SYSTEM

    with (
        opened_runtime() as runtime,
        open_context(runtime, actor=SYSTEM, reading=True) as context,
    ):
        for each in list_staff(context):
            print_json(
                {
                    "account": each.account,
                    "role": each.role.value,
                    "organisation": each.organisation,
                }
            )


@app.command("recover")
def recover(
    reference: Annotated[str, typer.Argument(help="Of the account, as `accounts list` prints it.")],
) -> None:
    """Print a code with which a coordinator or officer enrols a new passkey, after a day.

    For when no colleague can do it on the page. The account and all of the staff are told at
    once and can stop it; the old passkeys go when the code is used.

    Example: python -m api accounts recover abcdefghijklmnopqrstuvwxyz
    """
    from api.context import open_context
    from api.errors import Conflict, Invalid
    from api.services.accounts.recover_staff import ask_staff_recovery
    from privacy.policy import SYSTEM

    with opened_runtime() as runtime, open_context(runtime, actor=SYSTEM) as context:
        try:
            made = ask_staff_recovery(context, reference)
        except Invalid:
            raise fail(
                "No account of a coordinator or officer has this reference; see `accounts list`. "
                "Nothing was changed."
            ) from None
        except Conflict:
            raise fail(
                "A code was made for this account already. A coordinator or officer can stop it "
                "on the page /coordination/recoveries. Nothing was changed."
            ) from None
        context.commit()
    typer.echo(made.code)
    typer.echo(
        f"Good once, from {made.opens_at:%Y-%m-%d %H:%M} until {made.until:%Y-%m-%d %H:%M} UTC, "
        "at /join",
        err=True,
    )


@app.command("revoke")
def revoke(
    reference: Annotated[str, typer.Argument(help="Of the account, as `accounts list` prints it.")],
) -> None:
    """Take roles, passkeys and passphrase of an account of staff away and end its sessions.

    It cannot be taken back; who shall come back is invited anew.

    Example: python -m api accounts revoke abcdefghijklmnopqrstuvwxyz
    """
    from api.context import open_context
    from api.errors import NotFound
    from api.services.accounts.revoke_staff import revoke_staff
    from privacy.policy import SYSTEM

    with opened_runtime() as runtime, open_context(runtime, actor=SYSTEM) as context:
        try:
            ended = revoke_staff(context, reference)
        except NotFound:
            raise fail(
                "No account of staff has this reference; see `accounts list`. Nothing was changed."
            ) from None
        context.commit()
    typer.echo(f"revoked; sessions ended: {ended}")
