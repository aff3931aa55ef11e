"""A database and a broker in memory, with processes that die at any step: the ports of relay and consumer, simulated.

Every call of a port is a step. At a step a process takes some virtual time, meets an error, or dies for good: before
the step had its effect, or after it and before anybody learned of it. A dead process changes nothing any more.
"""

from tests.behaviour.simulation.broker import Broker, Producer, Subscription
from tests.behaviour.simulation.database import Database, Tx
from tests.behaviour.simulation.owner import Held, Outbox, Owner
from tests.behaviour.simulation.process import Chance, Process
from tests.behaviour.simulation.store import Store

__all__ = [
    "Broker",
    "Chance",
    "Database",
    "Held",
    "Outbox",
    "Owner",
    "Process",
    "Producer",
    "Store",
    "Subscription",
    "Tx",
]
