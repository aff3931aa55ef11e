"""What an addressee says: positions (rows 8 to 12) and progress (rows 13 and 14), in the tracker or outside it (8b)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.chassis.errors import FailedPrecondition
from services.recommendations.domain import errors, guards
from services.recommendations.domain.facts import PositionStated, ProgressReported
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.values import (
    DECIDED,
    Approval,
    DeclineReason,
    Evidence,
    OutsideSource,
    Position,
    Progress,
    Text,
)


@dataclass(frozen=True, kw_only=True)
class PositionAnswer:
    """A position as somebody enters it. None and empty mean: not given."""

    position: Position
    text: Text | None = None
    part: Text | None = None
    reason: Text | None = None
    decline_reason: DeclineReason | None = None
    believed_responsible: str = ""
    decision_by_date: date | None = None
    delivery_date: date | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProgressAnswer:
    """A progress as somebody enters it."""

    progress: Progress
    text: Text | None = None
    reason: Text | None = None
    delivery_date: date | None = None
    evidence: tuple[Evidence, ...] = ()


# Row 13. Row 14 leads to "reported complete" from everywhere else.
STEPS: Final = frozenset(
    {
        (Progress.NONE_DECLARED, Progress.PLANNED),
        (Progress.NONE_DECLARED, Progress.IN_PROGRESS),
        (Progress.PLANNED, Progress.IN_PROGRESS),
        (Progress.IN_PROGRESS, Progress.ON_HOLD),
        (Progress.ON_HOLD, Progress.IN_PROGRESS),
        (Progress.PLANNED, Progress.ABANDONED),
        (Progress.IN_PROGRESS, Progress.ABANDONED),
        (Progress.ON_HOLD, Progress.ABANDONED),
        (Progress.ABANDONED, Progress.IN_PROGRESS),
        (Progress.REPORTED_COMPLETE, Progress.IN_PROGRESS),
    }
)
_GOING_BACK: Final = frozenset({Progress.ABANDONED, Progress.REPORTED_COMPLETE})


def state_position(line: Line, answer: PositionAnswer, act: Act, *, approval: Approval | None = None) -> PositionStated:
    """Decide whether the addressee's position stands, and return the fact to record.

    Raises:
        NotTheAddressee: The caller holds no mandate for the addressee.
        Stale: The position changed after the version the caller saw, or the record was withdrawn or hidden.
        NoSuchStep: No row leads from the present position to this one.
        Missing: The position lacks what it has to carry; the field is named.
        NotAsDated: A promised day lies in the past.
    """
    guards.is_liaison(line, act.by)
    guards.stands(line)
    before = line.assignment
    guards.fresh(
        line,
        changed_at_version=before.position_version,
        expected_version=act.expected_version,
        field="position",
    )
    _may_have_position(line)
    _step_of_position(before.position, answer.position)
    check_position(line, answer, on=act.moment.today)
    if before.position in DECIDED and answer.position is not before.position and answer.reason is None:
        raise errors.Missing(f"why the position changes from {before.position.value}", field="position.reason")
    check_evidence(answer.evidence, today=act.moment.today, field="position.evidence")
    check_approval(approval, today=act.moment.today)
    return position_fact(
        line, answer, actor=act.actor, occurred_at=act.moment.at, day=act.moment.today, approval=approval
    )


def report_progress(
    line: Line, report: ProgressAnswer, act: Act, *, approval: Approval | None = None
) -> ProgressReported:
    """Decide whether the addressee's report stands, and return the fact to record.

    Raises:
        NotTheAddressee: The caller holds no mandate for the addressee.
        Stale: The progress changed after the version the caller saw, or the record was withdrawn or hidden.
        NoSuchStep: No row leads from the present progress to this one.
        Missing: Text or reason is missing; the field is named.
        NotAsDated: A promised day lies in the past.
    """
    guards.is_liaison(line, act.by)
    guards.stands(line)
    before = line.assignment
    guards.fresh(
        line,
        changed_at_version=before.progress_version,
        expected_version=act.expected_version,
        field="progress",
    )
    _step_of_progress(before.progress, report.progress)
    check_progress(line, report, on=act.moment.today)
    stops = report.progress in {Progress.ON_HOLD, Progress.ABANDONED}
    if (stops or before.progress in _GOING_BACK) and report.progress is not Progress.REPORTED_COMPLETE:
        _reason_given(before.progress, report)
    check_evidence(report.evidence, today=act.moment.today, field="progress.evidence")
    check_approval(approval, today=act.moment.today)
    return progress_fact(
        line, report, actor=act.actor, occurred_at=act.moment.at, day=act.moment.today, approval=approval
    )


def check_position(line: Line, answer: PositionAnswer, *, on: date) -> None:
    """Check what a position has to carry, whoever records it, as of the day `on` which it was stated.

    Raises:
        Missing: Something is missing; the field is named.
        NotAsDated: A promised day lies before `on`.
        FailedPrecondition: Another delivery date was given before: the first one stays the measure.
    """
    if answer.position is Position.NONE:
        raise errors.Missing("what the addressee says", field="position.position")
    for value, expected, field in _position_carries(line, answer):
        _need(value, expected, f"position.{field}")
    if answer.decision_by_date:
        _promise(answer.decision_by_date, on, field="position.decision_by_date")
    _check_delivery_date(line, answer.delivery_date, on, field="position.delivery_date")


def _position_carries(line: Line, answer: PositionAnswer) -> Sequence[tuple[object, str, str]]:
    """Return what the position has to carry: the value that must not be None, what is expected, the field."""
    dated = answer.delivery_date or line.assignment.delivery_date or answer.reason
    delivery = (dated, "the day of delivery, or in `reason` why there is none", "delivery_date")
    why = (
        answer.decline_reason or answer.reason,
        "why, in own words or from the list in `decline_reason`",
        "reason",
    )
    responsible = answer.believed_responsible.strip() or None
    carries: Mapping[Position, Sequence[tuple[object, str, str]]] = {
        Position.CONSIDERING: [
            (answer.text, "what the addressee says", "text"),
            (
                answer.decision_by_date or answer.reason,
                "the day of the decision, or in `reason` why there is none",
                "decision_by_date",
            ),
        ],
        Position.ACCEPTED: [delivery],
        Position.ACCEPTED_IN_PART: [(answer.part, "which part is accepted", "part"), delivery],
        Position.DECLINED: [why],
        Position.NOT_OURS: [why, (responsible, 'the body believed responsible, or "unknown"', "believed_responsible")],
        Position.CLAIMS_ALREADY_DONE: [
            (answer.text, "what was done, and when", "text"),
            (answer.evidence or None, "where anyone can see it", "evidence"),
        ],
    }
    return carries.get(answer.position, [])


def check_progress(line: Line, report: ProgressAnswer, *, on: date) -> None:
    """Check what a report has to carry, whoever records it, as of the day `on` which it was given.

    Raises:
        Missing: Something is missing; the field is named.
        NotAsDated: A promised day lies before `on`.
        FailedPrecondition: Another delivery date was given before: the first one stays the measure.
    """
    if report.progress is Progress.NONE_DECLARED:
        raise errors.Missing("what the addressee has done", field="progress.progress")
    _need(report.text, "what was done", "progress.text")
    _check_delivery_date(line, report.delivery_date, on, field="progress.delivery_date")


def position_fact(
    line: Line,
    answer: PositionAnswer,
    *,
    actor: str,
    occurred_at: datetime,
    day: date,
    approval: Approval | None = None,
    outside: OutsideSource | None = None,
) -> PositionStated:
    """Return the fact of a position that has been found to stand."""
    before = line.assignment
    return PositionStated(
        assignment_id=before.id,
        version=before.version + 1,
        occurred_at=occurred_at,
        actor=actor,
        position=answer.position,
        previous_position=before.position,
        text=answer.text,
        part=answer.part,
        reason=answer.reason,
        decline_reason=answer.decline_reason,
        believed_responsible=answer.believed_responsible.strip(),
        decision_by_date=answer.decision_by_date,
        delivery_date=answer.delivery_date,
        evidence=answer.evidence,
        approval=approval,
        outside=outside,
        stated_date=day,
    )


def progress_fact(
    line: Line,
    report: ProgressAnswer,
    *,
    actor: str,
    occurred_at: datetime,
    day: date,
    approval: Approval | None = None,
    outside: OutsideSource | None = None,
) -> ProgressReported:
    """Return the fact of a report that has been found to stand."""
    before = line.assignment
    return ProgressReported(
        assignment_id=before.id,
        version=before.version + 1,
        occurred_at=occurred_at,
        actor=actor,
        progress=report.progress,
        previous_progress=before.progress,
        text=report.text,
        reason=report.reason,
        delivery_date=report.delivery_date,
        evidence=report.evidence,
        approval=approval,
        outside=outside,
        reported_date=day,
    )


def check_evidence(evidence: Sequence[Evidence], *, today: date, field: str) -> None:
    """Check that each piece says where to look and was seen on a day that has been.

    Raises:
        Missing: It has neither a URL nor a reference.
        NotAsDated: It was seen in the future.
    """
    for number, each in enumerate(evidence):
        if not each.place:
            raise errors.Missing("a URL or a reference", field=f"{field}[{number}]")
        if each.seen_date > today:
            raise errors.NotAsDated("a day that is not in the future", field=f"{field}[{number}].seen_date")


def check_approval(approval: Approval | None, *, today: date) -> None:
    """Check that nobody approved anything tomorrow.

    Raises:
        NotAsDated: The approval lies in the future.
    """
    if approval and approval.approved_date and approval.approved_date > today:
        raise errors.NotAsDated("a day that is not in the future", field="approval.approved_date")


def _may_have_position(line: Line) -> None:
    if line.record.is_commitment:
        raise errors.NoSuchStep("a commitment has no position: report its progress", field="position")


def _step_of_position(before: Position, after: Position) -> None:
    """Row 8 names where it leads from; rows 9 to 12 lead from everywhere."""
    if after is Position.ACKNOWLEDGED and before is not Position.NONE:
        raise errors.NoSuchStep(
            f"a request is acknowledged before anything else is said; the position is {before.value}",
            field="position.position",
        )
    if after is Position.CONSIDERING and before is Position.CONSIDERING:
        raise errors.NoSuchStep("the request is under consideration already", field="position.position")


def _step_of_progress(before: Progress, after: Progress) -> None:
    if after is Progress.NONE_DECLARED:
        raise errors.Missing("what the addressee has done", field="progress.progress")
    done = after is Progress.REPORTED_COMPLETE and before is not Progress.REPORTED_COMPLETE
    if not done and (before, after) not in STEPS:
        raise errors.NoSuchStep(f"progress does not go from {before.value} to {after.value}", field="progress.progress")


def _reason_given(before: Progress, report: ProgressAnswer) -> None:
    expected = {
        Progress.ON_HOLD: "why the work is on hold",
        Progress.ABANDONED: "why the work is dropped",
    }.get(report.progress, f"why the work goes back from {before.value}")
    _need(report.reason, expected, "progress.reason")


def _need(value: object, expected: str, field: str) -> None:
    if value is None:
        raise errors.Missing(expected, field=field)


def _promise(day: date, on: date, *, field: str) -> None:
    guards.not_before(day, on, field=field, what="a day that is not before the day of the answer")


def _check_delivery_date(line: Line, day: date | None, on: date, *, field: str) -> None:
    known, given = line.assignment.delivery_date, line.assignment.delivery_given_date
    if day is None or day == known:
        return
    _promise(day, on, field=field)
    if known is not None and given is not None and on >= given:
        raise FailedPrecondition(
            f"the date given first, {known.isoformat()}, stays the measure: give it again, or none", field=field
        )
