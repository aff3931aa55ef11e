"""The copy of the record: statements and consultations as published, hidden, withdrawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.recommendations.domain.consultation import Consultation
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.store import counts, rows

# Statements of one consultation are written while nobody hides it, and the other way round.
_CONSULTATION = "recommendations.consultation"


async def sharing_consultation(tx: Transaction, consultation_id: UUID) -> None:
    """Keep the consultation's visibility as it is until this transaction ends; others may do the same."""
    await tx.execute(
        "SELECT pg_advisory_xact_lock_shared(hashtextextended(%(name)s, 0))",
        {"name": f"{_CONSULTATION}.{consultation_id}"},
    )


async def changing_consultation(tx: Transaction, consultation_id: UUID) -> None:
    """Let nobody else write statements of the consultation until this transaction ends."""
    await tx.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))", {"name": f"{_CONSULTATION}.{consultation_id}"}
    )


async def changing_of_addressee(tx: Transaction, addressee_id: UUID) -> set[UUID]:
    """Let nobody else write statements of the consultations in which a body has lines; return those."""
    statement = """
        SELECT DISTINCT r.consultation_id
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE a.addressee_id = %(id)s AND a.closure <> 'transferred'
         ORDER BY r.consultation_id
    """
    return await _changing(tx, statement, addressee_id)


async def changing_of_succession(tx: Transaction, succession_id: UUID) -> set[UUID]:
    """Let nobody else write statements of the consultations whose lines a succession moved; return those."""
    statement = """
        SELECT DISTINCT r.consultation_id
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE a.succession_id = %(id)s
         ORDER BY r.consultation_id
    """
    return await _changing(tx, statement, succession_id)


async def _changing(tx: Transaction, statement: str, of: UUID) -> set[UUID]:
    found = [row["consultation_id"] for row in await (await tx.execute(statement, {"id": of})).fetchall()]
    for each in found:
        await changing_consultation(tx, each)
    return set(found)


async def lock(tx: Transaction, recommendation_id: UUID) -> Recommendation | None:
    """Lock a record's copy and return it, if it is here."""
    statement = "SELECT * FROM recommendations WHERE id = %(id)s FOR UPDATE"
    row = await (await tx.execute(statement, {"id": recommendation_id})).fetchone()
    return rows.record(row) if row else None


async def add(tx: Transaction, record: Recommendation) -> None:
    """Write a record's copy.

    Raises:
        psycopg.errors.UniqueViolation: Its number or id is taken.
    """
    columns = rows.of_record(record)
    names, values = ", ".join(columns), ", ".join(f"%({name})s" for name in columns)
    await tx.execute(f"INSERT INTO recommendations ({names}) VALUES ({values})", columns)  # noqa: S608


async def save(tx: Transaction, record: Recommendation) -> None:
    """Write what may change in a record's copy over the version it was made from.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE recommendations
           SET state = %(state)s, withdrawn_date = %(withdrawn_date)s, withdrawn_reason_id = %(withdrawn_reason_id)s,
               withdrawn_asked_by_id = %(withdrawn_asked_by_id)s, hidden = %(hidden)s, withheld = false,
               publication = %(publication)s, tracked_number = %(tracked_number)s, who_id = %(who_id)s,
               what_id = %(what_id)s, by_when_id = %(by_when_id)s, shown_how_id = %(shown_how_id)s,
               stopped_date = %(stopped_date)s, joined_id = %(joined_id)s, joined_number = %(joined_number)s,
               joined_reason_id = %(joined_reason_id)s, links = %(links)s,
               title_id = %(title_id)s, text_id = %(text_id)s, said_date = %(said_date)s, themes = %(themes)s,
               version = %(version)s
         WHERE id = %(id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, rows.of_record(record))).rowcount == 0:
        raise Aborted(f"record {record.id} has changed")


async def hidden(tx: Transaction, recommendation_id: UUID) -> bool:
    """Tell whether a statement is hidden: it, or its consultation, or by an event that cannot be applied yet."""
    statement = """
        SELECT r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false) AS hidden
          FROM recommendations r
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE r.id = %(id)s
    """
    row = await (await tx.execute(statement, {"id": recommendation_id})).fetchone()
    return bool(row and row["hidden"])


async def with_visibility(tx: Transaction, ids: list[UUID]) -> dict[UUID, tuple[Recommendation, bool]]:
    """Return records by id, each with whether it is hidden."""
    statement = """
        SELECT r.*, (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false)) AS is_hidden
          FROM recommendations r
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE r.id = ANY(%(ids)s)
    """
    found = await (await tx.execute(statement, {"ids": ids})).fetchall()
    return {row["id"]: (rows.record(row), row["is_hidden"]) for row in found}


async def shown(tx: Transaction, ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the statements that are here and not hidden: only they are named beside another one.

    One that is not here yet is not: whether it is hidden is not known.
    """
    if not ids:
        return frozenset()
    statement = """
        SELECT r.id
          FROM recommendations r
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE r.id = ANY(%(ids)s) AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
    """
    found = await (await tx.execute(statement, {"ids": list(ids)})).fetchall()
    return frozenset(row["id"] for row in found)


