"""The script by which a deployment makes its databases, run for real."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import yaml

from data.engine import Stores
from data.migrations import is_current, upgrade
from data.migrations.rights import grant_rights
from data.repositories import AuditLog
from data.repositories.reconcile import reconcile
from privacy.keys import KeyRing
from tests.stored import NOW, registered
from tests.stores import PostgresServer, postgresql_binaries

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("main", "keys")


@pytest.fixture
def deployed(postgresql: PostgresServer, tmp_path: Path) -> Iterator[PostgresServer]:
    """A server on which the deployment's script has run, as the container would run it."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    script = compose["configs"]["create_databases"]["content"].replace("$$", "$")
    assert "/run/secrets/" in script
    for part in PARTS:
        for name in (part, f"{part}_owner"):
            (tmp_path / f"{name}_password").write_text(f'it\'s "odd" {name} $(false)\n')
    subprocess.run(
        ["/bin/sh", "-c", script.replace("/run/secrets", str(tmp_path))],
        check=True,
        capture_output=True,
        env={
            "PATH": f"{postgresql_binaries()}{os.pathsep}/usr/bin:/bin",
            "PGHOST": str(postgresql.folder),
            "POSTGRES_USER": "app",
        },
    )
    yield postgresql
    for part in PARTS:
        postgresql.drop(f"passerelle_{part}")
        postgresql.execute(f"DROP ROLE passerelle_{part}, passerelle_{part}_owner")


def url(server: PostgresServer, role: str, database: str) -> str:
    return f"postgresql+psycopg://passerelle_{role}@/passerelle_{database}?host={server.folder}"


def connected(server: PostgresServer, role: str, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(server.folder), user=f"passerelle_{role}", dbname=f"passerelle_{database}"
    )


def stores_of(server: PostgresServer, suffix: str = "") -> Stores:
    return Stores(*(url(server, f"{part}{suffix}", part) for part in PARTS))


def test_each_role_reaches_its_own_database_only(deployed: PostgresServer) -> None:
    for role in PARTS:
        for database in PARTS:
            for suffix in ("", "_owner"):
                if role == database:
                    connected(deployed, role + suffix, database).close()
                else:
                    with pytest.raises(psycopg.OperationalError, match="permission denied"):
                        connected(deployed, role + suffix, database)


def test_passwords_are_taken_as_they_stand_in_their_files(deployed: PostgresServer) -> None:
    with psycopg.connect(host=str(deployed.folder), user="app", dbname="postgres") as connection:
        rows = connection.execute(
            "SELECT rolname, rolpassword LIKE 'SCRAM-SHA-256%', rolsuper OR rolcreatedb"
            " FROM pg_authid WHERE rolname LIKE 'passerelle%' ORDER BY 1"
        ).fetchall()
    names = [f"passerelle_{part}{suffix}" for part in ("keys", "main") for suffix in ("", "_owner")]
    assert rows == [(name, True, False) for name in names]


def test_who_serves_changes_neither_a_table_nor_the_log(deployed: PostgresServer) -> None:
    """Migrated by the owners, served by the others; twice, as at every new version."""
    owners = stores_of(deployed, "_owner")
    for _ in range(2):
        upgrade(owners)
        assert grant_rights(owners) == ("passerelle_keys", "passerelle_main")
    owners.close()
    stores, ring = stores_of(deployed), KeyRing.generate()
    assert is_current(stores)
    reconcile(stores, ring, NOW)
    registered(stores, ring, 1)
    with stores.begin(reading=True) as work:
        assert AuditLog(work, ring).verify().count > 0
    stores.close()
    for statement in REFUSED:
        with connected(deployed, "main", "main") as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
            connection.rollback()


REFUSED = (
    "UPDATE audit_entry SET at = at",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "ALTER TABLE audit_entry ADD COLUMN more text",
    "DROP TABLE identity",
    "CREATE TABLE more (word text)",
    "UPDATE alembic_version SET version_num = '0001'",
    "DELETE FROM installation",
)


def test_one_role_that_does_both_has_no_rights_set(stores: Stores) -> None:
    assert grant_rights(stores) == ()
