"""What was known when past days ended: the log folded day by day, with the same `evolve` as in commands.

Days end one after the other; a task takes those that have, all of them at once if there are many, and writes of each
aggregate one state per day on which it changed. What stands there already never changes.
"""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from datetime import time as midnight
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from services.chassis import event_log
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument, Unavailable
from services.chassis.event_log import Recorded
from services.recommendations import wire
from services.recommendations.domain import addressee, assignment, consultation, recommendation
from services.recommendations.domain.addressee import Addressee
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.consultation import Consultation
from services.recommendations.domain.guards import Line
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.domain.values import Moment, Publication, RecordState
from services.recommendations.store import addressee_rows, past, rows
from services.recommendations.store.past import State, Step

T = TypeVar("T")
Transactions = Callable[[], AbstractAsyncContextManager[Transaction]]
Report = Callable[[str], None]

_SETTLE_SECONDS: Final = 60  # so long after midnight events of the day before may still be on their way
_RETRY: Final = timedelta(seconds=10)
_SECONDS_BETWEEN_LOOKS: Final = 0.05
_SECONDS_BETWEEN_REPORTS: Final = 2.0


def day(asked: str, now: Moment) -> date | None:
    """Return the past day that a request asks about; None if it asks about now. As at today is now.

    Raises:
        InvalidArgument: It is no day, or lies in the future.
    """
    wanted = wire.words.day(asked, field="as_at_date")
    if wanted and wanted > now.today:
        raise InvalidArgument("a day that is not in the future", field="as_at_date")
    return None if wanted == now.today else wanted


async def go_back(tx: Transaction, wanted: date, now: Moment) -> None:
    """Let every later statement of the transaction read what was known when a day ended.

    Args:
        tx: A transaction in which nothing was read yet.
        wanted: A day before today.
        now: Now.

    Raises:
        Unavailable: The day has only just ended, or is not folded yet.
    """
    await tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    end = _end(wanted, now.zone)
    since = await past.folded(tx)
    ended = now.at >= end + timedelta(seconds=_SETTLE_SECONDS)
    if ended and (since.next_recorded_at is None or since.next_recorded_at >= end):
        await past.read_as_at(tx, wanted, await past.last_position(tx, wanted))
    elif not ended or await past.recorded_since(tx, end, after=since.last_position):
        raise Unavailable("what was known at the end of that day is being put together", retry_after=_RETRY)
    # Else nothing was recorded since: what is known now was known then.


def _end(of: date, zone: tzinfo) -> datetime:
    """Return the first instant after a day."""
    return datetime.combine(of + timedelta(days=1), midnight(), zone)


async def fold(transactions: Transactions, zone: tzinfo, report: Report | None = None) -> None:
    """Write what was known at the end of every day that has ended, batch by batch.

    After an interruption it goes on where it was. Of two at once, one does it and the other returns.

    Args:
        transactions: Opens one.
        zone: That of the deployment: its days are meant.
        report: Gets a line now and then.
    """
    if not await _begin(transactions, zone):
        return
    told = time.monotonic()
    while await _fold_some(transactions):
        if report and time.monotonic() - told >= _SECONDS_BETWEEN_REPORTS:
            told = time.monotonic()
            async with transactions() as tx:
                report(f"past days: {await past.count_pending(tx):,} aggregates to go")


async def _begin(transactions: Transactions, zone: tzinfo) -> bool:
    """Begin with the days that have ended, unless some are under way; False if there is nothing to do."""
    async with transactions() as tx:
        if await past.ends(tx):
            return True
        since = await past.folded(tx)
        if since.next_recorded_at is None:
            return False
        end = _end(since.next_recorded_at.astimezone(zone).date(), zone)
        if not await past.recorded_since(tx, end, after=since.last_position):
            return False
        seen = await past.seen(tx)
    while not await _is_settled(transactions, seen.horizon):  # noqa: ASYNC110 - the database has no other way to tell
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
    async with transactions() as tx:
        if not await past.take_turn(tx):
            return False
        if await past.ends(tx):
            return True
        return await past.begin(tx, await past.folded(tx), zone=str(zone), until=seen.last_position)


async def _is_settled(transactions: Transactions, horizon: int) -> bool:
    async with transactions() as tx:
        return await past.is_settled(tx, horizon)


async def _fold_some(transactions: Transactions) -> bool:
    """Fold the next aggregates, or finish; False if nothing is left to do, or another copy is at it."""
    async with transactions() as tx:
        if not await past.take_turn(tx) or not (ends := await past.ends(tx)):
            return False
        taken = await past.take_pending(tx)
        if taken is None:
            await past.finish(tx, ends[1])
            return False
        step, ids = taken
        await past.write(tx, step, await _states(tx, step, ids, ends))
        return True


Told = Sequence[tuple[int, Any]]
"""Positions of an aggregate's events in the log, and the facts that they tell: read once for all its lives."""


