"""What other services see of the log: what they missed, and which aggregates moved on."""

from datetime import UTC, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from roundtable.common.v1 import event_log_pb2 as pb
from services.chassis import event_log, texts
from services.chassis.database import Database, Transaction
from services.chassis.errors import InvalidArgument
from services.chassis.event_log import EventLogServicer, service
from tests.behaviour import messages
from tests.integration.chassis.histories import DAY, a_history, an_event


async def _heads(database: Database, since: int = 0, after: str = "") -> tuple[dict[str, int], int]:
    request = pb.ListHeadsRequest(since_watermark=since, after_aggregate_id=after)
    replies = [reply async for reply in EventLogServicer(database).ListHeads(request, None)]  # type: ignore[arg-type]
    return {reply.aggregate_id: reply.public_version for reply in replies[:-1]}, replies[-1].watermark


async def test_a_slow_commit_is_never_passed_by_the_watermark(database: Database) -> None:
    slow, fast = uuid4(), uuid4()

    async def append(tx: Transaction, aggregate: UUID) -> None:
        await event_log.append(tx, an_event(aggregate, 1))

    async with database.transaction() as late:
        await append(late, slow)  # a low position, committed last
        async with database.transaction() as tx:
            await append(tx, fast)
        heads, watermark = await _heads(database)
        assert str(fast) in heads
        assert str(slow) not in heads
    heads, _ = await _heads(database, since=watermark)
    assert heads[str(slow)] == 1


async def test_heads_before_the_watermark_are_not_listed_again(database: Database) -> None:
    old = await a_history(database)
    _, watermark = await _heads(database)
    new = await a_history(database)
    heads, _ = await _heads(database, since=watermark)
    assert str(new) in heads
    assert str(old) not in heads


async def test_a_watermark_from_before_a_restore_lists_everything(database: Database) -> None:
    aggregate = await a_history(database)
    heads, _ = await _heads(database, since=2**62)
    assert heads[str(aggregate)] == 2


async def test_heads_come_in_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    aggregates = {str(await a_history(database)) for _ in range(5)}
    monkeypatch.setattr(service, "_HEADS", 2)
    found: dict[str, int] = {}
    page, _ = await _heads(database)
    while page:
        assert len(page) <= 2
        found |= page
        page, _ = await _heads(database, after=max(page))
    assert aggregates <= found.keys()


async def test_replay_gives_the_public_events_after_a_version_with_their_texts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_PAGE", 2)
    aggregate = uuid4()
    async with database.transaction() as tx:
        for version in range(1, 8):
            message = messages.Noted(number=version, note=texts.new({"en": f"words {version}"}, "en"))
            when = DAY + timedelta(microseconds=version)
            await event_log.append(tx, an_event(aggregate, version, message, when))
    request = pb.ReplayRequest(aggregate_id=str(aggregate), after_public_version=2)
    replies = [reply async for reply in EventLogServicer(database).Replay(request, None)]  # type: ignore[arg-type]
    assert [reply.public_version for reply in replies] == [3, 4, 5, 6, 7]
    for reply in replies:
        message = messages.Noted.FromString(reply.payload)
        assert message.note.localized[0].body == f"words {reply.public_version}"
        assert reply.occurred_at.ToDatetime(UTC) == DAY + timedelta(microseconds=reply.public_version)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        pytest.param(pb.ReplayRequest(aggregate_id="seven"), "aggregate_id", id="no uuid"),
        pytest.param(
            pb.ReplayRequest(aggregate_id=str(UUID(int=1)), after_public_version=-1),
            "after_public_version",
            id="below 0",
        ),
    ],
)
async def test_a_replay_that_makes_no_sense_is_refused(database: Database, request_: Any, field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        async for _ in EventLogServicer(database).Replay(request_, None):  # type: ignore[arg-type]
            pass
    assert refused.value.violations[0].field == field
