"""Two databases, and units of work over both.

Rules:

- *main* holds records, histories and the audit log; *keys* holds wrapped person keys, live
  switches and tombstones. They are never one database.
- Writers take turns: a writing unit of work locks keys first, then main, and holds both
  until its end. So whoever checks a switch and writes the audit entry in one unit of work
  is either wholly before or wholly after a withdrawal.
- Within a process turns are taken in the order of coming. Who waits longer for one than
  ``PATIENCE_SECONDS`` is told that the stores are busy.
- What must be written once, at the end (the anchor of the audit log), waits in
  ``before_commit``.
- What was destroyed must leave SQLite's log files too. A reader can hold them for a moment;
  emptying them is then tried again at the end of every unit of work until it is done.
- Leaving a unit of work rolls both databases back, unless ``commit`` was called. Main is
  committed first; when access was narrowed or a person created, keys first.
- SQLite settings the design relies on are set and read back at every connection.
- Parameters of statements never reach a log or an error message.

What it does not do: know tables, seal, or repair what a crash between the two commits left
(``data.repositories.reconcile``).
"""

import sqlite3
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from data.errors import ReadingOnly, StoresBusy, StoresUnsafe
from data.turns import Turns

PATIENCE_SECONDS = 15
SQLITE_SETTINGS: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("secure_delete", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("trusted_schema", "OFF", 0),
    ("busy_timeout", f"{PATIENCE_SECONDS * 1000}", PATIENCE_SECONDS * 1000),
)
"""Pragma, the value set, and what reading it back must give."""

POSTGRESQL_OPTIONS = f"-c timezone=UTC -c lock_timeout={PATIENCE_SECONDS}s"
WRITERS_TURN = 0x5041_5353
"""Number of the advisory lock by which writers take turns on PostgreSQL."""
LOCK_NOT_AVAILABLE = "55P03"
"""How PostgreSQL names a lock that was not given in time."""
CHECKPOINT_PATIENCE_MS = 2000


def with_password(url: str, password: str) -> str:
    """Give a database URL with a password put in; the result is a secret, never to be shown.

    A database without accounts (SQLite) has no use for one: its URL comes back as it was.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return url
    return parsed.set(password=password).render_as_string(hide_password=False)


def _open(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=20,
            connect_args={"options": POSTGRESQL_OPTIONS},
        )
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,  # also for an in-memory database, so that its settings are refused
        pool_size=20,
        max_overflow=40,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma, value, expected in SQLITE_SETTINGS:
        connection.execute(f"PRAGMA {pragma}={value}")
        if connection.execute(f"PRAGMA {pragma}").fetchone()[0] != expected:
            raise StoresUnsafe(pragma)


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class Stores:
    """The two databases of one installation.

    Args:
        main_url: SQLAlchemy URL, ``sqlite:///…`` or ``postgresql+psycopg://…``.
        keys_url: The same for the keys; a different file or database.

    Raises:
        StoresUnsafe: Both are the same database, or (at the first connection) SQLite did not
            accept a setting; an in-memory database is refused this way.
    """

    def __init__(self, main_url: str, keys_url: str) -> None:
        if make_url(main_url) == make_url(keys_url):
            raise StoresUnsafe("same_database")
        self.main = _open(main_url)
        self.keys = _open(keys_url)
        self.turns = Turns(PATIENCE_SECONDS)
        self._remnants = False

    def __repr__(self) -> str:
        return f"Stores({self.main.dialect.name}, {self.keys.dialect.name})"

    def begin(self, *, reading: bool = False) -> "UnitOfWork":
        """Give a unit of work, to be used in a ``with`` statement.

        Args:
            reading: Take no lock; such a unit of work writes nothing and opens nothing sealed.
        """
        return UnitOfWork(self, reading=reading)

    def truncate_logs(self) -> bool:
        """Write SQLite's log files back and empty them, so that deleted bytes are gone.

        Returns:
            Whether both logs are empty; false when a reader held on to them for longer than
            two seconds. Always true on PostgreSQL, where it does nothing.
        """
        return self._truncate(CHECKPOINT_PATIENCE_MS)

    def _truncate(self, patience: int) -> bool:
        emptied = [_truncate_log(engine, patience) for engine in (self.keys, self.main)]
        self._remnants = not all(emptied)
        return not self._remnants

    def truncate_again(self) -> None:
        """Empty the log files now if a reader prevented it when something was destroyed."""
        if self._remnants:
            self._truncate(0)

    def close(self) -> None:
        """Close all connections."""
        self.main.dispose()
        self.keys.dispose()


def _take_turn(connection: Connection) -> None:
    """Wait for the writer before; SQLite has done so when its transaction began.

    In both databases: one that commits keys first still writes main when keys are free again.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": WRITERS_TURN})


