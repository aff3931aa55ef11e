"""Copies of what other services own, made from their events. Writing one again changes nothing."""

from collections.abc import Container, Mapping
from dataclasses import asdict
from datetime import date
from uuid import UUID

from psycopg.types.json import Jsonb

from services.chassis.calendar import Holidays
from services.chassis.database import Transaction
from services.notifications.domain.assignment import Assignment, Mandate
from services.notifications.domain.content import Particulars


async def keep_addressee(
    tx: Transaction, addressee_id: UUID, *, names: Mapping[str, str], authoritative_language: str, slug: str
) -> None:
    """Write an entry of the register."""
    statement = """
        INSERT INTO addressees (id, names, authoritative_language, slug)
        VALUES (%(id)s, %(names)s, %(authoritative_language)s, %(slug)s)
            ON CONFLICT (id) DO UPDATE
           SET names = excluded.names, authoritative_language = excluded.authoritative_language, slug = excluded.slug
    """
    row = {
        "id": addressee_id,
        "names": Jsonb(dict(names)),
        "authoritative_language": authoritative_language,
        "slug": slug,
    }
    await tx.execute(statement, row)


async def set_by_letter_only(tx: Transaction, addressee_id: UUID, *, by_letter_only: bool) -> None:
    """Note whether an entry of the register answers by letter only."""
    statement = "UPDATE addressees SET by_letter_only = %(by_letter_only)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": addressee_id, "by_letter_only": by_letter_only})


async def end_addressee(tx: Transaction, addressee_id: UUID, *, by: UUID) -> None:
    """Note that an entry of the register is no more, by which succession."""
    await tx.execute("UPDATE addressees SET ended_by = %(by)s WHERE id = %(id)s", {"id": addressee_id, "by": by})


async def addressee_goes_on(tx: Transaction, addressee_id: UUID, *, undone: UUID) -> None:
    """Note that an entry of the register goes on, if it was that succession after which it was no more."""
    statement = "UPDATE addressees SET ended_by = NULL WHERE id = %(id)s AND ended_by = %(undone)s"
    await tx.execute(statement, {"id": addressee_id, "undone": undone})


async def keep_consultation(
    tx: Transaction, consultation_id: UUID, *, number: str, title_id: UUID | None, host_name_id: UUID | None
) -> None:
    """Write a published consultation; whether it is hidden stays as it is."""
    statement = """
        INSERT INTO consultations (id, number, title_id, host_name_id)
        VALUES (%(id)s, %(number)s, %(title_id)s, %(host_name_id)s)
            ON CONFLICT (id) DO UPDATE
           SET number = excluded.number, title_id = excluded.title_id, host_name_id = excluded.host_name_id
    """
    row = {"id": consultation_id, "number": number, "title_id": title_id, "host_name_id": host_name_id}
    await tx.execute(statement, row)


async def rename_consultation(
    tx: Transaction, consultation_id: UUID, *, title_id: UUID | None, host_name_id: UUID | None
) -> None:
    """Write what was corrected of what a published consultation is named by; None: it stays."""
    statement = """
        UPDATE consultations
           SET title_id = coalesce(%(title_id)s, title_id), host_name_id = coalesce(%(host_name_id)s, host_name_id)
         WHERE id = %(id)s
    """
    await tx.execute(statement, {"id": consultation_id, "title_id": title_id, "host_name_id": host_name_id})


async def set_consultation_hidden(tx: Transaction, consultation_id: UUID, *, hidden: bool) -> None:
    """Note whether a published consultation is hidden."""
    statement = "UPDATE consultations SET hidden = %(hidden)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": consultation_id, "hidden": hidden})


async def set_statement_hidden(tx: Transaction, statement_id: UUID, *, hidden: bool) -> None:
    """Note whether a statement is hidden."""
    statement = """
        INSERT INTO statements (id, hidden) VALUES (%(id)s, %(hidden)s)
            ON CONFLICT (id) DO UPDATE SET hidden = excluded.hidden
    """
    await tx.execute(statement, {"id": statement_id, "hidden": hidden})


async def set_statement_untracked(tx: Transaction, statement_id: UUID, *, untracked: bool) -> None:
    """Note whether a statement that was tracked is only recorded now."""
    statement = """
        INSERT INTO statements (id, untracked) VALUES (%(id)s, %(untracked)s)
            ON CONFLICT (id) DO UPDATE SET untracked = excluded.untracked
    """
    await tx.execute(statement, {"id": statement_id, "untracked": untracked})


