"""Findings in their right of reply: until when, and who is still to be told of what. What was found is never here."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.chassis.database import Transaction
from services.notifications.domain.assignment import Assignment
from services.notifications.domain.delivery import KIND_FINDING, KIND_FINDING_TAKEN_BACK
from services.notifications.store.lines import assignment


class Untold(NamedTuple):
    """A liaison who is to be told of a finding, or that it was taken back."""

    person_id: UUID
    finding_id: UUID
    line: Assignment
    """The one that was checked, or the one that is open where it went."""
    taken_back: bool
    earlier: int
    """How many mails of this kind about the finding the person has been due."""


async def keep(tx: Transaction, finding_id: UUID, *, assignment_id: UUID, reply_until: date) -> None:
    """Write a finding as it was announced."""
    statement = """
        INSERT INTO findings (id, assignment_id, reply_until_date)
        VALUES (%(id)s, %(assignment_id)s, %(reply_until)s)
            ON CONFLICT (id) DO NOTHING
    """
    await tx.execute(statement, {"id": finding_id, "assignment_id": assignment_id, "reply_until": reply_until})


async def extend(tx: Transaction, finding_id: UUID, *, reply_until: date) -> None:
    """Note that the right of reply lasts longer: a mail that still waits says so."""
    statement = "UPDATE findings SET reply_until_date = %(reply_until)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": finding_id, "reply_until": reply_until})


async def take_back(tx: Transaction, finding_id: UUID) -> None:
    """Note that the finding was taken back."""
    await tx.execute("UPDATE findings SET taken_back = true WHERE id = %(id)s", {"id": finding_id})


class Window(NamedTuple):
    """The right of reply to a finding."""

    reply_until: date
    """Last day for a reply."""
    taken_back: bool
    addressee_id: UUID | None
    """The body whose claim was checked: a finding stays with its line. None while that is not known here."""
    slug: str
    """Names that body in addresses; empty if it is not known here."""
    names: Mapping[str, str]
    """What that body is called, by language."""
    original_language: str
    """The language of the name that counts."""


async def window(tx: Transaction, finding_id: UUID) -> Window | None:
    """Return the right of reply to a finding; None if the finding is not known here."""
    statement = """
        SELECT findings.reply_until_date AS reply_until, findings.taken_back, addressees.id AS addressee_id,
               coalesce(addressees.slug, '') AS slug, coalesce(addressees.names, '{}') AS names,
               coalesce(addressees.authoritative_language, '') AS original_language
          FROM findings
          LEFT JOIN assignments ON assignments.id = findings.assignment_id
          LEFT JOIN addressees ON addressees.id = assignments.addressee_id
         WHERE findings.id = %(id)s
    """
    row = await (await tx.execute(statement, {"id": finding_id})).fetchone()
    return Window(**row) if row else None


async def untold(tx: Transaction, addressee_id: UUID, *, today: date, person_id: UUID | None = None) -> list[Untold]:
    """Return who may have to be told of which finding: liaisons of today, and windows that have not ended.

    A finding stays with its line; whoever has that line now is told of it as of one of its own.
    That one was taken back is told to whoever was told of it, in a mail that was at least tried, and to nobody else.

    Args:
        tx: The transaction, holding the addressee's lock.
        addressee_id: The addressee.
        today: The day in the deployment's time zone.
        person_id: Only this liaison.
    """
    statement = """
        WITH RECURSIVE came AS (
             SELECT id, id AS checked_id FROM assignments WHERE addressee_id = %(addressee_id)s
              UNION
             SELECT came.id, former.id
               FROM came
               JOIN assignments AS former ON former.successor_id = came.checked_id)
        SELECT DISTINCT mandates.person_id AS liaison_id, findings.id AS finding_id, lines.*,
               findings.taken_back,
               (SELECT count(*)
                  FROM deliveries
                 WHERE deliveries.publication_id = lines.publication_id
                   AND deliveries.addressee_id = lines.addressee_id
                   AND deliveries.person_id = mandates.person_id
                   AND deliveries.finding_id = findings.id
                   AND deliveries.kind = CASE WHEN findings.taken_back THEN %(back)s ELSE %(finding)s END) AS earlier
          FROM lines
          JOIN came ON came.id = lines.id
          JOIN findings ON findings.assignment_id = came.checked_id
          JOIN mandates ON mandates.addressee_id = lines.addressee_id
         WHERE CASE WHEN findings.taken_back
                    THEN EXISTS (SELECT FROM deliveries AS told
                                  WHERE told.finding_id = findings.id
                                    AND told.person_id = mandates.person_id
                                    AND told.kind = %(finding)s
                                    AND told.trying_since IS NOT NULL)
                    ELSE findings.reply_until_date >= %(today)s END
           AND (%(person_id)s::uuid IS NULL OR mandates.person_id = %(person_id)s)
           AND NOT mandates.ended
           AND mandates.from_date <= %(today)s
           AND NOT EXISTS (SELECT FROM delivery_items AS item
                            WHERE item.finding_id = findings.id
                              AND item.person_id = mandates.person_id
                              AND item.kind = CASE WHEN findings.taken_back THEN %(back)s ELSE %(finding)s END
                              AND item.claims)
         ORDER BY liaison_id, findings.id
    """
    parameters = {
        "addressee_id": addressee_id,
        "today": today,
        "person_id": person_id,
        "finding": KIND_FINDING,
        "back": KIND_FINDING_TAKEN_BACK,
    }
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return [
        Untold(row["liaison_id"], row["finding_id"], assignment(row), row["taken_back"], row["earlier"]) for row in rows
    ]
