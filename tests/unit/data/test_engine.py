"""Two databases, units of work, and the settings they rely on."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.engine import SQLITE_SETTINGS, Stores, with_password
from data.errors import ReadingOnly, StoresBusy, StoresUnsafe
from data.models.columns import UtcDateTime
from tests.impatience import impatient


def _count(stores: Stores, tree: str) -> int:
    with stores.begin(reading=True) as uow:
        session = uow.main if tree == "main" else uow.keys
        return int(session.connection().execute(text("SELECT count(*) FROM t")).scalar_one())


def _make_tables(stores: Stores) -> None:
    with stores.begin() as uow:
        for session in (uow.main, uow.keys):
            session.connection().execute(text("CREATE TABLE t (n INTEGER UNIQUE)"))
        uow.commit()


def _insert(session: object, number: int) -> None:
    session.connection().execute(  # type: ignore[attr-defined]  # a Session
        text("INSERT INTO t VALUES (:n)"), {"n": number}
    )


def test_every_sqlite_connection_has_the_settings_the_design_relies_on(
    sqlite_only: Stores,
) -> None:
    assert len(SQLITE_SETTINGS) >= 7
    for engine in (sqlite_only.main, sqlite_only.keys):
        with engine.connect() as connection:
            for pragma, _, expected in SQLITE_SETTINGS:
                assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == expected


def test_a_database_in_memory_is_refused() -> None:
    stores = Stores("sqlite:///:memory:", "sqlite:///other.db")
    with pytest.raises(StoresUnsafe) as refused:
        stores.main.connect()
    assert refused.value.setting == "journal_mode"
    stores.close()


def test_one_database_cannot_be_both(tmp_path: Path) -> None:
    with pytest.raises(StoresUnsafe):
        Stores(f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/a.db")


def test_leaving_without_commit_rolls_both_back(bare_stores: Stores) -> None:
    _make_tables(bare_stores)
    with bare_stores.begin() as uow:
        _insert(uow.main, 1)
        _insert(uow.keys, 1)
    assert (_count(bare_stores, "main"), _count(bare_stores, "keys")) == (0, 0)


def test_an_error_rolls_both_back(bare_stores: Stores) -> None:
    _make_tables(bare_stores)

    def fail() -> None:
        with bare_stores.begin() as uow:
            _insert(uow.main, 1)
            _insert(uow.keys, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (_count(bare_stores, "main"), _count(bare_stores, "keys")) == (0, 0)


def test_commit_keeps_both(bare_stores: Stores) -> None:
    _make_tables(bare_stores)
    with bare_stores.begin() as uow:
        _insert(uow.main, 1)
        _insert(uow.keys, 1)
        uow.commit()
    assert (_count(bare_stores, "main"), _count(bare_stores, "keys")) == (1, 1)


@pytest.mark.parametrize(("narrowing", "kept"), [(False, "main"), (True, "keys")])
def test_main_commits_first_unless_access_is_narrowed(
    bare_stores: Stores, monkeypatch: pytest.MonkeyPatch, narrowing: bool, kept: str
) -> None:
    _make_tables(bare_stores)

    def fail() -> None:
        raise OSError("power cut")

    with bare_stores.begin() as uow:
        _insert(uow.main, 1)
        _insert(uow.keys, 1)
        monkeypatch.setattr(uow.main if narrowing else uow.keys, "commit", fail)
        with pytest.raises(OSError, match="power cut"):
            uow.commit(narrowing=narrowing)
    assert {tree: _count(bare_stores, tree) for tree in ("main", "keys")} == {
        "main": int(kept == "main"),
        "keys": int(kept == "keys"),
    }


def test_a_reading_unit_of_work_commits_nothing(bare_stores: Stores) -> None:
    with bare_stores.begin(reading=True) as uow, pytest.raises(ReadingOnly):
        uow.commit()


def test_a_unit_of_work_that_is_over_gives_no_session(bare_stores: Stores) -> None:
    with bare_stores.begin() as uow:
        uow.commit()
        with pytest.raises(RuntimeError):
            _ = uow.main


def test_writers_take_turns(bare_stores: Stores) -> None:
    """Read-then-insert in four threads collides unless each waits for the others."""
    _make_tables(bare_stores)

    def write() -> None:
        for _ in range(5):
            with bare_stores.begin() as uow:
                found = uow.main.connection().execute(text("SELECT count(*) FROM t"))
                _insert(uow.main, found.scalar_one())
                uow.commit()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _count(bare_stores, "main") == 20


def test_errors_of_the_database_show_no_values(bare_stores: Stores) -> None:
    _make_tables(bare_stores)
    with bare_stores.begin() as uow:
        _insert(uow.main, 987654)
        with pytest.raises(DBAPIError) as failed:
            uow.main.connection().execute(
                text("INSERT INTO t SELECT :n, :secret"), {"n": 1, "secret": "canary-qwxz"}
            )
    assert "canary-qwxz" not in str(failed.value)


def test_moments_come_back_aware_and_in_utc() -> None:
    kind = UtcDateTime()
    here = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    stored = kind.process_bind_param(here, None)  # type: ignore[arg-type]  # unused
    assert stored == here
    assert stored is not None
    assert stored.tzinfo is UTC
    naive = stored.replace(tzinfo=None)
    assert kind.process_result_value(naive, None) == here  # type: ignore[arg-type]  # unused


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(
            datetime(2026, 1, 1),  # noqa: DTZ001 - that is the point
            None,  # type: ignore[arg-type]  # unused
        )


def test_a_password_is_put_into_the_address_of_a_server_only() -> None:
    url = with_password("postgresql+psycopg://app@db/main", "s3:c/ret")
    assert url == "postgresql+psycopg://app:s3%3Ac%2Fret@db/main"
    assert with_password("sqlite:///main.db", "secret") == "sqlite:///main.db"


def test_stores_show_no_address() -> None:
    stores = Stores("postgresql+psycopg://a:secret@db/main", "postgresql+psycopg://a:secret@db/k")
    assert repr(stores) == "Stores(postgresql, postgresql)"


def test_who_waits_too_long_for_a_turn_is_told_so_and_reading_goes_on(bare_stores: Stores) -> None:
    _make_tables(bare_stores)
    with impatient(bare_stores):
        with bare_stores.begin() as first:
            _insert(first.main, 1)
            with pytest.raises(StoresBusy), bare_stores.begin():
                pass
            assert _count(bare_stores, "main") == 0
            first.commit()
        with bare_stores.begin() as second:
            _insert(second.main, 2)
            second.commit()
        assert _count(bare_stores, "main") == 2


def test_another_fault_of_the_database_is_not_called_busy(bare_stores: Stores) -> None:
    with pytest.raises(DBAPIError), bare_stores.begin() as uow:
        uow.main.connection().execute(text("SELECT n FROM there_is_no_such_table"))
