"""Erase somebody on her written request, by the officer's hand.

Rules:

- Only an officer does, who proved herself a moment ago, and says twice whom: the account code
  the letter names, and the same again.
- That the letter is hers the officer has checked and says so; the service cannot.
- What happens is what happens when she leaves herself: live grants end, recipients see that
  they ended, key and rows go.
- Unknown codes, those of staff and agencies, and e-mail addresses get the same answer: an
  address is a login name anybody may have registered.

What it does not do: show anything about the person, before or after; or find somebody who has
no account code.
"""

from api.context import Context
from api.errors import FieldProblem, Forbidden, Invalid
from api.services.log.note_action import note_denial
from api.services.log.prove_again import require_recent_proof
from data.repositories.accounts import Accounts
from data.repositories.grants import Grants
from data.repositories.persons import Persons
from privacy.audit import AuditAction
from privacy.grants import GrantState, end_grant, is_live
from privacy.handles import canonical_login
from privacy.policy import may_erase
from privacy.vocabulary import Role


def erase_on_request(context: Context, code: str, again: str, *, letter_checked: bool) -> None:
    """Erase the person an account code belongs to.

    Args:
        context: An officer's.
        code: Account code, as the letter names it.
        again: The same, typed a second time.
        letter_checked: The officer holds the written request and made sure that it is hers.

    Raises:
        Forbidden: ``wrong_role``, or ``step_up_needed``.
        Invalid: ``codes_differ``, ``letter_unchecked`` or ``code_unknown``; nothing was erased.
    """
    actor = context.signed_in()
    if actor.role is not Role.OFFICER:
        raise Forbidden("wrong_role")
    require_recent_proof(context)
    if canonical_login(code) != canonical_login(again):
        raise Invalid("codes_differ", fields=(FieldProblem("/again", "codes_differ"),))
    if not letter_checked:
        raise Invalid("letter_unchecked", fields=(FieldProblem("/checked", "letter_unchecked"),))
    ring = context.runtime.key_ring
    persons = Persons(context.work, ring, context.now)
    is_code = "@" not in canonical_login(code)
    found = Accounts(context.work, ring).credentials(code) if is_code else None
    person = None if found is None else persons.of_account(found.account.id)
    if person is None:
        note_denial(context, AuditAction.ERASURE_ACCEPTED, ())
        raise Invalid("code_unknown", fields=(FieldProblem("/code", "code_unknown"),))
    decision = may_erase(actor, person.id, at=context.now).require()
    grants = Grants(context.work, ring)
    for grant in grants.of_person(person.id):
        if is_live(grant, context.now):
            grants.end(end_grant(grant, GrantState.REVOKED, context.now), actor, context.now)
    persons.erase(person.id, decision)
    context.narrow_first = True
    context.after_commit(lambda: context.runtime.pool.forget(person.id))
