"""How far each aggregate was applied, and what is parked: in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from psycopg.rows import DictRow

from roundtable.common.v1 import text_pb2
from services.chassis import replies, texts
from services.chassis.consumer.ports import Delivered, Letter, Position
from services.chassis.database import Database, Transaction
from services.chassis.kafka.records import Envelope, Incoming


class PostgresStore:
    """The consumer's tables in one service's database.

    Args:
        database: The service's.
        consumer: Name of the consumer: the service's.
    """

    def __init__(self, database: Database, consumer: str) -> None:
        self._database = database
        self._consumer = consumer

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """All or nothing."""
        return self._database.transaction()

    async def advance(self, tx: Transaction, envelope: Envelope) -> bool:
        """Move on if this is the next event. A second process waits here for the row, and then it is not the next."""
        first = """
            INSERT INTO consumed AS known (consumer, aggregate_id, source, public_version, event_id)
            VALUES (%(consumer)s, %(aggregate_id)s, %(source)s, 1, %(event_id)s)
                ON CONFLICT (consumer, aggregate_id) DO UPDATE SET public_version = 1, event_id = excluded.event_id
             WHERE known.public_version = 0 AND NOT known.parked
        """
        later = """
            UPDATE consumed SET public_version = %(public_version)s, event_id = %(event_id)s
             WHERE consumer = %(consumer)s AND aggregate_id = %(aggregate_id)s
               AND public_version = %(public_version)s - 1 AND NOT parked
        """
        moved = await tx.execute(first if envelope.public_version == 1 else later, self._named(envelope))
        return moved.rowcount == 1

    async def position(self, tx: Transaction, envelope: Envelope) -> Position:
        """Return how far the aggregate is, its row locked."""
        locked = """
            SELECT public_version, event_id, parked FROM consumed
             WHERE consumer = %(consumer)s AND aggregate_id = %(aggregate_id)s
               FOR UPDATE
        """
        begun = """
            INSERT INTO consumed AS known (consumer, aggregate_id, source, public_version)
            VALUES (%(consumer)s, %(aggregate_id)s, %(source)s, 0)
                ON CONFLICT (consumer, aggregate_id) DO UPDATE SET source = known.source
            RETURNING public_version, event_id, parked
        """
        named = self._named(envelope)
        row = await (await tx.execute(locked, named)).fetchone()
        row = row or await (await tx.execute(begun, named)).fetchone()
        assert row is not None
        return Position(row["public_version"], row["event_id"], row["parked"])

    async def positions(self, tx: Transaction, aggregate_ids: Sequence[UUID]) -> Mapping[UUID, Position]:
        """Return how far these aggregates are; unknown ones are left out."""
        statement = """
            SELECT aggregate_id, public_version, event_id, parked FROM consumed
             WHERE consumer = %(consumer)s AND aggregate_id = ANY(%(ids)s)
        """
        rows = await (await tx.execute(statement, {"consumer": self._consumer, "ids": list(aggregate_ids)})).fetchall()
        return {row["aggregate_id"]: Position(row["public_version"], row["event_id"], row["parked"]) for row in rows}

    async def park(self, tx: Transaction, event: Delivered, reason: str) -> bool:
        """Keep the event as a dead letter and park its aggregate."""
        statement = """
            WITH parked AS (
                UPDATE consumed SET parked = true WHERE consumer = %(consumer)s AND aggregate_id = %(aggregate_id)s
            )
            INSERT INTO dead_letters (consumer, source, aggregate_id, public_version, event_id, type, occurred_at,
                                      traceparent, payload, reason, record)
            VALUES (%(consumer)s, %(source)s, %(aggregate_id)s, %(public_version)s, %(event_id)s, %(type)s,
                    %(occurred_at)s, %(traceparent)s, %(payload)s, %(reason)s, %(record)s)
                ON CONFLICT DO NOTHING
        """
        await self.position(tx, event.envelope)
        parameters = {**self._named(event.envelope), "payload": event.payload, "reason": reason, "record": event.place}
        return (await tx.execute(statement, parameters)).rowcount == 1

    async def park_record(self, tx: Transaction, record: Incoming, source: str, reason: str) -> bool:
        """Keep a record that names no event."""
        statement = """
            INSERT INTO dead_letters (consumer, source, type, payload, reason, record)
            VALUES (%(consumer)s, %(source)s, %(type)s, %(payload)s, %(reason)s, %(record)s)
                ON CONFLICT DO NOTHING
        """
        parameters = {
            "consumer": self._consumer,
            "source": source,
            "type": record.headers.get("ce_type", b"").decode("ascii", "replace").replace("\0", "�"),
            "payload": record.value,
            "reason": reason,
            "record": record.place,
        }
        return (await tx.execute(statement, parameters)).rowcount == 1

    async def letters(self, tx: Transaction, aggregate_id: UUID) -> Sequence[Letter]:
        """Return the aggregate's dead letters in order; nobody parks another one until the transaction ends."""
        locked = """
            SELECT FROM consumed WHERE consumer = %(consumer)s AND aggregate_id = %(aggregate_id)s FOR UPDATE
        """
        statement = """
            SELECT event_id, type, aggregate_id, public_version, occurred_at, source, traceparent, payload
              FROM dead_letters
             WHERE consumer = %(consumer)s AND aggregate_id = %(aggregate_id)s
             ORDER BY public_version
        """
        parameters = {"consumer": self._consumer, "aggregate_id": aggregate_id}
        await tx.execute(locked, parameters)
        rows = await (await tx.execute(statement, parameters)).fetchall()
        return [_letter(row) for row in rows]

    async def settle(self, tx: Transaction, envelope: Envelope) -> None:
        """Move a parked aggregate on to this event if it is the next one, and remove its dead letter."""
        statement = """
            WITH answered AS (
                DELETE FROM dead_letters
                 WHERE consumer = %(consumer)s AND aggregate_id = %(aggregate_id)s
                   AND public_version = %(public_version)s
            )
            UPDATE consumed SET public_version = %(public_version)s, event_id = %(event_id)s
             WHERE consumer = %(consumer)s AND aggregate_id = %(aggregate_id)s
               AND public_version = %(public_version)s - 1
        """
        await tx.execute(statement, self._named(envelope))

    async def blame(self, tx: Transaction, envelope: Envelope, reason: str) -> None:
        """Write down why the replay of a dead letter failed."""
        statement = """
            UPDATE dead_letters SET reason = %(reason)s
             WHERE consumer = %(consumer)s AND aggregate_id = %(aggregate_id)s AND public_version = %(public_version)s
        """
        await tx.execute(statement, {**self._named(envelope), "reason": reason})

    async def release(self, tx: Transaction, aggregate_id: UUID) -> bool:
        """Unpark the aggregate; tell whether it was parked."""
        statement = """
            UPDATE consumed SET parked = false
             WHERE consumer = %(consumer)s AND aggregate_id = %(aggregate_id)s AND parked
        """
        parameters = {"consumer": self._consumer, "aggregate_id": aggregate_id}
        return (await tx.execute(statement, parameters)).rowcount == 1

    async def count_letters(self, tx: Transaction) -> int:
        """Return how many events are parked."""
        statement = "SELECT count(*) AS letters FROM dead_letters WHERE consumer = %(consumer)s"
        row = await (await tx.execute(statement, {"consumer": self._consumer})).fetchone()
        return int(row["letters"]) if row else 0

    async def keep_texts(self, tx: Transaction, found: Iterable[text_pb2.Text]) -> None:
        """Store copies of texts."""
        await texts.store(tx, found)

    async def erase_text(self, tx: Transaction, text_id: UUID) -> None:
        """Empty the copy of a text, and the answers in which this service may have given it."""
        await texts.erase(tx, text_id)
        await replies.empty(tx)

    def _named(self, envelope: Envelope) -> dict[str, object]:
        return {**vars(envelope), "consumer": self._consumer}


def _letter(row: DictRow) -> Letter:
    payload = row.pop("payload")
    return Letter(Envelope(**row), payload)
