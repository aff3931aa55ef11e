"""One event and its effect: apply it, drop it, fetch what is missing before it, or park its aggregate."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeAlias
from uuid import UUID

import grpc
import psycopg
import structlog
from google.protobuf.message import DecodeError, Message
from opentelemetry.trace import SpanKind

from roundtable.common.v1 import text_pb2
from services.chassis import metrics, telemetry, texts
from services.chassis.consumer.ports import Delivered, Owner, Position, Store
from services.chassis.database import TRANSIENT, Transaction
from services.chassis.errors import Aborted, Unavailable
from services.chassis.event_log.log import message_class
from services.chassis.kafka.records import Envelope, Incoming

log = structlog.get_logger(__name__)

Handler: TypeAlias = Callable[[Transaction, Any, Envelope], Awaitable[None]]
"""What an event does here: transaction, message and envelope in; an exception that does not pass by itself parks."""

OnAggregate: TypeAlias = Callable[[Transaction, UUID], Awaitable[None]]

# Two transactions met; the second look usually differs. After this many it is the event that is at fault.
_TRIES_OF_A_CONFLICT: Final = 5


class Outcome(Enum):
    """What became of an event."""

    APPLIED = "applied"
    REPEATED = "repeated"
    """It had been applied before."""
    PARKED = "parked"


class Diverged(Exception):
    """The owner's log is not the one this service has applied: it was restored to an earlier state, or lost events.

    Nothing of that stream may be applied until a person has decided which side is right.
    """


class OwnerFailed(Exception):
    """The owner did not hand out what is missing. It says nothing about the event: try again."""


class Unreadable(Exception):
    """The event cannot be understood by this build."""


@dataclass(frozen=True)
class Withholding:
    """Keeps out of the public what a parked event would have hidden, withdrawn or erased."""

    types: frozenset[type[Message]]
    """Events after which something is no longer public."""
    on_withheld: OnAggregate
    """Hides what stands for the aggregate; called in the transaction that parks. May be called more than once."""
    on_released: OnAggregate | None = None
    """Takes that back; called when everything parked has been applied, in the order it was meant."""


class Applier:
    """Applies events to one service's database.

    Args:
        store: The service's database.
        handlers: What each type does. A known type without a handler is only counted.
        owners: The event logs of the services whose events come in, by name.
        withholding: What to hide when it is parked.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[type[Message], Handler],
        owners: Mapping[str, Owner],
        withholding: Withholding | None = None,
    ) -> None:
        self.store = store
        self._handlers = handlers
        self.owners = owners
        self._withholding = withholding
        # Streams that may not go on, by source, with the reason: see `Diverged`.
        self.stopped: dict[str, str] = {}

    async def apply(self, event: Delivered) -> Outcome:
        """Bring the aggregate to this event at least, or park it.

        Raises:
            Exception: Something outside the event, see `is_transient`; nothing has changed. The same call may succeed
                later. `Diverged` passes only when a person acts.
        """
        if reason := self.stopped.get(event.envelope.source):
            raise Diverged(reason)
        outcome = await self._apply_one(event)
        if outcome is None:
            await self._fill_gap(event)
            outcome = await self._apply_one(event)
        if outcome is None:
            raise Diverged(f"{event.envelope.source} sent {_name(event.envelope)} but its log ends before")
        metrics.CONSUMED.labels(event.envelope.source, outcome.value).inc()
        return outcome

    async def park_record(self, record: Incoming, source: str, reason: str) -> None:
        """Keep a record that does not even name an event."""
        async with self.store.transaction() as tx:
            if await self.store.park_record(tx, record, source, reason):
                log.error("record_parked", place=record.place, reason=reason)
        metrics.CONSUMED.labels(source, Outcome.PARKED.value).inc()

    async def _apply_one(self, event: Delivered) -> Outcome | None:
        """Return what became of the event, or None if others are missing before it."""
        for tries in range(1, _TRIES_OF_A_CONFLICT + 1):
            try:
                async with self.store.transaction() as tx:
                    return await self.once(tx, event)
            except Exception as error:
                if is_transient(error):
                    raise
                if not isinstance(error, (Aborted, psycopg.IntegrityError)) or tries == _TRIES_OF_A_CONFLICT:
                    return await self._give_up(event, error)
                await asyncio.sleep(0.01 * 2**tries)
        raise AssertionError  # the last try returned or raised

    async def once(self, tx: Transaction, event: Delivered) -> Outcome | None:
        """Apply the event if it is the next one. The note that it was applied and its effect are one transaction."""
        if await self.store.advance(tx, event.envelope):
            await self.effect(tx, event)
            return Outcome.APPLIED
        before = await self.store.position(tx, event.envelope)
        if before.public_version >= event.envelope.public_version:
            _compare(event.envelope, before)
            return Outcome.REPEATED
        if before.parked:
            await self._park(tx, event, f"waits behind public version {before.public_version + 1}", waits=True)
            return Outcome.PARKED
        return None

    async def effect(self, tx: Transaction, event: Delivered) -> None:
        """Carry out what the event says, in the transaction that notes it as applied.

        Raises:
            Unreadable: This build does not know the type, or the bytes are not of that type.
        """
        envelope = event.envelope
        message = decode(event)
        name = f"consume {envelope.type.rpartition('.')[2]}"
        with telemetry.span(name, traceparent=envelope.traceparent, kind=SpanKind.CONSUMER):
            if isinstance(message, text_pb2.TextErased):
                await self.store.erase_text(tx, UUID(message.text_id))
            else:
                await self.store.keep_texts(tx, (text for text in texts.find(message) if text.text_id))
            if handler := self._handlers.get(type(message)):
                await handler(tx, message, envelope)

    async def _fill_gap(self, event: Delivered) -> None:
        envelope = event.envelope
        async with self.store.transaction() as tx:
            before = await self.store.position(tx, envelope)
        log.info("gap_found", fact=_name(envelope), have=before.public_version)
        await self.catch_up(envelope.source, envelope.aggregate_id, before.public_version)

    async def catch_up(self, source: str, aggregate_id: UUID, after: int) -> None:
        """Apply what the owner's log has of the aggregate after a public version.

        Raises:
            OwnerFailed: The owner did not answer.
        """
        async for event in self.ask(source, aggregate_id, after):
            if await self._apply_one(event) is None:
                raise OwnerFailed(f"{source} left out events before {_name(event.envelope)}")
            metrics.REPLAYED.labels(source).inc()

    async def ask(self, source: str, aggregate_id: UUID, after: int) -> AsyncIterator[Delivered]:
        """Yield what the owner's log has of the aggregate after a public version.

        Raises:
            OwnerFailed: The owner did not answer.
        """
        owner = self.owners.get(source)
        if owner is None:
            raise OwnerFailed(f"nobody knows how to ask {source}")
        replay = aiter(owner.replay(aggregate_id, after))
        while True:
            try:
                event = await anext(replay, None)
            except Exception as error:
                raise OwnerFailed(f"{source}: {describe(error)}") from error
            if event is None:
                return
            yield event

    async def _give_up(self, event: Delivered, error: Exception) -> Outcome:
        """Park the event's aggregate. This itself never gives up: what fails here is raised, and tried again."""
        async with self.store.transaction() as tx:
            before = await self.store.position(tx, event.envelope)
            if before.public_version >= event.envelope.public_version:
                return Outcome.REPEATED
            await self._park(tx, event, describe(error))
        return Outcome.PARKED

    async def _park(self, tx: Transaction, event: Delivered, reason: str, *, waits: bool = False) -> None:
        new = await self.store.park(tx, event, reason)
        try:
            message = decode(event)
        except Unreadable:
            message = None
        if isinstance(message, text_pb2.TextErased):
            await self.store.erase_text(tx, UUID(message.text_id))
        if self._withholding and type(message) in self._withholding.types:
            await self._withholding.on_withheld(tx, event.envelope.aggregate_id)
        if new:
            level = log.warning if waits else log.error
            level("event_parked", fact=_name(event.envelope), place=event.place, reason=reason)

    async def replay_one(self, tx: Transaction, event: Delivered) -> None:
        """Apply an event of a parked aggregate, and take it out of the dead letters.

        Raises:
            OwnerFailed: Events before it are missing.
            Exception: Whatever the handler raises.
        """
        before = await self.store.position(tx, event.envelope)
        if before.public_version + 1 < event.envelope.public_version:
            raise OwnerFailed(f"events after public version {before.public_version} are missing")
        if before.public_version + 1 == event.envelope.public_version:
            await self.effect(tx, event)
        await self.store.settle(tx, event.envelope)

    async def release(self, tx: Transaction, aggregate_id: UUID) -> None:
        """Let an aggregate go on whose dead letters have all been applied."""
        was_parked = await self.store.release(tx, aggregate_id)
        if was_parked and self._withholding and self._withholding.on_released:
            await self._withholding.on_released(tx, aggregate_id)


