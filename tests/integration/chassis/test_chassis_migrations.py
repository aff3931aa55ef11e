"""Migrations: three at once, one killed in the middle, and what the service's role may not do."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.names import REPOSITORY
from deploy.local.postgres import Databases, Postgres
from services.chassis import migrate, schema
from services.chassis.database import Database

SERVICE = "consultations"

SLOW = """
    from alembic import op

    revision = "consultations_0001"
    down_revision = None
    branch_labels = ("consultations",)
    depends_on = None


    def upgrade():
        op.execute("CREATE TABLE trial (id uuid PRIMARY KEY); SELECT pg_sleep({seconds}); CREATE TABLE second (i int)")
"""


@pytest.fixture
def database(postgres: Postgres) -> Iterator[Databases]:
    """An empty database."""
    with postgres.throwaway(SERVICE) as made:
        yield made


def migrating(database: Databases, folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that applies the chassis's revisions, and the one in the folder."""
    program = f"""
        from pathlib import Path
        from services.chassis import migrate, schema
        schema.folder_of = lambda service: Path({str(folder)!r})
        migrate.upgrade({database.migration_url!r}, service={SERVICE!r})
    """
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], cwd=REPOSITORY, stderr=subprocess.PIPE)


def a_revision(folder: Path, *, seconds: float) -> Path:
    (folder / "consultations_0001.py").write_text(textwrap.dedent(SLOW).format(seconds=seconds), encoding="utf-8")
    return folder


def tables(database: Databases) -> set[str]:
    with psycopg.connect(database.admin_url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {name for (name,) in rows}


def test_three_started_at_once_end_well(database: Databases, tmp_path: Path) -> None:
    folder = a_revision(tmp_path, seconds=0.2)
    processes = [migrating(database, folder) for _ in range(3)]
    for process in processes:
        _, complaint = process.communicate(timeout=90)
        assert process.returncode == 0, complaint.decode()
    assert {"events", "texts", "outbox", "consumed", "dead_letters", "replies", "trial", "second"} <= tables(database)


async def test_one_killed_in_the_middle_blocks_nobody_and_leaves_nothing_half_done(
    database: Databases, tmp_path: Path
) -> None:
    folder = a_revision(tmp_path, seconds=600)
    doomed = await asyncio.to_thread(migrating, database, folder)
    async with asyncio.timeout(60), await psycopg.AsyncConnection.connect(database.admin_url, autocommit=True) as eye:
        asleep = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
        while not await (await eye.execute(asleep)).fetchone():
            assert doomed.poll() is None, "it ended by itself"
            await asyncio.sleep(0.05)
    os.kill(doomed.pid, signal.SIGKILL)
    await asyncio.to_thread(doomed.communicate)
    assert "trial" not in tables(database)
    following = migrating(database, a_revision(tmp_path, seconds=0))
    _, complaint = await asyncio.to_thread(following.communicate, timeout=60)
    assert following.returncode == 0, complaint.decode()
    assert {"trial", "second"} <= tables(database)


async def test_a_service_is_ready_only_when_every_revision_is_applied(database: Databases) -> None:
    async with Database(database.url) as pool:
        assert not await schema.at_head(pool, service=SERVICE)
        await asyncio.to_thread(migrate.upgrade, database.migration_url, service=SERVICE, only_chassis=True)
        assert not await schema.at_head(pool, service=SERVICE)
        await asyncio.to_thread(migrate.upgrade, database.migration_url, service=SERVICE)
        assert await schema.at_head(pool, service=SERVICE)


async def test_old_code_is_ready_on_a_newer_schema(database: Databases) -> None:
    await asyncio.to_thread(migrate.upgrade, database.migration_url, service=SERVICE)
    with psycopg.connect(database.migration_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'chassis_9999' WHERE version_num LIKE 'chassis_%'")
    async with Database(database.url) as pool:
        assert await schema.at_head(pool, service=SERVICE)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = 'somebody else'",
        "DELETE FROM events",
        "TRUNCATE events",
        "DELETE FROM erased_texts",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE events DROP COLUMN hash",
        "DROP TABLE outbox",
        "UPDATE alembic_version SET version_num = 'chassis_0000'",
    ],
)
def test_the_services_role_may_not(statement: str, migrated: Databases) -> None:
    with psycopg.connect(migrated.url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.fixture(scope="module")
def migrated(postgres: Postgres) -> Iterator[Databases]:
    """A database at the chassis's newest revision."""
    with postgres.throwaway(SERVICE) as made:
        migrate.upgrade(made.migration_url, service=SERVICE, only_chassis=True)
        yield made
