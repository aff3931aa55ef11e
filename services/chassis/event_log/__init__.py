"""The event log: append-only facts, hash-chained per aggregate, which are also the outbox.

`append`, `append_each` and `load` are what services use; the relay, the consumer and other services read through the
rest.
"""

from services.chassis.event_log.each import append_each
from services.chassis.event_log.log import (
    Appended,
    ChainBroken,
    NewEvent,
    Recorded,
    append,
    is_public,
    load,
    load_all,
    message_class,
    verify,
)
from services.chassis.event_log.service import EventLogServicer

__all__ = [
    "Appended",
    "ChainBroken",
    "EventLogServicer",
    "NewEvent",
    "Recorded",
    "append",
    "append_each",
    "is_public",
    "load",
    "load_all",
    "message_class",
    "verify",
]
