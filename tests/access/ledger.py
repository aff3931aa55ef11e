"""Whether anything was written to a service's database since one last looked, and where.

A transaction that writes takes a number, and PostgreSQL knows of each number whether it was committed: if none was,
every row is as it was. Only otherwise are the tables themselves compared.
"""

from collections.abc import Collection, Mapping
from typing import Any, Self

import psycopg
from psycopg.rows import tuple_row

from tests.fuzzing.verdict import State

_NOW = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
_COMMITTED = """
    SELECT coalesce(bool_or(pg_xact_status(number::text::xid8) <> 'aborted'), false)
      FROM generate_series(%(since)s::bigint, %(until)s::bigint - 1) AS number
"""
_HOLDING = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_WRITTEN = """
    SELECT relname FROM pg_stat_xact_user_tables
     WHERE n_tup_ins + n_tup_upd > 0 AND has_table_privilege(relid, 'SELECT')
"""


class Ledger:
    """Looks at the database as somebody who may see every row.

    Args:
        url: A connection that no row is hidden from.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._state = State(url)
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._seen = 0
        self._tables: Mapping[str, str] = {}

    async def __aenter__(self) -> Self:
        """Connect."""
        await self._state.__aenter__()
        self._connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnect."""
        await self._state.__aexit__()
        if self._connection:
            await self._connection.close()

    async def rows(self, statement: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Look into the database."""
        assert self._connection is not None
        return await (await self._connection.execute(statement, parameters)).fetchall()

    async def look(self) -> None:
        """Note how everything is now."""
        self._seen = await self._now()
        self._tables = await self._state.tables()

    async def written(self) -> frozenset[str]:
        """Return the tables that were written to since, and note how everything is now."""
        now = await self._now()
        if not (await self.rows(_COMMITTED, since=self._seen, until=now))[0][0]:
            self._seen = now
            return frozenset()
        before = self._tables
        await self.look()
        return frozenset(name for name, rows in self._tables.items() if rows != before.get(name))

    async def holding(self, text: str) -> list[str]:
        """Return the tables in which the text stands in some row, in clear."""
        assert self._connection is not None
        tables = [name for (name,) in await self.rows(_HOLDING)]
        return [table for table in tables if await _holds(self._connection, table, [text])]

    async def _now(self) -> int:
        return int((await self.rows(_NOW))[0][0])


async def written_in(tx: psycopg.AsyncConnection[Any], texts: Collection[str]) -> dict[str, bool]:
    """Return the tables that an open transaction has written to, and whether one of the texts stands there in clear."""
    async with tx.cursor(row_factory=tuple_row) as cursor:
        tables = [str(name) for (name,) in await (await cursor.execute(_WRITTEN)).fetchall()]
    return {table: await _holds(tx, table, texts) for table in tables}


async def _holds(connection: psycopg.AsyncConnection[Any], table: str, texts: Collection[str]) -> bool:
    row = f'"{table}"::text'  # a column of bytes is written in hexadecimal
    like = f'SELECT EXISTS (SELECT FROM "{table}" WHERE {row} LIKE ANY(%(any)s))'
    wanted = [f"%{each}%" for text in texts for each in (text, text.encode().hex())]
    async with connection.cursor(row_factory=tuple_row) as cursor:
        [(found,)] = await (await cursor.execute(like.encode(), {"any": wanted})).fetchall()
    return bool(found)
