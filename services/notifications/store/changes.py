"""What happened to lines, and who is still to be told of it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from services.chassis.database import Transaction
from services.notifications.domain.changes import TOLD_WITHIN, Change, ChangeKind, News
from services.notifications.domain.delivery import KIND_ANSWERS, KIND_CHANGES, KIND_RECEIPT, Delivery
from services.notifications.store.lines import assignment


async def keep(tx: Transaction, change: Change, *, recorded_date: date) -> None:
    """Write a change; the same one again changes nothing."""
    statement = """
        INSERT INTO changes (id, kind, assignment_id, statement_id, day, recorded_date, details, other_id, author_id)
        VALUES (%(id)s, %(kind)s, %(assignment_id)s, %(statement_id)s, %(day)s, %(recorded_date)s, %(details)s,
                %(other_id)s, %(author_id)s)
            ON CONFLICT (id) DO NOTHING
    """
    row = {**vars(change), "recorded_date": recorded_date, "details": Jsonb(dict(change.details))}
    await tx.execute(statement, row)


class Untold(NamedTuple):
    """Somebody who may have to be told of a change."""

    person_id: UUID
    kind: str
    """Of the mail: a liaison is told of changes, and by a receipt of what they answered; a facilitator of answers."""
    news: News


async def untold(tx: Transaction, addressee_id: UUID, *, today: date, person_id: UUID | None = None) -> list[Untold]:
    """Return who may have to be told of which change: whoever was a liaison when it became known, and still is.

    Of an answer also whoever was a facilitator of its host then, and still is; who gave it gets a receipt.
    In order of person, host and change; who is both is told as a liaison, unless the body is no more.

    Args:
        tx: The transaction, holding the addressee's lock.
        addressee_id: The addressee.
        today: The day in the deployment's time zone.
        person_id: Only this person.
    """
    statement = """
        SELECT DISTINCT ON (liaison_id, host_organisation_id, change_place) *
          FROM news
         WHERE addressee_id = %(addressee_id)s
           AND recorded_date >= %(since)s
           AND (%(person_id)s::uuid IS NULL OR liaison_id = %(person_id)s)
           AND NOT liaison_ended
           AND liaison_from_date <= recorded_date
           AND NOT EXISTS (SELECT FROM delivery_changes AS told
                            WHERE told.change_id = news.change_id
                              AND told.addressee_id = news.addressee_id
                              AND told.person_id = news.liaison_id
                              AND told.claims)
         ORDER BY liaison_id, host_organisation_id, change_place, of_host <> body_ended, number_order
    """
    parameters = {"addressee_id": addressee_id, "since": today - TOLD_WITHIN, "person_id": person_id}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return [Untold(row["liaison_id"], _kind(row), _news(row)) for row in rows]


async def listed(tx: Transaction, delivery: Delivery) -> list[News]:
    """Return the changes of which a mail tells, as they are now, in the order in which they happened.

    Who is liaison and facilitator is told as one of both, which the mail's kind says.
    """
    statement = """
        SELECT DISTINCT ON (change_place) *
          FROM news
         WHERE change_id = ANY(%(ids)s)
           AND addressee_id = %(addressee_id)s
           AND liaison_id = %(person_id)s
           AND of_host = %(of_host)s
         ORDER BY change_place, number_order
    """
    parameters = {
        "ids": list(delivery.change_ids),
        "addressee_id": delivery.addressee_id,
        "person_id": delivery.person_id,
        "of_host": delivery.kind == KIND_ANSWERS,
    }
    return [_news(row) for row in await (await tx.execute(statement, parameters)).fetchall()]


async def told_otherwise(tx: Transaction, delivery: Delivery) -> set[UUID]:
    """Return the changes of the delivery of which another mail tells the person; none of a copy, which repeats one."""
    if delivery.copy_contact_id:
        return set()
    statement = """
        SELECT change_id
          FROM delivery_changes
         WHERE change_id = ANY(%(ids)s)
           AND person_id = %(person_id)s
           AND addressee_id = %(addressee_id)s
           AND claims
           AND delivery_id <> %(id)s
    """
    parameters = {
        "ids": list(delivery.change_ids),
        "person_id": delivery.person_id,
        "addressee_id": delivery.addressee_id,
        "id": delivery.id,
    }
    return {row["change_id"] for row in await (await tx.execute(statement, parameters)).fetchall()}


async def names_of(tx: Transaction, found: Sequence[News]) -> dict[UUID, tuple[dict[str, str], str]]:
    """Return names, by language, and the language that counts, of the bodies to which lines went."""
    statement = "SELECT id, names, authoritative_language FROM addressees WHERE id = ANY(%(ids)s)"
    ids = [each.change.other_id for each in found if each.change.other_id]
    rows = await (await tx.execute(statement, {"ids": ids})).fetchall()
    return {row["id"]: (row["names"], row["authoritative_language"]) for row in rows}


def _kind(row: DictRow) -> str:
    if row["of_host"]:
        return KIND_ANSWERS
    return KIND_RECEIPT if row["own"] else KIND_CHANGES


def _news(row: DictRow) -> News:
    change = Change(
        id=row["change_id"],
        kind=ChangeKind(row["change_kind"]),
        assignment_id=row["changed_assignment_id"],
        statement_id=row["changed_statement_id"],
        day=row["day"],
        details=row["details"],
        other_id=row["other_id"],
    )
    return News(
        change=change,
        line=assignment(row),
        holds=row["holds"],
        reversed_was_told=row["reversed_was_told"],
        other_concealed=row["other_concealed"],
        of_host=row["of_host"],
    )
