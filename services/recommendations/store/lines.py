"""Assignments with their records: read under lock, written with what lists and counts need.

Locks are taken in one order everywhere: assignments by id, then their record, then the consultation.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.counts import contribution, is_listed, response_time
from services.recommendations.domain.errors import NoSuchAssignment
from services.recommendations.domain.guards import Line
from services.recommendations.domain.values import Assurance, Closure
from services.recommendations.store import addressee_rows, counts, response_times, rows


async def lock(tx: Transaction, assignment_id: UUID) -> Line:
    """Lock the assignment for this transaction, then read its record as it is now.

    Raises:
        NoSuchAssignment: There is none.
    """
    statement = "SELECT * FROM assignments WHERE id = %(id)s FOR UPDATE"
    row = await (await tx.execute(statement, {"id": assignment_id})).fetchone()
    if row is None:
        raise NoSuchAssignment
    return (await _with_records(tx, [rows.assignment(row)]))[0]


async def lock_all(tx: Transaction, assignment_ids: Iterable[UUID]) -> list[Line]:
    """Lock the assignments in order of their ids, then read their records as they are now. Unknown ids are left out."""
    statement = "SELECT * FROM assignments WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE"
    found = await (await tx.execute(statement, {"ids": list(assignment_ids)})).fetchall()
    return await _with_records(tx, [rows.assignment(row) for row in found])


async def lock_of_record(tx: Transaction, recommendation_id: UUID) -> list[Line]:
    """Lock all assignments of a record."""
    statement = "SELECT * FROM assignments WHERE recommendation_id = %(id)s ORDER BY id FOR UPDATE"
    found = await (await tx.execute(statement, {"id": recommendation_id})).fetchall()
    return await _with_records(tx, [rows.assignment(row) for row in found])


async def lock_of_consultation(tx: Transaction, consultation_id: UUID) -> list[Line]:
    """Lock all assignments of all records of a consultation."""
    statement = """
        SELECT a.*
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE r.consultation_id = %(id)s
         ORDER BY a.id
           FOR UPDATE OF a
    """
    found = await (await tx.execute(statement, {"id": consultation_id})).fetchall()
    return await _with_records(tx, [rows.assignment(row) for row in found])


async def lock_of_addressee(tx: Transaction, addressee_id: UUID) -> list[Line]:
    """Lock all assignments of a body but those that went to another one."""
    statement = """
        SELECT * FROM assignments WHERE addressee_id = %(id)s AND closure <> 'transferred' ORDER BY id FOR UPDATE
    """
    found = await (await tx.execute(statement, {"id": addressee_id})).fetchall()
    return await _with_records(tx, [rows.assignment(row) for row in found])


async def let_end(tx: Transaction, addressee_id: UUID) -> None:
    """Let what is being said for a body end before this transaction does: whatever comes later sees what it wrote.

    The body may be speaking on its own lines, and on one that came to it while a finding waits where it was before.
    """
    statement = """
        SELECT FROM assignments
         WHERE addressee_id = %(id)s OR (closure = 'transferred' AND finding_id IS NOT NULL)
         ORDER BY id
           FOR UPDATE
    """
    await tx.execute(statement, {"id": addressee_id})


async def open_of_addressee(tx: Transaction, addressee_id: UUID) -> list[Line]:
    """Read all open assignments of a body, in the order of their numbers."""
    statement = "SELECT * FROM assignments WHERE addressee_id = %(id)s AND closure = 'open' ORDER BY tracked_no, id"
    found = await (await tx.execute(statement, {"id": addressee_id})).fetchall()
    return await _with_records(tx, [rows.assignment(row) for row in found])


async def lock_of_succession(tx: Transaction, succession_id: UUID, addressee_id: UUID) -> list[Line]:
    """Lock what a body's succession moved, with where it went, and what stayed with the body when it ended."""
    statement = """
        SELECT * FROM assignments
         WHERE id IN (SELECT unnest(ARRAY[a.id, a.successor_assignment_id])
                        FROM assignments a
                       WHERE a.succession_id = %(id)s
                       UNION ALL
                      SELECT id FROM assignments WHERE addressee_id = %(addressee)s AND body_ended_date IS NOT NULL)
         ORDER BY id
           FOR UPDATE
    """
    found = await (await tx.execute(statement, {"id": succession_id, "addressee": addressee_id})).fetchall()
    return await _with_records(tx, [rows.assignment(row) for row in found])


async def standing(
    tx: Transaction, recommendation_ids: list[UUID], addressee_ids: list[UUID]
) -> dict[tuple[UUID, UUID], UUID]:
    """Return the lines that some bodies have of some recommendations now: recommendation and body to assignment."""
    statement = """
        SELECT recommendation_id, addressee_id, id
          FROM assignments
         WHERE recommendation_id = ANY(%(recommendations)s) AND addressee_id = ANY(%(addressees)s)
           AND closure <> 'transferred'
    """
    parameters = {"recommendations": recommendation_ids, "addressees": addressee_ids}
    found = await (await tx.execute(statement, parameters)).fetchall()
    return {(row["recommendation_id"], row["addressee_id"]): row["id"] for row in found}


