"""A member of a consumer group is closed whatever else fails: one that is only forgotten holds up who collects it."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from services.chassis.consumer import Consumer
from services.chassis.kafka.cluster import Cluster
from services.chassis.kafka.subscription import KafkaSubscription


async def test_a_member_leaves_although_what_was_asked_for_cannot_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    subscription = KafkaSubscription(Cluster(bootstrap="127.0.0.1:1"), "group", ["topic"])

    def fails() -> None:
        raise KafkaException(KafkaError(KafkaError._FATAL))

    monkeypatch.setattr(subscription, "_catch_up", fails)
    await subscription.close()
    with pytest.raises(RuntimeError, match="closed"):
        subscription._consumer.poll(0)


async def test_a_member_leaves_although_what_it_did_cannot_be_ended() -> None:
    closed: list[bool] = []

    class Subscription:
        async def poll(self) -> Any:
            await asyncio.Event().wait()

        async def close(self) -> None:
            closed.append(True)

    class Lane:
        async def close(self) -> None:
            raise ValueError("it cannot be ended")

    consumer = Consumer(SimpleNamespace(owners={}), Subscription)  # type: ignore[arg-type]
    consumer._lanes["topic", 0] = Lane()  # type: ignore[assignment]
    reading = asyncio.create_task(consumer._read())
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(ValueError, match="it cannot be ended"):
        await reading
    assert closed == [True]
