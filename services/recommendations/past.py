"""The public record as it was known at the end of a past day: the log up to then, through the same `evolve`.

Texts are those that still exist, so what was erased since is erased here, too; and whoever answers leaves out what is
hidden now. Nothing else that was recorded later changes an answer about an earlier day.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, TypeVar
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log, texts
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument
from services.chassis.event_log import Recorded
from services.recommendations import wire
from services.recommendations.domain import addressee, assignment, consultation, recommendation
from services.recommendations.domain.addressee import Addressee
from services.recommendations.domain.consultation import Consultation
from services.recommendations.domain.guards import Line
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.domain.values import Closure, Moment, RecordState

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the deployment's time zone, with all that had been recorded when it ended."""

    date: date
    zone: tzinfo

    def knew(self, recorded: Recorded) -> bool:
        """Tell whether the event had been recorded when the day ended."""
        return recorded.recorded_at < datetime.combine(self.date + timedelta(days=1), time(), self.zone)


def day(asked: str, now: Moment) -> Day | None:
    """Return the day that a request asks about; None if it asks about now.

    Raises:
        InvalidArgument: It is no day, or lies in the future.
    """
    wanted = wire.words.day(asked, field="as_at_date")
    if wanted and wanted > now.today:
        raise InvalidArgument("a day that is not in the future", field="as_at_date")
    return Day(date=wanted, zone=now.zone) if wanted else None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was known of some records when a day ended."""

    day: Day
    records: Mapping[UUID, Recommendation]
    assignments: Collection[assignment.Assignment]
    addressees: Mapping[UUID, Addressee]
    consultations: Mapping[UUID, Consultation]
    logs: Mapping[UUID, list[Recorded]]  # of records and assignments
    texts: Mapping[UUID, text_pb2.Text]  # as far as they still exist

    def consultation_of(self, record: Recommendation) -> Consultation | None:
        """Return the record's consultation; None if it had not arrived yet."""
        return self.consultations.get(record.consultation_id)

    def is_hidden(self, record: Recommendation) -> bool:
        """Tell whether the record was hidden, alone or with its consultation."""
        host = self.consultation_of(record)
        return record.hidden or bool(host and host.hidden)

    def views(self) -> list[wire.views.View]:
        """Return the lines of records that were not hidden, in the order of pages."""
        return [
            self._view(each)
            for each in sorted(self.assignments, key=self._place)
            if not self.is_hidden(self.records[each.recommendation_id])
        ]

    def _view(self, of: assignment.Assignment) -> wire.views.View:
        record, body = self.records[of.recommendation_id], self.addressees[of.addressee_id]
        return wire.views.View(
            line=Line(record=record, assignment=of, hidden=False, addressee_organisation_id=body.organisation_id),
            addressee=body,
            consultation=self.consultation_of(record),
            texts=self.texts,
            entries={each.version: each for each in self.logs[of.id]},
            today=self.day.date,
            zone=self.day.zone,
            others=self.addressees,
            raised_in=self._raised_in(record),
        )

    def _raised_in(self, record: Recommendation) -> int:
        merged = (
            each.consultation_id
            for each in self.records.values()
            if each.joined_id == record.id and each.state is RecordState.MERGED
        )
        return len({record.consultation_id, *merged})

    def _place(self, of: assignment.Assignment) -> tuple[int, bool, bool, UUID]:
        number = self.records[of.recommendation_id].tracked_number
        return int(number.rpartition("-")[2]), of.closure is Closure.TRANSFERRED, not of.lead, of.id

    def timeline(self, record: Recommendation, views: Collection[wire.views.View]) -> list[pb.TimelineEntry]:
        """Return the entries of a record and of all its lines, newest first."""
        bodies = {view.addressee.id: view.named for view in views}
        entries = wire.timeline.of_records(self.logs[record.id], zone=self.day.zone, bodies=bodies)
        for view in views:
            recorded = [view.entries[version] for version in sorted(view.entries)]
            entries += wire.timeline.of_assignment(recorded, zone=self.day.zone, named=view.named)
        return wire.timeline.newest_first(entries)


async def known(
    tx: Transaction,
    record_ids: Collection[UUID],
    assignment_ids: Collection[UUID],
    of: Day,
    *,
    consultation_ids: Collection[UUID] = (),
) -> Known:
    """Fold what had been recorded of some records and of their assignments. What came later is left out."""
    logs = await _logs(tx, [*record_ids, *assignment_ids], of)
    records = _folded(logs, record_ids, wire.records.record_fact, recommendation.evolve)
    assignments = _folded(logs, assignment_ids, wire.facts.fact, assignment.evolve)
    bodies = wire.views.body_ids(
        assignments.values(), (each for assignment_id in assignments for each in logs[assignment_id])
    )
    hosts = {*consultation_ids, *(each.consultation_id for each in records.values())}
    around = await _logs(tx, [*bodies, *hosts], of)
    consultations = _folded(around, hosts, wire.records.consultation_fact, consultation.evolve)
    text_ids = {
        text_id
        for each in records.values()
        for text_id in wire.views.text_ids(each, consultations.get(each.consultation_id))
    }
    return Known(
        day=of,
        records=records,
        assignments=assignments.values(),
        addressees=_folded(around, bodies, wire.addressees.fact, addressee.evolve),
        consultations=consultations,
        logs=logs,
        texts=await texts.load(tx, text_ids),
    )


async def _logs(tx: Transaction, ids: Collection[UUID], of: Day) -> dict[UUID, list[Recorded]]:
    found = await event_log.load_all(tx, list(ids))
    return {each: kept for each, log in found.items() if (kept := [event for event in log if of.knew(event)])}


def _folded(
    logs: Mapping[UUID, Iterable[Recorded]],
    ids: Iterable[UUID],
    fact_of: Callable[[Recorded], Any],
    evolve: Callable[[T | None, Any], T],
) -> dict[UUID, T]:
    """Return the states of those of which anything had been recorded."""
    folded: dict[UUID, T] = {}
    for each in ids:
        state: T | None = None
        for event in logs.get(each, ()):
            state = evolve(state, fact_of(event))
        if state is not None:
            folded[each] = state
    return folded
