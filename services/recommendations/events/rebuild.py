"""The state as it follows from this service's own events: the same `evolve` as in commands, many rows at once.

What is in none of its events stays as it is: people, roles and mandates (identity's log has them), findings, answers
and suggestions still sealed, files with their keys, how far due dates have followed the calendar, the audit. Which
files are public follows from what names them, what is withheld from the dead letters.
"""

from collections.abc import Sequence
from datetime import UTC
from functools import reduce
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.event_log import Recorded
from services.chassis.rebuild import Rebuild, Step
from services.recommendations import past, wire
from services.recommendations.domain import addressee, assignment, calendar, consultation, recommendation
from services.recommendations.domain.guards import Line
from services.recommendations.events import WITHHOLDING
from services.recommendations.recording import named_files, news_date
from services.recommendations.store import addressee_rows, bulk, counts, files, records, rows

TABLES: Final = (
    "calendar_corrections",
    "addressees",
    "consultations",
    "recommendations",
    "assignments",
    "changes",
    "counts",
    "count_deltas",
    "line_counts",
    "line_count_deltas",
    "response_counts",
    "response_count_deltas",
    "past_days",
    "past_pending",
    "past_addressees",
    "past_consultations",
    "past_recommendations",
    "past_assignments",
    "past_counts",
    "past_line_counts",
    "past_response_counts",
)
_WITHHOLDING: Final = sorted(each.DESCRIPTOR.full_name for each in WITHHOLDING.types)

Logs = Sequence[Sequence[Recorded]]


async def fold_calendar(tx: Transaction, logs: Logs) -> None:
    """Write the corrections of the calendar."""
    corrections = [calendar.correction_of(wire.calendar.fact(each)) for log in logs for each in log]
    await bulk.copy(tx, "calendar_corrections", [vars(each) for each in corrections])


async def fold_addressees(tx: Transaction, logs: Logs) -> None:
    """Write entries of the register."""
    entries = [reduce(addressee.evolve, map(wire.addressees.fact, log), None) for log in logs]
    await bulk.copy(tx, "addressees", [addressee_rows.of_addressee(each) for each in entries if each])


async def fold_consultations(tx: Transaction, logs: Logs) -> None:
    """Write copies of consultations."""
    copies = [reduce(consultation.evolve, map(wire.records.consultation_fact, log), None) for log in logs]
    withheld = await records.withheld(tx, _WITHHOLDING)
    await bulk.copy(
        tx,
        "consultations",
        [rows.of_consultation(each) | {"withheld": each.id in withheld} for each in copies if each],
    )


async def fold_records(tx: Transaction, logs: Logs) -> None:
    """Write copies of records, and what the pages list of them under "what changed"."""
    folded, changes = [], list[dict[str, Any]]()
    for log in logs:
        record: recommendation.Recommendation | None = None
        for each in log:
            record = recommendation.evolve(record, wire.records.record_fact(each))
            entry = wire.timeline.of_record(each, zone=UTC)
            if entry and record.tracked_number:
                changes.append(_change(each, record, None, entry.occurred_date))
        if record:
            folded.append(record)
    withheld = await records.withheld(tx, _WITHHOLDING)
    await bulk.copy(
        tx, "recommendations", [rows.of_record(each) | {"withheld": each.id in withheld} for each in folded]
    )
    await bulk.copy(tx, "changes", changes)


async def fold_assignments(tx: Transaction, logs: Logs) -> None:
    """Write assignments with what lists are filtered by, and what the pages list of them under "what changed".

    Which of their files are public is written anew, too.
    """
    folded, dated, named = [], [], list[UUID]()
    for log in logs:
        state: assignment.Assignment | None = None
        for each in log:
            fact = wire.facts.fact(each)
            named += named_files(fact)
            state = assignment.evolve(state, fact)
            if day := news_date(fact):
                dated.append((each, state, day))
        if state:
            folded.append(state)
    await files.compute_public(tx, [each.id for each in folded], named)
    known = await records.with_visibility(tx, list({each.recommendation_id for each in folded}))
    lines = []
    for of in folded:
        record, hidden = known[of.recommendation_id]
        line = Line(record=record, assignment=of, hidden=hidden, addressee_organisation_id=None)
        lines.append({**rows.of_assignment(of), **rows.index_of(line)})
    await bulk.copy(tx, "assignments", lines)
    await bulk.copy(tx, "changes", [_change(each, known[of.recommendation_id][0], of, day) for each, of, day in dated])


def _change(
    event: Recorded, record: recommendation.Recommendation, of: assignment.Assignment | None, day: object
) -> dict[str, Any]:
    return {
        "position": event.position,
        "recommendation_id": record.id,
        "assignment_id": of.id if of else None,
        "illustrative": record.illustrative,
        "occurred_date": day,
    }


REBUILD: Final = Rebuild(
    tables=TABLES,
    steps=(
        Step(aggregate_type=wire.calendar.CALENDAR, fold=fold_calendar),
        Step(aggregate_type=wire.addressees.ADDRESSEE, fold=fold_addressees),
        Step(aggregate_type=wire.records.CONSULTATION, fold=fold_consultations),
        Step(aggregate_type=wire.records.RECOMMENDATION, fold=fold_records),
        Step(aggregate_type=wire.facts.ASSIGNMENT, fold=fold_assignments),
    ),
    finish=counts.recount,
    fold_days=past.fold,
)
