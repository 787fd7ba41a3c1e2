"""A person's data key is renewed in two steps; a crash between two commits loses nothing."""

import pytest
from sqlalchemy import select

from data.engine import Stores
from data.errors import UnknownPerson
from data.models import MAIN, IdentityRow, PersonKeyRow, table_of
from data.repositories import Persons, Pool
from data.repositories._person_key import key_versions
from data.repositories._resealing import PLACES, sealed_columns
from data.repositories.rollback import WRITES, rows_out_of_step
from data.repositories.rotation import drop_old_keys, half_renewed, renew_key
from privacy.decision import SYSTEM
from privacy.errors import SealBroken
from privacy.handles import new_person_id
from privacy.inventory import IDENTITY_FIELDS, WORK_FIELDS, PersonalField
from privacy.keys import KeyRing
from privacy.policy import may_open_own
from tests.stored import IDENTITY, LATER, WORK, Somebody, registered

ALL_WORK = WORK_FIELDS | {PersonalField.PERMIT_ANSWERS}
KEY = table_of(PersonKeyRow)


def reads_all(stores: Stores, ring: KeyRing, one: Somebody) -> bool:
    with stores.begin() as uow:
        own = may_open_own(one.actor, one.id, IDENTITY_FIELDS | ALL_WORK, at=LATER)
        persons = Persons(uow, ring, LATER)
        same = persons.open_identity(one.id, own) == IDENTITY
        return same and persons.open_work(one.id, own) == WORK


def begin(stores: Stores, ring: KeyRing, one: Somebody) -> None:
    with stores.begin() as uow:
        renew_key(uow, ring, one.id, SYSTEM, LATER)
        uow.commit()


def end(stores: Stores, one: Somebody) -> int:
    with stores.begin() as uow:
        gone = drop_old_keys(uow, one.id)
        uow.commit()
    return gone


def versions(stores: Stores, one: Somebody) -> tuple[int, ...]:
    with stores.begin(reading=True) as uow:
        return key_versions(uow, one.id)


def test_everything_is_read_before_between_and_after(stores: Stores, ring: KeyRing) -> None:
    amal, badr = registered(stores, ring, 2)
    begin(stores, ring, amal)
    assert versions(stores, amal) == (2, 1)
    assert reads_all(stores, ring, amal)
    assert end(stores, amal) == 1
    assert versions(stores, amal) == (2,)
    assert reads_all(stores, ring, amal)
    assert reads_all(stores, ring, badr)
    assert versions(stores, badr) == (1,)
    with stores.begin() as uow:
        assert list(rows_out_of_step(uow)) == []
        assert {each.person for each in Pool(uow, ring, LATER).load_matchable()} == {
            amal.id,
            badr.id,
        }


def test_the_old_key_opens_nothing_afterwards(stores: Stores, ring: KeyRing) -> None:
    """Somebody kept the key and the row of before; the row of now is of another key."""
    from data.repositories._person_key import load_key
    from privacy.binding import Binding
    from privacy.inventory import FULL_NAME_COLUMN
    from privacy.sealing import open_text

    [amal] = registered(stores, ring)
    with stores.begin(reading=True) as uow:
        stolen = load_key(uow, ring, amal.id)
    begin(stores, ring, amal)
    end(stores, amal)
    with stores.begin(reading=True) as uow:
        row = uow.main.get_one(IdentityRow, amal.id)
        binding = Binding(FULL_NAME_COLUMN, amal.id, amal.id, 1, row.rec_ver)
        with pytest.raises(SealBroken):
            open_text(stolen, binding, row.full_name_sealed)


def test_interrupted_between_the_commits_it_goes_on(stores: Stores, ring: KeyRing) -> None:
    """Killed after keys were committed and before main was."""
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        renew_key(uow, ring, amal.id, SYSTEM, LATER)
        uow.keys.commit()
    assert versions(stores, amal) == (2, 1)
    assert reads_all(stores, ring, amal)
    with stores.begin(reading=True) as uow:
        assert list(half_renewed(uow)) == [amal.id]
    begin(stores, ring, amal)
    assert versions(stores, amal) == (2, 1)
    end(stores, amal)
    assert versions(stores, amal) == (2,)
    assert reads_all(stores, ring, amal)


def test_a_key_still_in_use_is_not_dropped(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        renew_key(uow, ring, amal.id, SYSTEM, LATER)
        uow.keys.commit()
    assert end(stores, amal) == 0
    assert versions(stores, amal) == (2, 1)


def test_what_was_tampered_with_stops_it_and_nothing_is_lost(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        table = table_of(IdentityRow)
        uow.main.connection().execute(table.update().values(phone_sealed=bytes(80)))
        uow.commit()
    with pytest.raises(SealBroken):
        begin(stores, ring, amal)
    assert versions(stores, amal) == (1,)


def test_somebody_unknown_is_refused(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow, pytest.raises(UnknownPerson):
        renew_key(uow, ring, new_person_id(), SYSTEM, LATER)


def test_every_sealed_table_is_sealed_anew_and_watched() -> None:
    """A new table with envelopes must be named in both places."""
    sealed = {name for name, table in MAIN.tables.items() if sealed_columns(table)}
    assert sealed - {"audit_entry"} == set(PLACES)
    sealed_once_in_a_proven_row = {"identity_opening"}
    standing_in_keys = {"campaign_choice", "campaign_appeal"}
    assert set(PLACES) - sealed_once_in_a_proven_row - standing_in_keys == set(WRITES)


@pytest.mark.parametrize("table", ["identity", "work_profile"])
def test_an_older_row_put_back_shows(stores: Stores, ring: KeyRing, table: str) -> None:
    """It opens, since it was sealed for that place and version; the log knows better."""
    from data.repositories import Consents
    from privacy.policy import may_store

    [amal] = registered(stores, ring)
    rows = MAIN.tables[table]
    with stores.begin() as uow:
        before = uow.main.connection().execute(select(rows)).mappings().one()
        switches = Consents(uow, ring).switches(amal.id)
        persons = Persons(uow, ring, LATER)
        fields = IDENTITY_FIELDS if table == "identity" else WORK.stated_fields()
        decision = may_store(amal.actor, amal.id, fields, switches, at=LATER)
        if table == "identity":
            persons.write_identity(amal.id, IDENTITY, decision)
        else:
            persons.write_work(amal.id, WORK, decision)
        uow.commit()
    with stores.begin() as uow:
        assert list(rows_out_of_step(uow)) == []
        uow.main.connection().execute(rows.update().values(**before))
        uow.commit()
    assert reads_all(stores, ring, amal)
    with stores.begin(reading=True) as uow:
        [found] = rows_out_of_step(uow)
    assert (found.table, found.log_ref) == (table, amal.log_ref)
    assert (found.version, found.logged, found.is_older) == (1, 2, True)
