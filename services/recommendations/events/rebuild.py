"""The state as it follows from this service's own events: the same `evolve` as in commands, many rows at once.

What is in none of its events stays as it is: people, roles and mandates (identity's log has them), findings, answers
and suggestions still sealed, files with their keys, how far due dates have followed the calendar, the audit. Which
files are public follows from what names them, what is withheld from the dead letters.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import Any, Final
from uuid import UUID

from services.chassis import rebuild
from services.chassis.database import Transaction
from services.chassis.event_log import Recorded
from services.recommendations import past, wire
from services.recommendations.domain import assignment, calendar, recommendation
from services.recommendations.domain.guards import Line
from services.recommendations.events import WITHHOLDING
from services.recommendations.past import Life
from services.recommendations.recording import named_files, news_date
from services.recommendations.store import addressee_rows, bulk, counts, files, records, rows
from services.recommendations.store.past import Step

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
    lives = await _lived(tx, Step.ADDRESSEES, logs)
    await bulk.copy(tx, "addressees", [addressee_rows.of_addressee(each.now) for each in lives])


async def fold_consultations(tx: Transaction, logs: Logs) -> None:
    """Write copies of consultations."""
    lives = await _lived(tx, Step.CONSULTATIONS, logs)
    withheld = await records.withheld(tx, _WITHHOLDING)
    copies = [rows.of_consultation(each.now) | {"withheld": each.now.id in withheld} for each in lives]
    await bulk.copy(tx, "consultations", copies)


async def fold_records(tx: Transaction, logs: Logs) -> None:
    """Write copies of records, and what the pages list of them under "what changed"."""
    lives = await _lived(tx, Step.RECOMMENDATIONS, logs)
    withheld = await records.withheld(tx, _WITHHOLDING)
    copies = [rows.of_record(each.now) | {"withheld": each.now.id in withheld} for each in lives]
    await bulk.copy(tx, "recommendations", copies)
    changes = [each for log, life in zip(logs, lives, strict=True) for each in _news_of_record(log, life)]
    await bulk.copy(tx, "changes", changes)


def _news_of_record(log: Sequence[Recorded], life: Life[recommendation.Recommendation]) -> Iterator[dict[str, Any]]:
    record: recommendation.Recommendation | None = None
    for event, (_, fact) in zip(log, life.told, strict=True):
        record = recommendation.evolve(record, fact)
        entry = wire.timeline.of_record(event, zone=UTC)
        if entry and record.tracked_number:
            yield _change(event, record, None, entry.occurred_date)


async def fold_assignments(tx: Transaction, logs: Logs) -> None:
    """Write assignments with what lists are filtered by, and what the pages list of them under "what changed".

    Which of their files are public is written anew, too.
    """
    lives = await _lived(tx, Step.ASSIGNMENTS, logs)
    folded: list[assignment.Assignment] = [each.now for each in lives]
    await files.compute_public(tx, [each.id for each in folded], _named_in(lives))
    known = await records.with_visibility(tx, list({each.recommendation_id for each in folded}))
    lines = []
    for of in folded:
        record, hidden = known[of.recommendation_id]
        line = Line(record=record, assignment=of, hidden=hidden, addressee_organisation_id=None)
        lines.append({**rows.of_assignment(of), **rows.index_of(line)})
    await bulk.copy(tx, "assignments", lines)
    changes = [
        _change(event, known[of.recommendation_id][0], of.id, day)
        for log, life, of in zip(logs, lives, folded, strict=True)
        for event, (_, fact) in zip(log, life.told, strict=True)
        if (day := news_date(fact))
    ]
    await bulk.copy(tx, "changes", changes)


def _named_in(lives: Iterable[Life[Any]]) -> list[UUID]:
    return [each for life in lives for _, fact in life.told for each in named_files(fact)]


async def _lived(tx: Transaction, step: Step, logs: Logs) -> list[Life[Any]]:
    """Return the lives of some aggregates, and write what was known of them when past days ended."""
    lives = [past.life(step, log) for log in logs]
    await past.write(tx, step, lives)
    return lives


def _change(
    event: Recorded, record: recommendation.Recommendation, assignment_id: UUID | None, day: object
) -> dict[str, Any]:
    return {
        "position": event.position,
        "recommendation_id": record.id,
        "assignment_id": assignment_id,
        "illustrative": record.illustrative,
        "occurred_date": day,
    }


async def _finish(tx: Transaction) -> None:
    await counts.recount(tx)
    await past.finish(tx)


REBUILD: Final = rebuild.Rebuild(
    tables=TABLES,
    begin=past.begin_anew,
    steps=(
        rebuild.Step(aggregate_type=wire.calendar.CALENDAR, fold=fold_calendar),
        rebuild.Step(aggregate_type=wire.addressees.ADDRESSEE, fold=fold_addressees),
        rebuild.Step(aggregate_type=wire.records.CONSULTATION, fold=fold_consultations),
        rebuild.Step(aggregate_type=wire.records.RECOMMENDATION, fold=fold_records),
        rebuild.Step(aggregate_type=wire.facts.ASSIGNMENT, fold=fold_assignments),
    ),
    finish=_finish,
)
