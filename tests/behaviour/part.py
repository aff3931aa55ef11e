"""A relay or a consumer as a process of its own, with a point at which it kills itself.

python -m tests.behaviour.part '{"part": "relay", "dies": "after produce", "place": {…}}'
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from services.chassis.consumer import Applier, Outcome
from services.chassis.consumer.ports import Delivered
from services.chassis.kafka.producer import KafkaProducer
from services.chassis.kafka.records import Outgoing
from services.chassis.relay import Delivery
from tests.behaviour import real_parts


def die() -> None:
    """End as a power cut ends it."""
    os.kill(os.getpid(), signal.SIGKILL)


def dies_after_produce() -> None:
    """The broker has the records and said so; the outbox does not know."""
    deliver = KafkaProducer.deliver

    async def deliver_and_die(self: KafkaProducer, records: Sequence[Outgoing]) -> Delivery:
        delivery = await deliver(self, records)
        assert delivery.acknowledged
        die()
        return delivery

    KafkaProducer.deliver = deliver_and_die  # type: ignore[method-assign]


def dies_after_commit() -> None:
    """The third effect is committed; Kafka's offset is not."""
    apply = Applier.apply
    applied = 0

    async def apply_and_die(self: Applier, event: Delivered) -> Outcome:
        nonlocal applied
        outcome = await apply(self, event)
        applied += 1
        if applied == 3:
            die()
        return outcome

    Applier.apply = apply_and_die  # type: ignore[method-assign]


POINTS = {"after produce": dies_after_produce, "after commit": dies_after_commit}


async def main(told: dict[str, Any]) -> None:
    """Run the part until it dies or is killed."""
    place = real_parts.Place(**told["place"])
    if told["dies"]:
        POINTS[told["dies"]]()
    if told["part"] == "relay":
        await real_parts.relay(place).run()
    else:
        await real_parts.consume(place, real_parts.Handling())


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
