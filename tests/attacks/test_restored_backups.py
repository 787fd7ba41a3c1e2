"""An older copy of the main database beside the present keys undoes no withdrawal or erasure."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from api.services.disclosures.answer_disclosure import withdraw_grant
from api.services.log.verify_audit import verify_audit
from api.services.matches.rank_matches import agency_ranking
from api.services.people.edit_profile import own_profile
from api.services.people.record_consent import own_consents, withdraw_all
from data.engine import Stores
from data.errors import UnknownPerson
from data.repositories import Persons, reconcile
from privacy.inventory import IDENTITY_FIELDS, PersonalField
from privacy.keys import KeyRing
from privacy.policy import SYSTEM, may_erase, may_open_own
from privacy.vocabulary import ConsentStatus, Purpose
from tests.api_world import World, make_world
from tests.attacks.insiders import Stage, set_stage
from tests.stored import Somebody, consent_to
from tests.stores import sqlite_stores


@dataclass
class Installation:
    """Files of both databases, and what is opened from them."""

    folder: Path
    ring: KeyRing
    stage: Stage
    opened: list[Stores] = field(default_factory=list)

    def copy(self, name: str) -> Path:
        """Keep a copy of one database as it is now."""
        stores = self.stage.world.runtime.stores
        assert stores.truncate_logs()
        kept = self.folder / f"{name}.kept"
        shutil.copy(self.folder / f"{name}.db", kept)
        return kept

    def restore(self, name: str, kept: Path, *, mend: bool) -> World:
        """Put the copy in place and start anew, with or without mending."""
        world = self.stage.world
        world.runtime.stores.truncate_logs()
        world.runtime.stores.close()
        for suffix in ("-wal", "-shm"):
            (self.folder / f"{name}.db{suffix}").unlink(missing_ok=True)
        shutil.copy(kept, self.folder / f"{name}.db")
        stores = sqlite_stores(self.folder)
        self.opened.append(stores)
        world.runtime.stores = stores
        world.later(days=1)
        if mend:
            reconcile(stores, self.ring, world.clock.now)
        return world


@pytest.fixture
def place(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path, ring, set_stage(make_world(sqlite_only, ring, tmp_path)))
    yield installation
    for stores in installation.opened:
        stores.close()


def withdraw_matching(stage: Stage) -> None:
    stage.world.withdraw(stage.amal, Purpose.MATCH)


def withdraw_everything(stage: Stage) -> None:
    with stage.world.acting(stage.amal.actor) as context:
        withdraw_all(context)


def withdraw_and_give_again_and_withdraw(stage: Stage) -> None:
    for again in (True, False):
        withdraw_matching(stage)
        if again:
            stage.world.later(hours=1)
            _give_again(stage)


def _give_again(stage: Stage) -> None:
    with stage.world.acting(stage.amal.actor) as context:
        consent_to(
            context.work,
            context.runtime.key_ring,
            stage.amal,
            [(Purpose.MATCH, PersonalField.SKILLS)],
            ConsentStatus.GIVEN,
            context.now,
        )


def matched(world: World, stage: Stage) -> int:
    with world.acting(stage.agency) as context:
        return len(agency_ranking(context, stage.need).matches)


def erase(world: World, somebody: Somebody) -> None:
    with world.acting(somebody.actor) as context:
        decision = may_erase(somebody.actor, somebody.id, at=context.now)
        ring = context.runtime.key_ring
        Persons(context.work, ring, context.now).erase(somebody.id, decision)


WITHDRAWALS = (withdraw_matching, withdraw_everything, withdraw_and_give_again_and_withdraw)


@pytest.mark.parametrize("mend", [False, True], ids=["as it is", "mended"])
@pytest.mark.parametrize("withdraw", WITHDRAWALS, ids=lambda each: str(each.__name__))
def test_who_withdrew_stays_out_after_an_older_main_is_restored(
    place: Installation, withdraw: Callable[[Stage], None], mend: bool
) -> None:
    stage = place.stage
    assert matched(stage.world, stage) == 1
    kept = place.copy("main")
    withdraw(stage)
    world = place.restore("main", kept, mend=mend)
    with world.acting(None) as context:
        assert Persons(context.work, place.ring, context.now).get(stage.amal.id) is not None
    assert matched(world, stage) == 0
    with world.acting(SYSTEM) as context:
        # an older log shows, unless only the last commit is missing and it was a withdrawal
        alone = withdraw is not withdraw_and_give_again_and_withdraw
        assert verify_audit(context).ok is alone
    with world.acting(stage.amal.actor) as context:
        held = {line.purpose for line in own_consents(context).lines if line.holds}
    assert (Purpose.MATCH in held) is (withdraw is not withdraw_everything)


def test_with_an_older_copy_of_both_she_would_be_back(place: Installation) -> None:
    """The break, and why the keys database is never restored from an old copy."""
    stage = place.stage
    kept = place.copy("main"), place.copy("keys")
    withdraw_matching(stage)
    assert matched(stage.world, stage) == 0
    place.restore("main", kept[0], mend=False)
    world = place.restore("keys", kept[1], mend=True)
    assert matched(world, stage) == 1


@pytest.mark.parametrize("mend", [False, True], ids=["as it is", "mended"])
def test_a_grant_taken_back_stays_closed_after_an_older_main_is_restored(
    place: Installation, mend: bool
) -> None:
    stage = place.stage
    kept = place.copy("main")
    with stage.world.acting(stage.amal.actor) as context:
        withdraw_grant(context, stage.grant)
    place.restore("main", kept, mend=mend)
    assert stage.read() == {}


def test_a_grant_that_stands_survives_a_copy_made_after_it(place: Installation) -> None:
    kept = place.copy("main")
    place.restore("main", kept, mend=True)
    assert set(place.stage.read()) == {"full_name"}


@pytest.mark.parametrize("mend", [False, True], ids=["as it is", "mended"])
def test_who_was_erased_stays_erased_after_an_older_main_is_restored(
    place: Installation, mend: bool
) -> None:
    stage = place.stage
    amal = stage.amal
    kept = place.copy("main")
    erase(stage.world, amal)
    world = place.restore("main", kept, mend=mend)
    assert matched(world, stage) == 0
    assert not opens(world, amal)
    with world.acting(None) as context:
        there = Persons(context.work, place.ring, context.now).get(amal.id)
        rows = context.work.main.connection().execute(text("SELECT * FROM identity")).all()
    assert (there is None) is mend
    assert (not rows) is mend


def opens(world: World, somebody: Somebody) -> bool:
    with world.acting(somebody.actor) as context:
        decision = may_open_own(
            somebody.actor, somebody.id, IDENTITY_FIELDS, at=context.now
        ).require()
        persons = Persons(context.work, context.runtime.key_ring, context.now)
        try:
            persons.open_identity(somebody.id, decision)
        except UnknownPerson:
            return False
    return True


def test_who_was_not_erased_still_opens_after_it(place: Installation) -> None:
    badr = place.stage.world.person()
    kept = place.copy("main")
    erase(place.stage.world, place.stage.amal)
    world = place.restore("main", kept, mend=True)
    with world.acting(badr.actor) as context:
        assert own_profile(context).identity
    assert opens(world, badr)
