"""Lines to be told, and what a mail prints of them."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from psycopg.rows import DictRow

from services.chassis.database import Transaction
from services.notifications.domain.assignment import Assignment
from services.notifications.domain.content import Heading, Particulars
from services.notifications.domain.delivery import KIND_REQUEST


async def lock_addressee(tx: Transaction, addressee_id: UUID) -> None:
    """Let nobody else decide who is told of this addressee's lines until the transaction ends.

    A new line, a new mandate and a line that is shown again come in transactions of their own, at the same time; each
    of them has to see what the other has written. Take it after writing the copy and before reading any.
    """
    # A class of its own, so that it never meets the chassis's locks on texts.
    statement = "SELECT pg_advisory_xact_lock(hashtextextended('addressee ' || %(id)s::uuid::text, 0))"
    await tx.execute(statement, {"id": addressee_id})


async def untold(
    tx: Transaction,
    addressee_id: UUID,
    *,
    today: date,
    publication_id: UUID | None = None,
    person_id: UUID | None = None,
) -> list[tuple[UUID, Assignment]]:
    """Return who may have to be told of which line: liaisons of today, lines that no mail server has taken over yet.

    Lines of which another mail tells the person already are left out. In order of person, act and number.

    Args:
        tx: The transaction, holding the addressee's lock.
        addressee_id: The addressee.
        today: The day in the deployment's time zone.
        publication_id: Only lines of this publishing act.
        person_id: Only this liaison.
    """
    statement = """
        SELECT DISTINCT mandates.person_id AS liaison_id, lines.*
          FROM lines
          JOIN mandates ON mandates.addressee_id = lines.addressee_id
         WHERE lines.addressee_id = %(addressee_id)s
           AND (%(publication_id)s::uuid IS NULL OR lines.publication_id = %(publication_id)s)
           AND (%(person_id)s::uuid IS NULL OR mandates.person_id = %(person_id)s)
           AND NOT mandates.ended
           AND mandates.from_date <= %(today)s
           AND NOT EXISTS (SELECT FROM delivery_items AS item
                            WHERE item.assignment_id = lines.id
                              AND item.person_id = mandates.person_id
                              AND item.kind = %(kind)s
                              AND item.claims)
           AND NOT EXISTS (SELECT FROM delivery_items AS item
                             JOIN deliveries ON deliveries.id = item.delivery_id
                            WHERE item.assignment_id = lines.id
                              AND item.kind = %(kind)s
                              AND deliveries.state = 'accepted')
         ORDER BY liaison_id, lines.publication_id, lines.number_order, lines.id
    """
    parameters = {
        "addressee_id": addressee_id,
        "today": today,
        "publication_id": publication_id,
        "person_id": person_id,
        "kind": KIND_REQUEST,
    }
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return [(row["liaison_id"], assignment(row)) for row in rows]


async def is_complete(tx: Transaction, *, publication_id: UUID, addressee_id: UUID) -> bool:
    """Tell whether all lines of the publishing act for the addressee are here."""
    statement = """
        SELECT count(*) >= max(lines_in_publication) AS complete
          FROM assignments
         WHERE publication_id = %(publication_id)s AND addressee_id = %(addressee_id)s
    """
    parameters = {"publication_id": publication_id, "addressee_id": addressee_id}
    row = await (await tx.execute(statement, parameters)).fetchone()
    return bool(row and row["complete"])


async def lines(tx: Transaction, assignment_ids: Collection[UUID]) -> list[Assignment]:
    """Return the lines as they are now, in the order of their numbers."""
    statement = "SELECT * FROM lines WHERE id = ANY(%(ids)s) ORDER BY number_order, id"
    rows = await (await tx.execute(statement, {"ids": list(assignment_ids)})).fetchall()
    return [assignment(row) for row in rows]


async def of_statement(tx: Transaction, statement_id: UUID) -> list[Assignment]:
    """Return the lines of a statement that are known here."""
    statement = "SELECT * FROM lines WHERE statement_id = %(id)s ORDER BY id"
    return [assignment(row) for row in await (await tx.execute(statement, {"id": statement_id})).fetchall()]


async def addressees_of(tx: Transaction, aggregate_id: UUID) -> list[UUID]:
    """Return the addressees of a statement's, or of a consultation's lines, and of those for which it stands.

    In order, so that locks are taken in it.
    """
    statement = """
        SELECT DISTINCT addressee_id
          FROM assignments
         WHERE statement_id = %(id)s OR consultation_id = %(id)s
            OR statement_id IN (SELECT changes.statement_id
                                  FROM changes
                                 WHERE changes.other_id = %(id)s
                                    OR changes.details ->> 'number' LIKE
                                       (SELECT number || '/%%' FROM consultations WHERE id = %(id)s)
                                    OR changes.other_id IN (SELECT other.statement_id
                                                              FROM assignments AS other
                                                             WHERE other.consultation_id = %(id)s))
         ORDER BY addressee_id
    """
    return [row["addressee_id"] for row in await (await tx.execute(statement, {"id": aggregate_id})).fetchall()]


async def holders_of(tx: Transaction, assignment_id: UUID) -> list[UUID]:
    """Return the addressees of an assignment and of those to which its line went; none if it is not known here.

    In order, so that locks are taken in it.
    """
    statement = """
        WITH RECURSIVE held AS (
             SELECT id, addressee_id, successor_id FROM assignments WHERE id = %(id)s
              UNION
             SELECT next.id, next.addressee_id, next.successor_id
               FROM held
               JOIN assignments AS next ON next.id = held.successor_id)
        SELECT DISTINCT addressee_id FROM held ORDER BY addressee_id
    """
    return [row["addressee_id"] for row in await (await tx.execute(statement, {"id": assignment_id})).fetchall()]


async def particulars(tx: Transaction, assignment_ids: Sequence[UUID]) -> list[Particulars]:
    """Return what a mail prints of the lines, in the order of their numbers."""
    statement = """
        SELECT a.tracked_number, a.number_order, coalesce(s.title_id, a.title_id) AS title_id,
               coalesce(s.text_id, a.text_id) AS text_id, a.response_period_days, a.illustrative,
               (SELECT coalesce(jsonb_agg(jsonb_build_array(b.names, b.authoritative_language) ORDER BY b.id), '[]')
                  FROM assignments AS former
                  JOIN addressees AS b ON b.id = former.addressee_id
                 WHERE former.successor_id = a.id) AS formers,
               (SELECT coalesce(jsonb_agg(jsonb_build_array(b.names, b.authoritative_language) ORDER BY b.id), '[]')
                  FROM assignments AS earlier
                  JOIN addressees AS b ON b.id = earlier.addressee_id
                 WHERE earlier.statement_id = a.statement_id AND earlier.publication_id < a.publication_id
                   AND NOT EXISTS (SELECT FROM assignments WHERE successor_id = earlier.id)) AS earlier
          FROM assignments AS a
          LEFT JOIN statements AS s ON s.id = a.statement_id
         WHERE a.id = ANY(%(ids)s)
         ORDER BY a.number_order, a.id
    """
    rows = await (await tx.execute(statement, {"ids": list(assignment_ids)})).fetchall()
    return [Particulars(**row) for row in rows]


async def heading(tx: Transaction, *, addressee_id: UUID, consultation_id: UUID) -> Heading | None:
    """Return what a mail prints about who is asked by whom; None while one of both is not known here yet."""
    statement = """
        SELECT names AS addressee_names, authoritative_language AS addressee_language, slug AS addressee_slug,
               by_letter_only, number AS consultation_number, title_id, host_name_id
          FROM addressees, consultations
         WHERE addressees.id = %(addressee_id)s AND consultations.id = %(consultation_id)s
    """
    parameters = {"addressee_id": addressee_id, "consultation_id": consultation_id}
    row = await (await tx.execute(statement, parameters)).fetchone()
    return Heading(**row) if row else None


def assignment(row: DictRow) -> Assignment:
    """Read a row of the view `lines`."""
    return Assignment(**{name: row[name] for name in Assignment.__dataclass_fields__})
