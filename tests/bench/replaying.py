"""The store layer alone: the statements that a command sent once, sent again on other rows through the same pool."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID, uuid4

from services.chassis.database import Database
from tests.bench import copies
from tests.bench.pgbench import FRESH, Statement


async def again(database: Database, statements: Sequence[Statement], moving: Collection[UUID], number: int) -> None:
    """Send a recorded transaction on the copies with that number, and read every answer.

    Args:
        database: The service's pool.
        statements: What was recorded.
        moving: Ids of rows of which there are copies, in the state that the recorded ones had.
        number: That of the copies.
    """
    position = None
    async with database.transaction() as tx:
        for sql, given in statements:
            fresh = next((name for what, name in FRESH.items() if what in sql), "")
            values = {
                name: _moved(name, value, moving, number, fresh=name == fresh, position=position)
                for name, value in given.items()
            }
            cursor = await tx.execute(sql, values)
            found = await cursor.fetchall() if cursor.description else []
            if "INSERT INTO events" in sql:
                position = found[0]["position"]


def _moved(name: str, value: Any, moving: Collection[UUID], number: int, *, fresh: bool, position: int | None) -> Any:
    if isinstance(value, list):
        return [_moved(name, each, moving, number, fresh=fresh, position=position) for each in value]
    if fresh:
        return uuid4()
    if name == "idempotency_key":
        return uuid4().hex
    if name == "position" and isinstance(value, int):
        return position
    return copies.copy_of(value, number) if isinstance(value, UUID) and value in moving else value
