"""Findings in their right of reply: until when, and who is still to be told. What was found is never here."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.chassis.database import Transaction
from services.notifications.domain.assignment import Assignment
from services.notifications.store.lines import assignment


class Untold(NamedTuple):
    """A liaison who is to be told of a finding."""

    person_id: UUID
    finding_id: UUID
    line: Assignment
    earlier: int
    """How many mails about the finding the person has been due."""


async def keep(tx: Transaction, finding_id: UUID, *, assignment_id: UUID, reply_until: date) -> None:
    """Write a finding as it was announced."""
    statement = """
        INSERT INTO findings (id, assignment_id, reply_until_date)
        VALUES (%(id)s, %(assignment_id)s, %(reply_until)s)
            ON CONFLICT (id) DO NOTHING
    """
    await tx.execute(statement, {"id": finding_id, "assignment_id": assignment_id, "reply_until": reply_until})


async def reply_until(tx: Transaction, finding_id: UUID) -> date | None:
    """Return the last day for a reply; None if the finding is not known here."""
    statement = "SELECT reply_until_date FROM findings WHERE id = %(id)s"
    row = await (await tx.execute(statement, {"id": finding_id})).fetchone()
    return row["reply_until_date"] if row else None


async def untold(tx: Transaction, addressee_id: UUID, *, today: date, person_id: UUID | None = None) -> list[Untold]:
    """Return who may have to be told of which finding: liaisons of today, and windows that have not ended.

    Args:
        tx: The transaction, holding the addressee's lock.
        addressee_id: The addressee.
        today: The day in the deployment's time zone.
        person_id: Only this liaison.
    """
    statement = """
        SELECT DISTINCT mandates.person_id AS liaison_id, findings.id AS finding_id, lines.*,
               (SELECT count(*)
                  FROM deliveries
                 WHERE deliveries.publication_id = lines.publication_id
                   AND deliveries.addressee_id = lines.addressee_id
                   AND deliveries.person_id = mandates.person_id
                   AND deliveries.finding_id = findings.id) AS earlier
          FROM lines
          JOIN findings ON findings.assignment_id = lines.id
          JOIN mandates ON mandates.addressee_id = lines.addressee_id
         WHERE lines.addressee_id = %(addressee_id)s
           AND findings.reply_until_date >= %(today)s
           AND (%(person_id)s::uuid IS NULL OR mandates.person_id = %(person_id)s)
           AND NOT mandates.ended
           AND mandates.from_date <= %(today)s
           AND NOT EXISTS (SELECT FROM delivery_items AS item
                            WHERE item.finding_id = findings.id
                              AND item.person_id = mandates.person_id
                              AND item.claims)
         ORDER BY liaison_id, findings.id
    """
    parameters = {"addressee_id": addressee_id, "today": today, "person_id": person_id}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return [Untold(row["liaison_id"], row["finding_id"], assignment(row), row["earlier"]) for row in rows]
