"""What becomes of one event after another, on real PostgreSQL and with the owner's log over gRPC; no broker."""

import asyncio
import functools
import random
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import grpc
import psycopg
import pytest

from roundtable.common.v1 import text_pb2
from services.chassis import telemetry, texts
from services.chassis.consumer import Delivered, Diverged, Outcome
from services.chassis.consumer.apply import OwnerFailed
from services.chassis.consumer.tail import TailCheck
from services.chassis.database import Transaction
from services.chassis.errors import Aborted, Unavailable
from services.chassis.ids import derived_id
from services.chassis.kafka.records import Envelope
from services.chassis.stopping import stop
from tests.behaviour import messages
from tests.integration.chassis.scenes import OWNER, Scene, noted


async def test_a_repeated_event_is_dropped(scene: Scene) -> None:
    aggregate, applier = uuid4(), scene.applier()
    [event] = await scene.append(aggregate, *noted(1))
    assert await applier.apply(event) is Outcome.APPLIED
    assert await applier.apply(event) is Outcome.REPEATED
    assert await scene.numbers(aggregate) == [1]


@pytest.mark.covers("loss repeated events")
async def test_a_gap_is_filled_from_the_owners_log(scene: Scene) -> None:
    aggregate = uuid4()
    events = await scene.append(aggregate, *noted(1, 2, 3, 4))
    await scene.applier().apply(events[3])
    assert await scene.numbers(aggregate) == [1, 2, 3, 4]


async def test_an_owner_that_is_away_is_no_fault_of_the_event(scene: Scene) -> None:
    aggregate = uuid4()
    events = await scene.append(aggregate, *noted(1, 2))
    async with grpc.aio.insecure_channel("127.0.0.1:1") as nowhere:
        with pytest.raises(OwnerFailed):
            await scene.applier(channel=nowhere).apply(events[1])
    assert await scene.letters(aggregate) == []
    await scene.applier().apply(events[1])
    assert await scene.numbers(aggregate) == [1, 2]


async def test_a_known_type_without_a_handler_only_advances(scene: Scene) -> None:
    aggregate, applier = uuid4(), scene.applier()
    events = await scene.append(aggregate, *noted(1), messages.Ignored(number=2))
    assert [await applier.apply(event) for event in events] == [Outcome.APPLIED, Outcome.APPLIED]
    assert await applier.apply(events[1]) is Outcome.REPEATED
    assert await scene.numbers(aggregate) == [1]


@pytest.mark.parametrize(
    "error",
    [psycopg.OperationalError("gone"), Unavailable("later"), ConnectionResetError(), TimeoutError()],
    ids=lambda error: type(error).__name__,
)
async def test_an_error_that_passes_by_itself_parks_nothing(error: Exception, scene: Scene) -> None:
    aggregate = uuid4()

    async def fails(_tx: Transaction, _message: Any, _envelope: Envelope) -> None:
        raise error

    [event] = await scene.append(aggregate, *noted(1))
    with pytest.raises(type(error)):
        await scene.applier(Noted=fails).apply(event)
    assert await scene.letters(aggregate) == []
    assert await scene.applier().apply(event) is Outcome.APPLIED


async def test_a_handler_that_met_another_transaction_is_run_again(scene: Scene) -> None:
    aggregate, tries = uuid4(), []

    async def meets(tx: Transaction, message: Any, envelope: Envelope) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise Aborted("somebody else changed the row")
        await scene.handling.on_noted(tx, message, envelope)

    [event] = await scene.append(aggregate, *noted(1))
    assert await scene.applier(Noted=meets).apply(event) is Outcome.APPLIED
    assert await scene.numbers(aggregate) == [1]


async def _body(scene: Scene, text: text_pb2.Text) -> str | None:
    async with scene.consumer.transaction() as tx:
        found = await texts.load(tx, [UUID(text.text_id)])
    known = found.get(UUID(text.text_id))
    return known.localized[0].body if known else None


async def test_texts_are_copied_and_an_erasure_empties_the_copy(scene: Scene) -> None:
    aggregate, applier, [fact] = uuid4(), scene.applier(), noted(1)
    events = await scene.append(aggregate, fact)
    await applier.apply(events[0])
    assert await _body(scene, fact.note) == "note 1"
    [erasure] = await scene.append(aggregate, text_pb2.TextErased(text_id=fact.note.text_id, reason="correction"))
    assert await applier.apply(erasure) is Outcome.APPLIED
    assert await _body(scene, fact.note) == ""


