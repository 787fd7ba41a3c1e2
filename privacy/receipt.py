"""Write the receipt of a consent or a grant: the person's own proof, without any value.

Shape: ISO/IEC TS 27560 (header, processing, parties, events) in the JSON form of the W3C
Data Privacy Vocabulary's guide, with the fields the EU's regulation makes mandatory.

Rules:

- A receipt names kinds of data, never data; the person stands under an identifier made for
  this receipt alone.
- Equal facts give equal bytes: the canonical form of RFC 8785, for the values receipts hold
  (texts, whole numbers, truths, nulls; names of members in ASCII).
- Words (how to withdraw, the parties' names) are passed in, in the notice's language.

- A signed receipt carries number and hash of the entry of the log it rests on, what proves
  its place, and one signature over everything else in it.

What it does not do: choose the entry, or keep receipts; they are made when asked for.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from privacy.consent import NAMED_IN_NOTICE, ConsentEvent
from privacy.errors import RuleBroken
from privacy.grants import DisclosureRequest, Grant, GrantState
from privacy.inventory import INVENTORY, PersonalField
from privacy.signing import Signer
from privacy.vocabulary import Channel, ConsentStatus, LegalBasis, Purpose

SCHEMA_VERSION: Final = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
"""The published shape receipts follow."""
RIGHTS: Final = ("access", "rectify", "erase", "restrict", "portability", "object")
"""Rights every receipt reminds of."""

Receipt = dict[str, Any]
"""A receipt as JSON values."""


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation named on a receipt; never a person.

    ``kind`` is what it is (employment agency, association), ``role`` what it does here
    (controller, recipient, authority).
    """

    reference: str
    name: str
    address: str
    contact: str
    kind: str
    role: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What is the same on every receipt of an installation.

    ``withdrawal_method`` is a sentence; ``jurisdiction`` and ``storage_locations`` are
    country codes.
    """

    controller: Party
    authority: Party
    jurisdiction: str
    storage_locations: tuple[str, ...]
    withdrawal_method: str


def consent_receipt(
    events: Sequence[ConsentEvent],
    *,
    receipt: str,
    principal: str,
    created: datetime,
    terms: Terms,
    recipient: Party | None = None,
) -> Receipt:
    """Write the receipt of consents answered together.

    Args:
        events: Of one person, under one notice, for one recipient.
        receipt: Reference of the receipt.
        principal: An identifier made for this receipt alone.
        created: Now.
        terms: Of the installation.
        recipient: Whom the events name; needed if they name one beyond the notice.

    Raises:
        RuleBroken: There are no events, they are of several people, notices or recipients, or
            whom they name is not passed in.
    """
    if not events:
        raise RuleBroken("no_events")
    first = events[0]
    if any(
        (event.person, event.notice_digest, event.recipient)
        != (first.person, first.notice_digest, first.recipient)
        for event in events
    ):
        raise RuleBroken("several_consents")
    if (recipient is not None) != (first.recipient != NAMED_IN_NOTICE):
        raise RuleBroken("recipient")
    recipients = () if recipient is None else (recipient,)
    purposes = [purpose for purpose in Purpose if any(e.purpose is purpose for e in events)]
    return {
        **_head(receipt, principal, created),
        "notice": {
            "id": f"notice/{first.notice_version}",
            "language": first.notice_language,
            "sha256": first.notice_digest.hex(),
        },
        "processing": [
            _processing(
                purpose,
                [event.field for event in events if event.purpose is purpose],
                terms,
                recipients=recipients,
            )
            for purpose in purposes
        ],
        "parties": _parties((terms.controller, terms.authority, *recipients)),
        "events": [
            _event(
                event.status,
                event.at,
                event.until,
                event.channel,
                purpose=event.purpose,
                field=event.field,
                assisted=event.entered_by != "",
            )
            for event in events
        ],
    }


def grant_receipt(
    request: DisclosureRequest,
    grant: Grant,
    *,
    receipt: str,
    principal: str,
    created: datetime,
    terms: Terms,
    recipient: Party,
) -> Receipt:
    """Write the receipt of a grant, as it stands.

    Args:
        request: What was asked.
        grant: What was granted.
        receipt: Reference of the receipt.
        principal: An identifier made for this receipt alone.
        created: Now.
        terms: Of the installation.
        recipient: The organisation the fields are disclosed to.

    Raises:
        RuleBroken: The grant does not belong to the request.
    """
    if grant.request != request.reference:
        raise RuleBroken("other_request")
    events = [
        _event(ConsentStatus.REQUESTED, request.asked_at, None, Channel.SCREEN),
        _event(ConsentStatus.GIVEN, grant.granted_at, grant.until, Channel.SCREEN),
    ]
    if grant.state is not GrantState.ACTIVE and grant.ended_at is not None:
        ended = {
            GrantState.EXPIRED: ConsentStatus.EXPIRED,
            GrantState.REVOKED: ConsentStatus.REVOKED,
        }.get(grant.state, ConsentStatus.WITHDRAWN)
        events.append(_event(ended, grant.ended_at, None, Channel.SCREEN))
    return {
        **_head(receipt, principal, created),
        "need": grant.need,
        "grant": grant.reference,
        "processing": [
            _processing(
                Purpose.DISCLOSE,
                grant.fields,
                terms,
                recipients=(recipient,),
                days=-((grant.granted_at - grant.until).days),
            )
        ],
        "parties": _parties((terms.controller, terms.authority, recipient)),
        "events": events,
    }


def signed_receipt(
    receipt: Receipt, *, log: Mapping[str, Any], checkpoint: str, signer: Signer
) -> Receipt:
    """Give a receipt with its place in the log and its signature.

    Args:
        receipt: As ``consent_receipt`` or ``grant_receipt`` wrote it.
        log: The place of the entry it rests on, as ``privacy.proofs.entry_place`` gives it.
        checkpoint: The signed note the entry's proof leads to.
        signer: Of the installation.

    Raises:
        RuleBroken: ``json_form``: it holds what has no canonical form.
    """
    whole = {**receipt, "log": {**log, "checkpoint": checkpoint}}
    signature = base64.b64encode(signer.sign(receipt_bytes(whole))).decode()
    proof = {
        "type": "Ed25519 over RFC 8785 canonical JSON of all but this member",
        "key": signer.public.text(),
        "signature": signature,
    }
    return {**whole, "proof": proof}


def receipt_bytes(receipt: Receipt) -> bytes:
    r"""Give a receipt as JSON of one form: keys sorted, no spaces, UTF-8 (RFC 8785).

    >>> receipt_bytes({"b": True, "a": "é"})
    b'{"a":"\xc3\xa9","b":true}'

    Raises:
        RuleBroken: ``json_form``: a fraction, a number beyond 2^53, or a name not in ASCII.
    """
    _check_values(receipt)
    text = json.dumps(receipt, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _check_values(value: object) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) and name.isascii() for name in value):
            raise RuleBroken("json_form")
        for part in value.values():
            _check_values(part)
    elif isinstance(value, list):
        for part in value:
            _check_values(part)
    elif not (value is None or isinstance(value, str | int)) or (
        isinstance(value, int) and abs(value) >= 2**53
    ):
        raise RuleBroken("json_form")


def _head(receipt: str, principal: str, created: datetime) -> Receipt:
    return {
        "schema_version": SCHEMA_VERSION,
        "receipt_id": receipt,
        "record_id": receipt,
        "pii_principal_id": f"urn:receipt-local:{principal}",
        "created": _moment(created),
    }


def _processing(
    purpose: Purpose,
    fields: Iterable[PersonalField],
    terms: Terms,
    *,
    recipients: tuple[Party, ...],
    days: int | None = None,
) -> Mapping[str, Any]:
    rules = [INVENTORY[field] for field in sorted(set(fields))]
    kept = max(rule.retention_days for rule in rules) if days is None else days
    return {
        "purpose": purpose.value,
        "purpose_type": purpose.iri,
        "lawful_basis": LegalBasis.CONSENT.iri,
        "pii_information": [
            {
                "pii_name": rule.field.value,
                "pii_type": rule.dpv,
                "pii_optional": rule.optional,
                "special_category": rule.special,
            }
            for rule in rules
        ],
        "pii_controllers": [terms.controller.reference],
        "recipient_third_parties": [party.reference for party in recipients],
        "collection_method": "given by the person",
        "processing_method": "no automated decision",
        "storage_locations": list(terms.storage_locations),
        "processing_locations": list(terms.storage_locations),
        "retention_period": f"P{kept}D",
        "jurisdiction": terms.jurisdiction,
        "withdrawal_method": terms.withdrawal_method,
        "privacy_rights": list(RIGHTS),
        "authority_party": terms.authority.reference,
    }


def _parties(parties: Iterable[Party]) -> list[Mapping[str, str]]:
    return [
        {
            "party_id": party.reference,
            "party_name": party.name,
            "party_address": party.address,
            "party_contact": party.contact,
            "party_type": party.kind,
            "party_role": party.role,
        }
        for party in parties
    ]


def _event(
    status: ConsentStatus,
    at: datetime,
    until: datetime | None,
    channel: Channel,
    *,
    purpose: Purpose = Purpose.DISCLOSE,
    field: PersonalField | None = None,
    assisted: bool = False,
) -> Mapping[str, Any]:
    return {
        "event_type": "explicit",
        "event_state": status.value,
        "event_state_type": status.iri,
        "event_time": _moment(at),
        "valid_until": None if until is None else _moment(until),
        "validity_duration": None if until is None else f"P{(until - at).days}D",
        "entity_id": "pii_principal" if status is not ConsentStatus.REQUESTED else "recipient",
        "method": channel.value,
        "assisted": assisted,
        "purpose": purpose.value,
        "pii_name": None if field is None else field.value,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
