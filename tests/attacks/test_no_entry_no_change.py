"""What others may see or do changes only together with its entry in the log."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from api.context import Context
from api.inputs.campaign import CampaignInput
from api.inputs.course import CourseInput
from api.inputs.organisation import OrganisationInput
from api.services.accounts.invite_staff import invite_staff
from api.services.accounts.revoke_staff import revoke_staff
from api.services.campaigns.plan_campaign import create_campaign
from api.services.matches.survey_gaps import survey_gaps
from api.services.needs.describe_organisation import describe_organisation
from api.services.needs.keep_courses import offer_course
from data.engine import Stores
from data.errors import NotRecorded
from data.models import MAIN, AuditEntryRow, table_of
from privacy.audit import AuditAction
from privacy.handles import is_reference
from privacy.keys import KeyRing
from privacy.policy import Actor
from privacy.vocabulary import Role
from tests.api_world import World, make_world
from tests.attacks.scenes import COURSE
from tests.attacks.test_no_entry_no_data import refuse_entries

ENTRY = table_of(AuditEntryRow)
TABLES = ("course", "organisation", "campaign", "account", "role_assignment", "need_supply")
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
"""For what does not depend on the kind of database."""


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


def rows(world: World) -> list[tuple[object, ...]]:
    with world.runtime.stores.main.connect() as connection:
        return [
            tuple(row)
            for name in TABLES
            for row in connection.execute(select(MAIN.tables[name]).order_by(text("1, 2")))
        ]


def changes(world: World) -> list[tuple[Actor | None, AuditAction, Callable[[Context], object]]]:
    agency, coordinator, gone = world.agency(), world.coordinator(), world.coordinator()
    need = world.need(agency, "cage_farming").id
    campaign = CampaignInput.model_validate({"name": "Harvest", "needs": [{"need": need}]})
    about = OrganisationInput.model_validate({"kind": "enterprise"})
    course = CourseInput.model_validate(COURSE)
    return [
        (agency, AuditAction.COURSE_WRITTEN, lambda c: offer_course(c, course)),
        (agency, AuditAction.ORGANISATION_WRITTEN, lambda c: describe_organisation(c, about)),
        (coordinator, AuditAction.CAMPAIGN_WRITTEN, lambda c: create_campaign(c, campaign)),
        (coordinator, AuditAction.SUPPLY_NOTED, survey_gaps),
        (None, AuditAction.INVITED, lambda c: invite_staff(c, Role.COORDINATOR)),
        (None, AuditAction.STAFF_REVOKED, lambda c: revoke_staff(c, gone.account)),
    ]


def test_without_the_entry_nothing_changes_and_with_it_the_entry_names_what(
    world: World,
) -> None:
    wanted = changes(world)
    before = rows(world)
    undo = refuse_entries(world.runtime.stores.main)
    for actor, _, change in wanted:
        with pytest.raises(NotRecorded), world.acting(actor) as context:
            change(context)
    assert rows(world) == before
    undo()
    for actor, action, change in wanted:
        known = rows(world)
        with world.acting(actor) as context:
            change(context)
        assert rows(world) != known, action
        with world.runtime.stores.main.connect() as connection:
            (entry,) = connection.execute(select(ENTRY).where(ENTRY.c.action == action)).all()
        assert is_reference(entry.subject)
        assert (entry.person, entry.actor) == ("", actor.account if actor else "")


@ON_SQLITE
def test_an_unchanged_supply_is_no_news(world: World) -> None:
    coordinator, agency = world.coordinator(), world.agency()
    world.need(agency, "cage_farming")
    for _ in range(2):
        with world.acting(coordinator) as context:
            survey_gaps(context)
    with world.runtime.stores.main.connect() as connection:
        noted = select(func.count()).where(ENTRY.c.action == AuditAction.SUPPLY_NOTED)
        assert connection.execute(noted).scalar() == 1
