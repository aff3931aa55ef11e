"""Answers given outside the tracker (row 8b): one person records them, a reviewer confirms them."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from services.chassis.errors import InvalidArgument
from services.recommendations.domain import answers, errors, guards, promises, transitions
from services.recommendations.domain.answers import PositionAnswer, ProgressAnswer
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.facts import (
    DeliveryDateMoved,
    OutsideAnswerDecided,
    OutsideAnswerRecorded,
    PositionStated,
    ProgressReported,
)
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.promises import DateMove
from services.recommendations.domain.sources import Approval, OutsideSource
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.transitions import Actor, Field, Transition
from services.recommendations.domain.values import Moment


class OutsideState(StrEnum):
    """What became of a recorded answer."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class OutsideAnswer:
    """What a body said by letter, in a meeting, in parliament or on its own website."""

    id: UUID
    position: PositionAnswer | None
    progress: ProgressAnswer | None
    moved: DateMove | None = None
    approval: Approval | None
    source: OutsideSource
    recorded_by: UUID
    state: OutsideState = OutsideState.WAITING


def record_outside_answer(line: Line, answer: OutsideAnswer, act: Act) -> OutsideAnswerRecorded:
    """Decide whether the answer may be written down, and return the fact to record. It changes nothing in public yet.

    Raises:
        NotTheHost: The caller is neither a facilitator of the host organisation nor a registrar.
        Stale: Position, progress or the delivery date changed after the version the caller saw, or the record was
            withdrawn or hidden.
        PassedOn: The line had gone to another body by the day of the answer.
        BodyEnded: The body was no more on that day.
        Missing: Neither position nor progress nor another day is given, or its source is missing; the field is named.
    """
    if not act.by.organisations_as(Role.REGISTRAR):
        guards.is_host(line, act.by)
    guards.stood(line, answer.source.date, field="source.date")
    for field, given, changed_at_version in (
        ("position", answer.position, line.assignment.position_version),
        ("progress", answer.progress, line.assignment.progress_version),
        ("delivery date", answer.moved, line.assignment.delivery_version),
    ):
        if given is not None:
            guards.fresh(
                line,
                changed_at_version=changed_at_version,
                expected_version=act.expected_version,
                field=field,
            )
    _check(line, answer, act.moment)
    return OutsideAnswerRecorded(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        outside_answer_id=answer.id,
    )


def reviewed_hosts(by: Standing) -> frozenset[UUID]:
    """Return the hosts whose letters the person reads before they are public, and may confirm.

    Raises:
        RoleMissing: The person is no reviewer.
    """
    hosts = by.organisations_as(Role.REVIEWER)
    if not hosts:
        raise errors.RoleMissing("only a reviewer may confirm an answer given outside the tracker")
    return hosts


def decide_outside_answer(
    line: Line, answer: OutsideAnswer, *, confirm: bool, reason: str, by: Standing, moment: Moment
) -> OutsideAnswerDecided:
    """Decide whether the reviewer may confirm or refuse the answer, and return the fact to record.

    Raises:
        RoleMissing: The caller is no reviewer of the host organisation.
        SamePerson: The caller recorded the answer.
        AlreadyDecided: Somebody decided before.
        Stale: The record was withdrawn or hidden meanwhile.
        PassedOn: The line had gone to another body by the day of the answer.
        BodyEnded: The body was no more on that day.
        InvalidArgument: It is refused without a reason.
    """
    if line.record.host_organisation_id not in reviewed_hosts(by):
        raise errors.RoleMissing("only a reviewer of the host organisation may confirm what was answered to it")
    if by.person_id == answer.recorded_by:
        raise errors.SamePerson("somebody else has to confirm what you recorded")
    if answer.state is not OutsideState.WAITING:
        raise already_decided(answer.state)
    if confirm:
        guards.stood(line, answer.source.date, field="source.date")
        _check(line, answer, moment)
    elif not reason.strip():
        raise InvalidArgument("why it is refused", field="reason")
    return OutsideAnswerDecided(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=moment.at,
        actor=str(by.person_id),
        outside_answer_id=answer.id,
        confirmed=confirm,
    )


