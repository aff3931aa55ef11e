"""Commands that are decided, written and answered as ever, and undone instead of committed.

So the next one finds everything as it was: a command that succeeds has to be asked of many people for one and the same
thing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from unittest.mock import patch

from services.chassis.database import Database


@contextmanager
def undone(database: Database, look: Callable[[Any], Awaitable[None]]) -> Iterator[None]:
    """Undo what every transaction of the service writes, until the block ends.

    Args:
        database: The service's way to its database.
        look: Is given each transaction that succeeds, before it is undone.
    """
    real = database.transaction

    @asynccontextmanager
    async def transaction(*, read_only: bool = False) -> AsyncIterator[Any]:
        async with real(read_only=read_only) as tx:
            async with tx.transaction(force_rollback=True):
                yield tx
                await look(tx)
            tx.appended = False  # there is nothing for the relay

    with patch.object(database, "transaction", transaction):
        yield
