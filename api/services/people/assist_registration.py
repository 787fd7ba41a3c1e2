"""A coordinator registers somebody who sits beside her, and hands her the way in.

Rules:

- It is a different actor from the coordinator and from the person: the log says
  ``assisted``, with the account that typed.
- Only keeping what was said is agreed to, by a yes given aloud after the notice was read; the
  record names who entered it. Nothing of it is matched, counted or shown to anybody until the
  person herself says yes on screen, with her own passphrase.
- The account has no passphrase: the printed code, used once, sets it. The helper has no further
  say, and what she entered she cannot open again. Whoever kept a copy of the code could use it
  before the person does: that is in the person's log, and her own code then opens nothing.

What it does not do: choose the passphrase, or consent to anything for her.
"""

from dataclasses import dataclass, field

from api.context import Context
from api.errors import Conflict, FieldProblem, Invalid
from api.inputs.assistance import AssistedRegistration
from api.services.log.prove_again import require_recent_proof
from api.services.people.guard_free_text import check_name_and_address, check_own_text
from api.services.people.notices import current_notice
from data.records import Account, AccountStatus, Person, RoleAssignment, WorkProfile
from data.repositories.accounts import Accounts
from data.repositories.audit import AuditLog
from data.repositories.codes import RecoveryCodes
from data.repositories.consents import Consents
from data.repositories.persons import Persons
from matcher.types import ConceptUri
from privacy.audit import AuditAction
from privacy.consent import USUAL_CONSENT, ConsentEvent
from privacy.decision import Actor
from privacy.handles import canonical_login, new_account_code, new_reference
from privacy.inventory import IDENTITY_FIELDS, PersonalField
from privacy.policy import may_store
from privacy.recovery import code_digest, new_code
from privacy.vocabulary import Channel, ConsentStatus, Purpose, Role


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    """What is printed for the person, once: her account code, and the code that opens it."""

    account_name: str = field(repr=False)
    code: str = field(repr=False)


def register_for(context: Context, given: AssistedRegistration) -> ClaimSheet:
    """Register a person with what she said, and give the sheet that makes it hers.

    Args:
        context: A coordinator.
        given: What she said.

    Raises:
        Conflict: ``notice_changed``.
        Invalid: ``unknown_concept``, ``never_kept``.
        Forbidden: ``step_up_needed``.
    """
    require_recent_proof(context)
    if current_notice(given.language).digest.hex() != given.notice:
        raise Conflict("notice_changed")
    check_own_text("/own_words", given.own_words)
    check_name_and_address(
        {
            "/identity/full_name": (given.identity.full_name, None),
            "/identity/address": (given.identity.address, None),
        }
    )
    work = _work(context, given)
    ring = context.runtime.key_ring
    helper = Actor(context.signed_in().account, Role.ASSISTED)
    account, sheet = open_claimable_account(context, given.language)
    persons = Persons(context.work, ring, context.now)
    person = persons.create(account.id, helper)
    identity = given.identity.to_identity()
    named = {one for one in IDENTITY_FIELDS if getattr(identity, one.value) is not None}
    stated = work.stated_fields()
    consents = Consents(context.work, ring)
    consents.record(
        [_said_aloud(context, person, one, given.language) for one in sorted(named | stated)],
        helper,
    )
    switches = consents.switches(person.id)
    if named:
        decision = may_store(helper, person.id, named, switches, at=context.now).require()
        persons.write_identity(person.id, identity, decision)
    if stated:
        decision = may_store(helper, person.id, stated, switches, at=context.now).require()
        persons.write_work(person.id, work, decision)
    AuditLog(context.work, ring).append(
        AuditAction.REGISTERED_FOR,
        helper,
        context.now,
        person=person.log_ref,
        subject=account.id,
        fields=named | stated,
    )
    return sheet


def open_claimable_account(context: Context, language: str) -> tuple[Account, ClaimSheet]:
    """Open an account without a passphrase, which one printed code makes somebody's own."""
    ring = context.runtime.key_ring
    account = Account(
        id=new_reference(),
        status=AccountStatus.ACTIVE,
        language=language,
        created_on=context.today.replace(day=1),
    )
    name, code = new_account_code(), new_code()
    accounts = Accounts(context.work, ring)
    accounts.add(account, canonical_login(name), None)
    accounts.assign(RoleAssignment(account.id, Role.PERSON))
    RecoveryCodes(context.work, ring).replace(account.id, [code_digest(code, account.id)])
    return account, ClaimSheet(name, code)


def _work(context: Context, given: AssistedRegistration) -> WorkProfile:
    catalogue = context.runtime.catalogue
    unknown = tuple(
        FieldProblem(f"/skills/{number}/concept", "unknown_concept")
        for number, item in enumerate(given.skills)
        if not catalogue.knows(context.work, ConceptUri(item.concept))
    )
    if unknown:
        raise Invalid("unknown_concept", fields=unknown)
    return WorkProfile(
        skills=tuple(item.to_claim() for item in given.skills),
        languages=tuple(item.to_skill() for item in given.languages),
        own_words=given.own_words or None,
        confirmed_on=context.today,
    )


def _said_aloud(
    context: Context, person: Person, kept: PersonalField, language: str
) -> ConsentEvent:
    notice = current_notice(language)
    return ConsentEvent(
        reference=new_reference(),
        person=person.id,
        purpose=Purpose.STORE,
        field=kept,
        status=ConsentStatus.GIVEN,
        at=context.now,
        by=Role.PERSON,
        channel=Channel.ASSISTED,
        notice_version=notice.version,
        notice_language=notice.language,
        notice_digest=notice.digest,
        until=context.now + USUAL_CONSENT,
        entered_by=context.signed_in().account,
    )
