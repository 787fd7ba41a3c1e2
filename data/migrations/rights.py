"""Give the role that serves what it needs on PostgreSQL, and nothing more.

Where databases are migrated by an owner named ``X_owner`` and served by a role ``X``:

- ``X`` reads and writes rows of every table, and changes no table;
- of the log it may not change or delete a row, nor empty the table: it adds and reads;
- the revision of the database and the mark of the installation it only reads.

Where one role does both, and on SQLite, nothing is done.

What it does not do: make roles (whoever sets the server up does).
"""

from sqlalchemy import Connection, Engine, text

from data.engine import Stores

OWNER_SUFFIX = "_owner"
ADD_ONLY = ("audit_entry",)
READ_ONLY = ("alembic_version", "installation")


def grant_rights(stores: Stores) -> tuple[str, ...]:
    """Set the rights of the serving roles, and give their names; doing it again changes nothing."""
    return tuple(
        role for engine in (stores.keys, stores.main) if (role := _grant(engine)) is not None
    )


def _grant(engine: Engine) -> str | None:
    if engine.dialect.name != "postgresql":
        return None
    with engine.begin() as connection:
        role = _serving_role(connection)
        if role is None:
            return None
        quoted = connection.dialect.identifier_preparer.quote_identifier(role)
        _run(connection, f"GRANT USAGE ON SCHEMA public TO {quoted}")
        tables = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        )
        for (table,) in tables.all():
            name = connection.dialect.identifier_preparer.quote_identifier(table)
            _run(connection, f"REVOKE ALL ON {name} FROM {quoted}")
            _run(connection, f"GRANT {_rights_on(table)} ON {name} TO {quoted}")
        return role


def _rights_on(table: str) -> str:
    if table in READ_ONLY:
        return "SELECT"
    return "SELECT, INSERT" if table in ADD_ONLY else "SELECT, INSERT, UPDATE, DELETE"


def _serving_role(connection: Connection) -> str | None:
    owner: str = connection.execute(text("SELECT current_user")).scalar_one()
    role = owner.removesuffix(OWNER_SUFFIX)
    if role == owner:
        return None
    known = connection.execute(
        text("SELECT rolname FROM pg_roles WHERE rolname = :role"), {"role": role}
    )
    return known.scalar_one_or_none()


def _run(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)
