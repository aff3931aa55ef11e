"""Right of reply (row 19): the addressee reads a finding first; it is public once the time for a reply has passed."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from services.chassis.calendar import add_working_days
from services.recommendations.domain import errors, guards, transitions
from services.recommendations.domain.calendar import Calendar
from services.recommendations.domain.checks import Finding, check_finding, is_free_to_check, may_check
from services.recommendations.domain.facts import (
    FindingAnnounced,
    FindingAnswered,
    FindingExtended,
    FindingTakenBack,
    VerificationRecorded,
)
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.transitions import Actor, Field, Transition
from services.recommendations.domain.values import CLOCK, FindingState, Moment, Text

REPLY_WORKING_DAYS: Final = 10


@dataclass(frozen=True, kw_only=True)
class Window:
    """How long the addressee may reply."""

    until_date: date  # the last day
    ends_at: datetime  # from this instant on the finding is public


@dataclass(frozen=True, kw_only=True)
class Announced:
    """A finding in its right of reply, opened for the moment in which it becomes public."""

    id: UUID
    finding: Finding
    verifier_id: UUID
    verifier_organisation_id: UUID
    announced_date: date
    ends_at: datetime
    reply: Text | None
    replied_date: date | None
    replied_by_id: UUID | None = None  # not the addressee, but the body to which the line went meanwhile


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the addressee says to a finding."""

    reply: Text | None


@dataclass(frozen=True, kw_only=True)
class TakingBack:
    """Why a verifier takes a finding back."""

    reason: Text | None


def window(moment: Moment, *, working_days: int, holidays: Container[date], instead: timedelta | None = None) -> Window:
    """Return the right of reply that begins now: the working days after today, or another length for trying things out.

    Args:
        moment: Now. Today is no day of the window.
        working_days: How many working days the addressee has.
        holidays: On which days offices are closed.
        instead: A length that takes the place of the working days.
    """
    if instead is not None:
        ends_at = moment.at + instead
        return Window(until_date=Moment(at=ends_at, zone=moment.zone).today, ends_at=ends_at)
    until = add_working_days(moment.today, working_days, holidays)
    return Window(until_date=until, ends_at=end_of(until, moment))


def end_of(until_date: date, moment: Moment) -> datetime:
    """Return the instant at which a right of reply ends whose last day that is."""
    return datetime.combine(until_date + timedelta(days=1), time(), moment.zone)


def extend(
    line: Line,
    announced_date: date,
    moment: Moment,
    *,
    working_days: int,
    calendar: Calendar,
    base: Container[date],
) -> FindingExtended | None:
    """Return the fact that a right of reply lasts longer by the calendar of today; None if it does not.

    It never gets shorter: the addressee was told a day.

    Args:
        line: The line, on which a finding waits.
        announced_date: When it was announced.
        moment: Now.
        working_days: How many working days the addressee has.
        calendar: With every correction that is known.
        base: What is a holiday without any correction.
    """
    before, finding_id = line.assignment.finding_until_date, line.assignment.finding_id
    until = add_working_days(announced_date, working_days, calendar.holidays(base))
    declared = [day for day in calendar.corrections if announced_date < day <= until]
    if before is None or finding_id is None or until <= before or not declared:
        return None
    return FindingExtended(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=moment.at,
        actor=CLOCK,
        finding_id=finding_id,
        reply_until_date=until,
        previous_until_date=before,
        corrected_date=max(declared),
        extended_date=moment.today,
    )


def announce_finding(line: Line, finding: Finding, act: Act, *, finding_id: UUID, until_date: date) -> FindingAnnounced:
    """Decide whether the finding stands, and return the fact that says only until when it is being re-checked.

    Raises:
        RoleMissing: The caller is no verifier.
        ConflictOfInterest: The claim or the recommendation is the verifier's own.
        Stale: The verification changed after the version the caller saw, or the record was withdrawn or hidden.
        RightOfReply: Another finding waits for the addressee's reply.
        Missing: Evidence, method, finding or organisation is missing, or the only evidence is what the addressee itself
            points to; the field is named.
    """
    may_check(line, act)
    check_finding(line, finding, today=act.moment.today)
    return FindingAnnounced(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        finding_id=finding_id,
        announced_date=act.moment.today,
        reply_until_date=until_date,
    )


