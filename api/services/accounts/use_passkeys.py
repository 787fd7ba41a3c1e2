"""Enrol passkeys, sign in with them, prove oneself with them, give them up.

Rules:

- A challenge that was answered counts once.
- A passkey signs in for its account in its first role; the device names the account, so
  nobody types anything.
- An unknown, foreign or forged passkey, a wrong signature and a blocked account give one
  answer.
- Enrolling needs a recent proof, or an invitation (``invite_staff``); giving one up needs a
  recent proof, and the last way in cannot be given up.

What it does not do: check bytes of devices (``privacy.passkeys`` does).
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from api.context import Context
from api.door import Door
from api.errors import Conflict, Invalid, NotFound, NotSignedIn
from api.runtime import Runtime
from api.services.accounts.change_way_in import own_ways_in
from api.services.accounts.claim_form import FORM_LIFETIME
from api.services.accounts.limit_attempts import enter_network, leave_network
from api.services.accounts.sign_in import SignedIn, begin, first_role
from api.services.log.note_action import note_action
from api.services.log.prove_again import note_proof, require_recent_proof, signed_in_at
from data.records import AccountStatus
from data.repositories.accounts import Accounts
from data.repositories.forms import FormTokens
from data.repositories.passkeys import Passkeys
from data.sign_in_records import Passkey
from privacy.audit import AuditAction, Outcome
from privacy.handles import new_reference
from privacy.passkeys import (
    PasskeyRefused,
    PasskeyUse,
    Site,
    challenge_digest,
    challenge_in,
    check_challenge,
    check_enrolment,
    check_signature,
    credential_in,
    enrol_options,
    new_challenge,
    owner_of,
    sign_options,
)

MOST_PASSKEYS = 10
NAME = "Passerelle"
"""What devices show beside a passkey; it says nothing about its owner."""


@dataclass(frozen=True, slots=True)
class PasskeyQuestion:
    """What a browser passes on to the device (W3C Web Authentication, JSON form)."""

    options: dict[str, Any] = field(repr=False)


def site_at(address: str) -> Site:
    """Give what passkeys are bound to at an address of ours."""
    return Site(urlsplit(address).hostname or "", NAME, address)


def has_a_name(address: str) -> bool:
    """Say whether passkeys exist at an address: they are bound to names, not to numbers."""
    host = urlsplit(address).hostname or ""
    return not (host.replace(".", "").isdigit() or ":" in host)


def ask_to_sign_in(runtime: Runtime, address: str) -> PasskeyQuestion:
    """Ask whichever device is there to sign in."""
    challenge = new_challenge(runtime.key_ring, PasskeyUse.SIGN_IN, "", runtime.clock())
    return PasskeyQuestion(sign_options(site_at(address), challenge))


def ask_to_prove(context: Context, address: str) -> PasskeyQuestion:
    """Ask the devices of who is signed in to prove that she is there."""
    ring, account = context.runtime.key_ring, context.signed_in().account
    challenge = new_challenge(ring, PasskeyUse.PROVE, account, context.now)
    known = [each.credential for each in Passkeys(context.work, ring).of_account(account)]
    return PasskeyQuestion(sign_options(site_at(address), challenge, known))


@dataclass(frozen=True, slots=True)
class WaysToProve:
    """How who is signed in can prove it again; no question without a passkey."""

    has_passphrase: bool
    question: PasskeyQuestion | None


def ways_to_prove(door: Door) -> WaysToProve:
    """Say how who is signed in can prove it again.

    Raises:
        NotSignedIn: The session has ended.
    """
    with door.work(reading=True) as context:
        signed_in_at(context, door)
        ways = own_ways_in(context)
        question = ask_to_prove(context, door.site) if ways.passkeys else None
    return WaysToProve(ways.has_passphrase, question)


def ask_to_enrol(
    context: Context, address: str, account: str, *, anew: bool = False
) -> PasskeyQuestion:
    """Ask a device to make a passkey for an account; ``anew``: those it has are going."""
    ring = context.runtime.key_ring
    challenge = new_challenge(ring, PasskeyUse.ENROL, account, context.now)
    known = () if anew else Passkeys(context.work, ring).of_account(account)
    owner = known[0].owner if known else owner_of(challenge)
    credentials = [each.credential for each in known]
    return PasskeyQuestion(enrol_options(site_at(address), challenge, owner, NAME, credentials))


def ask_to_enrol_own(context: Context, address: str) -> PasskeyQuestion:
    """Ask a device to make another passkey for who is signed in.

    Raises:
        Forbidden: ``step_up_needed``.
    """
    require_recent_proof(context)
    return ask_to_enrol(context, address, context.signed_in().account)


def enrol_own(context: Context, address: str, answer: str) -> None:
    """Keep another passkey for who is signed in.

    Raises:
        Forbidden: ``step_up_needed``.
        Invalid: ``passkey_refused``.
        Conflict: ``passkeys_many``.
    """
    require_recent_proof(context)
    keep_passkey(context, address, answer, context.signed_in().account)


def keep_passkey(context: Context, address: str, answer: str, account: str) -> None:
    """Check what a device made for an account, and keep it.

    Raises:
        Invalid: ``passkey_refused``.
        Conflict: ``passkeys_many``.
    """
    passkeys = Passkeys(context.work, context.runtime.key_ring)
    known = passkeys.of_account(account)
    if len(known) >= MOST_PASSKEYS:
        raise Conflict("passkeys_many")
    try:
        challenge = _claimed(context, answer, PasskeyUse.ENROL, account)
        made = check_enrolment(answer, challenge, site_at(address))
    except PasskeyRefused:
        raise Invalid("passkey_refused") from None
    kept = passkeys.add(
        Passkey(
            id=new_reference(),
            account=account,
            credential=made.credential,
            public_key=made.public_key,
            owner=known[0].owner if known else owner_of(challenge),
            sign_count=made.sign_count,
            may_be_copied=made.may_be_copied,
            is_copied=made.is_copied,
            created_on=context.today,
        )
    )
    if not kept:
        raise Invalid("passkey_refused")
    note_action(context, AuditAction.WAY_IN_CHANGED, subject=account)


def sign_in_by_passkey(door: Door, answer: str) -> SignedIn:
    """Begin a session of whom a device proves to be there.

    Raises:
        NotSignedIn: ``passkey_failed``, whatever the reason.
        TooMany: ``too_many_attempts``.
    """
    with door.work() as context:
        attempt = enter_network(context, door.network)
        context.commit()
    with door.work() as context:
        try:
            challenge = _claimed(context, answer, PasskeyUse.SIGN_IN, "")
            account = _signed(context, answer, challenge, door.site, None)
        except PasskeyRefused:
            account = None
        found = Accounts(context.work, door.runtime.key_ring).get(account) if account else None
        assignment = first_role(context, found.id) if found else None
        if found is None or assignment is None or found.status is not AccountStatus.ACTIVE:
            note_action(context, AuditAction.SIGN_IN_FAILED, outcome=Outcome.DENIED)
            context.commit()
            raise NotSignedIn("passkey_failed")
        leave_network(context, attempt)
        signed_in = begin(context, assignment, found.language)
        context.commit()
    return signed_in


def prove_by_passkey(door: Door, answer: str) -> None:
    """Remember that who is signed in proved herself by one of her devices.

    Raises:
        NotSignedIn: The session has ended.
        Invalid: ``passkey_refused``.
    """
    with door.work() as context:
        account = signed_in_at(context, door).account
        try:
            challenge = _claimed(context, answer, PasskeyUse.PROVE, account)
            proved = _signed(context, answer, challenge, door.site, account)
        except PasskeyRefused:
            proved = None
        if proved is not None:
            note_proof(context)
        else:
            note_action(context, AuditAction.PROVED_AGAIN, subject=account, outcome=Outcome.DENIED)
        context.commit()
    if proved is None:
        raise Invalid("passkey_refused")


def give_up_passkey(context: Context, reference: str) -> None:
    """Forget one of the passkeys of who is signed in.

    Raises:
        Forbidden: ``step_up_needed``.
        NotFound: She has no such passkey.
        Conflict: ``last_way_in``.
    """
    require_recent_proof(context)
    ways = own_ways_in(context)
    if reference not in {each.reference for each in ways.passkeys}:
        raise NotFound("not_found")
    if len(ways.passkeys) == 1 and not ways.has_passphrase:
        raise Conflict("last_way_in")
    account = context.signed_in().account
    Passkeys(context.work, context.runtime.key_ring).remove(account, reference)
    context.narrow_first = True
    note_action(context, AuditAction.WAY_IN_CHANGED, subject=account)


def _claimed(context: Context, answer: str, use: PasskeyUse, account: str) -> bytes:
    """Check an answer's challenge and use it up."""
    challenge = challenge_in(answer)
    check_challenge(context.runtime.key_ring, challenge, use, account, context.now)
    forms = FormTokens(context.work)
    if not forms.claim(challenge_digest(challenge), context.now + FORM_LIFETIME):
        raise PasskeyRefused
    return challenge


def _signed(
    context: Context, answer: str, challenge: bytes, address: str, account: str | None
) -> str:
    """Check an answer's signature and give whose it is."""
    passkeys = Passkeys(context.work, context.runtime.key_ring)
    passkey = passkeys.find(credential_in(answer))
    if passkey is None or account not in {None, passkey.account}:
        raise PasskeyRefused
    proven = check_signature(
        answer,
        challenge,
        site_at(address),
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
        owner=passkey.owner,
    )
    passkeys.note_use(passkey, proven.sign_count, proven.is_copied, context.now)
    return passkey.account
