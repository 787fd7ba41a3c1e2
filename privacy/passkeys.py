"""Check passkeys (W3C Web Authentication): a device proves that its owner was there.

Rules:

- The device must have checked its owner (user verification), for enrolling and for signing
  in; possession alone is not enough.
- A challenge is random, holds for some minutes, for one use, one account or none, and carries
  a proof of this installation, so that nothing is stored until it comes back. The caller uses
  its digest up.
- No attestation is asked: which make of device somebody owns is not ours to know.
- What devices call an account is a random handle, never its name.
- A count that does not grow where the device counts is a copied device: refused.

What it does not do: store, know sessions, or speak HTTP. The bytes are checked by py_webauthn.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from privacy.canonical import record
from privacy.errors import PrivacyError, RowForged
from privacy.keys import KeyRing

HOLDS_FOR: Final = timedelta(minutes=10)
"""How long a challenge holds."""
LONGEST_ANSWER: Final = 20_000
"""Most characters of what a device sends."""

_RANDOM_BYTES: Final = 24
_LABEL: Final = "passkey-challenge"


class PasskeyUse(StrEnum):
    """What a challenge was made for; one made for something else does not hold."""

    ENROL = "enrol"
    SIGN_IN = "sign_in"
    PROVE = "prove"


class PasskeyRefused(PrivacyError):
    """The device's answer does not prove anything; why is told to nobody."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a passkey is bound to: the site's host name, its name, and its address."""

    host: str
    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What a device gives when it enrols.

    ``may_be_copied`` and ``is_copied`` say whether its owner's other devices may have it too.
    """

    credential: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    sign_count: int
    may_be_copied: bool
    is_copied: bool


@dataclass(frozen=True, slots=True)
class Proven:
    """What a device says when it signs: its count, and whether it is copied elsewhere."""

    sign_count: int
    is_copied: bool


def new_challenge(ring: KeyRing, use: PasskeyUse, account: str, now: datetime) -> bytes:
    """Make a challenge.

    Args:
        ring: Proves it.
        use: What for.
        account: Whose; empty for signing in, when nobody is known yet.
        now: The moment it starts to hold.
    """
    front = secrets.token_bytes(_RANDOM_BYTES) + _seconds(now).to_bytes(8, "big")
    return front + ring.row_mac(_LABEL, record("challenge/1", front, use.value, account))


def challenge_in(answer: str) -> bytes:
    """Read the challenge out of a device's answer, unchecked; to be used up.

    Raises:
        PasskeyRefused: There is none.
    """
    try:
        response = json.loads(answer[:LONGEST_ANSWER])["response"]
        client = json.loads(_bytes(response["clientDataJSON"]))
        return _bytes(client["challenge"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PasskeyRefused from None


def credential_in(answer: str) -> bytes:
    """Read which passkey a device's answer is about, unchecked.

    Raises:
        PasskeyRefused: None is named.
    """
    try:
        return _bytes(json.loads(answer[:LONGEST_ANSWER])["rawId"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PasskeyRefused from None


def owner_of(challenge: bytes) -> bytes:
    """Give the handle a device shall know the account by that this challenge enrols first.

    It is as random as the challenge, so nothing need be stored between question and answer;
    64 bytes.
    """
    return hashlib.sha512(b"passerelle passkey owner" + challenge).digest()


def challenge_digest(challenge: bytes) -> bytes:
    """Give what is remembered of a challenge that was used, 32 bytes."""
    return hashlib.sha256(challenge).digest()


def check_challenge(
    ring: KeyRing, challenge: bytes, use: PasskeyUse, account: str, now: datetime
) -> None:
    """Refuse a challenge that is not ours, not for this, or no longer holds.

    Raises:
        PasskeyRefused: It does not hold.
    """
    front, mac = challenge[: _RANDOM_BYTES + 8], challenge[_RANDOM_BYTES + 8 :]
    try:
        ring.verify_row(_LABEL, record("challenge/1", front, use.value, account), mac)
    except RowForged:
        raise PasskeyRefused from None
    age = _seconds(now) - int.from_bytes(front[_RANDOM_BYTES:], "big")
    if not 0 <= age <= HOLDS_FOR.total_seconds():
        raise PasskeyRefused


def enrol_options(
    site: Site, challenge: bytes, owner: bytes, name: str, known: Sequence[bytes]
) -> dict[str, Any]:
    """Give what a browser needs to make a passkey.

    Args:
        site: Which it will be bound to.
        challenge: Of ``new_challenge``.
        owner: The account's handle for devices.
        name: What the device shows its owner; never a name or an address of hers.
        known: Passkeys the account has already; their devices refuse to make another.
    """
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_name=name,
        user_display_name=name,
        user_id=owner,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return options_to_json_dict(options)


def sign_options(site: Site, challenge: bytes, known: Sequence[bytes] = ()) -> dict[str, Any]:
    """Give what a browser needs to sign; without ``known`` the device offers what it has."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def check_enrolment(answer: str, challenge: bytes, site: Site) -> NewPasskey:
    """Check what a device sent to enrol.

    Raises:
        PasskeyRefused: It is not an answer to this challenge, for this site, by its owner.
    """
    try:
        found = verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _REFUSALS:
        raise PasskeyRefused from None
    if len(found.credential_id) > 1023:
        raise PasskeyRefused
    return NewPasskey(
        credential=found.credential_id,
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
        may_be_copied=found.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        is_copied=found.credential_backed_up,
    )


def check_signature(
    answer: str,
    challenge: bytes,
    site: Site,
    *,
    public_key: bytes,
    sign_count: int,
    owner: bytes,
) -> Proven:
    """Check what a device signed.

    Args:
        answer: As sent.
        challenge: Of ``new_challenge``.
        site: The site it was asked for.
        public_key: Of the passkey it names.
        sign_count: The device's last count.
        owner: The account's handle; the device must name it when it names any.

    Raises:
        PasskeyRefused: It proves nothing.
    """
    try:
        found = verify_authentication_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
        named = json.loads(answer[:LONGEST_ANSWER])["response"].get("userHandle")
        if named and _bytes(named) != owner:
            raise PasskeyRefused
    except _REFUSALS:
        raise PasskeyRefused from None
    return Proven(found.new_sign_count, found.credential_backed_up)


_REFUSALS: Final = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
)
"""What the library raises on bytes that are no answer of a device."""


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
