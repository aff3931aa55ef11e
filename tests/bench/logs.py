"""A long event log from a short one: copies of what the service itself recorded, with ids and numbers of their own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import psycopg
from google.protobuf.message import Message

from services.chassis.event_log import message_class
from tests.bench.copies import copy_of

DAYS: Final = 365
"""Over so many days, up to today, everything was recorded."""

_KEPT: Final = "addressee"
"""Whoever answers stays the same: no copies of these."""
_NUMBER: Final = re.compile(r"\b([CR])-(\d+)")
_LARGEST: Final = 100
"""Above every number in the life that is copied."""
_COLUMNS: Final = """
    id, aggregate_type, aggregate_id, version, public_version, type, payload, actor, occurred_at, recorded_at,
    traceparent, prev_hash, hash
"""


def multiply(connection: psycopg.Connection, events: int) -> int:
    """Copy the log until it has about that many events, and return how many it has."""
    statement = f"SELECT {_COLUMNS} FROM events WHERE aggregate_type <> %s ORDER BY position"
    log = connection.execute(statement, [_KEPT]).fetchall()
    times = max(1, events // len(log))
    moving = {row[2] for row in log}
    templates = [_Template(row, moving) for row in log]
    # They stand before all copies. A day does not end before it began: recorded today, they would make all of one day.
    connection.execute("SET session_replication_role = replica")
    connection.execute("UPDATE events SET recorded_at = recorded_at - %s", [timedelta(days=DAYS)])
    copying = f"COPY events ({_COLUMNS}) FROM STDIN"
    with connection.cursor().copy(copying) as copy:
        for row in _copies(templates, times):
            copy.write_row(row)
    connection.execute("ANALYZE events")
    (found,) = connection.execute("SELECT count(*) FROM events").fetchone() or (0,)
    return int(found)


def _copies(templates: Sequence["_Template"], times: int) -> Iterator[list[Any]]:
    for k in range(1, times + 1):
        age = timedelta(days=(times - k) * DAYS // times)
        for template in templates:
            yield template.copy(k, age)


class _Template:
    """An event whose copies differ in ids and numbers, all of which are as long as in the original."""

    def __init__(self, row: Sequence[Any], moving: Iterable[UUID]) -> None:
        self._row = row
        message = message_class(row[5]).FromString(row[6])
        _widen(message)
        self._payload = message.SerializeToString(deterministic=True)
        self._ids = [(each, str(each).encode()) for each in moving if str(each).encode() in self._payload]
        self._numbers = sorted(set(re.findall(rb"([CR]-)(\d{8})", self._payload)))

    def copy(self, k: int, age: timedelta) -> list[Any]:
        payload = self._payload
        for each, written in self._ids:
            payload = payload.replace(written, str(copy_of(each, k)).encode())
        for kind, number in self._numbers:
            payload = payload.replace(kind + number, kind + b"%08d" % (int(number) + k * _LARGEST))
        row = list(self._row)
        row[0], row[2], row[6] = copy_of(row[0], k), copy_of(row[2], k), payload
        row[9] -= age
        return row


def _widen(message: Message) -> None:
    """Write every number in the message with eight digits."""
    for field, value in message.ListFields():
        if field.message_type:
            for each in value if field.is_repeated else [value]:
                if isinstance(each, Message):
                    _widen(each)
        elif isinstance(value, str):
            wide = _NUMBER.sub(lambda found: f"{found[1]}-{int(found[2]):08d}", value)
            setattr(message, field.name, wide)
