"""Give a person everything the service holds about her, in a form programs can read.

What it does not do: leave a file behind; the answer is made and sent.
"""

import json
from typing import Any

from api.context import Context
from api.services.describe_match import bucket_code, shown_score
from api.services.edit_profile import EVERY_WORK_FIELD
from api.services.note_action import note_action
from api.services.read_access_log import own_access_log
from api.services.record_consent import own_person
from data.codec import write_permits, write_work
from data.repositories.consents import Consents
from data.repositories.grants import Grants
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from data.repositories.persons import Persons
from data.repositories.reviews import Reviews
from privacy.audit import AuditAction
from privacy.inventory import IDENTITY_FIELDS
from privacy.policy import may_open_own

FORMAT = "passerelle-export/1"


def export_own_data(context: Context) -> dict[str, Any]:
    """Collect a person's identity, work profile, agreements, reviews, requests, grants and log.

    The log is whole, however long it is.
    """
    person = own_person(context)
    ring = context.runtime.key_ring
    fields = IDENTITY_FIELDS | EVERY_WORK_FIELD
    decision = may_open_own(context.signed_in(), person.id, fields, at=context.now).require()
    persons = Persons(context.work, ring, context.now)
    identity = persons.open_identity(person.id, decision)
    work = persons.open_work(person.id, decision)
    grants = Grants(context.work, ring)
    requests = grants.requests_of_person(person.id)
    given = grants.of_person(person.id)
    reviews = Reviews(context.work).of_person(person.id)
    needs = Needs(context.work).many(
        [each.need for each in requests]
        + [each.need for each in given]
        + [each.need for each in reviews]
    )
    titles = {need: found.title for need, found in needs.items()}
    names = Organisations(context.work).names(sorted({item.organisation for item in requests}))
    note_action(context, AuditAction.EXPORTED, person=person, fields=fields)
    return {
        "format": FORMAT,
        "exported_at": context.now.isoformat(),
        "account": {"language": context.language, "registered": person.created_on.isoformat()},
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
        "access_log": [
            {
                "at": line.at.isoformat(),
                "action": line.action.value,
                "outcome": line.outcome.value,
                "role": line.role.value,
                "organisation": line.organisation,
                "purpose": line.purpose.value if line.purpose else None,
                "fields": [field.value for field in line.fields],
            }
            for line in own_access_log(context, None)
        ],
    }
