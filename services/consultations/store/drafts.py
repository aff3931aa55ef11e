"""Consultations as entered, with everything in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.chassis.keys import Keys, unless_erased
from services.consultations.domain.details import ConsultationDetails
from services.consultations.domain.drafts import Consultation, Draft, Schedule
from services.consultations.domain.errors import NoSuchRow
from services.consultations.domain.record import ConsultationRecord
from services.consultations.domain.values import LocalizedText
from services.consultations.store.documents import documents_of
from services.consultations.store.participants import participants_of
from services.consultations.store.schedules import schedule_of, to_schedule
from services.consultations.store.sealed import seal, unseal
from services.consultations.store.statements import statements_of


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A consultation in a list."""

    consultation: Consultation
    number: str
    drafts: int
    in_review: int
    published: int
    waiting_since: datetime | None
    schedule: Schedule | None = None  # only in the list of what changed
    erased: bool = False  # nothing entered of it itself can be read any more

    @property
    def title(self) -> LocalizedText:
        """Its title, as entered."""
        return self.consultation.details.title


async def add_consultation(tx: Transaction, keys: Keys, consultation: Consultation) -> None:
    """Write a new consultation."""
    statement = """
        INSERT INTO consultations (id, organisation_id, key_id, replies_key_id, details, version, created_by, editors,
                                   changed_at)
        VALUES (%(id)s, %(organisation_id)s, %(key_id)s, %(replies_key_id)s, %(details)s, %(version)s, %(created_by)s,
                %(editors)s, %(changed_at)s)
    """
    await tx.execute(statement, _row(keys, consultation))


async def save_consultation(tx: Transaction, keys: Keys, consultation: Consultation) -> None:
    """Write a consultation's changed details over the version they were made from.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE consultations
           SET details = %(details)s, editors = %(editors)s, changed_at = %(changed_at)s, version = %(version)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, _row(keys, consultation))).rowcount == 0:
        raise Aborted("the consultation changed meanwhile; read it again")


async def reseal_consultation(tx: Transaction, keys: Keys, consultation: Consultation) -> None:
    """Write what is entered of a consultation itself under another key. The former one is destroyed after the commit.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE consultations
           SET key_id = %(key_id)s, details = %(details)s, changed_at = %(changed_at)s, version = %(version)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, _row(keys, consultation))).rowcount == 0:
        raise Aborted("the consultation changed meanwhile; read it again")


async def hold_consultation(tx: Transaction, consultation_id: UUID) -> None:
    """Let nobody change a consultation of the organisations acted for, nor propose to, until this transaction ends."""
    await tx.execute("SELECT FROM consultations WHERE id = %(id)s FOR UPDATE", {"id": consultation_id})


async def touch_consultation(tx: Transaction, consultation: Consultation, *, at: datetime) -> None:
    """Note that something in the consultation changed."""
    statement = """
        UPDATE consultations SET changed_at = %(at)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s
    """
    parameters = {"id": consultation.id, "organisation_id": consultation.organisation_id, "at": at}
    await tx.execute(statement, parameters)


async def replies_key(tx: Transaction, record: ConsultationRecord) -> UUID:
    """Return the data key of stored answers that hold something of a published consultation of the caller's host."""
    statement = "SELECT replies_key_id FROM consultations WHERE id = %(id)s AND organisation_id = %(organisation_id)s"
    parameters = {"id": record.id, "organisation_id": record.frame.host_organisation_id}
    row = await (await tx.execute(statement, parameters)).fetchone()
    assert row
    return UUID(str(row["replies_key_id"]))


async def renew_replies_key(tx: Transaction, consultation: Consultation, key_id: UUID) -> None:
    """Seal stored answers that hold the whole draft under another key from now on."""
    statement = """
        UPDATE consultations SET replies_key_id = %(key_id)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s
    """
    parameters = {"id": consultation.id, "organisation_id": consultation.organisation_id, "key_id": key_id}
    await tx.execute(statement, parameters)


async def lock_consultation(
    tx: Transaction, keys: Keys, consultation_id: UUID, organisations: Collection[UUID]
) -> Consultation:
    """Lock and return a consultation of one of the organisations: whoever changes something in it waits.

    Raises:
        NoSuchRow: There is none.
    """
    statement = """
        SELECT id, organisation_id, key_id, replies_key_id, details, version, created_by, editors, changed_at
          FROM consultations
         WHERE id = %(id)s AND organisation_id = ANY(%(organisations)s)
           FOR UPDATE
    """
    return await _one(tx, keys, statement, consultation_id, organisations)


