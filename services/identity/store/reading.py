"""What the reading functions share."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString
from uuid import UUID

from services.chassis.database import Transaction

NAME: Final = {"table": "people", "column": "name"}
"""Where a person's name is sealed."""

ADDRESS: Final = {"table": "contacts", "column": "address"}
"""Where a contact's address is sealed."""


async def rows(tx: Transaction, statement: LiteralString, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Run a statement with the one parameter `ids` and return all rows."""
    return await (await tx.execute(statement, {"ids": list(ids)})).fetchall()
