"""Past days of a crowd: on the day before yesterday half of its lines were there, and each of those in another row."""

import asyncio
from datetime import date, timedelta
from typing import Final

from services.chassis.database import Database
from services.recommendations.store import past
from tests.bench import copies
from tests.bench.parts import Parts, database_of

_PASTS: Final = {
    "addressees": ("", "", "(2, NULL::bigint)"),
    "consultations": ("", "", "(2, NULL::bigint)"),
    "recommendations": ("counted, ", "false, ", "(2, NULL::bigint)"),
    "assignments": ("stands, ", "t.listed, ", "(2, :last::bigint), (:last, NULL)"),
}
"""Table to what its past has beside its columns, and to the states of each row: from when to when."""
_WHICH: Final = {"assignments": "t.tracked_no % 2 = 0 OR s.begun > 2"}


async def write(parts: Parts, database: Database, today: date) -> None:
    """Write what a rebuild would write of the day before yesterday and of yesterday, in SQL."""
    name = database_of(database.url)
    await asyncio.to_thread(_write, parts, name, today)
    async with database.transaction() as tx:
        await past.finish(tx, 2)
    with parts.postgres.admin(name) as connection:
        connection.execute("VACUUM ANALYZE")


def _write(parts: Parts, name: str, today: date) -> None:
    with parts.postgres.admin(name) as connection, copies.without_indexes(connection, [f"past_{of}" for of in _PASTS]):
        days = [today - timedelta(days=3), today - timedelta(days=2), today - timedelta(days=1)]
        # Positions 1 to 3 are those of the first events; what is known now is that of the last.
        (last,) = connection.execute("SELECT max(position) FROM events").fetchone() or (0,)
        for day, position in zip(days, (1, 2, last), strict=True):
            connection.execute("INSERT INTO past_days VALUES (%s, %s, true)", [day, position])
        for table, (more, values, states) in _PASTS.items():
            names = [f'"{each}"' for each in copies.columns(connection, table)]
            connection.execute(f"""
                INSERT INTO past_{table} ({", ".join(names)}, {more} valid_from, valid_to)
                SELECT {", ".join(f"t.{each}" for each in names)}, {values} begun, ended
                  FROM {table} t
                 CROSS JOIN LATERAL (VALUES {states.replace(":last", str(last))}) AS s (begun, ended)
                 WHERE {_WHICH.get(table, "true")}
            """)