async def lock_draft(tx: Transaction, keys: Keys, consultation_id: UUID, organisations: Collection[UUID]) -> Draft:
    """Lock a consultation of one of the organisations and return it with everything in it.

    Raises:
        NoSuchRow: There is none.
    """
    consultation = await lock_consultation(tx, keys, consultation_id, organisations)
    return await _filled(tx, keys, consultation)


async def read_draft(tx: Transaction, keys: Keys, consultation_id: UUID, organisations: Collection[UUID]) -> Draft:
    """Return a consultation of one of the organisations with everything in it.

    Raises:
        NoSuchRow: There is none.
    """
    return await _filled(tx, keys, await read_consultation(tx, keys, consultation_id, organisations))


async def read_consultation(
    tx: Transaction, keys: Keys, consultation_id: UUID, organisations: Collection[UUID]
) -> Consultation:
    """Return what is entered of a consultation of one of the organisations itself.

    Raises:
        NoSuchRow: There is none.
    """
    statement = """
        SELECT id, organisation_id, key_id, replies_key_id, details, version, created_by, editors, changed_at
          FROM consultations
         WHERE id = %(id)s AND organisation_id = ANY(%(organisations)s)
    """
    return await _one(tx, keys, statement, consultation_id, organisations)


async def is_published(tx: Transaction, consultation_id: UUID) -> bool:
    """Tell whether the consultation is public, hidden or not."""
    found = await tx.execute("SELECT 1 FROM published_consultations WHERE id = %(id)s", {"id": consultation_id})
    return await found.fetchone() is not None


async def bytes_at_once(tx: Transaction, consultation: Consultation, statement_ids: Collection[UUID] = ()) -> int:
    """Return how long participants and some statements are together. All statements come piece by piece."""
    statement = """
        SELECT coalesce((SELECT sum(size) FROM participants
                          WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s), 0)
             + coalesce((SELECT sum(size) FROM statements
                          WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s
                            AND id = ANY(%(ids)s)), 0) AS used
    """
    parameters = {
        "id": consultation.id,
        "organisation_id": consultation.organisation_id,
        "ids": list(statement_ids),
    }
    row = await (await tx.execute(statement, parameters)).fetchone()
    return int(row["used"]) if row else 0


async def changed_after(
    tx: Transaction,
    keys: Keys,
    organisations: Collection[UUID],
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Summary]:
    """Return the organisations' consultations, last changed first, from the one after `after` on."""
    statement = """
        WITH page AS (
            SELECT id, organisation_id, key_id, replies_key_id, details, version, created_by, editors, changed_at
              FROM consultations
             WHERE organisation_id = ANY(%(organisations)s)
               AND (%(at)s::timestamptz IS NULL OR (changed_at, id) < (%(at)s, %(id)s))
             ORDER BY changed_at DESC, id DESC
             LIMIT %(limit)s
        )
        SELECT page.*, coalesce(p.number, '') AS number, c.*, h.publishes_at, h.statement_ids, h.lapse_reason
          FROM page
          LEFT JOIN published_consultations p ON p.id = page.id
          LEFT JOIN schedules h ON h.consultation_id = page.id
         CROSS JOIN LATERAL (
               SELECT count(*) FILTER (WHERE s.state = 'draft') AS drafts,
                      count(*) FILTER (WHERE s.state = 'in_review') AS in_review,
                      count(*) FILTER (WHERE s.state = 'published' AND r.withdrawal IS NULL) AS published,
                      min(s.submitted_at) FILTER (WHERE s.state = 'in_review') AS waiting_since
                 FROM statements s LEFT JOIN published_statements r ON r.id = s.id
                WHERE s.consultation_id = page.id AND s.organisation_id = page.organisation_id) c
         ORDER BY page.changed_at DESC, page.id DESC
    """
    at, row_id = after or (None, None)
    parameters = {"organisations": list(organisations), "at": at, "id": row_id, "limit": limit}
    return [_summary(keys, row) for row in await (await tx.execute(statement, parameters)).fetchall()]