def answer_finding(line: Line, reply: Reply, act: Act, *, ends_at: datetime | None) -> FindingAnswered:
    """Decide whether the addressee's reply counts, and return the fact to record. What it says is not public yet.

    If the line went to another body meanwhile, the reply of that one counts, too.

    Args:
        line: The line.
        reply: What the addressee says.
        act: Who replies, and when.
        ends_at: When the right of reply ends; None if no finding waits.

    Raises:
        NotTheAddressee: The caller holds no mandate for the addressee, nor for the body that has the line now.
        BodyEnded: The addressee is no more, and the caller speaks for it only.
        Stale: Somebody else replied after the version the caller saw, or the record was withdrawn or hidden.
        NoSuchStep: No finding waits for a reply, or its time has passed.
        Missing: The reply is empty.
    """
    guards.may_reply(line, act.by)
    guards.record_stands(line)
    rows, finding_id = _waiting(line, act, FindingState.ANNOUNCED, by=Actor.LIAISON)
    if ends_at is None or act.moment.at >= ends_at:
        raise errors.NoSuchStep("the time for a reply has passed")
    transitions.check(rows, reply, path="")
    return FindingAnswered(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        finding_id=finding_id,
    )


def replied_by(line: Line, act: Act) -> UUID | None:
    """Return for which body somebody replies who may, if it is not the addressee: the one that has the line now."""
    return None if guards.replies_itself(line, act.by) else line.now_with


def take_finding_back(line: Line, taking: TakingBack, act: Act) -> FindingTakenBack:
    """Decide whether an announced finding may be taken back, and return the fact: it says nothing of the finding.

    Any verifier may who could have announced it, wherever the line went, until it is public. Who did not read the reply
    has to read it first.

    Raises:
        RoleMissing: The caller is no verifier.
        ConflictOfInterest: The claim or the recommendation is the verifier's own.
        Stale: The addressee replied after the version the caller saw, or the record was withdrawn or hidden.
        NoSuchStep: No finding waits.
        Missing: The reason is missing.
    """
    is_free_to_check(line, act)
    guards.record_stands(line)
    rows, finding_id = _waiting(line, act, FindingState.NONE, by=Actor.VERIFIER)
    transitions.check(rows, taking, path="")
    return FindingTakenBack(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        finding_id=finding_id,
        taken_back_date=act.moment.today,
    )


def _waiting(line: Line, act: Act, after: FindingState, *, by: Actor) -> tuple[tuple[Transition, ...], UUID]:
    """Return the rows by which the waiting finding is moved, and which one it is.

    Raises:
        NoSuchStep: None waits.
        Stale: It, or the reply to it, changed after the version the caller saw.
    """
    assignment = line.assignment
    rows = transitions.step(Field.FINDING, assignment.finding, after, by=by, path="")
    guards.fresh(
        line, changed_at_version=assignment.finding_version, expected_version=act.expected_version, field="finding"
    )
    assert assignment.finding_id is not None, "the table begins with an announced one"
    return rows, assignment.finding_id


def end_right_of_reply(line: Line, announced: Announced, moment: Moment) -> VerificationRecorded | None:
    """Return the fact that makes finding and reply public; None as long as that has to wait.

    It waits for the instant at which the window ends, and while the record is hidden; of a withdrawn record nothing
    becomes public any more. It counts from the day on which the window ended, however late this is noticed.
    """
    waits = moment.at < announced.ends_at or line.assignment.finding_id != announced.id
    if waits or not guards.is_standing(line):
        return None
    finding = announced.finding
    assert finding.method is not None, "it was checked when it was announced"
    return VerificationRecorded(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=announced.ends_at,
        actor=str(announced.verifier_id),
        verification=finding.verification,
        previous_verification=line.assignment.verification,
        method=finding.method,
        finding=finding.finding,
        evidence=tuple(each.told for each in finding.evidence),
        verifier_organisation_name=finding.verifier_organisation_name,
        verifier_organisation_id=announced.verifier_organisation_id,
        verified_date=Moment(at=announced.ends_at, zone=moment.zone).today,
        finding_id=announced.id,
        announced_date=announced.announced_date,
        reply=announced.reply,
        replied_date=announced.replied_date,
        replied_by_id=announced.replied_by_id,
    )
