"""The store layer alone: the statements that a command sent once, sent again on other rows through the same pool.

What moves from one time to the next is worked out once: what is measured is the store, not this.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from services.chassis.database import Database
from tests.bench import copies
from tests.bench.pgbench import FRESH, Statement

_Mover = Callable[[int, int | None], Any]
"""Returns what a parameter is on the copies of a number, after the event came to stand at a position."""

_APPENDS: Final = "INSERT INTO events"


@dataclass(frozen=True)
class _Step:
    sql: str
    given: dict[str, Any]
    moves: dict[str, _Mover]
    appends: bool


class Replay:
    """A recorded transaction, ready to be sent again.

    Args:
        statements: What was recorded.
        moving: Ids of rows of which there are copies, in the state that the recorded ones had.
    """

    def __init__(self, statements: Iterable[Statement], moving: Collection[UUID]) -> None:
        self._steps = [_step(sql, given, moving) for sql, given in statements]

    async def again(self, database: Database, number: int) -> None:
        """Send it on the copies with that number through the service's pool, and read every answer."""
        position = None
        async with database.transaction() as tx:
            for step in self._steps:
                moved = {name: move(number, position) for name, move in step.moves.items()}
                cursor = await tx.execute(step.sql, step.given | moved)
                found = await cursor.fetchall() if cursor.rownumber is not None else []
                if step.appends:
                    position = found[0]["position"]


def _step(sql: str, given: dict[str, Any], moving: Collection[UUID]) -> _Step:
    fresh = next((name for what, name in FRESH.items() if what in sql), "")
    moves = {name: _mover(name, value, moving, fresh=name == fresh) for name, value in given.items()}
    return _Step(sql, given, {name: each for name, each in moves.items() if each}, _APPENDS in sql)


def _mover(name: str, value: Any, moving: Collection[UUID], *, fresh: bool) -> _Mover | None:
    if isinstance(value, list):
        parts = [(each, _mover(name, each, moving, fresh=fresh)) for each in value]
        if not any(move for _, move in parts):
            return None
        return lambda number, position: [move(number, position) if move else each for each, move in parts]
    moves: dict[_Mover, bool] = {
        lambda _number, _position: uuid4(): fresh,
        lambda _number, _position: uuid4().hex: name == "idempotency_key",
        lambda _number, position: position: name == "position" and isinstance(value, int),
        lambda number, _position: copies.copy_of(value, number): isinstance(value, UUID) and value in moving,
    }
    return next((move for move, applies in moves.items() if applies), None)
