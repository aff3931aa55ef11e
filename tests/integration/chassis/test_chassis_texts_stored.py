"""Free text beside the payload, on real PostgreSQL: stored, filled in, erased for ever."""

import asyncio
from uuid import UUID, uuid4

import psycopg
import pytest

from deploy.local.postgres import Databases
from roundtable.common.v1 import text_pb2
from services.chassis import event_log, texts
from services.chassis.database import Database
from tests.behaviour import messages
from tests.integration.chassis.histories import an_event


async def test_text_lies_outside_the_payload_and_comes_back_with_it(database: Database) -> None:
    aggregate, text = uuid4(), texts.new({"en": "plain words", "ur": "سادہ الفاظ"}, "ur")
    async with database.transaction() as tx:
        await event_log.append(tx, an_event(aggregate, 1, messages.Noted(number=3, note=text)))
    async with database.transaction() as tx:
        [event] = await event_log.load(tx, aggregate)
    assert b"plain words" not in event.payload
    assert text.localized[0].salt not in event.payload
    assert text.localized[0].commitment in event.payload
    assert event.message == messages.Noted(number=3, note=text)


async def test_erasing_a_text_leaves_event_hash_and_commitment(database: Database, urls: Databases) -> None:
    aggregate, text = uuid4(), texts.new({"en": "withdrawn words"}, "en")
    async with database.transaction() as tx:
        await event_log.append(tx, an_event(aggregate, 1, messages.Noted(note=text)))
    erased = text_pb2.TextErased(text_id=text.text_id, reason="consent_withdrawn")
    async with database.transaction() as tx:
        appended = await event_log.append(tx, an_event(aggregate, 2, erased))
    assert appended.public_version == 2
    async with database.transaction() as tx:
        events = await event_log.load(tx, aggregate)
        event_log.verify(events)
    [kept_text] = texts.find(events[0].message)
    assert kept_text.localized[0].erased
    assert kept_text.localized[0].commitment == text.localized[0].commitment
    with psycopg.connect(urls.admin_url) as superuser:
        kept = superuser.execute("SELECT body, salt FROM texts WHERE text_id = %s", (text.text_id,)).fetchone()
    assert kept == (None, None)


async def test_who_translated_is_stored_beside_the_text(database: Database) -> None:
    text = texts.new({"en": "Water", "ur": "پانی"}, "ur", machine_assisted=["en"])
    async with database.transaction() as tx:
        await texts.store(tx, [text])
        found = await texts.load(tx, [UUID(text.text_id)])
    assert found[UUID(text.text_id)] == text


async def test_an_erased_text_that_arrives_late_stays_erased(database: Database) -> None:
    text = texts.new({"en": "too late"}, "en")
    async with database.transaction() as tx:
        await texts.erase(tx, UUID(text.text_id))
    async with database.transaction() as tx:
        await texts.store(tx, [text])
        found = await texts.load(tx, [UUID(text.text_id)])
    assert texts.localized(found[UUID(text.text_id)]).erased


async def test_a_text_being_stored_while_it_is_erased_ends_erased(database: Database) -> None:
    text = texts.new({"en": "at the same time"}, "en")

    async def erase() -> None:
        async with database.transaction() as tx:
            await texts.erase(tx, UUID(text.text_id))

    async with database.transaction() as storing:
        await texts.store(storing, [text])
        erasing = asyncio.create_task(erase())
        await asyncio.sleep(0.1)
        assert not erasing.done(), "the erasure did not wait for the text that is not committed yet"
    await erasing
    async with database.transaction() as tx:
        assert texts.localized((await texts.load(tx, [UUID(text.text_id)]))[UUID(text.text_id)]).erased


async def test_one_id_cannot_stand_for_two_texts(database: Database) -> None:
    first, second = texts.new({"en": "first"}, "en"), texts.new({"en": "second"}, "en")
    second.text_id = first.text_id
    async with database.transaction() as tx:
        await texts.store(tx, [first])
    with pytest.raises(texts.CommitmentMismatch):
        async with database.transaction() as tx:
            await texts.store(tx, [second])


async def test_an_event_cannot_give_another_text_the_id_of_a_known_one(database: Database) -> None:
    first = texts.new({"en": "first", "ur": "پہلا"}, "en")
    second = texts.new({"en": "second", "ur": "دوسرا"}, "en")
    second.text_id = first.text_id
    async with database.transaction() as tx:
        await event_log.append(tx, an_event(uuid4(), 1, messages.Noted(note=first)))
    with pytest.raises(texts.CommitmentMismatch):
        async with database.transaction() as tx:
            await event_log.append(tx, an_event(uuid4(), 1, messages.Noted(note=second)))


async def test_a_body_that_does_not_match_its_commitment_is_not_stored(database: Database) -> None:
    text = texts.new({"en": "true"}, "en")
    text.localized[0].body = "false"
    with pytest.raises(texts.CommitmentMismatch):
        async with database.transaction() as tx:
            await texts.store(tx, [text])
