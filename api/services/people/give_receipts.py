"""Give a person the receipts of what she agreed to, signed and checkable without the service.

Rules:

- One receipt for what she answered together under one notice, one for each grant. A later
  answer has a receipt of its own; an old receipt stays true of its day.
- A yes to another host names that host. Excluding an organisation, and no longer excluding
  it, is no consent to it and has no receipt; both stand in her log and in her export.
- A receipt names kinds of data and no value; it carries number and hash of the entry of the
  log it rests on, and the proof that the entry is there.
- It is made when asked for and not kept; making it is in the log.
- Nobody else's receipt is found.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from api.context import Context
from api.errors import NotFound
from api.i18n import translator
from api.services.log.make_checkpoint import sign_log
from api.services.log.note_action import note_action
from api.services.people.record_consent import own_person
from data.records import Person
from data.repositories.audit import AuditLog
from data.repositories.checkpoints import Checkpoints
from data.repositories.consents import Consents
from data.repositories.grants import Grants
from data.repositories.hand_overs import HandOvers
from data.repositories.organisations import Organisations
from privacy.audit import AuditAction, AuditEntry
from privacy.consent import NAMED_IN_NOTICE, ConsentEvent
from privacy.grants import Grant
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.proofs import entry_place
from privacy.receipt import Party, Receipt, Terms, consent_receipt, grant_receipt, signed_receipt
from privacy.vocabulary import Purpose


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One receipt a person can have.

    ``organisation`` is named on the receipt of a grant, or of a yes to another host.
    """

    id: str
    at: datetime
    organisation: str | None
    purposes: tuple[Purpose, ...]
    fields: tuple[PersonalField, ...]


def own_receipts(context: Context) -> tuple[ReceiptView, ...]:
    """List the receipts the actor can have, newest first."""
    person = own_person(context)
    ring = context.runtime.key_ring
    grants = Grants(context.work, ring).of_person(person.id)
    names = Organisations(context.work, context.runtime.key_ring).names(
        [grant.organisation for grant in grants]
    )
    found = [
        ReceiptView(
            grant.reference,
            grant.granted_at,
            names.get(grant.organisation, ""),
            (Purpose.DISCLOSE,),
            tuple(sorted(grant.fields)),
        )
        for grant in grants
    ]
    found += [
        ReceiptView(
            together[0].reference,
            together[0].at,
            None if (host := _host(context, together[0])) is None else host.name,
            tuple(each for each in Purpose if any(e.purpose is each for e in together)),
            tuple(sorted({event.field for event in together})),
        )
        for together in _answers(context, person)
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.id), reverse=True))


def make_receipt(context: Context, receipt_id: str) -> Receipt:
    """Make and sign one receipt.

    Raises:
        NotFound: The actor has no such receipt.
        Conflict: ``log_rewritten``: nothing is signed over a log that was changed.
    """
    person = own_person(context)
    receipt, entry = _consent(context, person, receipt_id) or _grant(context, person, receipt_id)
    note_action(context, AuditAction.RECEIPT_MADE, person=person, subject=receipt_id)
    ring = context.runtime.key_ring
    made = sign_log(context)
    checkpoints = Checkpoints(context.work, ring)
    path = checkpoints.tree().inclusion(entry.sequence - 1, made.size)
    chained, _ = AuditLog(context.work, ring).proven(entry.sequence)
    return signed_receipt(
        receipt,
        log=entry_place(chained, path),
        checkpoint=made.note,
        signer=checkpoints.signer(),
    )


def _answers(context: Context, person: Person) -> list[list[ConsentEvent]]:
    """Give what was answered together: the same moment, notice, language and recipient."""
    history = [
        event
        for event in Consents(context.work, context.runtime.key_ring).history(person.id)
        if event.recipient == NAMED_IN_NOTICE or event.purpose is Purpose.STORE
    ]

    def occasion(event: ConsentEvent) -> tuple[datetime, str, str, bytes, str]:
        return (
            event.at,
            event.notice_version,
            event.notice_language,
            event.notice_digest,
            event.recipient,
        )

    return [
        sorted(together, key=lambda event: event.reference)
        for _, together in groupby(sorted(history, key=occasion), key=occasion)
    ]


def _consent(
    context: Context, person: Person, receipt_id: str
) -> tuple[Receipt, AuditEntry] | None:
    for together in _answers(context, person):
        if together[0].reference != receipt_id:
            continue
        log = AuditLog(context.work, context.runtime.key_ring)
        entries = log.of_person_at(person.log_ref, AuditAction.CONSENT_CHANGED, together[0].at)
        if not entries:
            break
        receipt = consent_receipt(
            sorted(together, key=lambda event: (event.purpose, event.field)),
            receipt=receipt_id,
            principal=new_reference(),
            created=context.now,
            terms=_terms(context),
            recipient=_host(context, together[0]),
        )
        return receipt, entries[-1]
    return None


def _host(context: Context, event: ConsentEvent) -> Party | None:
    if event.recipient == NAMED_IN_NOTICE:
        return None
    found = HandOvers(context.work, context.runtime.key_ring).get(event.recipient)
    return Party(
        reference=f"party:{event.recipient}",
        name=found.host if found else "",
        address="",
        contact="",
        kind="organisation",
        role="recipient",
    )


def _grant(context: Context, person: Person, receipt_id: str) -> tuple[Receipt, AuditEntry]:
    grants = Grants(context.work, context.runtime.key_ring)
    grant = grants.get(receipt_id)
    request = None if grant is None else grants.request(grant.request)
    if grant is None or request is None or grant.person != person.id:
        raise NotFound("not_found")
    log = AuditLog(context.work, context.runtime.key_ring)
    entries = log.of_person_at(
        person.log_ref, AuditAction.DISCLOSURE_ANSWERED, grant.granted_at, grant.reference
    )
    if not entries:
        raise NotFound("not_found")
    receipt = grant_receipt(
        request,
        grant,
        receipt=receipt_id,
        principal=new_reference(),
        created=context.now,
        terms=_terms(context),
        recipient=_recipient(context, grant),
    )
    return receipt, entries[-1]


def _recipient(context: Context, grant: Grant) -> Party:
    found = Organisations(context.work, context.runtime.key_ring).get(grant.organisation)
    return Party(
        reference=f"party:{grant.organisation}",
        name=found.name if found else "",
        address=found.country if found else "",
        contact="",
        kind="organisation",
        role="recipient",
    )


def _terms(context: Context) -> Terms:
    settings = context.runtime.settings
    return Terms(
        controller=Party(
            "party:controller",
            settings.controller_name,
            settings.controller_address,
            settings.controller_contact,
            "organisation",
            "controller",
        ),
        authority=Party(
            "party:authority",
            settings.authority_name,
            "",
            settings.authority_contact,
            "authority",
            "authority",
        ),
        jurisdiction=settings.jurisdiction,
        storage_locations=tuple(filter(None, [settings.storage_country])),
        withdrawal_method=translator(context.language).text("receipt.withdrawal"),
    )
