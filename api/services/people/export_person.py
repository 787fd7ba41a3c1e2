"""Give a person everything the service holds about her, in a form programs can read.

Rules:

- What she said is opened; what the service recorded about her follows, row by row, from
  every table that leads to her (``data.repositories.own_records``).
- A signed receipt of each agreement is made when she asks for it; here they are listed.
- The same form can be brought back (``import_own_data``).

What it does not do: leave a file behind; the answer is made and sent.
"""

import json
from typing import Any

from api.context import Context
from api.services.accounts.change_way_in import own_ways_in
from api.services.accounts.choose_language import stored_language
from api.services.campaigns.export_campaigns import exported_appeals, exported_choices
from api.services.disclosures.open_in_emergency import own_openings
from api.services.log.note_action import note_action
from api.services.log.prove_again import require_recent_proof
from api.services.matches.describe_match import bucket_code, shown_score
from api.services.people.edit_profile import EVERY_WORK_FIELD
from api.services.people.give_receipts import own_receipts
from api.services.people.read_access_log import own_access_log
from api.services.people.record_consent import own_person
from data.codec import write_permits, write_work
from data.repositories.consents import Consents
from data.repositories.grants import Grants
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from data.repositories.own_records import OwnRecords
from data.repositories.persons import Persons
from data.repositories.reviews import Reviews
from privacy.audit import AuditAction
from privacy.inventory import IDENTITY_FIELDS
from privacy.policy import may_open_own

FORMAT = "passerelle-export/1"


def _ways_in(context: Context) -> dict[str, Any]:
    ways = own_ways_in(context)
    return {
        "has_passphrase": ways.has_passphrase,
        "recovery_codes_left": ways.codes_left,
        "passkeys": [
            {
                "since": each.since.isoformat(),
                "last_used": each.last_used.isoformat() if each.last_used else None,
                "on_other_devices_too": each.copied,
            }
            for each in ways.passkeys
        ],
        "sessions": [
            {"since": each.started_at.isoformat(), "last_used": each.last_used_at.isoformat()}
            for each in ways.sessions
        ],
    }


def export_own_data(context: Context) -> dict[str, Any]:
    """Collect a person's identity, work profile, agreements, reviews, requests, grants and log.

    The log is whole, however long it is.

    Raises:
        Forbidden: ``step_up_needed``.
    """
    require_recent_proof(context)
    person = own_person(context)
    ring = context.runtime.key_ring
    fields = IDENTITY_FIELDS | EVERY_WORK_FIELD
    decision = may_open_own(context.signed_in(), person.id, fields, at=context.now).require()
    persons = Persons(context.work, ring, context.now)
    identity, work = persons.open_all(person.id, decision)
    grants = Grants(context.work, ring)
    requests = grants.requests_of_person(person.id)
    given = grants.of_person(person.id)
    reviews = Reviews(context.work, context.runtime.key_ring).of_person(person.id)
    needs = Needs(context.work).many(
        [each.need for each in requests]
        + [each.need for each in given]
        + [each.need for each in reviews]
    )
    titles = {need: found.title for need, found in needs.items()}
    names = Organisations(context.work, context.runtime.key_ring).names(
        sorted({item.organisation for item in requests})
    )
    note_action(context, AuditAction.EXPORTED, person=person, fields=fields)
    return {
        "format": FORMAT,
        "exported_at": context.now.isoformat(),
        "account": {
            "language": stored_language(context),
            "registered": person.created_on.isoformat(),
            **_ways_in(context),
        },
        "identity": {field.value: getattr(identity, field.value) for field in IDENTITY_FIELDS},
        "work": json.loads(write_work(work)),
        "own_words": work.own_words,
        "permit_answers": json.loads(write_permits(work.permit_answers)),
        "consents": [
            {
                "purpose": event.purpose.value,
                "field": event.field.value,
                "status": event.status.value,
                "at": event.at.isoformat(),
                "until": event.until.isoformat() if event.until else None,
                "notice": event.notice_version,
                "language": event.notice_language,
                "channel": event.channel.value,
                "organisation": event.recipient or None,
            }
            for event in Consents(context.work, ring).history(person.id)
        ],
        "reviews": [
            {
                "need": review.need,
                "need_title": titles.get(review.need),
                "decision": review.decision.value,
                "reason": review.reason,
                "bucket": bucket_code(review.bucket).value,
                "score": shown_score(review.numerator),
                "weights_version": review.weights_version,
                "taxonomy_release": review.taxonomy_release,
                "passed_over": review.passed_over,
                "decided_on": review.decided_on.isoformat(),
            }
            for review in reviews
        ],
        "requests": [
            {
                "reference": request.reference,
                "need": request.need,
                "need_title": titles.get(request.need),
                "organisation": names.get(request.organisation),
                "fields": sorted(field.value for field in request.fields),
                "asked_at": request.asked_at.isoformat(),
                "until": request.until.isoformat(),
                "state": request.state.value,
            }
            for request in requests
        ],
        "grants": [
            {
                "reference": grant.reference,
                "need": grant.need,
                "need_title": titles.get(grant.need),
                "organisation": names.get(grant.organisation),
                "fields": sorted(field.value for field in grant.fields),
                "granted_at": grant.granted_at.isoformat(),
                "until": grant.until.isoformat(),
                "state": grant.state.value,
            }
            for grant in given
        ],
        "receipts": [
            {
                "id": receipt.id,
                "at": receipt.at.isoformat(),
                "organisation": receipt.organisation,
                "purposes": [purpose.value for purpose in receipt.purposes],
                "fields": [field.value for field in receipt.fields],
            }
            for receipt in own_receipts(context)
        ],
        "campaign_choices": exported_choices(context, person.id),
        "campaign_appeals": exported_appeals(context, person.id),
        "records": OwnRecords(context.work).of(person.id, person.account),
        "identity_openings": [
            {
                "reason": each.reason.value,
                "text": each.text,
                "fields": [field.value for field in each.fields],
                "asked_at": each.asked_at.isoformat(),
                "decided_at": each.decided_at.isoformat() if each.decided_at else None,
                "until": each.until.isoformat() if each.until else None,
                "state": each.state,
            }
            for each in own_openings(context)
        ],
        "access_log": [
            {
                "at": line.at.isoformat(),
                "action": line.action.value,
                "outcome": line.outcome.value,
                "role": line.role.value,
                "organisation": line.organisation,
                "purpose": line.purpose.value if line.purpose else None,
                "fields": [field.value for field in line.fields],
                "from_country": line.from_country or None,
                "to_country": line.to_country or None,
            }
            for line in own_access_log(context, None)
        ],
    }
