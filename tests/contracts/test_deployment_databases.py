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
        (tmp_path / f"{part}_password").write_text(f'it\'s "odd" {part} $(false)\n')
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
        postgresql.execute(f"DROP ROLE passerelle_{part}")


def url(server: PostgresServer, role: str, database: str) -> str:
    return f"postgresql+psycopg://passerelle_{role}@/passerelle_{database}?host={server.folder}"


def test_each_role_reaches_its_own_database_only(deployed: PostgresServer) -> None:
    for role in PARTS:
        for database in PARTS:
            opened = {
                "host": str(deployed.folder),
                "user": f"passerelle_{role}",
                "dbname": f"passerelle_{database}",
            }
            if role == database:
                psycopg.connect(**opened).close()  # type: ignore[arg-type]  # names and texts
            else:
                with pytest.raises(psycopg.OperationalError, match="permission denied"):
                    psycopg.connect(**opened)  # type: ignore[arg-type]  # names and texts


def test_passwords_are_taken_as_they_stand_in_their_files(deployed: PostgresServer) -> None:
    with psycopg.connect(host=str(deployed.folder), user="app", dbname="postgres") as connection:
        rows = connection.execute(
            "SELECT rolname, rolpassword LIKE 'SCRAM-SHA-256%', rolsuper OR rolcreatedb"
            " FROM pg_authid WHERE rolname LIKE 'passerelle%' ORDER BY 1"
        ).fetchall()
    assert rows == [("passerelle_keys", True, False), ("passerelle_main", True, False)]


def test_the_migrations_run_with_exactly_those_rights(deployed: PostgresServer) -> None:
    stores = Stores(url(deployed, "main", "main"), url(deployed, "keys", "keys"))
    upgrade(stores)
    assert is_current(stores)
    stores.close()
