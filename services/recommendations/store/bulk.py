"""Many rows at once, for a rebuild: into tables that are empty of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import sql

from services.chassis.database import Transaction


async def copy(tx: Transaction, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows that all have the same columns.

    Raises:
        psycopg.errors.UniqueViolation: One of them is there already.
    """
    if not rows:
        return
    columns = sql.SQL(", ").join(sql.Identifier(each) for each in rows[0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    async with tx.cursor().copy(statement) as copying:
        for row in rows:
            await copying.write_row(list(row.values()))