def decode(event: Delivered) -> Message:
    """Parse the payload.

    Raises:
        Unreadable: This build does not know the type, or the bytes are not of that type.
    """
    try:
        return message_class(event.envelope.type).FromString(event.payload)
    except KeyError:
        raise Unreadable("a type this build does not know") from None
    except DecodeError:
        raise Unreadable("bytes that are not of its type") from None


def is_transient(error: BaseException) -> bool:
    """Tell whether the same event may succeed later, because something beside it was at fault."""
    if isinstance(error, grpc.RpcError):
        return error.code() in (
            grpc.StatusCode.UNAVAILABLE,
            grpc.StatusCode.DEADLINE_EXCEEDED,
            grpc.StatusCode.RESOURCE_EXHAUSTED,
        )
    return isinstance(error, (*TRANSIENT, Unavailable, OwnerFailed, Diverged, ConnectionError, TimeoutError))


def _compare(envelope: Envelope, before: Position) -> None:
    same_place = before.public_version == envelope.public_version and before.event_id is not None
    if same_place and before.event_id != envelope.event_id:
        raise Diverged(f"{_name(envelope)} of {envelope.source} is another event than the one applied here")


def _name(envelope: Envelope) -> str:
    return f"{envelope.type} {envelope.aggregate_id} #{envelope.public_version}"


def describe(error: Exception) -> str:
    """Say what went wrong without quoting data: a database's message may quote the row."""
    if isinstance(error, (Unreadable, OwnerFailed, texts.CommitmentMismatch)):
        return str(error)
    if isinstance(error, psycopg.Error):
        return f"{type(error).__name__} {error.diag.constraint_name or error.sqlstate or ''}".strip()
    if isinstance(error, grpc.RpcError):
        return str(error.code())
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f" at {frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else ""
    return f"{type(error).__name__}{where}"