async def led_to(tx: Transaction, assignment_ids: list[UUID], *, except_by: UUID) -> set[UUID]:
    """Return those of the lines to which another succession led, too."""
    statement = """
        SELECT DISTINCT successor_assignment_id AS id
          FROM assignments
         WHERE successor_assignment_id = ANY(%(ids)s) AND succession_id <> %(succession)s
           AND origin_id IS DISTINCT FROM successor_assignment_id  -- not one that was only given back
    """
    found = await (await tx.execute(statement, {"ids": assignment_ids, "succession": except_by})).fetchall()
    return {row["id"] for row in found}


async def numbers(tx: Transaction, assignment_ids: list[UUID]) -> dict[UUID, str]:
    """Return the numbers of lines whose record is not hidden."""
    statement = """
        SELECT a.id, r.tracked_number
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE a.id = ANY(%(ids)s) AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
    """
    found = await (await tx.execute(statement, {"ids": assignment_ids})).fetchall()
    return {row["id"]: row["tracked_number"] for row in found}


async def read(tx: Transaction, assignment_id: UUID) -> Line:
    """Read one assignment with its record.

    Raises:
        NoSuchAssignment: There is none.
    """
    statement = "SELECT * FROM assignments WHERE id = %(id)s"
    row = await (await tx.execute(statement, {"id": assignment_id})).fetchone()
    if row is None:
        raise NoSuchAssignment
    return (await _with_records(tx, [rows.assignment(row)]))[0]


async def read_all(tx: Transaction, assignment_ids: list[UUID]) -> list[Line]:
    """Read assignments with their records, in the order of the ids given."""
    statement = "SELECT * FROM assignments WHERE id = ANY(%(ids)s)"
    found = await (await tx.execute(statement, {"ids": assignment_ids})).fetchall()
    by_id = {line.assignment.id: line for line in await _with_records(tx, [rows.assignment(row) for row in found])}
    return [by_id[each] for each in assignment_ids if each in by_id]


async def of_records(tx: Transaction, recommendation_ids: list[UUID]) -> list[Line]:
    """Read all assignments of some records, the lead of each first, and last what went to other bodies."""
    statement = """
        SELECT * FROM assignments
         WHERE recommendation_id = ANY(%(ids)s)
         ORDER BY tracked_no, closure = 'transferred', lead DESC, id
    """
    found = await (await tx.execute(statement, {"ids": recommendation_ids})).fetchall()
    return await _with_records(tx, [rows.assignment(row) for row in found])


async def find(tx: Transaction, tracked_number: str, *, slug: str, addressees: frozenset[UUID]) -> Line | None:
    """Find an assignment by its number and its addressee's slug, or, without one, among the addressees given."""
    statement = """
        SELECT a.*
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
          JOIN addressees b ON b.id = a.addressee_id
         WHERE r.tracked_number = upper(%(number)s)
           AND CASE WHEN %(slug)s = '' THEN b.id = ANY(%(addressees)s) ELSE %(slug)s = ANY(b.slug || b.former_slugs) END
         ORDER BY a.closure = 'transferred', a.lead DESC, a.opened_date DESC, a.id
         LIMIT 1
    """
    parameters = {"number": tracked_number, "slug": slug, "addressees": list(addressees)}
    row = await (await tx.execute(statement, parameters)).fetchone()
    return (await _with_records(tx, [rows.assignment(row)]))[0] if row else None


async def _with_records(tx: Transaction, assignments: list[Assignment]) -> list[Line]:
    """Read the records in a statement of their own: what another transaction changed before we got the lock is seen."""
    if not assignments:
        return []
    statement = """
        SELECT r.*, (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false)) AS is_hidden,
               b.id AS body_id, b.organisation_id, b.successions, b.minimum_assurance
          FROM unnest(%(records)s::uuid[], %(bodies)s::uuid[]) AS wanted (record_id, body_id)
          JOIN recommendations r ON r.id = wanted.record_id
          JOIN addressees b ON b.id = wanted.body_id
          LEFT JOIN consultations c ON c.id = r.consultation_id
    """
    wanted = list({(each.recommendation_id, each.addressee_id) for each in assignments})
    parameters = {"records": [record for record, _ in wanted], "bodies": [body for _, body in wanted]}
    found = {(row["id"], row["body_id"]): row for row in await (await tx.execute(statement, parameters)).fetchall()}
    now_with = await _now_with(tx, assignments)
    lines = []
    for each in assignments:
        row = found[each.recommendation_id, each.addressee_id]
        now = now_with.get(each.id)
        lines.append(
            Line(
                record=rows.record(row),
                assignment=each,
                hidden=row["is_hidden"],
                addressee_organisation_id=row["organisation_id"],
                body_ended_date=addressee_rows.ended_date(row),
                minimum_assurance=Assurance(row["minimum_assurance"]),
                now_with=now["addressee_id"] if now else None,
                minimum_there=Assurance(now["minimum_assurance"]) if now else Assurance.EMAIL_CODE,
            )
        )
    return lines