async def consultation_of(tx: Transaction, recommendation_id: UUID) -> UUID | None:
    """Return the consultation of a statement; None if the statement is not here."""
    statement = "SELECT consultation_id FROM recommendations WHERE id = %(id)s"
    row = await (await tx.execute(statement, {"id": recommendation_id})).fetchone()
    return row["consultation_id"] if row else None


async def withhold(tx: Transaction, aggregate_id: UUID, *, withheld: bool) -> None:
    """Note that an event which would hide the statement or consultation is parked, or was applied after all."""
    for statement in (
        "UPDATE recommendations SET withheld = %(withheld)s WHERE id = %(id)s",
        "UPDATE consultations SET withheld = %(withheld)s WHERE id = %(id)s",
    ):
        await tx.execute(statement, {"id": aggregate_id, "withheld": withheld})


async def withheld(tx: Transaction, types: Sequence[str]) -> set[UUID]:
    """Return the statements and consultations of which events of these types wait among the dead letters."""
    statement = (
        "SELECT DISTINCT aggregate_id FROM dead_letters WHERE type = ANY(%(types)s) AND aggregate_id IS NOT NULL"
    )
    found = await (await tx.execute(statement, {"types": list(types)})).fetchall()
    return {row["aggregate_id"] for row in found}


async def by_number(tx: Transaction, tracked_number: str) -> tuple[Recommendation, bool] | None:
    """Return the record of a tracked number and whether it is hidden."""
    statement = """
        SELECT r.*, (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false)) AS is_hidden
          FROM recommendations r
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE r.tracked_number = upper(%(number)s) AND r.tracked_number <> ''
    """
    row = await (await tx.execute(statement, {"number": tracked_number})).fetchone()
    return (rows.record(row), row["is_hidden"]) if row else None


async def of_consultation(
    tx: Transaction, number: str, *, after_item: int, limit: int
) -> list[tuple[Recommendation, bool]]:
    """Return so many statements of a consultation that follow an item, in order, each with whether it is hidden."""
    statement = """
        SELECT r.*, (r.hidden OR r.withheld OR c.hidden OR c.withheld) AS is_hidden
          FROM recommendations r
          JOIN consultations c ON c.id = r.consultation_id
         WHERE c.number = upper(%(number)s) AND r.item_no > %(after_item)s
         ORDER BY r.item_no
         LIMIT %(limit)s
    """
    parameters = {"number": number, "after_item": after_item, "limit": limit}
    found = await (await tx.execute(statement, parameters)).fetchall()
    return [(rows.record(row), row["is_hidden"]) for row in found]


async def merged_into(tx: Transaction, recommendation_id: UUID) -> list[tuple[Recommendation, bool]]:
    """Return the records that were merged into one, in order of number, with whether each is hidden."""
    statement = """
        SELECT r.*, (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false)) AS is_hidden
          FROM recommendations r
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE r.joined_id = %(id)s AND r.state = 'merged'
         ORDER BY r.published_date, r.number
    """
    found = await (await tx.execute(statement, {"id": recommendation_id})).fetchall()
    return [(rows.record(row), row["is_hidden"]) for row in found]