async def set_wording(tx: Transaction, statement_id: UUID, *, title_id: UUID | None, text_id: UUID | None) -> None:
    """Note how a statement reads from now on, in all its lines, known here or not; None for what stays."""
    statement = """
        INSERT INTO statements (id, title_id, text_id) VALUES (%(id)s, %(title_id)s, %(text_id)s)
            ON CONFLICT (id) DO UPDATE
           SET title_id = coalesce(excluded.title_id, statements.title_id),
               text_id = coalesce(excluded.text_id, statements.text_id)
    """
    await tx.execute(statement, {"id": statement_id, "title_id": title_id, "text_id": text_id})


async def set_statement_joined(tx: Transaction, statement_id: UUID, *, joined: bool) -> None:
    """Note whether another statement stands for one."""
    statement = """
        INSERT INTO statements (id, joined) VALUES (%(id)s, %(joined)s)
            ON CONFLICT (id) DO UPDATE SET joined = excluded.joined
    """
    await tx.execute(statement, {"id": statement_id, "joined": joined})


async def withdraw_statement(tx: Transaction, statement_id: UUID) -> None:
    """Note that a statement was withdrawn: nothing more is mailed about it."""
    statement = """
        INSERT INTO statements (id, withdrawn) VALUES (%(id)s, true)
            ON CONFLICT (id) DO UPDATE SET withdrawn = true
    """
    await tx.execute(statement, {"id": statement_id})


async def withhold(tx: Transaction, aggregate_id: UUID) -> None:
    """Keep a statement or consultation out of mails until what is parked of it is settled."""
    statement = "INSERT INTO withheld (aggregate_id) VALUES (%(id)s) ON CONFLICT DO NOTHING"
    await tx.execute(statement, {"id": aggregate_id})


async def release(tx: Transaction, aggregate_id: UUID) -> None:
    """Take `withhold` back."""
    await tx.execute("DELETE FROM withheld WHERE aggregate_id = %(id)s", {"id": aggregate_id})


async def keep_assignment(tx: Transaction, assignment: Assignment, particulars: Particulars) -> None:
    """Write an assignment as it was opened."""
    statement = """
        INSERT INTO assignments (
            id, statement_id, consultation_id, publication_id, lines_in_publication, addressee_id,
            host_organisation_id, facilitator_id, tracked_number, number_order, is_commitment, title_id, text_id,
            response_period_days, illustrative, can_be_asked, press_reported)
        VALUES (
            %(id)s, %(statement_id)s, %(consultation_id)s, %(publication_id)s, %(lines_in_publication)s,
            %(addressee_id)s, %(host_organisation_id)s, %(facilitator_id)s, %(tracked_number)s, %(number_order)s,
            %(is_commitment)s, %(title_id)s, %(text_id)s, %(response_period_days)s, %(illustrative)s,
            %(can_be_asked)s, %(press_reported)s)
            ON CONFLICT (id) DO NOTHING
    """
    await tx.execute(statement, {**asdict(assignment), **asdict(particulars)})


async def note_handed_over(tx: Transaction, assignment_id: UUID) -> None:
    """Note that the request was given by hand, courier or letter."""
    await tx.execute("UPDATE assignments SET handed_over = true WHERE id = %(id)s", {"id": assignment_id})


async def note_asked(tx: Transaction, assignment_id: UUID) -> None:
    """Note that a request for the line was sent."""
    await tx.execute("UPDATE assignments SET asked = true WHERE id = %(id)s", {"id": assignment_id})


async def note_answered(tx: Transaction, assignment_id: UUID) -> None:
    """Note that the addressee has said something about the line."""
    await tx.execute("UPDATE assignments SET answered = true WHERE id = %(id)s", {"id": assignment_id})


async def correct_day(tx: Transaction, day: date, *, holiday: bool) -> None:
    """Note that a day of the holiday calendar was corrected."""
    statement = """
        INSERT INTO calendar_days (day, holiday) VALUES (%(day)s, %(holiday)s)
            ON CONFLICT (day) DO UPDATE SET holiday = excluded.holiday
    """
    await tx.execute(statement, {"day": day, "holiday": holiday})


async def holidays(tx: Transaction, base: Container[date]) -> Holidays:
    """Return the days on which offices are closed.

    Args:
        tx: The transaction.
        base: What is a holiday without any correction.
    """
    found = await (await tx.execute("SELECT day, holiday FROM calendar_days")).fetchall()
    return Holidays(base, {row["day"]: row["holiday"] for row in found})


async def note_transferred(
    tx: Transaction, assignment_id: UUID, *, transferred: bool, successor_id: UUID | None = None
) -> None:
    """Note whether the line went to another body, and which line is open there."""
    statement = """
        UPDATE assignments SET transferred = %(transferred)s, successor_id = %(successor_id)s WHERE id = %(id)s
    """
    row = {"id": assignment_id, "transferred": transferred, "successor_id": successor_id}
    await tx.execute(statement, row)


async def note_closed(tx: Transaction, assignment_id: UUID, *, closed: bool) -> None:
    """Note whether the line is over."""
    statement = "UPDATE assignments SET closed = %(closed)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": assignment_id, "closed": closed})


