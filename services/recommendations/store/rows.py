"""Rows of lines, records and consultations as the domain's objects, and back."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.recommendations.domain.assignment import Assignment, Delivery, Step
from services.recommendations.domain.claims import claim
from services.recommendations.domain.clock import done_date, stop_date
from services.recommendations.domain.consultation import Consultation
from services.recommendations.domain.counts import bar_of, counts_of, is_listed, needs_answer
from services.recommendations.domain.guards import Line
from services.recommendations.domain.recommendation import Recommendation, RecordLink
from services.recommendations.domain.steps import steps_in_doubt
from services.recommendations.domain.values import (
    Closure,
    Position,
    Progress,
    Publication,
    RecordState,
    Request,
    StatementType,
    StepRule,
    Verification,
)

Row = Mapping[str, Any]

_ASSIGNMENT = tuple(each.name for each in fields(Assignment))
_RECORD = tuple(each.name for each in fields(Recommendation))
_CONSULTATION = tuple(each.name for each in fields(Consultation))
_WITH_DAYS = functools.partial(json.dumps, default=str)


def recordset(of: Sequence[Row]) -> Jsonb:
    """Return rows as one parameter, for `jsonb_to_recordset`. Values are what JSON knows, days and uuids."""
    return Jsonb(of, dumps=_WITH_DAYS)


def assignment(row: Row, prefix: str = "") -> Assignment:
    """Return the assignment in a row."""
    values = {name: row[prefix + name] for name in _ASSIGNMENT}
    values |= {
        "deliveries": tuple(_delivery(each) for each in values["deliveries"]),
        "steps": tuple(_step(each) for each in values["steps"]),
        "own_evidence": tuple(values["own_evidence"]),
        "outside_answers_pending": tuple(values["outside_answers_pending"]),
        "spoken_by": tuple(values["spoken_by"]),
        "request": Request(values["request"]),
        "position": Position(values["position"]),
        "progress": Progress(values["progress"]),
        "verification": Verification(values["verification"]),
        "closure": Closure(values["closure"]),
        "closure_proposals_pending": tuple(values["closure_proposals_pending"]),
    }
    return Assignment(**values)


def _delivery(given: Row) -> Delivery:
    return Delivery(
        id=UUID(given["id"]) if given["id"] else None,
        outcome=Request(given["outcome"]),
        date=date.fromisoformat(given["date"]),
        through_relay=given["through_relay"],
    )


def _step(given: Row) -> Step:
    due = given["response_due_date"]
    return Step(
        rule=StepRule(given["rule"]),
        day=date.fromisoformat(given["day"]),
        response_due_date=date.fromisoformat(due) if due else None,
    )


def of_assignment(changed: Assignment) -> dict[str, Any]:
    """Return the columns of an assignment that are its state."""
    columns: dict[str, Any] = {name: getattr(changed, name) for name in _ASSIGNMENT}
    columns["deliveries"] = Jsonb(
        [
            {
                "id": str(each.id) if each.id else None,
                "outcome": each.outcome,
                "date": each.date.isoformat(),
                "through_relay": each.through_relay,
            }
            for each in changed.deliveries
        ]
    )
    columns["steps"] = Jsonb(
        [
            {
                "rule": each.rule,
                "day": each.day.isoformat(),
                "response_due_date": each.response_due_date.isoformat() if each.response_due_date else None,
            }
            for each in changed.steps
        ]
    )
    columns["own_evidence"] = list(changed.own_evidence)
    columns["outside_answers_pending"] = list(changed.outside_answers_pending)
    columns["spoken_by"] = list(changed.spoken_by)
    columns["closure_proposals_pending"] = list(changed.closure_proposals_pending)
    return columns


def index_of(line: Line) -> dict[str, Any]:
    """Return the columns of an assignment that lists are filtered and sorted by."""
    bar = bar_of(line.record, line.assignment, hidden=line.hidden)
    waiting = claim(line.assignment)
    counts = counts_of(line.assignment) if line.record.stands else frozenset()
    return {
        "illustrative": line.record.illustrative,
        "tracked_no": int(line.record.tracked_number.rpartition("-")[2]),
        "listed": is_listed(line.record, line.assignment, hidden=line.hidden),
        "bar": bar.group.value,
        "bar_until_date": bar.until_date,
        "bar_then": bar.then.value if bar.then else None,
        "counts": sorted(counts),
        "says_done_date": line.assignment.says_done_date,
        "done_date": done_date(line.assignment),
        "claim": waiting.reason.value if waiting else None,
        "claim_date": waiting.day if waiting else None,
        "steps_in_doubt": steps_in_doubt(line.assignment),
        "themes": list(line.record.themes),
        "consultation_number": line.record.number.partition("/")[0],
        "clock_stop_date": stop_date(line.assignment, line.record.stopped_date),
        "needs_answer": needs_answer(line.record, line.assignment),
        "shown": not line.hidden,
    }


def same(one: Any, other: Any) -> bool:
    """Tell whether two columns hold the same."""
    if isinstance(one, Jsonb) and isinstance(other, Jsonb):
        return bool(one.obj == other.obj)
    return bool(one == other)


def record(row: Row, prefix: str = "") -> Recommendation:
    """Return the record's copy in a row."""
    values = {name: row[prefix + name] for name in _RECORD}
    values |= {
        "themes": tuple(values["themes"]),
        "links": tuple(_record_link(each) for each in values["links"]),
        "type": StatementType(values["type"]),
        "publication": Publication(values["publication"]),
        "state": RecordState(values["state"]),
    }
    return Recommendation(**values)


def of_record(changed: Recommendation) -> dict[str, Any]:
    """Return the columns of a record's copy."""
    columns: dict[str, Any] = {name: getattr(changed, name) for name in _RECORD}
    columns["themes"] = list(changed.themes)
    columns["links"] = Jsonb(
        [
            {
                "other_id": str(each.other_id),
                "other_number": each.other_number,
                "reason_id": str(each.reason_id) if each.reason_id else None,
                "linked_date": each.linked_date.isoformat(),
            }
            for each in changed.links
        ]
    )
    columns["item_no"] = int(changed.number.rpartition("/")[2])
    return columns


def _record_link(given: Row) -> RecordLink:
    return RecordLink(
        other_id=UUID(given["other_id"]),
        other_number=given["other_number"],
        reason_id=UUID(given["reason_id"]) if given["reason_id"] else None,
        linked_date=date.fromisoformat(given["linked_date"]),
    )


def consultation(row: Row) -> Consultation:
    """Return the consultation's copy in a row."""
    values = {name: row[name] for name in _CONSULTATION}
    values["themes"] = tuple(values["themes"])
    return Consultation(**values)


def of_consultation(changed: Consultation) -> dict[str, Any]:
    """Return the columns of a consultation's copy."""
    columns: dict[str, Any] = {name: getattr(changed, name) for name in _CONSULTATION}
    columns["themes"] = list(changed.themes)
    return columns
