"""Answer who may do what with whose data, and say why not.

Questions and their rules:

- *May this be opened by its owner?* A person opens her own fields, nobody else's.
- *May it be stored?* Only with a consent to store the field; account fields come with the
  account.
- *May it be matched, counted?* Only fields stored and consented for that purpose; without her
  skills nobody is matched.
- *May a coordinator review it?* The work profile of somebody who may be matched, never her
  identity.
- *May an agency see matches, ask, open?* Its own needs only; it opens exactly the fields of
  a live grant to its own organisation, for that need and person, and of these only what
  the person has agreed to keep without a break since she granted it.
- *May consent be changed, the log read, data erased?* By the person; what others may do is
  named there.

Every answer is a ``Decision`` with every reason for a no. There is no role that sees all,
and no way to override a missing consent.

The answers are worked out by subject: ``own_policy``, ``matching_policy``,
``disclosure_policy``, and ``opening_policy`` for emergencies.

What it does not do: read storage or the clock; what it needs is passed in. Rows passed in
have been authenticated before.
"""

from privacy.decision import SYSTEM, Actor, Decision, Question
from privacy.disclosure_policy import (
    kept_since,
    may_answer_request,
    may_disclose,
    may_request_disclosure,
)
from privacy.matching_policy import may_count, may_match, may_review, may_see_matches
from privacy.own_policy import (
    may_change_consent,
    may_erase,
    may_open_own,
    may_read_log,
    may_store,
    may_verify_audit,
)

__all__ = [
    "SYSTEM",
    "Actor",
    "Decision",
    "Question",
    "kept_since",
    "may_answer_request",
    "may_change_consent",
    "may_count",
    "may_disclose",
    "may_erase",
    "may_match",
    "may_open_own",
    "may_read_log",
    "may_request_disclosure",
    "may_review",
    "may_see_matches",
    "may_store",
    "may_verify_audit",
]
