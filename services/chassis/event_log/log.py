"""Appending to the log, reading an aggregate back, and checking that nobody changed it since."""

import contextlib
import functools
import hashlib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.message import Message

from roundtable.common.v1 import event_log_pb2, text_pb2
from services.chassis import telemetry, texts
from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.chassis.ids import new_id

_NO_HASH: Final = bytes(32)


class ChainBroken(Exception):
    """An aggregate's events are not what was appended: one was changed, removed, inserted or moved."""


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """A fact to append."""

    aggregate_type: str
    aggregate_id: UUID
    version: int
    """The aggregate's last version + 1: that of the state after `evolve`."""
    message: Message
    """From `events.proto` (goes to the topic) or `internal.proto` (stays here), texts with their bodies."""
    actor: str
    """Who caused it: a person's uuid, `service:<name>` or `clock`. Stays in this database."""
    occurred_at: datetime
    """When it happened in the world."""
    id: UUID | None = None
    """A uuid7 of its own if None."""


@dataclass(frozen=True)
class Appended:
    """Where an event came to stand."""

    position: int
    public_version: int | None
    """Its number among the aggregate's events that go to the topic; None if it stays here."""
    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An event as the log holds it."""

    position: int
    id: UUID
    aggregate_type: str
    aggregate_id: UUID
    version: int
    public_version: int | None
    type: str
    payload: bytes
    """The sealed bytes: bodies and salts of texts are not in them."""
    message: Message
    """The payload with the texts that still exist filled in."""
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    traceparent: str
    prev_hash: bytes
    hash: bytes


def is_public(kind: type[Message]) -> bool:
    """Tell whether events of this type go to the service's topic.

    Raises:
        ValueError: It is no event: the message stands in neither `events.proto` nor `internal.proto`.
    """
    name = kind.DESCRIPTOR.file.name
    if name.endswith("events.proto") or kind is text_pb2.TextErased:
        return True
    if name.endswith("internal.proto"):
        return False
    raise ValueError(f"{kind.DESCRIPTOR.full_name} is no event: it is not in an events.proto or internal.proto")


@functools.cache
def message_class(type_name: str) -> type[Message]:
    """Return the class of an event's type, such as `roundtable.recommendations.v1.ProgressReported`.

    Raises:
        KeyError: This build does not know the type.
    """
    package = type_name.rpartition(".")[0]
    if package.startswith("roundtable."):
        for module in ("events_pb2", "internal_pb2", "text_pb2"):
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(f"{package}.{module}")
    return message_factory.GetMessageClass(descriptor_pool.Default().FindMessageTypeByName(type_name))


async def append(tx: Transaction, event: NewEvent) -> Appended:
    """Append the fact, in the transaction that changes the state: save first, then append.

    Texts in the message move to `texts`; the outbox gets the event if it is public; the commit wakes the relay.
    A `TextErased` also empties this service's copy of the text.

    Raises:
        Aborted: The aggregate has another last version than `event.version - 1`; somebody else was faster.
        texts.CommitmentMismatch: A text's id is already known with other content.
        ValueError: The message is no event, or `occurred_at` has no time zone.
    """
    message = type(event.message)()
    message.CopyFrom(event.message)
    before = await _head(tx, event.aggregate_id, storing=texts.strip(message))
    if isinstance(message, text_pb2.TextErased):
        await texts.erase(tx, UUID(message.text_id))
    row = sealed_row(event, message, before, recorded_at=tx.clock())
    return Appended(await _insert(tx, row), row["public_version"], row["id"])


@dataclass(frozen=True)
class Head:
    """Where an aggregate's events end."""

    version: int
    public_version: int
    hash: bytes


NOTHING: Final = Head(0, 0, _NO_HASH)
"""Before an aggregate's first event."""


def sealed_row(event: NewEvent, message: Message, before: Head, *, recorded_at: datetime) -> dict[str, Any]:
    """Return the row of an event that follows an aggregate's last one; its message is without texts.

    Raises:
        Aborted: It does not follow that one.
        ValueError: The message is no event, or `occurred_at` has no time zone.
    """
    if event.occurred_at.tzinfo is None:
        raise ValueError("occurred_at has no time zone")
    if before.version != event.version - 1:
        raise Aborted(f"version {event.version} does not follow the aggregate's last, {before.version}")
    public = is_public(type(message))
    row: dict[str, Any] = {
        "id": event.id or new_id(),
        "aggregate_type": event.aggregate_type,
        "aggregate_id": event.aggregate_id,
        "version": event.version,
        "public_version": before.public_version + 1 if public else None,
        "type": message.DESCRIPTOR.full_name,
        "payload": message.SerializeToString(deterministic=True),
        "actor": event.actor,
        "occurred_at": event.occurred_at,
        "recorded_at": recorded_at,
        "traceparent": telemetry.current_traceparent(),
        "prev_hash": before.hash,
    }
    row["hash"] = _hash(row)
    return row


_HEAD: Final = """
    SELECT version, hash,
           coalesce((SELECT max(public_version) FROM events WHERE aggregate_id = %(aggregate_id)s), 0) AS public_version
      FROM events
     WHERE aggregate_id = %(aggregate_id)s
     ORDER BY version DESC
     LIMIT 1
"""
_STORE_AND_HEAD: Final = f"""
    WITH stored AS ({texts.STORE} RETURNING 1), head AS ({_HEAD})
    SELECT head.*, (SELECT count(*) FROM stored) AS stored FROM (SELECT 1) one LEFT JOIN head ON true
"""  # noqa: S608


