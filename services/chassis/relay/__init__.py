"""The relay: forwards what was appended to the topic, at least once, in order per aggregate."""

from services.chassis.relay.loop import Relay
from services.chassis.relay.outbox import PostgresOutbox
from services.chassis.relay.ports import Delivery, Held, Outbox, Producer

__all__ = ["Delivery", "Held", "Outbox", "PostgresOutbox", "Producer", "Relay"]