@dataclass
class Life(Generic[T]):
    """An aggregate's events, folded as far as somebody has asked."""

    told: Told
    evolve: Callable[[T | None, Any], T]
    folded: int = 0
    state: T | None = None

    def until(self, position: int) -> T | None:
        """Return the state at a position of the log; positions are asked for in order."""
        while self.folded < len(self.told) and self.told[self.folded][0] <= position:
            self.state = self.evolve(self.state, self.told[self.folded][1])
            self.folded += 1
        return self.state

    @property
    def beginning(self) -> T:
        """The state after the first event."""
        return self.evolve(None, self.told[0][1])


async def _states(tx: Transaction, step: Step, ids: list[UUID], ends: list[int]) -> list[State]:
    """Return the states of some rows of a table at the ends of days, after that of the first."""
    match step:
        case Step.ADDRESSEES:
            bodies = await _load(tx, ids, wire.addressees.fact)
            lives: list[list[Life[Any]]] = [[Life(bodies[each], addressee.evolve)] for each in ids]
            return _of_all(ends, lives, _addressee_row)
        case Step.CONSULTATIONS:
            hosts = await _load(tx, ids, wire.records.consultation_fact)
            return _of_all(ends, [[Life(hosts[each], consultation.evolve)] for each in ids], _consultation_row)
        case Step.RECOMMENDATIONS:
            return _of_all(ends, await _with_hosts(tx, ids), _record_row)
        case Step.ASSIGNMENTS:
            told = await _load(tx, ids, wire.facts.fact)
            lines = [Life(told[each], assignment.evolve) for each in ids]
            records = await _with_hosts(tx, [line.beginning.recommendation_id for line in lines])
            both = [[line, *others] for line, others in zip(lines, records, strict=True)]
            return _of_all(ends, both, _assignment_row)


async def _load(tx: Transaction, ids: Iterable[UUID], fact_of: Callable[[Recorded], Any]) -> dict[UUID, Told]:
    logs = await event_log.load_all(tx, list(set(ids)), with_texts=False)
    return {each: [(event.position, fact_of(event)) for event in log] for each, log in logs.items()}


async def _with_hosts(tx: Transaction, ids: Sequence[UUID]) -> list[list[Life[Any]]]:
    """Return the life of each record, and that of its consultation, which may arrive later than it."""
    told = await _load(tx, ids, wire.records.record_fact)
    records = [Life(told[each], recommendation.evolve) for each in ids]
    of = [record.beginning.consultation_id for record in records]
    hosts = await _load(tx, of, wire.records.consultation_fact)
    return [[record, Life(hosts.get(each, []), consultation.evolve)] for record, each in zip(records, of, strict=True)]


Row = dict[str, Any]


def _of_all(
    ends: list[int], rows_lives: Iterable[Sequence[Life[Any]]], row_of: Callable[..., tuple[object, Row]]
) -> list[State]:
    return [state for lives in rows_lives for state in of_days(ends, lives, row_of)]


def of_days(ends: list[int], lives: Sequence[Life[Any]], row_of: Callable[..., tuple[object, Row]]) -> Iterator[State]:
    """Return the states of one row at the ends of days, after that of the first: one for each day on which it changed.

    Args:
        ends: Of the days, in order.
        lives: The aggregate whose row it is, and those from which something in it follows.
        row_of: Makes of their states what tells two rows apart, and the row.
    """
    before: tuple[object, Row] | None = None
    begun = 0
    for end in _touched(ends, lives):
        states = [life.until(end) for life in lives]
        if states[0] is None:
            continue
        now = row_of(*states)
        if before and now[0] == before[0]:
            continue
        if before and begun > ends[0]:
            yield State(valid_from=begun, valid_to=end, columns=before[1])
        before, begun = now, end
    if before and begun > ends[0]:
        yield State(valid_from=begun, valid_to=None, columns=before[1])


def _touched(ends: list[int], lives: Sequence[Life[Any]]) -> list[int]:
    """Return the first end, and those of days on which something happened to one of the lives."""
    places = {0, *(bisect_left(ends, position) for life in lives for position, _ in life.told)}
    return [ends[place] for place in sorted(places) if place < len(ends)]


def _addressee_row(entry: Addressee) -> tuple[object, Row]:
    return entry, addressee_rows.of_addressee(entry)


def _consultation_row(host: Consultation) -> tuple[object, Row]:
    return host, rows.of_consultation(host) | {"withheld": False}


def _record_row(record: Recommendation, host: Consultation | None) -> tuple[object, Row]:
    public = record.state is RecordState.PUBLISHED and not _is_hidden(record, host)
    counted = public and record.publication is Publication.RECORDED
    return (record, counted), rows.of_record(record) | {"withheld": False, "counted": counted}


def _assignment_row(of: Assignment, record: Recommendation, host: Consultation | None) -> tuple[object, Row]:
    hidden = _is_hidden(record, host)
    line = Line(record=record, assignment=of, hidden=hidden, addressee_organisation_id=None)
    index = rows.index_of(line)
    index["stands"] = index["listed"] and record.state is RecordState.PUBLISHED
    return (of, index), {**rows.of_assignment(of), **index}


def _is_hidden(record: Recommendation, host: Consultation | None) -> bool:
    return record.hidden or bool(host and host.hidden)
