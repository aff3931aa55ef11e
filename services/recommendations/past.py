"""What was known when past days ended: the log folded day by day, with the same `evolve` as in commands.

Days end one after the other; a task takes those that have, all of them at once if there are many, and writes of each
aggregate one state per day on which it changed. What stands there already never changes.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
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

_SETTLE_SECONDS: Final = 60  # so long after midnight events of the day before may still be on their way
_RETRY: Final = timedelta(seconds=10)
_SECONDS_BETWEEN_LOOKS: Final = 0.05


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


async def fold(transactions: Transactions, zone: tzinfo) -> None:
    """Write what was known at the end of every day that has ended, batch by batch.

    After an interruption it goes on where it was. Of two at once, one does it and the other returns.

    Args:
        transactions: Opens one.
        zone: That of the deployment: its days are meant.
    """
    if await _begin(transactions, zone):
        while await _fold_some(transactions):
            pass


async def begin_anew(tx: Transaction, zone: tzinfo) -> None:
    """Note the days that have ended, where nothing is known of past days; `write` and `finish` do the rest.

    Args:
        tx: One beside which nobody writes.
        zone: That of the deployment.
    """
    await past.note_days(tx, await past.folded(tx), zone=str(zone), until=(await past.seen(tx)).last_position)


async def finish(tx: Transaction) -> None:
    """Write the counts of the days of which all states are there."""
    if ends := await past.ends(tx):
        await past.finish(tx, ends[1])


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
        if not await past.take_turn(tx) or not await past.ends(tx):
            return False
        if taken := await past.take_pending(tx):
            step, ids = taken
            await write(tx, step, await _load(tx, step, ids))
            return True
        await finish(tx)
        return False


Told = Sequence[tuple[int, Any]]
"""Positions of an aggregate's events in the log, and the facts that they tell."""


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

    @property
    def now(self) -> T:
        """The state after the last event."""
        state = self.until(self.told[-1][0])
        assert state is not None
        return state


_KINDS: Final[Mapping[Step, tuple[Callable[[Recorded], Any], Callable[..., Any]]]] = {
    Step.ADDRESSEES: (wire.addressees.fact, addressee.evolve),
    Step.CONSULTATIONS: (wire.records.consultation_fact, consultation.evolve),
    Step.RECOMMENDATIONS: (wire.records.record_fact, recommendation.evolve),
    Step.ASSIGNMENTS: (wire.facts.fact, assignment.evolve),
}


def life(step: Step, log: Iterable[Recorded]) -> Life[Any]:
    """Return the life of an aggregate whose states a step writes, from its events in order."""
    fact_of, evolve = _KINDS[step]
    return Life([(event.position, fact_of(event)) for event in log], evolve)


async def _load(tx: Transaction, step: Step, ids: Sequence[UUID]) -> list[Life[Any]]:
    """Return lives, each its own: of one id there may be many. Unknown: without events."""
    logs = await event_log.load_all(tx, list(set(ids)), with_texts=False)
    read = {each: life(step, log) for each, log in logs.items()}
    nothing = life(step, ())
    return [replace(read.get(each, nothing)) for each in ids]


async def write(tx: Transaction, step: Step, lives: Sequence[Life[Any]]) -> None:
    """Write the states of some rows of a table at the ends of the days that are not folded.

    Args:
        tx: The transaction.
        step: Which table.
        lives: Of the aggregates whose rows they are. Nobody has asked them for a state yet.
    """
    if not (ends := await past.ends(tx)):
        return
    rows_lives = [[each] for each in lives]
    if step is Step.ASSIGNMENTS:
        rows_lives = await _with_records(tx, lives)
    elif step is Step.RECOMMENDATIONS:
        rows_lives = await _with_hosts(tx, lives)
    states = [state for each in rows_lives for state in of_days(ends, each, _ROWS[step])]
    if ends[0]:
        await past.end_known(tx, step, states)
    await past.write(tx, step, states)


async def _with_records(tx: Transaction, lines: Sequence[Life[Any]]) -> list[list[Life[Any]]]:
    """Return with the life of each line those from which its row follows, too."""
    records = await _load(tx, Step.RECOMMENDATIONS, [line.beginning.recommendation_id for line in lines])
    return [[line, *both] for line, both in zip(lines, await _with_hosts(tx, records), strict=True)]


async def _with_hosts(tx: Transaction, records: Sequence[Life[Any]]) -> list[list[Life[Any]]]:
    """Return the life of each record, and that of its consultation, which may arrive later than it."""
    hosts = await _load(tx, Step.CONSULTATIONS, [record.beginning.consultation_id for record in records])
    return [[record, host] for record, host in zip(records, hosts, strict=True)]


Row = dict[str, Any]


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


_ROWS: Final[Mapping[Step, Callable[..., tuple[object, Row]]]] = {
    Step.ADDRESSEES: _addressee_row,
    Step.CONSULTATIONS: _consultation_row,
    Step.RECOMMENDATIONS: _record_row,
    Step.ASSIGNMENTS: _assignment_row,
}


def _is_hidden(record: Recommendation, host: Consultation | None) -> bool:
    return record.hidden or bool(host and host.hidden)
