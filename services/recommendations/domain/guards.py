"""What every act on an assignment checks first: who acts, whether the record still stands, whether it is stale."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.chassis.errors import InvalidArgument, PermissionDenied
from services.recommendations.domain import errors
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.values import Assurance, Closure, Moment, RecordState


@dataclass(frozen=True, kw_only=True)
class Line:
    """An assignment with the record it belongs to, as an act finds it under lock."""

    record: Recommendation
    assignment: Assignment
    hidden: bool  # the statement or its consultation
    addressee_organisation_id: UUID | None
    body_ended_date: date | None = None  # None while the addressee goes on
    minimum_assurance: Assurance = Assurance.EMAIL_CODE  # what is less sure is no answer of the addressee
    now_with: UUID | None = None  # of a line that went away while a finding waits: the body that has it now
    minimum_there: Assurance = Assurance.EMAIL_CODE  # what that body wants


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who does something to a line, what version of it they saw, and when."""

    by: Standing
    expected_version: int
    moment: Moment

    @property
    def actor(self) -> str:
        """The person, as the event log names them."""
        return str(self.by.person_id)


def is_standing(line: Line) -> bool:
    """Tell whether anybody is asked: the record is not hidden, stands for itself, and is tracked."""
    return not line.hidden and line.record.stands


def stands(line: Line) -> None:
    """Refuse to act on a record that nobody is asked about now, or on a line that went away, unseen by who acts.

    Raises:
        Stale: It was.
        PassedOn: The line went to another body.
    """
    record_stands(line)
    if line.assignment.closure is Closure.TRANSFERRED:
        raise errors.PassedOn(f"the line went to another body on {line.assignment.closed_date}")


def stood(line: Line, day: date, *, field: str) -> None:
    """Refuse as `stands` does; but what was said before the line went away belongs where it was said.

    Raises:
        Stale: The record was withdrawn or hidden, unseen by who acts.
        PassedOn: The line had gone to another body by that day; the field is named.
        BodyEnded: The body was no more by that day; the field is named.
    """
    record_stands(line)
    gone = line.assignment.closed_date if line.assignment.closure is Closure.TRANSFERRED else None
    if gone and day >= gone:
        raise errors.PassedOn(f"a day before {gone}, when the line went to another body", field=field)
    went_on(line, day, field=field)


def went_on(line: Line, day: date, *, field: str) -> None:
    """Refuse what a body is said to have sent or got on a day when it was no more.

    Raises:
        BodyEnded: It was.
    """
    if line.body_ended_date and day >= line.body_ended_date and line.assignment.closure is not Closure.TRANSFERRED:
        raise _ended(line, field=field)


def record_stands(line: Line) -> None:
    """Refuse to act on a record that nobody is asked about now, unseen by who acts.

    Raises:
        Stale: It was.
    """
    if line.hidden:
        raise errors.Stale("the record is hidden while it is being checked", line.assignment)
    if line.record.state is not RecordState.PUBLISHED:
        raise errors.Stale(f"the record has been {line.record.state.value}", line.assignment)
    if not line.record.stands:
        raise errors.Stale("the record is not tracked any more: nobody is asked", line.assignment)


def fresh(line: Line, *, changed_at_version: int, expected_version: int, field: str) -> None:
    """Refuse an act if the same field changed after the version that the caller saw.

    Raises:
        InvalidArgument: Nobody can have seen such a version.
        Stale: The field changed since.
    """
    if not 0 < expected_version <= line.assignment.version:
        raise InvalidArgument("the `version` of the assignment as you saw it", field="expected_version")
    if changed_at_version > expected_version:
        raise errors.Stale(f"the {field} has changed since you opened it", line.assignment)


def seen(expected_version: int, version: int) -> None:
    """Refuse a version of the calendar that nobody can have seen; 0 is the one before the first correction.

    Raises:
        InvalidArgument: It is none.
    """
    if not 0 <= expected_version <= version:
        raise InvalidArgument("the `version` of the calendar as you saw it", field="expected_version")


