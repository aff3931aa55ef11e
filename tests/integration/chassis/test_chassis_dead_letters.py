"""What can never be applied is parked with its aggregate, shown, and replayed after the fix."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from roundtable.common.v1 import text_pb2
from services.chassis import dead_letters, texts
from services.chassis.consumer import Outcome
from services.chassis.database import Transaction
from services.chassis.errors import Aborted, NotFound
from services.chassis.kafka.records import Envelope, Incoming
from tests.behaviour import messages
from tests.integration.chassis.scenes import OWNER, Scene, noted


async def _body(scene: Scene, text: text_pb2.Text) -> str | None:
    async with scene.consumer.transaction() as tx:
        found = await texts.load(tx, [UUID(text.text_id)])
    known = found.get(UUID(text.text_id))
    return known.localized[0].body if known else None


async def test_poison_parks_its_aggregate_and_everything_else_flows(scene: Scene) -> None:
    sick, well, applier = uuid4(), uuid4(), scene.applier()
    poisoned = await scene.append(sick, *noted(1, -2, 3))
    healthy = await scene.append(well, *noted(1, 2, 3))
    for event in [*poisoned, *healthy, *poisoned]:  # twice: parking is not repeated either
        await applier.apply(event)
    assert await scene.numbers(sick) == [1]
    assert await scene.numbers(well) == [1, 2, 3]
    letters = await scene.letters(sick)
    assert [letter.public_version for letter in letters] == [2, 3]
    assert letters[0].reason.startswith("ValueError")
    assert "waits behind public version 2" in letters[1].reason


async def test_replay_applies_what_was_parked_in_order_and_then_it_flows_again(scene: Scene) -> None:
    aggregate, applier = uuid4(), scene.applier()
    for event in await scene.append(aggregate, *noted(1, -2, 3)):
        await applier.apply(event)
    stuck = await dead_letters.replay(applier, aggregate)
    assert (stuck.applied, stuck.remaining) == (0, 2)
    assert stuck.reason.startswith("ValueError")
    scene.handling.fixed = True
    assert await dead_letters.replay(applier, aggregate) == dead_letters.Replayed(2, 0, "")
    [event] = await scene.append(aggregate, *noted(4))
    await applier.apply(event)
    assert await scene.numbers(aggregate) == [1, -2, 3, 4]
    assert await scene.letters(aggregate) == []


async def test_a_parked_event_that_comes_again_waits_for_the_operator(scene: Scene) -> None:
    aggregate, applier = uuid4(), scene.applier()
    events = await scene.append(aggregate, *noted(1, -2, 3))
    for event in events:
        await applier.apply(event)
    scene.handling.fixed = True
    for event in events:
        await applier.apply(event)
    assert await scene.numbers(aggregate) == [1]
    assert len(await scene.letters(aggregate)) == 2


async def test_replaying_an_aggregate_that_is_not_parked_changes_nothing(scene: Scene) -> None:
    aggregate, applier = uuid4(), scene.applier()
    for event in await scene.append(aggregate, *noted(1)):
        await applier.apply(event)
    assert await dead_letters.replay(applier, aggregate) == dead_letters.Replayed(0, 0, "")
    assert await scene.numbers(aggregate) == [1]


async def test_a_type_this_build_does_not_know_parks_its_aggregate(scene: Scene) -> None:
    aggregate, applier = uuid4(), scene.applier()
    [event] = await scene.append(aggregate, *noted(1))
    newer = replace(event.envelope, type="roundtable.consultations.v1.MadeInTheFuture")
    assert await applier.apply(replace(event, envelope=newer)) is Outcome.PARKED
    [letter] = await scene.letters(aggregate)
    assert letter.reason == "a type this build does not know"
    assert "a type this build does not know" in await dead_letters.show(scene.consumer, letter.position)


async def test_damaged_bytes_park_and_replay_takes_the_owners(scene: Scene) -> None:
    aggregate, applier = uuid4(), scene.applier()
    events = await scene.append(aggregate, *noted(7, 8))
    assert await applier.apply(replace(events[0], payload=b"\xff\xff\xff")) is Outcome.PARKED
    assert await applier.apply(events[1]) is Outcome.PARKED
    assert await dead_letters.replay(applier, aggregate) == dead_letters.Replayed(2, 0, "")
    assert await scene.numbers(aggregate) == [7, 8]


async def test_a_text_that_does_not_match_its_commitment_parks(scene: Scene) -> None:
    aggregate = uuid4()
    [event] = await scene.append(aggregate, *noted(1))
    forged = messages.Noted.FromString(event.payload)
    forged.note.localized[0].body = "what nobody wrote"
    damaged = replace(event, payload=forged.SerializeToString())
    assert await scene.applier().apply(damaged) is Outcome.PARKED


async def test_a_record_that_names_no_event_is_kept_once_and_can_be_discarded(scene: Scene) -> None:
    applier, place = scene.applier(), f"roundtable.consultations.v1/0/{uuid4().int % 10**9}"
    topic, partition, offset = place.split("/")
    record = Incoming(topic, int(partition), int(offset), None, b"\x00garbage", {"ce_type": b"\xff\x00"})
    for _ in range(2):
        await applier.park_record(record, OWNER, "no header ce_id")
    [letter] = [letter for letter in await dead_letters.listed(scene.consumer) if letter.record == place]
    assert letter.aggregate_id is None
    assert b"garbage".hex() in await dead_letters.show(scene.consumer, letter.position)
    await dead_letters.discard(scene.consumer, letter.position)
    with pytest.raises(NotFound):
        await dead_letters.discard(scene.consumer, letter.position)


async def test_a_dead_letter_that_names_an_event_cannot_be_discarded(scene: Scene) -> None:
    aggregate = uuid4()
    for event in await scene.append(aggregate, *noted(-1)):
        await scene.applier().apply(event)
    [letter] = await scene.letters(aggregate)
    with pytest.raises(NotFound):
        await dead_letters.discard(scene.consumer, letter.position)


async def test_a_handler_that_never_gets_past_a_conflict_parks(scene: Scene) -> None:
    async def always(_tx: Transaction, _message: Any, _envelope: Envelope) -> None:
        raise Aborted("the version can never fit")

    [event] = await scene.append(uuid4(), *noted(1))
    assert await scene.applier(Noted=always).apply(event) is Outcome.PARKED


async def test_what_a_parked_event_would_hide_is_hidden_until_it_is_replayed(scene: Scene) -> None:
    aggregate, applier = uuid4(), scene.applier()
    events = await scene.append(aggregate, *noted(1, -2), messages.Hidden(reason="safeguarding"))
    for event in events[:2]:
        await applier.apply(event)
    assert aggregate not in scene.hidden
    await applier.apply(events[2])
    assert aggregate in scene.hidden
    scene.handling.fixed = True
    await dead_letters.replay(applier, aggregate)
    assert aggregate not in scene.hidden


async def test_a_hiding_event_whose_own_handler_fails_hides(scene: Scene) -> None:
    aggregate = uuid4()

    async def fails(_tx: Transaction, _message: Any, _envelope: Envelope) -> None:
        raise ValueError

    [event] = await scene.append(aggregate, messages.Hidden())
    assert await scene.applier(Hidden=fails).apply(event) is Outcome.PARKED
    assert aggregate in scene.hidden


async def test_an_erasure_behind_poison_is_carried_out_at_once_even_in_the_dead_letters(scene: Scene) -> None:
    aggregate, applier, [fact] = uuid4(), scene.applier(), noted(-1)
    parked = await scene.append(aggregate, fact)
    await applier.apply(parked[0])
    [letter] = await scene.letters(aggregate)
    assert "note -1" in await dead_letters.show(scene.consumer, letter.position)
    [erasure] = await scene.append(aggregate, text_pb2.TextErased(text_id=fact.note.text_id, reason="correction"))
    assert await applier.apply(erasure) is Outcome.PARKED
    assert "note -1" not in await dead_letters.show(scene.consumer, letter.position)
    scene.handling.fixed = True
    assert (await dead_letters.replay(applier, aggregate)).remaining == 0
    assert await scene.numbers(aggregate) == [-1]
    assert await _body(scene, fact.note) == ""