@dataclass(frozen=True)
class Raised:
    """Where a statement was raised."""

    consultation: Consultation | None
    """Its own; None if it is not here yet."""
    consultations: int
    """How many, with those of the statements that were merged into it and are not hidden."""


async def raised(tx: Transaction, ids: list[UUID]) -> dict[UUID, Raised]:
    """Return where statements were raised, by id."""
    # The sub-select hides from the planner how many ids there are: one plan serves all, and is kept.
    statement = """
        SELECT t.id AS statement_id, own.*,
               1 + (SELECT count(DISTINCT r.consultation_id)
                      FROM recommendations r
                      LEFT JOIN consultations c ON c.id = r.consultation_id
                     WHERE r.joined_id = t.id AND r.state = 'merged' AND r.consultation_id <> t.consultation_id
                       AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))) AS raised_in
          FROM recommendations t
          LEFT JOIN consultations own ON own.id = t.consultation_id
         WHERE t.id = ANY((SELECT %(ids)s::uuid[])::uuid[])
    """
    found = await (await tx.execute(statement, {"ids": ids})).fetchall()
    return {
        row["statement_id"]: Raised(rows.consultation(row) if row["id"] else None, row["raised_in"]) for row in found
    }


async def ids_of_consultation(tx: Transaction, consultation_id: UUID) -> list[UUID]:
    """Return the ids of a consultation's statements."""
    statement = "SELECT id FROM recommendations WHERE consultation_id = %(id)s ORDER BY id"
    return [row["id"] for row in await (await tx.execute(statement, {"id": consultation_id})).fetchall()]


async def consultation(tx: Transaction, consultation_id: UUID) -> Consultation | None:
    """Lock a consultation's copy and return it, if it is here."""
    statement = "SELECT * FROM consultations WHERE id = %(id)s FOR UPDATE"
    row = await (await tx.execute(statement, {"id": consultation_id})).fetchone()
    return rows.consultation(row) if row else None


async def consultations(tx: Transaction, ids: list[UUID]) -> dict[UUID, Consultation]:
    """Return copies of consultations by id."""
    statement = "SELECT * FROM consultations WHERE id = ANY(%(ids)s)"
    found = await (await tx.execute(statement, {"ids": ids})).fetchall()
    return {row["id"]: rows.consultation(row) for row in found}


async def consultation_numbered(tx: Transaction, number: str) -> Consultation | None:
    """Return the consultation of a number."""
    statement = "SELECT * FROM consultations WHERE number = upper(%(number)s)"
    row = await (await tx.execute(statement, {"number": number})).fetchone()
    return rows.consultation(row) if row else None


async def put_consultation(tx: Transaction, changed: Consultation) -> None:
    """Write a consultation's copy over the version it was made from, or for the first time.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    columns = rows.of_consultation(changed)
    names, values = ", ".join(columns), ", ".join(f"%({name})s" for name in columns)
    assigned = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    statement = f"""
        INSERT INTO consultations AS known ({names}) VALUES ({values})
            ON CONFLICT (id) DO UPDATE SET {assigned}, withheld = false
         WHERE known.version = excluded.version - 1
    """  # noqa: S608
    if (await tx.execute(statement, columns)).rowcount == 0:
        raise Aborted(f"consultation {changed.id} has changed")


async def count_recorded(tx: Transaction, record: Recommendation, *, was_counted: bool, is_counted: bool) -> None:
    """Count a statement as long as it is recorded and public."""
    if was_counted != is_counted:
        await counts.append_statement(tx, "recorded", illustrative=record.illustrative, delta=1 if is_counted else -1)


async def live_recorded(tx: Transaction, *, illustrative: bool) -> int:
    """Count recorded statements without the summary."""
    statement = """
        SELECT count(*) AS found
          FROM recommendations r
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE r.publication = 'recorded' AND r.illustrative = %(illustrative)s AND r.state = 'published'
           AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
    """
    row = await (await tx.execute(statement, {"illustrative": illustrative})).fetchone()
    return int(row["found"]) if row else 0
