"""The tables of the two databases; for repositories and migrations only."""

from data.models.accounts import (
    AccountRow,
    FormTokenRow,
    OrganisationRow,
    RoleAssignmentRow,
    SessionRow,
)
from data.models.audit import AuditEntryRow
from data.models.campaigns import (
    CampaignAppealRow,
    CampaignChoiceRow,
    CampaignNamingRow,
    CampaignResultRow,
    CampaignRow,
)
from data.models.checkpoints import AuditCheckpointRow, AuditTileRow
from data.models.columns import KeysRow, MainRow, table_of
from data.models.consents import ConsentEventRow, DisclosureRequestRow, GrantEventRow
from data.models.courses import CourseRow
from data.models.epochs import EpochState, KeyEpochRow
from data.models.erasure_notices import ErasureNoticeRow
from data.models.hand_over import HandOverRow
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
from data.models.needs import NeedRow, NeedSupplyRow, ReviewRow
from data.models.persons import HandleRow, IdentityRow, PersonRow, WorkProfileRow
from data.models.records import IdentityOpeningRow
from data.models.seal_floor import SealFloorRow
from data.models.sign_in import (
    InvitationRow,
    LoginFailureRow,
    PasskeyRow,
    QuotaUseRow,
    RecoveryCodeRow,
)
from data.models.skills_map import MapReleaseRow
from data.models.staff_recovery import StaffRecoveryRow
from data.models.standing import StandingRow
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
    "AuditCheckpointRow",
    "AuditEntryRow",
    "AuditTileRow",
    "CampaignAppealRow",
    "CampaignChoiceRow",
    "CampaignNamingRow",
    "CampaignResultRow",
    "CampaignRow",
    "ConceptRow",
    "ConsentEventRow",
    "ConsentSwitchRow",
    "CourseRow",
    "DisclosureRequestRow",
    "EpochState",
    "ErasureNoticeRow",
    "FormTokenRow",
    "GrantEventRow",
    "GrantSwitchRow",
    "HandOverRow",
    "HandleRow",
    "IdentityOpeningRow",
    "IdentityRow",
    "ImportBatchRow",
    "InvitationRow",
    "KeyEpochRow",
    "KeysMarkRow",
    "KeysRow",
    "LabelRow",
    "LoginFailureRow",
    "MainMarkRow",
    "MainRow",
    "MapReleaseRow",
    "MatchGroundRow",
    "NeedRow",
    "NeedSupplyRow",
    "OrganisationRow",
    "PasskeyRow",
    "PersonKeyRow",
    "PersonRow",
    "PoolVersionRow",
    "QuotaUseRow",
    "RecoveryCodeRow",
    "RelationRow",
    "ReleaseRow",
    "ReviewRow",
    "RoleAssignmentRow",
    "SealFloorRow",
    "SessionRow",
    "StaffRecoveryRow",
    "StandingRow",
    "TombstoneRow",
    "WorkProfileRow",
    "table_of",
]
