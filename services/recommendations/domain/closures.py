"""Is it over? Closed as declined (row 23), as no longer applicable by two persons (row 24), opened again (row 25)."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from services.chassis.calendar import add_working_days
from services.chassis.errors import InvalidArgument
from services.recommendations.domain import errors, guards, transitions
from services.recommendations.domain.answers import check_evidence
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.checks import conflict_of_interest
from services.recommendations.domain.clock import year_on
from services.recommendations.domain.facts import (
    Closed,
    ClosureProposalDecided,
    ClosureProposed,
    PositionStated,
    ProgressReported,
    Reopened,
)
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.outside import OutsideState as ProposalState
from services.recommendations.domain.outside import reviewed_hosts
from services.recommendations.domain.sources import Evidence
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.transitions import Actor, Field
from services.recommendations.domain.values import (
    CLOCK,
    CLOSED,
    SHOWN_DONE,
    Closure,
    Moment,
    Position,
    ReopenedBy,
    Request,
    Text,
)


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Why a line is closed or opened again, as somebody enters it."""

    reason: Text | None
    evidence: tuple[Evidence, ...] = ()
    verifier_organisation_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a facilitator proposed, and what became of it."""

    id: UUID
    grounds: Grounds
    proposed_by: UUID
    state: ProposalState = ProposalState.WAITING


def close_declined(line: Line, grounds: Grounds, act: Act) -> Closed:
    """Decide whether the line is closed as declined, and return the fact to record.

    Raises:
        NotTheHost: The caller is no facilitator of the host organisation.
        Stale: The closure changed after the version the caller saw, or the record was withdrawn or hidden.
        NoSuchStep: It is not open, the body has not declined or has begun since, or it is too early.
        Missing: The reason is missing.
    """
    guards.is_host(line, act.by)
    _is_fresh(line, act)
    _carries(line, Closure.CLOSED_DECLINED, grounds, by=Actor.FACILITATOR, act=act)
    _still_declined(line.assignment, act.moment.today)
    return _closed(line, Closure.CLOSED_DECLINED, grounds, actor=act.actor, moment=act.moment)


def _still_declined(assignment: Assignment, today: date) -> None:
    declined = assignment.position_date
    if assignment.position is not Position.DECLINED or assignment.begun_later or declined is None:
        raise errors.NoSuchStep(
            "only what the addressee declined, and has not begun since, is closed so", field="closure"
        )
    asked_again = any(each.outcome is Request.HANDED_OVER and each.date > declined for each in assignment.deliveries)
    if not asked_again and today < (earliest := year_on(declined)):
        raise errors.NoSuchStep(
            f"declined on {declined.isoformat()}: it is closed after a second request by hand, courier or letter, "
            f"or from {earliest.isoformat()} on",
            field="closure",
        )


def close_verified(line: Line, moment: Moment, *, working_days: int, holidays: Container[date]) -> Closed | None:
    """Return the fact that what was shown to be done is over (row 22); None if it is not.

    The addressee has the working days of a right of reply to object. It counts from the day after the last of them,
    however late that is noticed. What was opened again is closed again only after somebody has looked anew.
    """
    assignment = line.assignment
    shown = assignment.verification in SHOWN_DONE and assignment.finding_id is None
    since = assignment.verification_date
    is_new = assignment.verification_version > assignment.closure_version
    if since is None or not shown or not is_new or assignment.closure is not Closure.OPEN:
        return None
    day = add_working_days(since, working_days, holidays) + timedelta(days=1)
    if day > moment.today or not guards.is_standing(line):
        return None
    closed = _closed(line, Closure.CLOSED_VERIFIED, Grounds(reason=None), actor=CLOCK, moment=moment)
    return replace(closed, closed_date=day)


def propose_not_applicable(line: Line, proposal: Proposal, act: Act) -> ClosureProposed:
    """Decide whether the proposal may be written down, and return the fact to record. It changes nothing in public yet.

    Raises:
        NotTheHost: The caller is no facilitator of the host organisation.
        Stale: The closure changed after the version the caller saw, or the record was withdrawn or hidden.
        NoSuchStep: No row leads there.
        Missing: Reason or evidence is missing; the field is named.
    """
    guards.is_host(line, act.by)
    _is_fresh(line, act)
    _carries(line, Closure.CLOSED_NOT_APPLICABLE, proposal.grounds, by=Actor.FACILITATOR, act=act)
    return ClosureProposed(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        closure_proposal_id=proposal.id,
    )


def decide_proposal(
    line: Line, proposal: Proposal, *, confirm: bool, reason: str, by: Standing, moment: Moment
) -> tuple[Closed | None, ClosureProposalDecided]:
    """Decide whether the reviewer may confirm or refuse, and return the facts to record: the closing, if it is one.

    Raises:
        RoleMissing: The caller is no reviewer of the host organisation.
        SamePerson: The caller proposed it.
        AlreadyDecided: Somebody decided before.
        NoSuchStep: The line was closed meanwhile.
        Stale: The record was withdrawn or hidden meanwhile.
        InvalidArgument: It is refused without a reason.
    """
    if line.record.host_organisation_id not in reviewed_hosts(by):
        raise errors.RoleMissing("only a reviewer of the host organisation may confirm what was proposed to it")
    if by.person_id == proposal.proposed_by:
        raise errors.SamePerson("somebody else has to confirm what you proposed")
    if proposal.state is not ProposalState.WAITING:
        raise errors.AlreadyDecided(f"the proposal was {proposal.state.value} before")
    closed = None
    version = line.assignment.version + 1
    if confirm:
        guards.stands(line)
        after = Closure.CLOSED_NOT_APPLICABLE
        transitions.step(Field.CLOSURE, line.assignment.closure, after, by=Actor.FACILITATOR, path="closure")
        closed = _closed(line, after, proposal.grounds, actor=str(by.person_id), moment=moment)
        version = closed.version + 1
    elif not reason.strip():
        raise InvalidArgument("why it is refused", field="reason")
    decided = ClosureProposalDecided(
        assignment_id=line.assignment.id,
        version=version,
        occurred_at=moment.at,
        actor=str(by.person_id),
        closure_proposal_id=proposal.id,
        confirmed=confirm,
    )
    return closed, decided


def reopen(line: Line, grounds: Grounds, act: Act) -> Reopened:
    """Decide whether the closed line is opened again, and return the fact to record.

    Raises:
        NotTheHost: The caller is neither a facilitator of the host organisation nor a verifier.
        ConflictOfInterest: A verifier has a stake in the line.
        Stale: The closure changed after the version the caller saw, or the record was withdrawn or hidden.
        NoSuchStep: It is not closed.
        Missing: Reason, or a verifier's evidence or organisation, is missing; the field is named.
    """
    by = ReopenedBy.HOST
    if line.record.host_organisation_id not in act.by.organisations_as(Role.FACILITATOR):
        by = ReopenedBy.VERIFIER
        if not act.by.organisations_as(Role.VERIFIER):
            raise guards.to_a_stranger(
                line, errors.NotTheHost("only a facilitator of the host or a verifier opens a closed line again")
            )
        if stake := conflict_of_interest(line, act.by):
            raise errors.ConflictOfInterest(stake)
    _is_fresh(line, act)
    actor = Actor.FACILITATOR if by is ReopenedBy.HOST else Actor.VERIFIER
    _carries(line, Closure.OPEN, grounds, by=actor, act=act)
    return Reopened(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        previous_closure=line.assignment.closure,
        reopened_by=by,
        reason=grounds.reason,
        evidence=grounds.evidence,
        verifier_organisation_name=grounds.verifier_organisation_name.strip() if by is ReopenedBy.VERIFIER else "",
        reopened_date=act.moment.today,
    )


def reopened_by_position(before: Assignment, after: Assignment, stated: PositionStated) -> Reopened | None:
    """Return what a new position does to a closed line: it opens it again. An old letter and a repeated word do not.

    Args:
        before: The line before the position.
        after: The line with it.
        stated: The position.
    """
    return _reopened(before, after, stated, is_new=after.position is not before.position, day=stated.stated_date)


def reopened_by_progress(before: Assignment, after: Assignment, reported: ProgressReported) -> Reopened | None:
    """Return what another progress does to a closed promise, which has no position: it opens it again.

    Args:
        before: The line before the report.
        after: The line with it.
        reported: The report.
    """
    is_new = before.is_commitment and after.progress is not before.progress
    return _reopened(before, after, reported, is_new=is_new, day=reported.reported_date)


def _reopened(
    before: Assignment, after: Assignment, said: PositionStated | ProgressReported, *, is_new: bool, day: date
) -> Reopened | None:
    if before.closure not in CLOSED or not is_new or before.closed_date is None or day < before.closed_date:
        return None
    return Reopened(
        assignment_id=after.id,
        version=after.version + 1,
        occurred_at=said.occurred_at,
        actor=said.actor,
        previous_closure=before.closure,
        reopened_by=ReopenedBy.ADDRESSEE,
        reason=None,
        evidence=(),
        verifier_organisation_name="",
        reopened_date=day,
    )


def _is_fresh(line: Line, act: Act) -> None:
    guards.stands(line)
    guards.fresh(
        line,
        changed_at_version=line.assignment.closure_version,
        expected_version=act.expected_version,
        field="closure",
    )


def _carries(line: Line, after: Closure, grounds: Grounds, *, by: Actor, act: Act) -> None:
    before = line.assignment.closure
    rows = transitions.step(Field.CLOSURE, before, after, by=by, path="closure")
    transitions.check(rows, grounds, path="")
    check_evidence(grounds.evidence, today=act.moment.today, field="evidence")


def _closed(line: Line, closure: Closure, grounds: Grounds, *, actor: str, moment: Moment) -> Closed:
    return Closed(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=moment.at,
        actor=actor,
        closure=closure,
        previous_closure=line.assignment.closure,
        reason=grounds.reason,
        evidence=grounds.evidence,
        closed_date=moment.today,
    )
