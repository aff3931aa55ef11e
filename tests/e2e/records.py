"""Whether the record of a service is still what was appended, read as its operator reads it."""

from collections import Counter
from itertools import groupby

from psycopg.rows import dict_row

from services.chassis import event_log
from tests.e2e.conftest import World

_EVENTS = """
    SELECT position, id, aggregate_type, aggregate_id, version, public_version, type, payload, actor,
           occurred_at, recorded_at, traceparent, prev_hash, hash
      FROM events
     ORDER BY aggregate_id, version
"""


def verified(world: World, service: str) -> Counter[str]:
    """Check the chain of every aggregate of a service; how many events of each type there are.

    Raises:
        event_log.ChainBroken: One was changed, removed, inserted or moved.
    """
    with (
        world.stack.postgres.admin(service) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        rows = cursor.execute(_EVENTS).fetchall()
    found = [event_log.Recorded(**each, message=event_log.message_class(each["type"])()) for each in rows]
    for _, chain in groupby(found, key=lambda each: each.aggregate_id):
        event_log.verify(list(chain))
    return Counter(each.type.rpartition(".")[2] for each in found)