async def test_a_text_erased_before_it_arrived_is_never_stored(scene: Scene) -> None:
    first, second, applier, [fact] = uuid4(), uuid4(), scene.applier(), noted(1)
    carriers = await scene.append(first, fact)
    [erasure] = await scene.append(second, text_pb2.TextErased(text_id=fact.note.text_id, reason="correction"))
    await applier.apply(erasure)
    await applier.apply(carriers[0])  # as it stood on the topic, with its body
    assert await _body(scene, fact.note) == ""


async def test_another_event_under_a_number_that_was_applied_stops_the_stream(scene: Scene) -> None:
    aggregate, applier = uuid4(), scene.applier()
    [event] = await scene.append(aggregate, *noted(1))
    await applier.apply(event)
    other = replace(event, envelope=replace(event.envelope, event_id=uuid4()))
    with pytest.raises(Diverged):
        await applier.apply(other)


async def test_an_owner_that_lost_what_was_applied_here_stops_the_stream(scene: Scene) -> None:
    aggregate, applier = uuid4(), scene.applier()
    for event in await scene.append(aggregate, *noted(1, 2)):
        await applier.apply(event)
    with psycopg.connect(scene.owner_urls.admin_url) as restored:
        restored.execute("DELETE FROM events WHERE aggregate_id = %s AND version = 2", (aggregate,))
    check = TailCheck(OWNER, applier.owners[OWNER], applier)
    with pytest.raises(Diverged):
        await check.check()
    task = asyncio.create_task(check.run())
    async with asyncio.timeout(30):
        while not applier.stopped:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await stop(task)
    [event] = await scene.append(uuid4(), *noted(1))
    with pytest.raises(Diverged):
        await applier.apply(event)
    with psycopg.connect(scene.owner_urls.admin_url) as restored:
        restored.execute("DELETE FROM events WHERE aggregate_id = %s", (aggregate,))


async def test_the_trace_goes_on_in_what_the_handler_appends(scene: Scene) -> None:
    aggregate, cause = uuid4(), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with telemetry.span("trial", traceparent=cause):
        [event] = await scene.append(aggregate, *noted(1))
    await scene.applier().apply(event)
    async with scene.consumer.transaction() as tx:
        statement = "SELECT traceparent FROM events WHERE aggregate_id = %(id)s"
        echo = await (await tx.execute(statement, {"id": event_log_id(aggregate)})).fetchone()
    assert echo is not None
    assert echo["traceparent"].split("-")[1] == cause.split("-")[1]


def event_log_id(aggregate: UUID) -> UUID:
    """Return the aggregate under which the scene's handler appends."""
    return derived_id(aggregate, "echo")


async def _projection(scene: Scene, aggregates: list[UUID]) -> list[tuple[int, int]]:
    async with scene.consumer.transaction(read_only=True) as tx:
        rows = await (await tx.execute("SELECT id, version, total FROM projection")).fetchall()
    found = {row["id"]: (row["version"], row["total"]) for row in rows}
    return [found[aggregate] for aggregate in aggregates]


MODULUS = 1_000_000_007


async def _fold(tx: Transaction, message: Any, envelope: Envelope) -> None:
    """Fold into the projection, in a way that depends on the order."""
    statement = """
        INSERT INTO projection AS known (id, version, total) VALUES (%(id)s, %(version)s, %(number)s)
            ON CONFLICT (id) DO UPDATE
           SET version = excluded.version, total = mod(known.total * 31 + excluded.total, %(modulus)s)
    """
    named = {"id": envelope.aggregate_id, "version": envelope.public_version, "number": message.number}
    await tx.execute(statement, {**named, "modulus": MODULUS})


@pytest.mark.timeout(300)
async def test_a_thousand_events_twice_and_out_of_order_build_what_one_clean_pass_builds(scene: Scene) -> None:
    rng, applier = random.Random(7), scene.applier(Noted=_fold)
    histories = {uuid4(): [rng.randint(1, 10**6) for _ in range(20)] for _ in range(50)}
    delivered: list[Delivered] = []
    for aggregate, numbers in histories.items():
        delivered += await scene.append(aggregate, *(messages.Noted(number=number) for number in numbers))
    assert len(delivered) == 1000
    twice = delivered * 2
    rng.shuffle(twice)

    async def drain(events: list[Delivered]) -> None:
        for event in events:
            await applier.apply(event)

    await asyncio.gather(*(drain(twice[lane::4]) for lane in range(4)))
    clean = [
        (len(numbers), functools.reduce(lambda total, number: (total * 31 + number) % MODULUS, numbers))
        for numbers in histories.values()
    ]
    assert await _projection(scene, list(histories)) == clean
