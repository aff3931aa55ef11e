"""What an addressee says: positions (rows 8 to 12) and progress (rows 13 and 14), in the tracker or outside it (8b)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.chassis.errors import FailedPrecondition
from services.recommendations.domain import errors, guards, transitions
from services.recommendations.domain.facts import PositionStated, ProgressReported
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.sources import Approval, Evidence, OutsideSource, Visibility
from services.recommendations.domain.transitions import Actor, Field, Transition, says
from services.recommendations.domain.values import CLOSED, Closure, DeclineReason, Position, Progress, Text


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
    may_have_position(line)
    _stated(answer)
    rows = transitions.step(
        Field.POSITION, before.position, answer.position, by=Actor.LIAISON, path="position.position"
    )
    if before.closure in CLOSED and answer.position is not before.position:
        rows += transitions.step(
            Field.CLOSURE, before.closure, Closure.OPEN, by=Actor.LIAISON, path="position.position"
        )
    check_position(line, answer, rows, on=act.moment.today)
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
    _reported(report)
    rows = transitions.step(
        Field.PROGRESS, before.progress, report.progress, by=Actor.LIAISON, path="progress.progress"
    )
    if opens_again(line, report.progress):
        rows += transitions.step(
            Field.CLOSURE, before.closure, Closure.OPEN, by=Actor.LIAISON, path="progress.progress"
        )
    check_progress(line, report, rows, on=act.moment.today)
    check_evidence(report.evidence, today=act.moment.today, field="progress.evidence")
    check_approval(approval, today=act.moment.today)
    return progress_fact(
        line, report, actor=act.actor, occurred_at=act.moment.at, day=act.moment.today, approval=approval
    )


def opens_again(line: Line, progress: Progress) -> bool:
    """Tell whether a report opens a closed line again: of a promise, which has no position, another progress does."""
    before = line.assignment
    return before.closure in CLOSED and before.is_commitment and progress is not before.progress


def check_position(line: Line, answer: PositionAnswer, rows: Sequence[Transition], *, on: date) -> None:
    """Check what a position has to carry, as of the day `on` which it was stated.

    Raises:
        Missing: Something is missing; the field is named.
        NotAsDated: A promised day lies before `on`.
        FailedPrecondition: Another delivery date was given before: the first one stays the measure.
    """
    # A date that was given before need not be given again.
    known = replace(answer, delivery_date=answer.delivery_date or line.assignment.delivery_date)
    transitions.check(rows, known, path="position", before=line.assignment.position)
    if answer.decision_by_date:
        _promise(answer.decision_by_date, on, field="position.decision_by_date")
    _check_delivery_date(line, answer.delivery_date, on, field="position.delivery_date")


def check_progress(line: Line, report: ProgressAnswer, rows: Sequence[Transition], *, on: date) -> None:
    """Check what a report has to carry, as of the day `on` which it was given.

    Raises:
        Missing: Something is missing; the field is named.
        NotAsDated: A promised day lies before `on`.
        FailedPrecondition: Another delivery date was given before: the first one stays the measure.
    """
    transitions.check(rows, report, path="progress", before=line.assignment.progress)
    _check_delivery_date(line, report.delivery_date, on, field="progress.delivery_date")


def check_outside_position(line: Line, answer: PositionAnswer, *, on: date) -> None:
    """Check a position given outside the tracker: what rows 8 to 11 ask for, and no reason for a change of mind.

    Raises:
        NoSuchStep: It is a commitment.
        Missing, NotAsDated, FailedPrecondition: See `check_position`.
    """
    may_have_position(line)
    _stated(answer)
    rows = [
        each
        for each in says.ROWS
        if Actor.LIAISON in each.who and each.row != says.CHANGE_OF_MIND and answer.position in each.after
    ]
    check_position(line, answer, rows, on=on)


def check_outside_progress(line: Line, report: ProgressAnswer, *, on: date) -> None:
    """Check progress reported outside the tracker; what it has to carry stands in row 8b.

    Raises:
        Missing, NotAsDated, FailedPrecondition: See `check_progress`.
    """
    _reported(report)
    check_progress(line, report, [], on=on)


def recorded_wrongly(
    recorded: Sequence[PositionStated | ProgressReported], *, position: bool, progress: bool
) -> tuple[int, int]:
    """Return with which versions the position and the progress were recorded that the addressee corrects.

    Args:
        recorded: What stands of position and progress. What the addressee said here itself is no mistake of others: for
            that there is a change of mind.
        position: True if it states another position.
        progress: True if it reports another progress.

    Returns:
        0 for what is not corrected.

    Raises:
        Missing: Nothing that is answered was recorded from outside the tracker.
    """
    wrong = {type(each): each.version for each in recorded if each.outside}
    found = (wrong.get(PositionStated, 0) if position else 0, wrong.get(ProgressReported, 0) if progress else 0)
    if not any(found):
        raise errors.Missing("an answer to what was recorded from outside the tracker", field="corrects_outside")
    return found


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
        if not each.place and each.visibility is Visibility.PUBLIC:
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


def may_have_position(line: Line) -> None:
    """Refuse a position of a promise.

    Raises:
        NoSuchStep: It is a commitment.
    """
    if line.record.is_commitment:
        raise errors.NoSuchStep("a commitment has no position: report its progress", field="position")


def _stated(answer: PositionAnswer) -> None:
    if answer.position is Position.NONE:
        raise errors.Missing("what the addressee says", field="position.position")


def _reported(report: ProgressAnswer) -> None:
    if report.progress is Progress.NONE_DECLARED:
        raise errors.Missing("what the addressee has done", field="progress.progress")


def _promise(day: date, on: date, *, field: str) -> None:
    guards.not_before(day, on, field=field, what="a day that is not before the day of the answer")


def _check_delivery_date(line: Line, day: date | None, on: date, *, field: str) -> None:
    known, given = line.assignment.delivery_date, line.assignment.delivery_given_date
    if day is None or day in {known, line.assignment.promised_date}:
        return
    _promise(day, on, field=field)
    if known is not None and given is not None and on >= given:
        raise FailedPrecondition(
            f"the date given first, {known.isoformat()}, stays the measure: move it in `moved`, with a reason",
            field=field,
        )
