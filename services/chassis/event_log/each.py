"""Appending one event to each of many aggregates in one call: what hundreds of records follow."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import psycopg

from services.chassis import texts
from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.chassis.event_log.log import NOTHING, Head, NewEvent, sealed_row

_COLUMNS: Final = {
    "id": "uuid",
    "aggregate_type": "text",
    "aggregate_id": "uuid",
    "version": "bigint",
    "public_version": "bigint",
    "type": "text",
    "payload": "bytea",
    "actor": "text",
    "occurred_at": "timestamptz",
    "recorded_at": "timestamptz",
    "traceparent": "text",
    "prev_hash": "bytea",
    "hash": "bytea",
}


async def append_each(tx: Transaction, events: Sequence[NewEvent]) -> None:
    """Append facts as `append` does, each to another aggregate. None carries a text.

    Raises:
        Aborted: An aggregate has another last version than `version - 1` of its event; somebody else was faster.
        ValueError: A message is no event or carries texts, two are of one aggregate, or `occurred_at` has no time zone.
    """
    heads = await _heads(tx, [each.aggregate_id for each in events])
    if len({each.aggregate_id for each in events}) < len(events):
        raise ValueError("two of the events are of one aggregate")
    if any(texts.can_carry(type(each.message)) for each in events):
        raise ValueError("an event that can carry texts is appended by itself")
    at = tx.clock()
    rows = [sealed_row(each, each.message, heads.get(each.aggregate_id, NOTHING), recorded_at=at) for each in events]
    await _insert(tx, rows)


async def _heads(tx: Transaction, aggregate_ids: Sequence[UUID]) -> dict[UUID, Head]:
    statement = """
        SELECT DISTINCT ON (aggregate_id) aggregate_id, version, hash,
               max(public_version) OVER (PARTITION BY aggregate_id) AS public_version
          FROM events
         WHERE aggregate_id = ANY(%(ids)s)
         ORDER BY aggregate_id, version DESC
    """
    rows = await (await tx.execute(statement, {"ids": list(aggregate_ids)})).fetchall()
    return {row["aggregate_id"]: Head(row["version"], row["public_version"] or 0, row["hash"]) for row in rows}


async def _insert(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    names = ", ".join(_COLUMNS)
    given = ", ".join(f"%({name})s::{kind}[]" for name, kind in _COLUMNS.items())
    statement = f"""
        WITH appended AS (
            INSERT INTO events ({names})
            SELECT {names} FROM unnest({given}) WITH ORDINALITY AS given ({names}, place) ORDER BY place
            RETURNING position, public_version
        )
        INSERT INTO outbox (position) SELECT position FROM appended WHERE public_version IS NOT NULL
    """  # noqa: S608
    try:
        await tx.execute(statement, {name: [row[name] for row in rows] for name in _COLUMNS})
    except psycopg.errors.UniqueViolation as error:
        raise Aborted("an event of one of the aggregates was appended by somebody else") from error
    if any(row["public_version"] is not None for row in rows):
        tx.appended = True
