"""The tables of the two databases; for repositories and migrations only."""

from data.models.accounts import (
    AccountRow,
    FormTokenRow,
    OrganisationRow,
    RoleAssignmentRow,
    SessionRow,
)
from data.models.audit import AuditEntryRow
from data.models.columns import KeysRow, MainRow, table_of
from data.models.consents import ConsentEventRow, DisclosureRequestRow, GrantEventRow
from data.models.imports import ImportBatchRow
from data.models.installation import KeysMarkRow, MainMarkRow
from data.models.keys import (
    AuditAnchorRow,
    ConsentSwitchRow,
    GrantSwitchRow,
    MatchGroundRow,
    PersonKeyRow,
    PoolVersionRow,
    TombstoneRow,
)
from data.models.needs import NeedRow, ReviewRow
from data.models.persons import HandleRow, IdentityRow, PersonRow, WorkProfileRow
from data.models.taxonomy import ConceptRow, LabelRow, RelationRow, ReleaseRow

MAIN = MainRow.metadata
KEYS = KeysRow.metadata
MAIN_MARK = table_of(MainMarkRow)
KEYS_MARK = table_of(KeysMarkRow)

__all__ = [
    "KEYS",
    "KEYS_MARK",
    "MAIN",
    "MAIN_MARK",
    "AccountRow",
    "AuditAnchorRow",
    "AuditEntryRow",
    "ConceptRow",
    "ConsentEventRow",
    "ConsentSwitchRow",
    "DisclosureRequestRow",
    "FormTokenRow",
    "GrantEventRow",
    "GrantSwitchRow",
    "HandleRow",
    "IdentityRow",
    "ImportBatchRow",
    "KeysMarkRow",
    "KeysRow",
    "LabelRow",
    "MainMarkRow",
    "MainRow",
    "MatchGroundRow",
    "NeedRow",
    "OrganisationRow",
    "PersonKeyRow",
    "PersonRow",
    "PoolVersionRow",
    "RelationRow",
    "ReleaseRow",
    "ReviewRow",
    "RoleAssignmentRow",
    "SessionRow",
    "TombstoneRow",
    "WorkProfileRow",
    "table_of",
]