def is_liaison(line: Line, by: Standing) -> None:
    """Let only the addressee's own liaison pass.

    Raises:
        NotTheAddressee: The caller holds no mandate for the addressee today.
        NoSuchAssignment: Nor may they know of the line.
        BodyEnded: The addressee is no more: nobody speaks for it.
        NobodyCanBeAsked: The addressee is a group.
        NotSureEnough: The addressee wants it to be surer than the caller's sign-in makes it.
    """
    if line.assignment.addressee_id not in by.addressees:
        raise to_a_stranger(
            line, errors.NotTheAddressee("only somebody with a mandate for the addressee may answer for it")
        )
    if line.body_ended_date and line.assignment.closure is not Closure.TRANSFERRED:
        raise _ended(line)
    can_be_asked(line)
    sure_enough(line.minimum_assurance, by, field="assignment_id")


def may_reply(line: Line, by: Standing) -> None:
    """Let those pass who may reply to what was found.

    It was found about what the addressee claimed, and stays with its line. If the line went away meanwhile, the body
    that has it now may reply, too; and, if the addressee is no more, only that one. Who may speak for both speaks for
    the addressee.

    Raises:
        NotTheAddressee: The caller holds no mandate for either today.
        NoSuchAssignment: Nor may they know of the line.
        BodyEnded: The addressee is no more: nobody speaks for it.
        NotSureEnough: The body that replies wants it to be surer than the caller's sign-in makes it.
    """
    if line.now_with in by.addressees and not replies_itself(line, by):
        sure_enough(line.minimum_there, by, field="assignment_id")
        return
    is_liaison(line, by)
    if line.body_ended_date:
        raise _ended(line)


def replies_itself(line: Line, by: Standing) -> bool:
    """Tell whether what somebody replies to what was found is the addressee's own word, wherever its line went."""
    return line.assignment.addressee_id in by.addressees and line.body_ended_date is None


def sure_enough(minimum: Assurance, by: Standing, *, field: str) -> None:
    """Refuse to speak for a body that wants it to be surer who does.

    Raises:
        NotSureEnough: It does.
    """
    if not minimum.is_met_by(by.assurance):
        raise errors.NotSureEnough(by_letter=minimum is Assurance.LETTER, field=field)


def _ended(line: Line, *, field: str = "") -> errors.BodyEnded:
    return errors.BodyEnded(f"the body ended on {line.body_ended_date}: nobody speaks for it any more", field=field)


def can_be_asked(line: Line) -> None:
    """Refuse to ask a group.

    Raises:
        NobodyCanBeAsked: The addressee is a group.
    """
    if not line.assignment.can_be_asked:
        raise errors.NobodyCanBeAsked("the addressee is a group: nobody can be asked, nobody can answer for it")


def is_host(line: Line, by: Standing) -> None:
    """Let only facilitators of the host organisation pass.

    Raises:
        NotTheHost: The caller is no facilitator of it.
        NoSuchAssignment: Nor may they know of the line.
    """
    if line.record.host_organisation_id not in by.organisations_as(Role.FACILITATOR):
        raise to_a_stranger(
            line, errors.NotTheHost("only a facilitator of the organisation that hosted the consultation may do this")
        )


def to_a_stranger(line: Line, refusal: PermissionDenied) -> PermissionDenied | errors.NoSuchAssignment:
    """Return how somebody is refused to whom the line does not belong: a hidden one reads like a missing one."""
    return errors.NoSuchAssignment() if line.hidden else refusal


def not_after(day: date, moment: Moment, *, field: str) -> None:
    """Refuse a day in the future.

    Raises:
        NotAsDated: It lies after today.
    """
    if day > moment.today:
        raise errors.NotAsDated("a day that is not in the future", field=field)


def not_before(day: date, earliest: date, *, field: str, what: str) -> None:
    """Refuse a day before `earliest`.

    Raises:
        NotAsDated: It does; `what` says what it should hold.
    """
    if day < earliest:
        raise errors.NotAsDated(what, field=field)
