"""Which organisation asks which body for something: a copy of lines, as far as identity needs them."""

from typing import Literal
from uuid import UUID

from services.chassis.database import Transaction

Reason = Literal["withdrawn", "joined", "recorded"]
"""Why nothing is asked of a statement: for good, while another one stands for it, or while it is not tracked."""


async def keep_line(
    tx: Transaction, assignment_id: UUID, *, statement_id: UUID, addressee_id: UUID, organisation_id: UUID
) -> None:
    """Note that an organisation asks a body for something."""
    statement = """
        INSERT INTO asked_lines (assignment_id, statement_id, addressee_id, organisation_id)
        VALUES (%(id)s, %(statement_id)s, %(addressee_id)s, %(organisation_id)s)
            ON CONFLICT DO NOTHING
    """
    row = {
        "id": assignment_id,
        "statement_id": statement_id,
        "addressee_id": addressee_id,
        "organisation_id": organisation_id,
    }
    await tx.execute(statement, row)


async def set_line_over(tx: Transaction, assignment_id: UUID, *, over: bool) -> None:
    """Note whether a line is closed, or with another body."""
    statement = "UPDATE asked_lines SET over = %(over)s WHERE assignment_id = %(id)s"
    await tx.execute(statement, {"id": assignment_id, "over": over})


async def set_unasked(tx: Transaction, statement_id: UUID, reason: Reason, *, unasked: bool) -> None:
    """Note whether nothing is asked of a statement, for this reason."""
    statement = (
        "INSERT INTO unasked_statements VALUES (%(id)s, %(reason)s) ON CONFLICT DO NOTHING"
        if unasked
        else "DELETE FROM unasked_statements WHERE statement_id = %(id)s AND reason = %(reason)s"
    )
    await tx.execute(statement, {"id": statement_id, "reason": reason})