async def _head(tx: Transaction, aggregate_id: UUID, *, storing: Sequence[text_pb2.Text]) -> Head:
    """Return the aggregate's last event, and keep copies of texts on the way: most events carry some."""
    copies, aggregate = texts.copies_of(storing), {"aggregate_id": aggregate_id}
    if copies.expected:
        row = await (await tx.execute(_STORE_AND_HEAD, copies.parameters | aggregate)).fetchone()
        assert row is not None
        copies.check(row["stored"])
    else:
        row = await (await tx.execute(_HEAD, aggregate)).fetchone()
    return Head(row["version"], row["public_version"], row["hash"]) if row and row["version"] else NOTHING


async def _insert(tx: Transaction, row: dict[str, Any]) -> int:
    statement = """
        WITH appended AS (
            INSERT INTO events (id, aggregate_type, aggregate_id, version, public_version, type, payload, actor,
                                occurred_at, recorded_at, traceparent, prev_hash, hash)
            VALUES (%(id)s, %(aggregate_type)s, %(aggregate_id)s, %(version)s, %(public_version)s, %(type)s,
                    %(payload)s, %(actor)s, %(occurred_at)s, %(recorded_at)s, %(traceparent)s, %(prev_hash)s, %(hash)s)
            RETURNING position, public_version
        ), to_send AS (
            INSERT INTO outbox (position) SELECT position FROM appended WHERE public_version IS NOT NULL
        )
        SELECT position FROM appended
    """
    try:
        inserted = await (await tx.execute(statement, row)).fetchone()
    except psycopg.errors.UniqueViolation as error:
        raise Aborted(f"version {row['version']} of the aggregate was appended by somebody else") from error
    assert inserted is not None
    if row["public_version"] is not None:
        tx.appended = True
    return int(inserted["position"])


async def load(tx: Transaction, aggregate_id: UUID) -> list[Recorded]:
    """Return the aggregate's events in order, with the texts that still exist filled in. Unknown: an empty list.

    Raises:
        KeyError: This build does not know the type of one of them.
    """
    return (await load_all(tx, [aggregate_id])).get(aggregate_id, [])


async def load_all(
    tx: Transaction, aggregate_ids: Sequence[UUID], *, with_texts: bool = True
) -> dict[UUID, list[Recorded]]:
    """Return the events of some aggregates, each in order, as `load` does. Unknown ones are left out.

    Args:
        tx: The caller's transaction.
        aggregate_ids: Which.
        with_texts: Fill in the texts that still exist; without them, ids and commitments are all that is there.

    Raises:
        KeyError: This build does not know the type of one of them.
    """
    statement = """
        SELECT position, id, aggregate_type, aggregate_id, version, public_version, type, payload, actor,
               occurred_at, recorded_at, traceparent, prev_hash, hash
          FROM events
         WHERE aggregate_id = ANY((SELECT %(aggregate_ids)s::uuid[])::uuid[])  -- their number unknown: one plan for all
         ORDER BY aggregate_id, version
    """
    rows = await (await tx.execute(statement, {"aggregate_ids": list(aggregate_ids)})).fetchall()
    messages = [message_class(row["type"]).FromString(row["payload"]) for row in rows]
    if with_texts:
        await texts.fill_in(tx, messages)
    found: dict[UUID, list[Recorded]] = {}
    for row, message in zip(rows, messages, strict=True):
        found.setdefault(row["aggregate_id"], []).append(Recorded(**row, message=message))
    return found


async def filled_in(tx: Transaction, sealed: Sequence[tuple[str, bytes]]) -> list[Message]:
    """Parse pairs of type and payload, and fill in the texts that still exist."""
    messages = [message_class(name).FromString(payload) for name, payload in sealed]
    await texts.fill_in(tx, messages)
    return messages


async def as_sent(tx: Transaction, sealed: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """Return the bytes that go to others: each payload with the texts that still exist filled in.

    Raises:
        KeyError: This build does not know the type of one of them, so it cannot know of its texts.
    """
    sent = [payload for _, payload in sealed]
    with_texts = [index for index, (name, _) in enumerate(sealed) if texts.can_carry(message_class(name))]
    messages = await filled_in(tx, [sealed[index] for index in with_texts])
    for index, message in zip(with_texts, messages, strict=True):
        sent[index] = message.SerializeToString(deterministic=True)
    return sent


def verify(events: Sequence[Recorded]) -> None:
    """Check all events of one aggregate, as `load` returns them.

    Raises:
        ChainBroken: It names the first version at which the record is not what was appended.
    """
    previous, public_version = _NO_HASH, 0
    for number, event in enumerate(events, start=1):
        if event.version != number:
            raise ChainBroken(f"version {number} is missing")
        if event.public_version is not None:
            public_version += 1
            if event.public_version != public_version:
                raise ChainBroken(f"version {number} has public version {event.public_version}, not {public_version}")
        if event.prev_hash != previous or event.hash != _hash(vars(event)):
            raise ChainBroken(f"version {number} is not what was appended")
        previous = event.hash


def _hash(row: dict[str, Any]) -> bytes:
    sealed = event_log_pb2.Sealed(
        type=row["type"],
        aggregate_id=str(row["aggregate_id"]),
        version=row["version"],
        public_version=row["public_version"] or 0,
        occurred_date=row["occurred_at"].astimezone(UTC).date().isoformat(),
        recorded_date=row["recorded_at"].astimezone(UTC).date().isoformat(),
        payload=row["payload"],
    )
    return hashlib.sha256(row["prev_hash"] + sealed.SerializeToString(deterministic=True)).digest()
