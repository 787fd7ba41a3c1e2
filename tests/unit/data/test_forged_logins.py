"""Whoever can write to main, and only there, becomes nobody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from data.engine import Stores, UnitOfWork
from data.errors import LoginTaken, NotAllowed
from data.records import Account, AccountStatus, LoginSession, RoleAssignment
from data.repositories import Accounts, AuditLog, Persons, Sessions, reconcile
from privacy.audit import AuditAction
from privacy.handles import new_reference, new_token, token_digest
from privacy.keys import KeyRing
from privacy.policy import may_erase
from privacy.vocabulary import Role
from tests.breaks import forget_proofs
from tests.stored import LATER, NOW, Somebody, registered

CODE, HASH = "K7RM-2XQ9-TVAB", "$argon2id$v=19$fake"
END = NOW + timedelta(hours=12)


@pytest.fixture
def unproven(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Switch the proof of rows off: every forgery must work then, or its test proves nothing."""
    return lambda: forget_proofs(monkeypatch)


def _sql(uow: UnitOfWork, statement: str, **values: object) -> None:
    uow.main.flush()
    assert uow.main.connection().execute(text(statement), values).rowcount == 1
    uow.main.expire_all()


def _intruder(uow: UnitOfWork, ring: KeyRing) -> str:
    """Give an account that is honestly somebody else's."""
    account = Account(new_reference(), AccountStatus.ACTIVE, "fr", NOW.date())
    Accounts(uow, ring).add(account, CODE, HASH)
    Accounts(uow, ring).assign(RoleAssignment(account.id, Role.AGENCY_MEMBER, new_reference()))
    return account.id


def _session(account: str) -> LoginSession:
    return LoginSession(account, Role.PERSON, None, NOW, NOW, END)


def test_a_session_made_up_is_nobodys_and_goes(
    stores: Stores, ring: KeyRing, unproven: Callable[[], None]
) -> None:
    [amal] = registered(stores, ring)
    digest, real = token_digest("self-chosen"), token_digest(new_token())
    with stores.begin() as uow:
        sessions = Sessions(uow, ring)
        sessions.start(real, _session(amal.account))
        _sql(
            uow,
            "INSERT INTO session SELECT :digest, account, role, organisation, started_at,"
            " last_used_at, expires_at, reauthenticated_at, mac FROM session",
            digest=digest,
        )
        uow.commit()
    with stores.begin(reading=True) as uow:
        assert Sessions(uow, ring).find(digest, NOW) is None
    with stores.begin() as uow:
        sessions = Sessions(uow, ring)
        sessions.touch(digest, LATER)
        sessions.reauthenticate(digest, LATER)
        assert sessions.find(digest, LATER) is None
        assert [row.entry.action for row in AuditLog(uow, ring).chain()][-1] is (
            AuditAction.TAMPERING_FOUND
        )
        assert sessions.find(real, NOW) == _session(amal.account)
    unproven()
    with stores.begin() as uow:
        assert Sessions(uow, ring).find(digest, NOW) == _session(amal.account)


@pytest.mark.parametrize(
    "change",
    [
        "account = :account",
        "role = 'officer'",
        "organisation = :account",
        "expires_at = last_used_at",
        "started_at = expires_at",
        "last_used_at = expires_at",
        "reauthenticated_at = expires_at",
        "mac = :digest",
    ],
)
def test_every_part_of_a_session_is_proven(
    stores: Stores, ring: KeyRing, change: str, unproven: Callable[[], None]
) -> None:
    [amal] = registered(stores, ring)
    digest = token_digest(new_token())
    with stores.begin() as uow:
        intruder = _intruder(uow, ring)
        Sessions(uow, ring).start(digest, _session(intruder))
        uow.main.connection().execute(
            text(f"UPDATE session SET {change}"),
            {"account": amal.account, "digest": digest},
        )
        uow.commit()
    with stores.begin(reading=True) as uow:
        assert Sessions(uow, ring).find(digest, NOW) is None
    unproven()
    with stores.begin(reading=True) as uow:
        assert Sessions(uow, ring).find(digest, NOW - timedelta(days=1)) is not None


