"""Whoever read something of a person is told when she erases it, and learns nothing more.

Source: GDPR article 19; P-12.
"""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from api.services.people.apply_retention import apply_retention
from api.services.people.erase_person import erase_self
from api.services.people.read_erasures import ErasureView, read_erasures
from data.engine import Stores
from data.models import MAIN, ErasureNoticeRow, table_of
from data.repositories.erasure_notices import SHOWN_FOR, ErasureNotices
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import Actor
from tests.api_client import make_door
from tests.api_world import World, make_world
from tests.attacks.insiders import Stage, set_stage
from tests.stored import IDENTITY

NOTICE = table_of(ErasureNoticeRow)
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
"""For what does not depend on the kind of database."""


@pytest.fixture
def stage(stores: Stores, ring: KeyRing, tmp_path: Path) -> Stage:
    return set_stage(make_world(stores, ring, tmp_path))


def erase(stage: Stage) -> None:
    with stage.world.acting(stage.amal.actor) as context:
        erase_self(context, passphrase_is_right=True)


def told(world: World, agency: Actor) -> tuple[ErasureView, ...]:
    with world.acting(agency) as context:
        return read_erasures(context)


def test_who_read_something_is_told_what_to_delete_and_nobody_else_is(stage: Stage) -> None:
    other = stage.world.agency("Past Coop")
    assert told(stage.world, stage.agency) == ()
    erase(stage)
    (message,) = told(stage.world, stage.agency)
    assert (message.need, message.handle) == (stage.need, stage.handle)
    assert message.fields == (PersonalField.FULL_NAME,)
    assert message.erased_on == stage.world.clock.now.date()
    assert told(stage.world, other) == ()
    page = make_door(stage.world).client.get(
        "/agency",
        headers={
            "authorization": f"Bearer {stage.world.token(stage.agency)}",
            "accept": "text/html",
        },
    )
    assert 'id="erasures"' in page.text
    assert IDENTITY.full_name is not None
    assert IDENTITY.full_name not in page.text


@ON_SQLITE
def test_who_never_opened_anything_learns_nothing(stage: Stage) -> None:
    with stage.world.acting(stage.amal.actor):
        pass
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.repositories.audit.AuditLog.openings", lambda *_: 0)
        erase(stage)
    assert told(stage.world, stage.agency) == ()


@ON_SQLITE
def test_the_message_leads_to_nobody_and_goes_after_sixty_days(stage: Stage) -> None:
    person = stage.amal.id
    erase(stage)
    with stage.world.runtime.stores.main.connect() as connection:
        (row,) = connection.execute(select(NOTICE)).mappings()
        assert person not in [value for value in row.values() if isinstance(value, bytes)]
        handles = connection.execute(select(MAIN.tables["handle"].c.handle)).scalars().all()
    assert row["handle"] not in handles
    stage.world.later(days=SHOWN_FOR.days)
    apply_retention(stage.world.runtime)
    assert len(told(stage.world, stage.agency)) == 1
    stage.world.later(days=1)
    apply_retention(stage.world.runtime)
    assert told(stage.world, stage.agency) == ()


@ON_SQLITE
def test_a_message_nobody_here_wrote_is_none(stage: Stage) -> None:
    erase(stage)
    with stage.world.runtime.stores.main.begin() as connection:
        connection.execute(update(NOTICE).values(fields="phone"))
    assert told(stage.world, stage.agency) == ()


@ON_SQLITE
def test_without_the_message_nobody_would_know(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: erasing without a word to those who hold copies."""
    monkeypatch.setattr(ErasureNotices, "leave", lambda *_: 0)
    erase(stage)
    assert told(stage.world, stage.agency) == ()
