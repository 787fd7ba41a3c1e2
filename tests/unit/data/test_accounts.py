"""Accounts, sessions and form tokens."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from data.engine import Stores
from data.errors import LoginTaken
from data.records import (
    Account,
    AccountStatus,
    LoginSession,
    RoleAssignment,
)
from data.repositories import Accounts, FormTokens, Sessions
from privacy.handles import new_reference, new_token, token_digest
from privacy.keys import KeyRing
from privacy.vocabulary import Role
from tests.stored import LATER, NOW, take_roles

CODE, EMAIL, HASH = "K7RM-2XQ9-TVAB", "Amal@Example.org", "$argon2id$v=19$fake"


def _account() -> Account:
    return Account(new_reference(), AccountStatus.ACTIVE, "fr", NOW.date().replace(day=1))


def test_an_account_is_found_by_code_and_by_address_however_typed(
    stores: Stores, ring: KeyRing
) -> None:
    with stores.begin() as uow:
        accounts, amal = Accounts(uow, ring), _account()
        accounts.add(amal, CODE, HASH, EMAIL)
        for login in (CODE, "k7rm 2xq9 tvab", EMAIL, " Amal@EXAMPLE.org "):
            found = accounts.credentials(login)
            assert found is not None
            assert (found.account, found.passphrase_hash) == (amal, HASH)
            assert HASH not in repr(found)
        assert accounts.credentials("nobody@example.org") is None
        assert accounts.get(amal.id) == amal


def test_an_account_is_still_found_after_the_secret_moved_on(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        Accounts(uow, ring).add(_account(), CODE, HASH)
        assert Accounts(uow, ring.with_next_server_secret()).credentials(CODE) is not None
        assert Accounts(uow, KeyRing.generate()).credentials(CODE) is None


def test_a_login_name_is_taken_once_as_code_or_address(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        accounts = Accounts(uow, ring)
        accounts.add(_account(), CODE, HASH, EMAIL)
        with pytest.raises(LoginTaken):
            accounts.add(_account(), "K7RM2XQ9TVAB", HASH)
        with pytest.raises(LoginTaken):
            accounts.add(_account(), "0000-0000-0000", HASH, "Amal@example.org")


def test_no_login_name_is_stored_readably(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        Accounts(uow, ring).add(_account(), CODE, HASH, EMAIL)
        row = uow.main.connection().execute(text("SELECT * FROM account")).one()
    assert not any(word in str(tuple(row)).lower() for word in ("k7rm", "amal", "example"))


def test_of_a_success_the_month_is_kept(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        accounts, amal = Accounts(uow, ring), _account()
        accounts.add(amal, CODE, HASH)
        accounts.note_success(amal.id, NOW)
        assert accounts.get(amal.id) == amal
        month = uow.main.connection().execute(text("SELECT last_login_month FROM account"))
        assert str(month.scalar_one()) == "2026-11-01"


def test_a_closed_account_logs_in_no_more(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        accounts, amal = Accounts(uow, ring), _account()
        accounts.add(amal, CODE, HASH, EMAIL)
        accounts.assign(RoleAssignment(amal.id, Role.PERSON))
        accounts.close(amal.id)
        assert accounts.credentials(CODE) is None
        assert accounts.credentials_of(amal.id) is None
        assert accounts.roles(amal.id) == ()
        accounts.add(_account(), CODE, HASH)


def test_roles_are_given_and_taken(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        accounts, amal = Accounts(uow, ring), _account()
        accounts.add(amal, CODE, HASH)
        person = RoleAssignment(amal.id, Role.PERSON)
        member = RoleAssignment(amal.id, Role.AGENCY_MEMBER, new_reference())
        for assignment in (person, member, person):
            accounts.assign(assignment)
        assert set(accounts.roles(amal.id)) == {person, member}
        assert accounts.with_role(Role.AGENCY_MEMBER) == (member,)
        take_roles(uow, amal.id)
        assert accounts.roles(amal.id) == ()


def test_passphrase_and_language_change(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        accounts, amal = Accounts(uow, ring), _account()
        accounts.add(amal, CODE, HASH)
        accounts.set_passphrase(amal.id, "$argon2id$other")
        accounts.set_language(amal.id, "ar")
        found = accounts.credentials_of(amal.id)
    assert found is not None
    assert (found.passphrase_hash, found.account.language) == ("$argon2id$other", "ar")


def test_sessions_start_move_and_end(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        amal = _account()
        Accounts(uow, ring).add(amal, CODE, HASH)
        sessions, digest = Sessions(uow, ring), token_digest(new_token())
        end = NOW + timedelta(hours=12)
        session = LoginSession(amal.id, Role.PERSON, None, NOW, NOW, end)
        sessions.start(digest, session)
        assert sessions.find(digest, NOW) == session
        sessions.touch(digest, NOW + timedelta(seconds=59))
        assert sessions.find(digest, NOW) == session
        sessions.touch(digest, NOW + timedelta(minutes=6))
        sessions.reauthenticate(digest, LATER)
        found = sessions.find(digest, LATER)
        assert found is not None
        assert found.last_used_at == NOW + timedelta(minutes=6)
        assert found.reauthenticated_at == LATER
        assert sessions.find(digest, end) is None
        assert sessions.delete_expired(NOW) == 0
        sessions.end(digest)
        sessions.end(digest)
        assert sessions.find(digest, NOW) is None
        for _ in range(2):
            sessions.start(token_digest(new_token()), session)
        assert sessions.end_all(amal.id) == 2
        sessions.start(digest, session)
        assert sessions.delete_expired(end) == 1


def test_a_form_counts_once(stores: Stores) -> None:
    digest = token_digest(new_token())
    with stores.begin() as uow:
        assert FormTokens(uow).claim(digest, LATER)
    with stores.begin() as uow:
        assert FormTokens(uow).claim(digest, LATER)
        uow.commit()
    with stores.begin() as uow:
        assert not FormTokens(uow).claim(digest, LATER)
        assert FormTokens(uow).delete_expired(NOW) == 0
        assert FormTokens(uow).delete_expired(LATER) == 1
