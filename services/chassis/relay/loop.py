"""The relay's loop."""

import asyncio
from typing import Final

import structlog
from confluent_kafka import KafkaException

from services.chassis import metrics
from services.chassis.database import TRANSIENT
from services.chassis.relay.ports import Broker, Held, Outbox, Producer

log = structlog.get_logger(__name__)

_BATCH: Final = 500
_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 2.0


class Relay:
    """Forwards one service's events. Any number may run; the one that holds the database's lock works.

    Args:
        outbox: Where the events wait.
        broker: Where they go.
    """

    def __init__(self, outbox: Outbox, broker: Broker) -> None:
        self._outbox = outbox
        self._broker = broker
        self._pause = _FIRST_PAUSE
        # False from a failure until something works again: the health name `relay`.
        self.is_well = True
        # True while nothing waits that this relay could send: a drain waits for it.
        self.is_idle = True

    async def run(self) -> None:
        """Forward until cancelled. After any error everything is opened anew: session, lock, producer."""
        while True:
            try:
                async with self._outbox.hold() as held:
                    await self._work(held)
            except (*TRANSIENT, KafkaException) as error:
                metrics.RELAY_RESTARTS.inc()
                log.warning("relay_restarts", kind=type(error).__name__, reason=str(error))
            except Exception:
                # Such as an event of a newer build's type: we may not pass it by, but a newer copy may get the lock.
                metrics.RELAY_RESTARTS.inc()
                log.exception("relay_restarts")
            self.is_well, self.is_idle = False, True
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    async def _work(self, held: Held) -> None:
        async with self._broker.producer() as producer:
            while await self.forward(held, producer):
                self._pause = _FIRST_PAUSE
                self.is_well = True

    async def forward(self, held: Held, producer: Producer) -> bool:
        """Send what waits, and take out what the broker has. Return whether the producer may be used again.

        From the start of the outbox each time: a transaction that commits late has a low position, and a cursor would
        pass it by. Deleted only after the broker's own report: what we die over is sent again, and applied once.
        """
        records = await held.read(_BATCH)
        self.is_idle = not records
        if not records:
            await held.wait()
            return True
        delivery = await producer.deliver(records)
        if delivery.acknowledged:
            await held.delete(delivery.acknowledged)
            metrics.RELAYED.inc(len(delivery.acknowledged))
        if delivery.error:
            metrics.RELAY_RESTARTS.inc()
            log.warning("delivery_failed", reason=delivery.error, waiting=len(records) - len(delivery.acknowledged))
        return not delivery.error
