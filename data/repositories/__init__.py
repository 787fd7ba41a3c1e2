"""One class per aggregate: dataclasses in, dataclasses out, rows never.

Every repository is built from a ``UnitOfWork``; those that seal or open also take the
``KeyRing`` and the moment. A repository never commits: the unit of work does.

Rules:

- A sealed field is opened only with a ``Decision`` that allows those fields of that person
  for that purpose, and only after the audit entry was appended in the same transaction of
  the main database.
- What narrows access (withdrawal, revocation, erasure) makes the unit of work commit the
  keys database first; everything else commits main first.
"""

from data.repositories.accounts import Accounts
from data.repositories.audit import AuditLog
from data.repositories.campaigns import Campaigns
from data.repositories.consents import Consents
from data.repositories.forms import FormTokens
from data.repositories.grants import Grants
from data.repositories.hand_overs import HandOvers
from data.repositories.handles import Handles
from data.repositories.imports import Imports
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from data.repositories.persons import Persons
from data.repositories.pool import Pool
from data.repositories.reconcile import reconcile
from data.repositories.reviews import Reviews
from data.repositories.sessions import Sessions
from data.repositories.skills_map import SkillsMap
from data.repositories.taxonomy import TaxonomyReleases

__all__ = [
    "Accounts",
    "AuditLog",
    "Campaigns",
    "Consents",
    "FormTokens",
    "Grants",
    "HandOvers",
    "Handles",
    "Imports",
    "Needs",
    "Organisations",
    "Persons",
    "Pool",
    "Reviews",
    "Sessions",
    "SkillsMap",
    "TaxonomyReleases",
    "reconcile",
]
