"""What a migration fills in, it fills in of rows that were there before."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg

from deploy.local.postgres import Postgres
from services.chassis import migrate
from tests.integration.upgrading import upgrade_to

NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)


async def test_who_entered_or_changed_a_programme_is_known_of_those_that_were_there_before(postgres: Postgres) -> None:
    """Revision 0014: none of them may clear what is found in it."""
    made, colleague, reader, host, elsewhere = (uuid4() for _ in range(5))
    changed, untold, of_others = (uuid4() for _ in range(3))
    acts = [
        *((changed, made, "create"), (changed, colleague, "change"), (changed, colleague, "change")),
        *((changed, reader, "publish"), (of_others, reader, "change")),
    ]
    with postgres.throwaway("consultations") as databases:
        await asyncio.to_thread(upgrade_to, databases.migration_url, "consultations_0013")
        with psycopg.connect(databases.migration_url) as owner:
            _act_for(owner, host, elsewhere)
            for row_id, organisation in ((changed, host), (untold, host), (of_others, elsewhere)):
                owner.execute(
                    "INSERT INTO programmes (id, organisation_id, key_id, details, version, created_by, changed_at)"
                    " VALUES (%s, %s, %s, '', 1, %s, %s)",
                    (row_id, organisation, uuid4(), made, NOON),
                )
            for row_id, actor, action in acts:
                owner.execute(
                    "INSERT INTO audit (at, actor, action, row_table, row_id) VALUES (%s, %s, %s, 'programmes', %s)",
                    (NOON, str(actor), action, row_id),
                )
            # Of another table, though by chance under the same id.
            owner.execute(
                "INSERT INTO audit (at, actor, action, row_table, row_id) VALUES (%s, %s, 'change', 'statements', %s)",
                (NOON, str(reader), changed),
            )
        await asyncio.to_thread(migrate.upgrade, databases.migration_url, service="consultations")
        with psycopg.connect(databases.migration_url) as owner:
            assert owner.execute("SELECT 1 FROM programmes").fetchall() == [], "the second net holds again"
            _act_for(owner, host, elsewhere)
            found = {row[0]: sorted(row[1]) for row in owner.execute("SELECT id, editors FROM programmes").fetchall()}
    assert found == {changed: sorted([made, colleague]), untold: [made], of_others: sorted([made, reader])}


def _act_for(connection: psycopg.Connection, *organisations: UUID) -> None:
    connection.execute("SELECT set_config('roundtable.organisations', %s, false)", (",".join(map(str, organisations)),))