async def _now_with(tx: Transaction, assignments: list[Assignment]) -> dict[UUID, rows.Row]:
    """Return, of lines that went away while a finding waits, the body that has each now, and what it wants.

    They are few.
    """
    gone = [each.id for each in assignments if each.finding_id and each.closure is Closure.TRANSFERRED]
    if not gone:
        return {}
    statement = """
        WITH RECURSIVE went (origin, id) AS (
            SELECT id, successor_assignment_id FROM assignments WHERE id = ANY(%(ids)s)
             UNION
            SELECT w.origin, a.successor_assignment_id
              FROM went w
              JOIN assignments a ON a.id = w.id
             WHERE a.closure = 'transferred'
        )
        SELECT w.origin, a.addressee_id, b.minimum_assurance
          FROM went w
          JOIN assignments a ON a.id = w.id
          JOIN addressees b ON b.id = a.addressee_id
         WHERE a.closure <> 'transferred'
    """
    found = await (await tx.execute(statement, {"ids": gone})).fetchall()
    return {row["origin"]: row for row in found}


async def add(tx: Transaction, line: Line) -> None:
    """Write a new line.

    Raises:
        Aborted: It is there already.
    """
    columns = {**rows.of_assignment(line.assignment), **rows.index_of(line)}
    if not await _write(tx, _insert(columns), columns, None, line):
        raise Aborted(f"assignment {line.assignment.id} exists already")
    await _count_record(tx, line, was_tracked=False, is_tracked=is_tracked(line))


async def save(tx: Transaction, before: Line, changed: Assignment) -> Line:
    """Write a changed assignment over the version it was made from, and return the line as it is now.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    after = replace(before, assignment=changed)
    if not await _update(tx, before, after):
        raise Aborted(f"assignment {changed.id} has changed; read it again")
    await _count_record(tx, after, was_tracked=is_tracked(before), is_tracked=is_tracked(after))
    return after


async def reindex(tx: Transaction, before: Line, after: Line) -> None:
    """Write what follows for lists and counts of lines when a record changed and the assignment itself did not.

    Whoever changed the record counts it as a whole.
    """
    await _update(tx, before, after)


async def _update(tx: Transaction, before: Line, after: Line) -> bool:
    """Write the columns that differ, and what the line adds: the row has some ninety, and a command changes a few."""
    was = {**rows.of_assignment(before.assignment), **rows.index_of(before)}
    now = {**rows.of_assignment(after.assignment), **rows.index_of(after)}
    changed = {name: value for name, value in now.items() if name == "version" or not rows.same(value, was[name])}
    assigned = ", ".join(f"{name} = %({name})s" for name in changed)
    statement = f"UPDATE assignments SET {assigned} WHERE id = %(id)s AND version = %(over_version)s"  # noqa: S608
    own = {"id": after.assignment.id, "over_version": before.assignment.version}
    return await _write(tx, statement, changed | own, before, after)


async def _write(tx: Transaction, statement: str, columns: dict[str, Any], before: Line | None, after: Line) -> bool:
    """Write a line and what it adds to the counts from now on, in one query; nothing of both if no row is written."""
    was = contribution(before.record, before.assignment, hidden=before.hidden) if before else None
    now = contribution(after.record, after.assignment, hidden=after.hidden)
    took = response_time(before.record, before.assignment, hidden=before.hidden) if before else None
    takes = response_time(after.record, after.assignment, hidden=after.hidden)
    counted, places = counts.deltas(was, now)
    timed, times = response_times.deltas(took, takes)
    parts = {"written": f"{statement} RETURNING id", "counted": counted, "timed": timed}
    together = ", ".join(f"{name} AS ({part})" for name, part in parts.items() if part)
    return (await tx.execute(f"WITH {together} SELECT FROM written", columns | places | times)).rowcount == 1


def is_tracked(line: Line) -> bool:
    """Tell whether the line lets its record count as tracked now: it is listed, and no other record stands for it."""
    return line.record.stands and is_listed(line.record, line.assignment, hidden=line.hidden)


async def _count_record(tx: Transaction, line: Line, *, was_tracked: bool, is_tracked: bool) -> None:
    """Count a record as long as it stands and one of its lines is listed. The record itself is as it was."""
    if was_tracked == is_tracked:
        return
    # Lines of one record that come and go at once are counted one after the other.
    await tx.execute("SELECT FROM recommendations WHERE id = %(id)s FOR UPDATE", {"id": line.record.id})
    statement = "SELECT FROM assignments WHERE recommendation_id = %(record)s AND id <> %(id)s AND listed LIMIT 1"
    others = await tx.execute(statement, {"record": line.record.id, "id": line.assignment.id})
    if others.rowcount == 0:
        await counts.append_statement(
            tx, "tracked", illustrative=line.record.illustrative, delta=1 if is_tracked else -1
        )


def _insert(columns: dict[str, Any]) -> str:
    names, values = ", ".join(columns), ", ".join(f"%({name})s" for name in columns)
    return f"INSERT INTO assignments ({names}) VALUES ({values}) ON CONFLICT (id) DO NOTHING"  # noqa: S608