def already_decided(state: OutsideState) -> errors.AlreadyDecided:
    """Return the refusal to decide once more."""
    return errors.AlreadyDecided(f"the answer was {state.value} before")


def stated_outside(line: Line, answer: OutsideAnswer, *, moment: Moment) -> PositionStated | None:
    """Return the position that a confirmed answer states: it counts from its own date."""
    if answer.position is None:
        return None
    return answers.position_fact(
        line,
        answer.position,
        actor=str(answer.recorded_by),
        occurred_at=moment.on(answer.source.date),
        day=answer.source.date,
        approval=answer.approval,
        outside=answer.source,
    )


def reported_outside(line: Line, answer: OutsideAnswer, *, moment: Moment) -> ProgressReported | None:
    """Return the progress that a confirmed answer reports: it counts from its own date."""
    if answer.progress is None:
        return None
    return answers.progress_fact(
        line,
        answer.progress,
        actor=str(answer.recorded_by),
        occurred_at=moment.on(answer.source.date),
        day=answer.source.date,
        approval=answer.approval,
        outside=answer.source,
    )


def moved_outside(line: Line, answer: OutsideAnswer, *, moment: Moment) -> DeliveryDateMoved | None:
    """Return the move of the delivery date that a confirmed answer makes: it counts from its own date."""
    if answer.moved is None:
        return None
    return promises.move_fact(
        line,
        answer.moved,
        actor=str(answer.recorded_by),
        occurred_at=moment.on(answer.source.date),
        day=answer.source.date,
        approval=answer.approval,
        outside=answer.source,
    )


def _check(line: Line, answer: OutsideAnswer, moment: Moment) -> None:
    """Row 8b: any position or progress, or another day of delivery, with channel, date and reference.

    A body's letter need not give our reasons; why a date is moved, the public has to know.
    """
    guards.can_be_asked(line)
    source = answer.source
    guards.not_after(source.date, moment, field="source.date")
    if said := line.record.said_date:
        guards.not_before(
            source.date,
            said,
            field="source.date",
            what=f"a day that is not before {said.isoformat()}, when it was said",
        )
    if answer.position is None and answer.progress is None and answer.moved is None:
        raise errors.Missing("the position, the progress, or another day of delivery", field="position")
    if answer.position is not None:
        answers.check_outside_position(line, answer.position, on=source.date)
        answers.check_evidence(answer.position.evidence, today=moment.today, field="position.evidence")
    if answer.progress is not None:
        answers.check_outside_progress(line, answer.progress, on=source.date)
        answers.check_evidence(answer.progress.evidence, today=moment.today, field="progress.evidence")
    answers.check_approval(answer.approval, today=moment.today)
    transitions.check(_rows(line, answer), answer, path="")
    if answer.moved is not None:
        _check_moved(_as_said(line, answer, moment), answer, answer.moved)


def _check_moved(line: Line, answer: OutsideAnswer, moved: DateMove) -> None:
    given = line.assignment.delivery_given_date
    if given and answer.source.date < given:
        raise errors.NotAsDated(f"not before {given}, when the first date was given", field="source.date")
    promises.check_move(
        line, moved, by=Actor.FACILITATOR, on=answer.source.date, approval=answer.approval, source=answer.source
    )


def _as_said(line: Line, answer: OutsideAnswer, moment: Moment) -> Line:
    """Return the line as the position and the progress of the same letter leave it."""
    if stated := stated_outside(line, answer, moment=moment):
        line = replace(line, assignment=evolve(line.assignment, stated))
    if reported := reported_outside(line, answer, moment=moment):
        line = replace(line, assignment=evolve(line.assignment, reported))
    return line


def _rows(line: Line, answer: OutsideAnswer) -> list[Transition]:
    rows: list[Transition] = []
    if answer.position is not None:
        before, after = line.assignment.position, answer.position.position
        rows += transitions.step(Field.POSITION, before, after, by=Actor.FACILITATOR, path="position.position")
    if answer.progress is not None:
        before_, after_ = line.assignment.progress, answer.progress.progress
        rows += transitions.step(Field.PROGRESS, before_, after_, by=Actor.FACILITATOR, path="progress.progress")
    return rows