async def keep_mandate(tx: Transaction, mandate: Mandate, *, planned: bool) -> None:
    """Write a mandate. One that has ended stays ended.

    Args:
        tx: The transaction.
        mandate: The mandate.
        planned: True if its lines are looked at in this transaction: it has come into force.
    """
    statement = """
        INSERT INTO mandates (id, person_id, addressee_id, from_date, planned)
        VALUES (%(id)s, %(person_id)s, %(addressee_id)s, %(from_date)s, %(planned)s)
            ON CONFLICT (id) DO NOTHING
    """
    await tx.execute(statement, {**asdict(mandate), "planned": planned})


async def end_mandate(tx: Transaction, mandate_id: UUID) -> None:
    """Note that a mandate ended."""
    await tx.execute("UPDATE mandates SET ended = true WHERE id = %(id)s", {"id": mandate_id})


async def has_mandate(tx: Transaction, *, person_id: UUID, addressee_id: UUID, today: date) -> bool:
    """Tell whether the person may answer for the addressee today."""
    statement = """
        SELECT id, person_id, addressee_id, from_date, ended
          FROM mandates
         WHERE person_id = %(person_id)s AND addressee_id = %(addressee_id)s AND NOT ended
    """
    rows = await (await tx.execute(statement, {"person_id": person_id, "addressee_id": addressee_id})).fetchall()
    return any(Mandate(**row).in_force(today) for row in rows)


async def take_mandates_in_force(tx: Transaction, today: date, *, limit: int) -> list[Mandate]:
    """Return mandates that have come into force and whose lines nobody has looked at, and mark them as looked at."""
    statement = """
        UPDATE mandates SET planned = true
         WHERE id IN (SELECT id FROM mandates
                       WHERE NOT planned AND NOT ended AND from_date <= %(today)s
                       ORDER BY from_date
                       LIMIT %(limit)s
                         FOR UPDATE SKIP LOCKED)
        RETURNING id, person_id, addressee_id, from_date, ended
    """
    rows = await (await tx.execute(statement, {"today": today, "limit": limit})).fetchall()
    return [Mandate(**row) for row in rows]


async def keep_facilitator(
    tx: Transaction, *, person_id: UUID, organisation_id: UUID, from_date: date, ended: bool
) -> None:
    """Note that a person is a facilitator of an organisation, or is none any more."""
    statement = """
        INSERT INTO facilitators (person_id, organisation_id, from_date, ended)
        VALUES (%(person_id)s, %(organisation_id)s, %(from_date)s, %(ended)s)
            ON CONFLICT (organisation_id, person_id) DO UPDATE
           SET from_date = excluded.from_date, ended = excluded.ended
    """
    row = {"person_id": person_id, "organisation_id": organisation_id, "from_date": from_date, "ended": ended}
    await tx.execute(statement, row)


async def is_facilitator(tx: Transaction, *, person_id: UUID, organisation_id: UUID, today: date) -> bool:
    """Tell whether the person is a facilitator of the organisation today.

    Of whom nothing is known here counts as one: roles of before the upgrade are not, until they end.
    """
    statement = """
        SELECT FROM facilitators
         WHERE person_id = %(person_id)s AND organisation_id = %(organisation_id)s
           AND (ended OR from_date > %(today)s)
    """
    row = {"person_id": person_id, "organisation_id": organisation_id, "today": today}
    return (await tx.execute(statement, row)).rowcount == 0


async def keep_registrar(tx: Transaction, *, person_id: UUID, organisation_id: UUID, from_date: date) -> None:
    """Note that a person is a registrar."""
    statement = """
        INSERT INTO registrars (person_id, organisation_id, from_date)
        VALUES (%(person_id)s, %(organisation_id)s, %(from_date)s)
            ON CONFLICT (person_id, organisation_id) DO UPDATE SET from_date = excluded.from_date
    """
    row = {"person_id": person_id, "organisation_id": organisation_id, "from_date": from_date}
    await tx.execute(statement, row)


async def drop_registrar(tx: Transaction, *, person_id: UUID, organisation_id: UUID) -> None:
    """Note that a person is no registrar any more."""
    statement = """
        DELETE FROM registrars WHERE person_id = %(person_id)s AND organisation_id = %(organisation_id)s
    """
    await tx.execute(statement, {"person_id": person_id, "organisation_id": organisation_id})


async def is_registrar(tx: Transaction, person_id: UUID, today: date) -> bool:
    """Tell whether the person is a registrar today."""
    statement = "SELECT FROM registrars WHERE person_id = %(person_id)s AND from_date <= %(today)s LIMIT 1"
    return (await tx.execute(statement, {"person_id": person_id, "today": today})).rowcount > 0
