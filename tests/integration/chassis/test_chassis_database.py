"""What a connection of the pool keeps of whoever had it before: nothing."""

import contextlib

import psycopg
import pytest

from deploy.local.postgres import Databases
from services.chassis.database import Database, Transaction


async def _only_reads(tx: Transaction) -> bool:
    row = await (await tx.execute("SHOW transaction_read_only")).fetchone()
    assert row is not None
    return bool(row["transaction_read_only"] == "on")


async def test_who_reads_and_fails_to_roll_back_leaves_a_connection_that_writes(
    urls: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a cancellation that comes late hits the ROLLBACK instead of the query."""

    class Failed(Exception):
        """Whatever ends a block."""

    async with Database(urls.url, max_connections=1, wait_seconds=10) as narrow:
        with monkeypatch.context() as late, contextlib.suppress(Failed, psycopg.Error):
            async with narrow.transaction(read_only=True) as tx:
                late.setattr(psycopg.AsyncTransaction, "_get_rollback_commands", lambda _: [b"SELECT 1 / 0"])
                reader = tx.info.backend_pid
                raise Failed
        async with narrow.transaction() as tx:
            assert tx.info.backend_pid == reader, "it must be the same connection"
            assert not await _only_reads(tx)


async def test_only_who_says_so_cannot_write(urls: Databases) -> None:
    async with Database(urls.url, max_connections=1, wait_seconds=10) as narrow:
        for only_reads in (False, True, False, True, True):
            async with narrow.transaction(read_only=only_reads) as tx:
                assert await _only_reads(tx) is only_reads
