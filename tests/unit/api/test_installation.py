"""The audit chain, the taxonomy's words, and the state of an installation."""

from pathlib import Path

import pytest

from api.context import open_context
from api.errors import Conflict, Forbidden, Invalid
from api.services.installation.check_installation import check_health, check_installation
from api.services.installation.link_phrases import LinkKind, active_taxonomy, link_phrases
from api.services.log.verify_audit import verify_audit, verify_chain_of
from api.settings import Settings
from data.engine import Stores
from data.migrations import upgrade
from privacy.audit import ChainProblem
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from privacy.vocabulary import Role
from tests.api_world import World


def test_a_sound_chain_is_sound_and_the_check_is_in_it(world: World) -> None:
    world.person()
    officer = world.member(Role.OFFICER)
    with world.acting(officer) as context:
        first = verify_audit(context)
    with world.acting(officer) as context:
        second = verify_audit(context, first.count, first.head)
    assert first.ok
    assert second.ok
    assert second.count == first.count + 1


def test_a_changed_entry_and_a_cut_chain_are_found(world: World) -> None:
    world.person()
    with world.acting(SYSTEM) as context:
        sound = verify_audit(context)
    with world.runtime.stores.begin() as work:
        work.main.connection().exec_driver_sql(
            "UPDATE audit_entry SET outcome = 'failed' WHERE sequence = 2"
        )
        work.commit()
    with world.acting(SYSTEM) as context:
        broken = verify_audit(context)
    assert (broken.ok, broken.broken_at, broken.problem) == (False, 2, ChainProblem.HASH)
    with world.runtime.stores.begin() as work:
        work.main.connection().exec_driver_sql("DELETE FROM audit_entry WHERE sequence >= 2")
        work.commit()
    with world.acting(SYSTEM) as context:
        cut = verify_audit(context, sound.count, sound.head)
        assert cut.problem is ChainProblem.CUT_OFF
        assert verify_chain_of(context)["ok"] is False


def test_only_the_officer_and_the_service_check_the_chain(world: World) -> None:
    for actor in (world.coordinator(), world.agency(), world.person().actor):
        with world.acting(actor) as context, pytest.raises(Forbidden):
            verify_audit(context)


@pytest.mark.parametrize("checkpoint", [(3, None), (None, "0" * 64), (3, "zz"), (-1, "0" * 64)])
def test_half_a_checkpoint_is_refused(
    world: World, checkpoint: tuple[int | None, str | None]
) -> None:
    with world.acting(SYSTEM) as context, pytest.raises(Invalid, match="checkpoint_incomplete"):
        verify_audit(context, *checkpoint)


def test_words_are_linked_and_given_back_as_they_came(world: World) -> None:
    with world.acting(world.coordinator()) as context:
        (answer,) = link_phrases(
            context, [" net mending "], language="en", kind=LinkKind.SKILL, top=3
        )
        groups, single = (
            link_phrases(
                context,
                ["fishery workers"],
                language="en",
                kind=LinkKind.OCCUPATION,
                groups=wanted,
            )[0]
            for wanted in (True, False)
        )
    assert answer.query == " net mending "
    assert answer.concepts[0].label == "net mending"
    assert len(answer.concepts) <= 3
    assert groups.concepts[0].label == "fishery workers"
    assert "fishery workers" not in {concept.label for concept in single.concepts}


def test_a_healthy_installation_says_what_is_active(world: World) -> None:
    with open_context(world.runtime, reading=True) as context:
        assert (check_health(context).status, check_health(context).taxonomy) == ("ok", "test")
        assert active_taxonomy(context).concepts > 10


def test_without_a_taxonomy_nothing_is_ranked_and_the_code_says_so(world: World) -> None:
    with world.runtime.stores.begin() as work:
        work.main.connection().exec_driver_sql("UPDATE taxonomy_release SET active = 0")
        work.commit()
    with (
        open_context(world.runtime, reading=True) as context,
        pytest.raises(Conflict, match="no_taxonomy"),
    ):
        check_health(context)
    coordinator = world.coordinator()
    with world.acting(coordinator) as context, pytest.raises(Conflict, match="no_taxonomy"):
        world.runtime.pool.refresh(context)


def settings_of(home: Path) -> Settings:
    return Settings(home=home, insecure_cookies=True, demo=True)


def test_an_installation_that_is_not_there_is_not_well(tmp_path: Path) -> None:
    findings = {each.check: each for each in check_installation(settings_of(tmp_path / "none"))}
    assert findings["python"].ok
    assert not findings["keys"].ok
    assert not findings["databases"].ok
    assert not (tmp_path / "none").exists()


def test_every_part_of_an_installation_is_looked_at(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    (tmp_path / "keys").mkdir()
    key_file = settings.resolved_key_file()
    key_file.parent.mkdir()
    key_file.write_bytes(KeyRing.generate().to_bytes())
    key_file.chmod(0o600)
    stores = Stores(settings.resolved_main_url(), settings.resolved_keys_url())
    upgrade(stores)
    stores.close()
    findings = {each.check: each for each in check_installation(settings)}
    assert findings["keys"].ok
    assert findings["databases"].ok
    assert findings["audit log"].ok
    assert not findings["taxonomy"].ok
    key_file.chmod(0o644)
    findings = {each.check: each for each in check_installation(settings)}
    assert findings["keys"].detail == "everybody may read the key file"
    key_file.write_bytes(b"not keys")
    findings = {each.check: each for each in check_installation(settings)}
    assert not findings["keys"].ok
    assert not findings["audit log"].ok
