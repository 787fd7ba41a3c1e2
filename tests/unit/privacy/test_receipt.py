"""Receipts have the shape of the standard and hold no value."""

import json
from dataclasses import replace
from typing import Any

import pytest

from privacy.consent import ConsentEvent
from privacy.errors import RuleBroken
from privacy.grants import GrantState, end_grant, grant_request
from privacy.inventory import PersonalField
from privacy.receipt import Party, Terms, consent_receipt, grant_receipt, receipt_bytes
from privacy.vocabulary import ConsentStatus, Purpose
from tests.unit.privacy.builders import AGENCY, AMAL, BORIS, DAY, GRANT, NOON, event, request

COOPERATIVE = Party(
    "party:coop", "Coopérative", "1 Quai", "dpo@coop.example", "association", "controller"
)
AUTHORITY = Party(
    "party:authority", "Authority", "2 Quai", "authority.example", "authority", "authority"
)
RECIPIENT = Party(
    f"party:{AGENCY}", "Agency", "3 Quai", "agency.example", "employment agency", "recipient"
)
TERMS = Terms(COOPERATIVE, AUTHORITY, "IT", ("IT",), "One tap: my data, stop.")
MANDATORY = {
    "purpose",
    "lawful_basis",
    "pii_information",
    "pii_controllers",
    "storage_locations",
    "retention_period",
    "jurisdiction",
    "recipient_third_parties",
    "withdrawal_method",
    "collection_method",
    "processing_method",
    "privacy_rights",
    "authority_party",
}


def answered() -> dict[str, Any]:
    events = [
        event(purpose=Purpose.STORE),
        event(purpose=Purpose.MATCH),
        event(ConsentStatus.REFUSED, purpose=Purpose.MATCH, field=PersonalField.PLACES),
    ]
    return consent_receipt(events, receipt="r1", principal="p1", created=NOON, terms=TERMS)


def test_a_recipient_is_named_and_never_mixed_with_another() -> None:
    ours = event(purpose=Purpose.STORE)
    theirs = event(purpose=Purpose.STORE, recipient=AGENCY)

    def written(*events: ConsentEvent, recipient: Party | None = None) -> dict[str, Any]:
        return consent_receipt(
            events, receipt="r", principal="p", created=NOON, terms=TERMS, recipient=recipient
        )

    receipt = written(theirs, recipient=RECIPIENT)
    assert receipt["processing"][0]["recipient_third_parties"] == [RECIPIENT.reference]
    assert receipt["parties"][-1]["party_name"] == RECIPIENT.name
    for mixed in ((ours, theirs), (theirs, ours)):
        with pytest.raises(RuleBroken, match="several_consents"):
            written(*mixed)
    with pytest.raises(RuleBroken, match="recipient"):
        written(theirs)
    with pytest.raises(RuleBroken, match="recipient"):
        written(ours, recipient=RECIPIENT)


def granted(ended: GrantState | None = None) -> dict[str, Any]:
    asked, given = grant_request(
        request(), reference=GRANT, fields=frozenset({PersonalField.PHONE}), at=NOON + DAY
    )
    if ended is not None:
        given = end_grant(given, ended, NOON + 2 * DAY)
    return grant_receipt(
        asked,
        given,
        receipt="r2",
        principal="p2",
        created=NOON + DAY,
        terms=TERMS,
        recipient=RECIPIENT,
    )


@pytest.mark.parametrize("receipt", [answered(), granted()])
def test_the_mandatory_parts_are_there(receipt: dict[str, Any]) -> None:
    """ISO/IEC TS 27560 with what the EU's regulation adds."""
    assert {"schema_version", "record_id", "receipt_id", "pii_principal_id"} <= set(receipt)
    for processing in receipt["processing"]:
        assert set(processing) >= MANDATORY
        assert all(
            {"pii_type", "pii_optional", "special_category"} <= set(pii)
            for pii in processing["pii_information"]
        )
    for party in receipt["parties"]:
        assert {"party_id", "party_name", "party_address", "party_contact", "party_type"} <= set(
            party
        )
    for happened in receipt["events"]:
        assert {"event_time", "validity_duration", "entity_id", "event_type", "event_state"} <= set(
            happened
        )


def test_a_consent_receipt_names_notice_purposes_and_answers() -> None:
    receipt = answered()
    assert receipt["notice"]["language"] == "fr"
    assert len(receipt["notice"]["sha256"]) == 64
    assert [part["purpose"] for part in receipt["processing"]] == ["store", "match"]
    assert [one["event_state"] for one in receipt["events"]] == ["given", "given", "refused"]
    assert receipt["events"][2]["valid_until"] is None


def test_a_grant_receipt_names_recipient_fields_and_end() -> None:
    receipt = granted()
    (processing,) = receipt["processing"]
    assert processing["recipient_third_parties"] == [RECIPIENT.reference]
    assert [pii["pii_name"] for pii in processing["pii_information"]] == ["phone"]
    assert processing["retention_period"] == "P19D"
    assert [one["event_state"] for one in receipt["events"]] == ["requested", "given"]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (GrantState.WITHDRAWN, "withdrawn"),
        (GrantState.EXPIRED, "expired"),
        (GrantState.REVOKED, "revoked"),
        (GrantState.ERASED, "withdrawn"),
    ],
)
def test_an_ended_grant_shows_its_end(state: GrantState, told: str) -> None:
    assert granted(state)["events"][-1]["event_state"] == told


@pytest.mark.parametrize("receipt", [answered(), granted()])
def test_a_receipt_does_not_lead_back_to_the_person(receipt: dict[str, Any]) -> None:
    content = receipt_bytes(receipt)
    assert bytes(AMAL) not in content
    assert AMAL.hex().encode() not in content
    assert json.loads(content) == receipt


def test_equal_receipts_give_equal_bytes_whatever_the_order_of_keys() -> None:
    receipt = answered()
    backwards = dict(reversed(receipt.items()))
    assert receipt_bytes(backwards) == receipt_bytes(receipt)


def test_receipts_of_several_people_or_nothing_are_refused() -> None:
    with pytest.raises(RuleBroken, match="no_events"):
        consent_receipt([], receipt="r", principal="p", created=NOON, terms=TERMS)
    with pytest.raises(RuleBroken, match="several_consents"):
        consent_receipt(
            [event(), event(person=BORIS)], receipt="r", principal="p", created=NOON, terms=TERMS
        )
    asked, given = grant_request(
        request(), reference=GRANT, fields=frozenset({PersonalField.PHONE}), at=NOON + DAY
    )
    with pytest.raises(RuleBroken, match="other_request"):
        grant_receipt(
            replace(asked, reference="k" * 26),
            given,
            receipt="r",
            principal="p",
            created=NOON,
            terms=TERMS,
            recipient=RECIPIENT,
        )
