"""Whoever is put out has no role, session or way in left, at once; persons are not touched."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from api.context import Context
from api.errors import NotFound
from api.services.accounts.revoke_staff import list_staff, revoke_staff
from api.services.accounts.sign_in import resume_session
from data.repositories.accounts import Accounts
from data.repositories.audit import AuditLog
from data.repositories.passkeys import Passkeys
from data.sign_in_records import Passkey
from privacy.audit import AuditAction
from privacy.handles import new_reference
from privacy.policy import SYSTEM
from privacy.vocabulary import Role
from tests.api_world import World


@contextmanager
def machine(world: World) -> Iterator[Context]:
    with world.acting(SYSTEM) as context:
        yield context


def test_roles_sessions_and_passkeys_go_and_the_log_keeps_it(world: World) -> None:
    gone, stays = world.coordinator(), world.agency()
    token = world.token(gone)
    ring = world.runtime.key_ring
    with world.acting(None) as context:
        passkey = Passkey(
            id=new_reference(),
            account=gone.account,
            credential=b"device",
            public_key=b"key",
            owner=b"o" * 64,
            sign_count=0,
            may_be_copied=False,
            is_copied=False,
            created_on=context.today,
        )
        Passkeys(context.work, ring).add(passkey)
    with machine(world) as context:
        assert {each.account for each in list_staff(context)} == {gone.account, stays.account}
        assert revoke_staff(context, gone.account) == 1
    with machine(world) as context:
        assert [(each.account, each.role) for each in list_staff(context)] == [
            (stays.account, Role.AGENCY_MEMBER)
        ]
        assert Passkeys(context.work, ring).find(b"device") is None
        assert Accounts(context.work, ring).credentials_of(gone.account) is None
        entries = [row.entry for row in AuditLog(context.work, ring).chain()]
        assert (entries[-1].action, entries[-1].subject) == (
            AuditAction.SESSIONS_ENDED,
            gone.account,
        )
    with world.acting(None) as context:
        resume_session(context, token)
        assert context.actor is None


def test_a_person_or_nobody_is_not_put_out(world: World) -> None:
    amal = world.person()
    world.token(amal.actor)
    for reference in (amal.account, "a" * 26, ""):
        with machine(world) as context, pytest.raises(NotFound):
            revoke_staff(context, reference)
    with machine(world) as context:
        assert [
            each.role for each in Accounts(context.work, world.runtime.key_ring).roles(amal.account)
        ] == [Role.PERSON]
