"""A disclosure is recorded with fields, recipient, both countries and its ground, or not at all.

Source: P-11.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from api.errors import Conflict
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.people.read_access_log import own_access_log
from data.engine import Stores
from data.errors import NotRecorded
from data.repositories import AuditLog, Grants, Persons
from privacy.audit import AuditAction, AuditEntry, Outcome
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import may_disclose
from tests.api_world import World, make_world
from tests.attacks.insiders import Insider, Stage, set_stage


@pytest.fixture
def stage(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> Stage:
    return set_stage(make_world(sqlite_only, ring, tmp_path))


def openings(stage: Stage) -> list[AuditEntry]:
    with stage.world.acting(None) as context:
        entries = AuditLog(context.work, context.runtime.key_ring).of_person(stage.amal.log_ref)
    return [
        each
        for each in entries
        if each.action is AuditAction.FIELDS_DISCLOSED and each.outcome is Outcome.DONE
    ]


def read(stage: Stage) -> None:
    with stage.world.acting(stage.agency) as context:
        assert read_disclosed(context, stage.need, stage.handle).granted


def unknown_storage(world: World) -> None:
    settings = world.runtime.settings.model_copy(update={"storage_country": ""})
    world.runtime = replace(world.runtime, settings=settings)


def test_every_opening_names_fields_recipient_both_countries_and_the_grant(stage: Stage) -> None:
    read(stage)
    found = openings(stage)
    assert found
    for entry in found:
        assert entry.fields
        assert entry.organisation == stage.agency.organisation
        assert (entry.from_country, entry.to_country) == ("FR", "EG")
        assert entry.grant == stage.grant
    with stage.world.acting(stage.amal.actor) as context:
        lines = [each for each in own_access_log(context) if each.to_country]
    assert {(each.from_country, each.to_country) for each in lines} == {("FR", "EG")}


def test_where_the_data_lie_is_unknown_nothing_opens_and_nobody_is_asked(stage: Stage) -> None:
    before = openings(stage)
    unknown_storage(stage.world)
    with (
        stage.world.acting(stage.agency) as context,
        pytest.raises(Conflict, match="countries_unknown"),
    ):
        read_disclosed(context, stage.need, stage.handle)
    with (
        stage.world.acting(stage.agency) as context,
        pytest.raises(Conflict, match="countries_unknown"),
    ):
        request_disclosure(context, stage.need, stage.handle, [PersonalField.PHONE], context.today)
    assert openings(stage) == before


def test_the_repository_opens_nothing_with_a_country_missing(stage: Stage) -> None:
    """The deliberate break: a service that forgets to say where gets nothing out."""
    before = openings(stage)
    with stage.world.acting(stage.agency) as context:
        ring = context.runtime.key_ring
        (grant,) = Grants(context.work, ring).of_person(stage.amal.id)
        decision = may_disclose(
            context.signed_in(),
            grant,
            person=stage.amal.id,
            need=stage.need,
            fields=grant.fields,
            at=context.now,
        )
        assert decision.allowed
        persons = Persons(context.work, ring, context.now)
        for countries in (("", ""), ("FR", ""), ("", "EG")):
            with pytest.raises(NotRecorded):
                persons.open_identity(stage.amal.id, decision, countries)
    assert openings(stage) == before


def test_a_country_changed_by_hand_breaks_the_log(stage: Stage) -> None:
    read(stage)
    insider = Insider(stage.world.runtime.stores)
    insider.write("main", "UPDATE audit_entry SET to_country = 'XX' WHERE to_country != ''")
    with stage.world.acting(None) as context:
        assert not AuditLog(context.work, context.runtime.key_ring).verify().ok
