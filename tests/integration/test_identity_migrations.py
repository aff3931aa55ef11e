"""What identity knows of bodies that it heard of before a migration."""

import asyncio
from uuid import uuid4

import psycopg
import pytest

from deploy.local.postgres import Postgres
from services.chassis import migrate
from tests.integration.upgrading import upgrade_to


@pytest.mark.parametrize(("before", "column"), [("identity_0010", "urdu_name"), ("identity_0012", "slug")])
async def test_bodies_heard_of_before_are_asked_for_anew_and_nothing_else_is(
    postgres: Postgres, before: str, column: str
) -> None:
    """Revisions 0011, 0013: Urdu names and slugs came in events applied without them. The tail check asks for these."""
    body, waiting, delivery = (uuid4() for _ in range(3))
    with postgres.throwaway("identity") as databases:
        await asyncio.to_thread(upgrade_to, databases.migration_url, before)
        with psycopg.connect(databases.migration_url) as owner:
            for each in (body, waiting):
                owner.execute("INSERT INTO addressees (id, kind, name) VALUES (%s, 'agency', 'Commission')", (each,))
            for aggregate_id, source, parked in (
                (body, "recommendations", False),
                (waiting, "recommendations", True),
                (delivery, "notifications", False),
            ):
                owner.execute(
                    "INSERT INTO consumed (consumer, aggregate_id, source, public_version, parked)"
                    " VALUES ('identity', %s, %s, 3, %s)",
                    (aggregate_id, source, parked),
                )
        await asyncio.to_thread(migrate.upgrade, databases.migration_url, service="identity")
        with psycopg.connect(databases.migration_url) as owner:
            assert {row[0] for row in owner.execute("SELECT aggregate_id FROM consumed").fetchall()} == {
                waiting,
                delivery,
            }
            assert owner.execute(f"SELECT DISTINCT {column} FROM addressees").fetchall() == [(None,)]