def test_a_role_written_by_hand_is_not_held(
    stores: Stores, ring: KeyRing, unproven: Callable[[], None]
) -> None:
    with stores.begin() as uow:
        accounts, intruder = Accounts(uow, ring), _intruder(uow, ring)
        held = accounts.roles(intruder)
        assert len(held) == 1
        _sql(
            uow,
            "INSERT INTO role_assignment SELECT account, 'coordinator', '', mac"
            " FROM role_assignment",
        )
        assert accounts.roles(intruder) == held
        assert accounts.with_role(Role.COORDINATOR) == ()
        unproven()
        assert RoleAssignment(intruder, Role.COORDINATOR) in accounts.roles(intruder)
        assert len(accounts.with_role(Role.COORDINATOR)) == 1


def _point(uow: UnitOfWork, amal: Somebody, account: str) -> None:
    _sql(uow, "UPDATE person SET account = :a WHERE id = :p", a=account, p=amal.id)


def test_a_person_pointed_at_another_account_is_not_its(
    stores: Stores, ring: KeyRing, unproven: Callable[[], None]
) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        intruder = _intruder(uow, ring)
        persons = Persons(uow, ring, NOW)
        _point(uow, amal, intruder)
        assert persons.of_account(intruder) is None
        assert persons.of_account(amal.account) is None
        known = persons.get(amal.id)
        assert known is not None
        assert known.account is None
        unproven()
        found = persons.of_account(intruder)
        assert found is not None
        assert found.id == amal.id


def test_two_people_cannot_be_exchanged(stores: Stores, ring: KeyRing) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin() as uow:
        persons = Persons(uow, ring, NOW)
        _sql(uow, "UPDATE person SET account = NULL WHERE id = :p", p=badr.id)
        _point(uow, amal, badr.account)
        assert persons.of_account(badr.account) is None
        _sql(uow, "UPDATE person SET log_ref = :r WHERE id = :p", r="a" * 26, p=badr.id)
        _sql(uow, "UPDATE person SET log_ref = :r, account = :a WHERE id = :p",
             r=badr.log_ref, a=amal.account, p=amal.id)  # fmt: skip
        assert persons.of_account(amal.account) is None


def test_erasing_a_person_with_a_forged_link_spares_the_account_it_points_at(
    stores: Stores, ring: KeyRing
) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        intruder = _intruder(uow, ring)
        _point(uow, amal, intruder)
        erase = may_erase(amal.actor, amal.id, at=LATER)
        Persons(uow, ring, LATER).erase(amal.id, erase)
        assert Accounts(uow, ring).get(intruder) is not None
        assert Persons(uow, ring, LATER).get(amal.id) is None


@pytest.mark.parametrize(
    "change",
    [
        "passphrase_hash = '$argon2id$mine'",
        "status = 'blocked'",
        "email_index = :index",
        "mac = :index",
    ],
)
def test_an_account_changed_by_hand_logs_nobody_in(
    stores: Stores, ring: KeyRing, change: str, unproven: Callable[[], None]
) -> None:
    with stores.begin() as uow:
        accounts, amal = Accounts(uow, ring), _intruder(uow, ring)
        statement = f"UPDATE account SET {change}"
        uow.main.connection().execute(text(statement), {"index": b"\x01" * 33})
        uow.main.expire_all()
        assert accounts.credentials(CODE) is None
        assert accounts.credentials_of(amal) is None
        assert accounts.get(amal) is None
        with pytest.raises(NotAllowed):
            accounts.set_passphrase(amal, HASH)
        with pytest.raises(LoginTaken):
            _intruder(uow, ring)
        with pytest.MonkeyPatch.context() as patch:
            forget_proofs(patch)
            assert accounts.credentials(CODE) is not None
        accounts.close(amal)
        closed = accounts.get(amal)
        assert closed is not None
        assert closed.status is AccountStatus.CLOSED


def test_a_proof_of_one_kind_of_row_is_none_of_another(ring: KeyRing) -> None:
    from data.repositories import _proofs as proofs

    labels = [
        proofs.ACCOUNT_LABEL, proofs.PERSON_LABEL, proofs.ROLE_LABEL, proofs.SESSION_LABEL
    ]  # fmt: skip
    assert len(set(labels)) == 4
    mac = ring.row_mac(proofs.ROLE_LABEL, b"same")
    assert [proofs.holds(ring, label, b"same", mac) for label in labels].count(True) == 1


def test_proofs_hold_on_after_the_secret_moved_on(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    later = ring.with_next_server_secret()
    with stores.begin() as uow:
        assert Persons(uow, later, NOW).of_account(amal.account) is not None
        assert Accounts(uow, later).get(amal.account) is not None
        assert Persons(uow, KeyRing.generate(), NOW).of_account(amal.account) is None
    reconcile(stores, later, LATER)
