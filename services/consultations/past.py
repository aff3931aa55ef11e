"""What was known when a past day ended: a record's log, folded up to the first event that was recorded later.

Only what changed since is folded; of everything else the row of now is what was known. What is hidden now is hidden on
every past day, too.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any, Final, TypeVar
from uuid import UUID

from services.chassis import event_log
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument, Unavailable
from services.consultations import store, wire
from services.consultations.domain.facts import evolve_consultation, evolve_programme, evolve_statement
from services.consultations.domain.record import ConsultationRecord, Joining, ProgrammeRecord, StatementRecord
from services.consultations.domain.values import Moment, Publication

_SETTLE: Final = timedelta(seconds=60)  # so long after midnight events of the day before may still be on their way
_RETRY: Final = timedelta(seconds=10)

Record = TypeVar("Record", ConsultationRecord, StatementRecord)
Corrected = TypeVar("Corrected", ConsultationRecord, ProgrammeRecord)
Folded = TypeVar("Folded", ConsultationRecord, StatementRecord, ProgrammeRecord)


@dataclass(frozen=True)
class PastDay:
    """A day that is over."""

    day: date
    end: datetime
    """The first instant after it."""


def day(asked: str, now: Moment) -> PastDay | None:
    """Return the past day that a request asks about; None if it asks about now. As at today is now.

    Raises:
        InvalidArgument: It is no day, or lies in the future.
        Unavailable: It has only just ended.
    """
    wanted = wire.day(asked, field="as_at_date")
    if wanted and wanted > now.today:
        raise InvalidArgument("a day that is not in the future", field="as_at_date")
    if wanted is None or wanted == now.today:
        return None
    end = datetime.combine(wanted + timedelta(days=1), time(), now.zone)
    if now.at < end + _SETTLE:
        raise Unavailable("what was known at the end of that day is being put together", retry_after=_RETRY)
    return PastDay(wanted, end)


async def consultations(
    tx: Transaction, records: Sequence[ConsultationRecord], then: PastDay
) -> list[ConsultationRecord]:
    """Return consultations as they were known; those published later are left out."""
    known = await _as_known(tx, records, then, wire.consultation_fact, evolve_consultation)
    # What was taken away since is not there any more: nobody is led to it from a past day.
    now = {document.id: document for each in records for document in each.documents}
    return [
        replace(each, documents=tuple(now[document.id] for document in each.documents))
        for each in _with_later(known, records)
    ]


async def programmes(tx: Transaction, records: Sequence[ProgrammeRecord], then: PastDay) -> list[ProgrammeRecord]:
    """Return programmes as they were known; those that became public later are left out."""
    known = await _folded(tx, records, then, wire.programme_fact, evolve_programme)
    return _with_later([known[each.id] for each in records if each.id in known], records)


def _with_later(known: Sequence[Corrected], records: Sequence[Corrected]) -> list[Corrected]:
    """Return records as they were known, with what was corrected since: beside that, a figure may not be told."""
    now = {each.id: each.corrections for each in records}
    return [replace(each, corrected_later=now[each.id][len(each.corrections) :]) for each in known]


async def statements(tx: Transaction, records: Sequence[StatementRecord], then: PastDay) -> list[StatementRecord]:
    """Return statements as they were known; those published later are left out, as is who said what is gone now."""
    known = await _as_known(tx, records, then, wire.statement_fact, evolve_statement)
    gone = {each.id: each.withdrawal.withdrawn_date for each in records if each.withdrawal}
    return [_left(each, gone[each.id]) if each.id in gone and not each.withdrawal else each for each in known]


def _left(record: StatementRecord, withdrawn_date: date) -> StatementRecord:
    """Return what a past day shows of a statement that was withdrawn later: not who said it, nor its notes."""
    content = replace(record.content, participant_id=None, speaker_note=None, source_sentence=None, note=None)
    return replace(record, content=content, withdrawn_later=withdrawn_date)


async def _as_known(
    tx: Transaction,
    records: Sequence[Record],
    then: PastDay,
    fact_of: Callable[[event_log.Recorded], Any],
    evolve: Callable[[Record | None, Any], Record],
) -> list[Record]:
    known = await _folded(tx, records, then, fact_of, evolve)
    return [
        replace(known[each.id], hidden=known[each.id].hidden or each.hidden) for each in records if each.id in known
    ]


async def _folded(
    tx: Transaction,
    records: Sequence[Folded],
    then: PastDay,
    fact_of: Callable[[event_log.Recorded], Any],
    evolve: Callable[[Folded | None, Any], Folded],
) -> dict[UUID, Folded]:
    changed = await store.changed_since(tx, [each.id for each in records], then.end)
    logs = await event_log.load_all(tx, changed, with_texts=False)
    found: dict[UUID, Folded] = {}
    for record in records:
        known: Folded | None = None if record.id in logs else record
        for event in takewhile(lambda each: each.recorded_at < then.end, logs.get(record.id, [])):
            known = evolve(known, fact_of(event))
        if known is not None:
            found[record.id] = known
    return found


async def shown(tx: Transaction, statement_ids: Iterable[UUID], then: PastDay) -> set[UUID]:
    """Return those of the statements that were not hidden, nor their consultation, and are not now."""
    found = await store.statement_records_of(tx, list(statement_ids))
    return {each.id for each in await _shown(tx, found, then)}


async def merged_into(
    tx: Transaction, statement_ids: Iterable[UUID], then: PastDay
) -> Mapping[UUID, list[tuple[StatementRecord, bool]]]:
    """Return per statement those that were merged into it, in order of number, as `store.merged_into` does of now."""
    wanted = list(statement_ids)
    now = [record for merged in (await store.merged_into(tx, wanted)).values() for record, _ in merged]
    found: dict[UUID, list[tuple[StatementRecord, bool]]] = {}
    for record in sorted(await _shown(tx, [*now, *await store.unmerged_since(tx, then.end)], then), key=_place):
        joined = record.joined
        if joined and joined.kind is Joining.MERGED and joined.target_id in wanted:
            found.setdefault(joined.target_id, []).append((record, False))
    return found


async def _shown(tx: Transaction, records: Iterable[StatementRecord], then: PastDay) -> list[StatementRecord]:
    """Return the statements as they were known, without those that were or are hidden."""
    known = await statements(tx, list({each.id: each for each in records}.values()), then)
    hosts = await store.consultation_records_of(tx, {each.frame.consultation_id for each in known})
    hidden = {each.id for each in await consultations(tx, hosts, then) if each.hidden}
    return [each for each in known if not each.hidden and each.frame.consultation_id not in hidden]


def _place(record: StatementRecord) -> tuple[int, int]:
    consultation, _, item = record.frame.number.partition("/")
    return int(consultation.rpartition("-")[2]), int(item)


async def count_types(tx: Transaction, consultation_id: UUID, then: PastDay) -> store.TypesCounted:
    """Return how many statements were published and how many stood, as `store.count_types` does of now."""
    moved = await store.moved_since(tx, [consultation_id], then.end)
    others = await store.count_types(tx, consultation_id, but=moved)
    known, standing = await _moved(tx, moved, then), Counter(others.standing)
    standing.update((each.frame.type, each.publication) for each in known if _stands(each))
    return store.TypesCounted(items=others.items + len(known), standing=standing)


def _stands(record: StatementRecord) -> bool:
    return not (record.withdrawal or record.joined or record.hidden)


async def count_items(
    tx: Transaction, consultation_ids: Iterable[UUID], then: PastDay
) -> Mapping[UUID, tuple[int, int]]:
    """Return per consultation how many statements were recorded and tracked, as `store.count_items` does of now."""
    standing: Counter[tuple[UUID, Publication]] = Counter()
    ids = list(consultation_ids)
    moved = await store.moved_since(tx, ids, then.end)
    for each, counts in (await store.count_items(tx, ids, but=moved)).items():
        standing[each, Publication.RECORDED], standing[each, Publication.TRACKED] = counts
    for record in await _moved(tx, moved, then):
        if _stands(record):
            standing[record.frame.consultation_id, record.publication] += 1
    return {each: (standing[each, Publication.RECORDED], standing[each, Publication.TRACKED]) for each in ids}


async def _moved(tx: Transaction, moved: Mapping[UUID, bool], then: PastDay) -> list[StatementRecord]:
    """Return as they were known those statements that counted otherwise: of thousands only these are folded."""
    was_public = [each for each, public in moved.items() if public]
    return await statements(tx, await store.statement_records_of(tx, was_public), then)
