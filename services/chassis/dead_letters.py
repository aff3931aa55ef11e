"""The operator's view of what could not be applied: list, show, replay.

A dead letter is parked with everything of its aggregate that came after it. Replay applies them in order, after
whatever was wrong has been put right; where a letter's bytes are missing or bad, it asks the owner's log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
from google.protobuf import text_format

from services.chassis.consumer.apply import Applier, OwnerFailed, Unreadable, decode, describe, is_transient
from services.chassis.consumer.ports import Delivered, Letter
from services.chassis.database import Database
from services.chassis.errors import NotFound
from services.chassis.kafka.records import Envelope


@dataclass(frozen=True, kw_only=True)
class Parked:
    """One dead letter, without its content."""

    position: int
    source: str
    aggregate_id: UUID | None
    """None if the record named no event; then there is nothing to replay, and what was meant is in the owner's log."""
    public_version: int | None
    event_id: UUID | None
    type: str
    reason: str
    record: str
    """Where it stood on Kafka: topic/partition/offset."""
    parked_at: datetime


@dataclass(frozen=True)
class Replayed:
    """What a replay achieved."""

    applied: int
    remaining: int
    reason: str
    """Why it stopped; empty if nothing remains."""


async def listed(database: Database) -> Sequence[Parked]:
    """Return all dead letters, oldest first."""
    statement = """
        SELECT position, source, aggregate_id, public_version, event_id, type, reason, record, parked_at
          FROM dead_letters
         ORDER BY position
    """
    async with database.transaction(read_only=True) as tx:
        rows = await (await tx.execute(statement)).fetchall()
    return [Parked(**row) for row in rows]


async def show(database: Database, position: int) -> str:
    """Return the content as protobuf text, or as hexadecimal bytes if this build cannot read it.

    Raises:
        NotFound: There is no such dead letter.
    """
    statement = """
        SELECT event_id, type, aggregate_id, public_version, occurred_at, source, traceparent, payload, record
          FROM dead_letters
         WHERE position = %(position)s
    """
    async with database.transaction(read_only=True) as tx:
        row = await (await tx.execute(statement, {"position": position})).fetchone()
    if row is None:
        raise NotFound(f"there is no dead letter {position}")
    payload, place = row.pop("payload"), row.pop("record")
    if payload is None:
        return "A text in it was erased; replay asks the owner."
    try:
        return text_format.MessageToString(decode(Delivered(Envelope(**row), payload, place)), as_utf8=True)
    except Unreadable as error:
        return f"{error}: {payload.hex()}"


async def discard(database: Database, position: int) -> None:
    """Remove a record that named no event: there is nothing in it to replay.

    Raises:
        NotFound: There is no such dead letter, or it names an event and can only be replayed.
    """
    statement = "DELETE FROM dead_letters WHERE position = %(position)s AND aggregate_id IS NULL"
    async with database.transaction() as tx:
        removed = await tx.execute(statement, {"position": position})
    if removed.rowcount == 0:
        raise NotFound(f"there is no dead letter {position} without an event")


async def replay(applier: Applier, aggregate_id: UUID) -> Replayed:
    """Apply the aggregate's dead letters in order, each in its transaction; at the end the aggregate flows again.

    Args:
        applier: As the consumer's: it holds the handlers and the owners.
        aggregate_id: The parked aggregate; one that is not parked stays as it is.

    Raises:
        psycopg.OperationalError: The database is away; what was applied until then stays applied.
    """
    applied = 0
    while True:
        async with applier.store.transaction() as tx:
            letters = await applier.store.letters(tx, aggregate_id)
            if not letters:
                await applier.release(tx, aggregate_id)
                return Replayed(applied, 0, "")
        if reason := await _replay_next(applier, letters[0]):
            return Replayed(applied, len(letters), reason)
        applied += 1


async def _replay_next(applier: Applier, letter: Letter) -> str:
    """Apply the first letter with what is missing before it. Return why that failed; empty if it did not."""
    try:
        async with applier.store.transaction() as tx:
            before = await applier.store.position(tx, letter.envelope)
        for event in await _events(applier, letter, before.public_version):
            async with applier.store.transaction() as tx:
                await applier.replay_one(tx, event)
    except psycopg.OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is why it stays parked
        reason = describe(error)
        if not is_transient(error):
            async with applier.store.transaction() as tx:
                await applier.store.blame(tx, letter.envelope, reason)
        return reason
    return ""


async def _events(applier: Applier, letter: Letter, after: int) -> Sequence[Delivered]:
    """Return the events up to the letter: its own bytes if they come next and can be read, else the owner's."""
    if letter.payload is not None and letter.envelope.public_version <= after + 1:
        event = Delivered(letter.envelope, letter.payload, "dead letter")
        try:
            decode(event)
        except Unreadable:
            pass  # the record may have been damaged: the owner's log has what was meant
        else:
            return [event]
    missing = applier.ask(letter.envelope.source, letter.envelope.aggregate_id, after)
    found = [event async for event in missing if event.envelope.public_version <= letter.envelope.public_version]
    if not found:
        raise OwnerFailed(f"{letter.envelope.source}'s log has nothing after public version {after}")
    return found