def _is_taken(error: OperationalError) -> bool:
    """Say whether a turn was waited for in vain; whatever else went wrong is no such thing."""
    name = getattr(error.orig, "sqlite_errorname", None) or ""
    return name.startswith("SQLITE_BUSY") or (
        getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE
    )


def _truncate_log(engine: Engine, patience: int) -> bool:
    if engine.dialect.name != "sqlite":
        return True
    pooled = engine.raw_connection()
    try:
        cursor = pooled.cursor()
        cursor.execute(f"PRAGMA busy_timeout={patience}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row: Any = cursor.fetchone()
        cursor.close()
        return bool(row[0] == 0)
    finally:
        pooled.invalidate()


class UnitOfWork:
    """One transaction in each database, used as a context manager.

    Leaving without ``commit`` rolls both back; so does an exception.
    """

    def __init__(self, stores: Stores, *, reading: bool = False) -> None:
        self._stores = stores
        self._keys_first = False
        self._shreds = False
        self._has_turn = False
        self._closing: dict[str, Callable[[bool], None]] = {}
        self._main: Session | None = None
        self._keys: Session | None = None
        self.reading = reading
        self.memo: dict[str, Any] = {}
        """What repositories remember within this unit of work, and no longer."""

    def __enter__(self) -> Self:
        if not self.reading:
            self._has_turn = self._stores.turns.take()
            if not self._has_turn:
                raise StoresBusy
        self._keys = self._session(self._stores.keys)
        self._main = self._session(self._stores.main)
        if not self.reading:
            try:
                for session in (self._keys, self._main):
                    _take_turn(session.connection())
            except BaseException as error:
                self._end()
                if isinstance(error, OperationalError) and _is_taken(error):
                    raise StoresBusy from None
                raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    @property
    def main(self) -> Session:
        """The session on main."""
        if self._main is None:
            raise RuntimeError("unit of work is over")
        return self._main

    @property
    def keys(self) -> Session:
        """The session on keys."""
        if self._keys is None:
            raise RuntimeError("unit of work is over")
        return self._keys

    def require_writing(self) -> None:
        """Refuse to go on in a unit of work begun for reading.

        Raises:
            ReadingOnly: It was.
        """
        if self.reading:
            raise ReadingOnly

    def keys_commit_first(self) -> None:
        """Note that access was narrowed, or a person created: keys are committed first."""
        self._keys_first = True

    def shreds(self) -> None:
        """Note that a key or a field was destroyed: keys first, log files emptied afterwards."""
        self._keys_first = self._shreds = True

    def before_commit(self, name: str, action: Callable[[bool], None]) -> None:
        """Note what is done once, right before the commit.

        Args:
            name: A second action of the same name takes the first one's place.
            action: Is told whether keys are committed first. A rollback forgets it.
        """
        self._closing[name] = action

    def commit(self, *, narrowing: bool = False) -> None:
        """Commit both databases; the unit of work is over then.

        Args:
            narrowing: Commit keys first; repositories that narrow ask for it by themselves.

        Raises:
            ReadingOnly: It was begun for reading.
        """
        self.require_writing()
        first, second = self.main, self.keys
        keys_first = narrowing or self._keys_first
        if keys_first:
            first, second = second, first
        for action in self._closing.values():
            action(keys_first)
        first.flush()
        second.flush()
        first.commit()
        second.commit()
        self._end()
        if self._shreds:
            self._stores.truncate_logs()

    def _session(self, engine: Engine) -> Session:
        option = {} if self.reading else {"writing": True}
        if self.reading and engine.dialect.name == "postgresql":
            option = {"postgresql_readonly": True}
        return Session(engine.execution_options(**option), expire_on_commit=False)

    def _end(self) -> None:
        try:
            for session in (self._main, self._keys):
                if session is not None:
                    session.close()
        finally:
            self._main = self._keys = None
            if self._has_turn:
                self._has_turn = False
                self._stores.turns.end()
        self._stores.truncate_again()