async def waiting_after(
    tx: Transaction,
    keys: Keys,
    organisations: Collection[UUID],
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Summary]:
    """Return the consultations with statements in review or documents to be read, longest waiting first."""
    statement = """
        WITH page AS (
            SELECT consultation_id, min(since) AS waiting_since
              FROM (SELECT consultation_id, submitted_at AS since
                      FROM statements
                     WHERE state = 'in_review' AND organisation_id = ANY(%(organisations)s)
                     UNION ALL
                    -- Before that they become public with the consultation's first statements.
                    SELECT d.consultation_id, d.added_at
                      FROM documents d JOIN published_consultations r ON r.id = d.consultation_id
                     WHERE d.waits AND NOT r.hidden AND d.organisation_id = ANY(%(organisations)s)) waiting
             GROUP BY consultation_id
            HAVING %(at)s::timestamptz IS NULL OR (min(since), consultation_id) > (%(at)s, %(id)s)
             ORDER BY min(since), consultation_id
             LIMIT %(limit)s
        )
        SELECT d.id, d.organisation_id, d.key_id, d.replies_key_id, d.details, d.version, d.created_by, d.editors,
               d.changed_at, coalesce(p.number, '') AS number, c.*, page.waiting_since
          FROM page
          JOIN consultations d ON d.id = page.consultation_id
          LEFT JOIN published_consultations p ON p.id = d.id
         CROSS JOIN LATERAL (
               SELECT count(*) FILTER (WHERE s.state = 'draft') AS drafts,
                      count(*) FILTER (WHERE s.state = 'in_review') AS in_review,
                      count(*) FILTER (WHERE s.state = 'published' AND r.withdrawal IS NULL) AS published
                 FROM statements s LEFT JOIN published_statements r ON r.id = s.id
                WHERE s.consultation_id = d.id AND s.organisation_id = d.organisation_id) c
         WHERE d.organisation_id = ANY(%(organisations)s)
         ORDER BY page.waiting_since, d.id
    """
    at, row_id = after or (None, None)
    parameters = {"organisations": list(organisations), "at": at, "id": row_id, "limit": limit}
    return [_summary(keys, row) for row in await (await tx.execute(statement, parameters)).fetchall()]


async def _one(
    tx: Transaction, keys: Keys, statement: Any, consultation_id: UUID, organisations: Collection[UUID]
) -> Consultation:
    parameters = {"id": consultation_id, "organisations": list(organisations)}
    row = await (await tx.execute(statement, parameters)).fetchone()
    if row is None:
        raise NoSuchRow("consultation")
    return _consultation(keys, row)


async def _filled(tx: Transaction, keys: Keys, consultation: Consultation) -> Draft:
    statement = "SELECT hidden FROM published_consultations WHERE id = %(id)s"
    row = await (await tx.execute(statement, {"id": consultation.id})).fetchone()
    return Draft(
        consultation=consultation,
        participants=await participants_of(tx, keys, consultation),
        statements=await statements_of(tx, keys, consultation),
        published=row is not None,
        hidden=row is not None and row["hidden"],
        schedule=await schedule_of(tx, consultation.id),
        documents=await documents_of(tx, keys, consultation),
    )


def _summary(keys: Keys, row: dict[str, Any]) -> Summary:
    own = ("number", "drafts", "in_review", "published", "waiting_since")
    scheduled = ("publishes_at", "statement_ids", "lapse_reason")
    rest = {name: value for name, value in row.items() if name not in (*own, *scheduled)}
    read = unless_erased(partial(_consultation, keys), rest)
    return Summary(
        consultation=read or _with_details(rest, ConsultationDetails()),
        erased=read is None,
        **{name: row[name] for name in own},
        schedule=to_schedule(row) if row.get("publishes_at") else None,
    )


def _row(keys: Keys, consultation: Consultation) -> dict[str, Any]:
    sealed = seal(keys, consultation.details, key_id=consultation.key_id, table="consultations", row_id=consultation.id)
    return {**vars(consultation), "details": sealed, "editors": sorted(consultation.editors)}


def _consultation(keys: Keys, row: dict[str, Any]) -> Consultation:
    details = unseal(
        keys, ConsultationDetails, row["details"], key_id=row["key_id"], table="consultations", row_id=row["id"]
    )
    return _with_details(row, details)


def _with_details(row: dict[str, Any], details: ConsultationDetails) -> Consultation:
    return Consultation(**{**row, "details": details, "editors": frozenset(row["editors"])})


async def any_opens(tx: Transaction, keys: Keys) -> bool:
    """Tell whether any of the newest consultations has its key: if none has, the folder of keys may not be ours."""
    rows = await (await tx.execute("SELECT key_id FROM consultations ORDER BY id DESC LIMIT 100")).fetchall()
    return any(keys.has(row["key_id"]) for row in rows)
