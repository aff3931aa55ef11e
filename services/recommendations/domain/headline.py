"""The sentence that stands first: the first of 23 rows that matches. Computed from all fields, never stored."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from services.recommendations.domain import clock
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.domain.values import (
    SHOWN_DONE,
    Closure,
    DeliveryClock,
    Position,
    Progress,
    Publication,
    RecordState,
    Request,
    ResponseClock,
    StatementType,
    Verification,
)


class Headline(StrEnum):
    """One sentence each. The row of the table stands beside it."""

    HIDDEN = "hidden"  # 1
    WITHDRAWN = "withdrawn"  # 2
    SUPERSEDED = "superseded"  # 2
    MERGED = "merged"  # 2
    TRANSFERRED = "transferred"  # 2
    NO_LONGER_APPLIES = "no_longer_applies"  # 3
    KEPT_AS_SAID = "kept_as_said"  # 3
    NO_LONGER_FOLLOWED_UP = "no_longer_followed_up"  # 3: it was tracked, so "nobody was asked" would be false
    NO_HEADLINE = "no_headline"  # 3: a recorded statement that asks and promises nothing
    ADDRESSED_TO_A_GROUP = "addressed_to_a_group"  # 4
    CONTRADICTED = "contradicted"  # 5
    SINCE_UNDONE = "since_undone"  # 6
    DONE_CHECKED = "done_checked"  # 7
    SAYS_DONE_PARTLY_SHOWN = "says_done_partly_shown"  # 8
    SAYS_DONE_NO_EVIDENCE_FOUND = "says_done_no_evidence_found"  # 9
    SAYS_DONE_NOT_CHECKED = "says_done_not_checked"  # 10
    DROPPED = "dropped"  # 11
    PAUSED = "paused"  # 12
    DECLINED = "declined"  # 13
    SAYS_NOT_RESPONSIBLE = "says_not_responsible"  # 14
    LATE = "late"  # 15
    WORK_UNDER_WAY = "work_under_way"  # 16
    ACCEPTED = "accepted"  # 17
    ACCEPTED_IN_PART = "accepted_in_part"  # 17
    WORK_PLANNED = "work_planned"  # 17
    PROMISED = "promised"  # 18
    REPORTED_IN_THE_PRESS = "reported_in_the_press"  # 18
    RECEIVED_NO_DECISION = "received_no_decision"  # 19
    UNDER_CONSIDERATION = "under_consideration"  # 19
    NOT_ASKED_YET = "not_asked_yet"  # 20
    NOT_DELIVERED = "not_delivered"  # 21
    NO_ANSWER = "no_answer"  # 22
    WAITING = "waiting"  # 23
    BODY_ENDED = "body_ended"  # in place of 12 and of 15 to 23


class BarGroup(StrEnum):
    """Where a line stands on the overview's bars, in their order."""

    DONE_CHECKED = "done_checked"
    CONTRADICTED = "contradicted"
    SAYS_DONE = "says_done"
    STOPPED = "stopped"
    UNDER_WAY = "under_way"
    WAITING = "waiting"
    NO_ANSWER = "no_answer"
    OTHER = "other"


_GROUPS: Final = {
    BarGroup.DONE_CHECKED: (Headline.DONE_CHECKED,),
    BarGroup.CONTRADICTED: (Headline.CONTRADICTED, Headline.SINCE_UNDONE),
    BarGroup.SAYS_DONE: (
        Headline.SAYS_DONE_PARTLY_SHOWN,
        Headline.SAYS_DONE_NO_EVIDENCE_FOUND,
        Headline.SAYS_DONE_NOT_CHECKED,
    ),
    BarGroup.STOPPED: (Headline.DROPPED, Headline.PAUSED, Headline.DECLINED, Headline.SAYS_NOT_RESPONSIBLE),
    BarGroup.UNDER_WAY: (
        Headline.LATE,
        Headline.WORK_UNDER_WAY,
        Headline.ACCEPTED,
        Headline.ACCEPTED_IN_PART,
        Headline.WORK_PLANNED,
        Headline.PROMISED,
        Headline.REPORTED_IN_THE_PRESS,
    ),
    BarGroup.WAITING: (
        Headline.RECEIVED_NO_DECISION,
        Headline.UNDER_CONSIDERATION,
        Headline.NOT_ASKED_YET,
        Headline.NOT_DELIVERED,
        Headline.WAITING,
    ),
    BarGroup.NO_ANSWER: (Headline.NO_ANSWER,),
    BarGroup.OTHER: (
        Headline.HIDDEN,
        Headline.WITHDRAWN,
        Headline.SUPERSEDED,
        Headline.MERGED,
        Headline.TRANSFERRED,
        Headline.NO_LONGER_APPLIES,
        Headline.KEPT_AS_SAID,
        Headline.NO_LONGER_FOLLOWED_UP,
        Headline.NO_HEADLINE,
        Headline.ADDRESSED_TO_A_GROUP,
        Headline.BODY_ENDED,
    ),
}
BAR_GROUP: Final = {headline: group for group, headlines in _GROUPS.items() for headline in headlines}


# These say since when.
_DATED: Final = frozenset({Headline.WITHDRAWN, Headline.SUPERSEDED, Headline.MERGED, Headline.NO_LONGER_FOLLOWED_UP})
# Rows 5 to 7: whatever the addressee says.
_SHOWN: Final = {
    Verification.CONTRADICTED: Headline.CONTRADICTED,
    Verification.LAPSED: Headline.SINCE_UNDONE,
} | dict.fromkeys(SHOWN_DONE, Headline.DONE_CHECKED)
# They say what somebody is about to do, or is waited for to do: nobody, where the body is no more.
_AHEAD: Final = frozenset(
    {
        Headline.PAUSED,
        Headline.LATE,
        Headline.WORK_UNDER_WAY,
        Headline.ACCEPTED,
        Headline.ACCEPTED_IN_PART,
        Headline.WORK_PLANNED,
        Headline.PROMISED,
        Headline.REPORTED_IN_THE_PRESS,
        Headline.RECEIVED_NO_DECISION,
        Headline.UNDER_CONSIDERATION,
        Headline.NOT_ASKED_YET,
        Headline.NOT_DELIVERED,
        Headline.NO_ANSWER,
        Headline.WAITING,
    }
)
# Rows 8 and 9; any other is row 10.
_SAYS_DONE: Final = {
    Verification.PARTIAL: Headline.SAYS_DONE_PARTLY_SHOWN,
    Verification.NO_EVIDENCE_FOUND: Headline.SAYS_DONE_NO_EVIDENCE_FOUND,
}


@dataclass(frozen=True, kw_only=True)
class HeadlineValue:
    """The sentence with the day and the number of days in it."""

    headline: Headline
    of_date: date | None = None
    days: int = 0

    @property
    def bar_group(self) -> BarGroup:
        """The bar it counts in."""
        return BAR_GROUP[self.headline]


def record_row(  # noqa: PLR0911  # one return per row
    *,
    hidden: bool,
    state: RecordState,
    publication: Publication,
    once_tracked: bool,
    type: StatementType,  # noqa: A002  # the word of the field
    press_reported: bool,
    closure: Closure,
    can_be_asked: bool,
) -> Headline | None:
    """Return rows 1 to 4, or None if the line's own fields decide."""
    if hidden:
        return Headline.HIDDEN
    gone = {
        RecordState.WITHDRAWN: Headline.WITHDRAWN,
        RecordState.SUPERSEDED: Headline.SUPERSEDED,
        RecordState.MERGED: Headline.MERGED,
    }
    if state in gone:
        return gone[state]
    if closure is Closure.TRANSFERRED:
        return Headline.TRANSFERRED
    if closure is Closure.CLOSED_NOT_APPLICABLE:
        return Headline.NO_LONGER_APPLIES
    if publication is Publication.RECORDED:
        match type:
            case StatementType.RECOMMENDATION:
                return Headline.NO_LONGER_FOLLOWED_UP if once_tracked else Headline.KEPT_AS_SAID
            case StatementType.COMMITMENT:
                return Headline.REPORTED_IN_THE_PRESS if press_reported else Headline.PROMISED
            case _:
                return Headline.NO_HEADLINE
    return None if can_be_asked else Headline.ADDRESSED_TO_A_GROUP


def line_row(
    *,
    is_commitment: bool,
    unconfirmed: bool,
    request: Request,
    position: Position,
    progress: Progress,
    verification: Verification,
    response: ResponseClock,
    delivery: DeliveryClock,
    begun_later: bool,
) -> Headline:
    """Return the first of rows 5 to 23 that matches. `unconfirmed`: known from the press only."""
    says_done = progress is Progress.REPORTED_COMPLETE or position is Position.CLAIMS_ALREADY_DONE
    return (
        _shown_row(verification, says_done)
        or _stopped_row(position, progress, begun_later)
        or _moving_row(position, progress, delivery)
        or (_commitment_row(unconfirmed) if is_commitment else _waiting_row(request, position, response))
    )


def where_nobody_is_left(row: Headline) -> Headline:
    """Return what a line says whose body is no more: what was said or found stays, nothing is ahead any more."""
    return Headline.BODY_ENDED if row in _AHEAD else row


def _shown_row(verification: Verification, says_done: bool) -> Headline | None:
    if verification in _SHOWN:
        return _SHOWN[verification]
    return _SAYS_DONE.get(verification, Headline.SAYS_DONE_NOT_CHECKED) if says_done else None


def _stopped_row(position: Position, progress: Progress, begun_later: bool) -> Headline | None:
    if progress is Progress.ABANDONED:
        return Headline.DROPPED
    if progress is Progress.ON_HOLD:
        return Headline.PAUSED
    if begun_later:
        return None
    refusals = {Position.DECLINED: Headline.DECLINED, Position.NOT_OURS: Headline.SAYS_NOT_RESPONSIBLE}
    return refusals.get(position)


def _moving_row(position: Position, progress: Progress, delivery: DeliveryClock) -> Headline | None:
    if delivery is DeliveryClock.PAST_DATE:
        return Headline.LATE
    if progress is Progress.IN_PROGRESS:
        return Headline.WORK_UNDER_WAY
    if position is Position.ACCEPTED:
        return Headline.ACCEPTED
    if position is Position.ACCEPTED_IN_PART:
        return Headline.ACCEPTED_IN_PART
    return Headline.WORK_PLANNED if progress is Progress.PLANNED else None


def _commitment_row(unconfirmed: bool) -> Headline:
    return Headline.REPORTED_IN_THE_PRESS if unconfirmed else Headline.PROMISED


def _waiting_row(request: Request, position: Position, response: ResponseClock) -> Headline:
    past = response is ResponseClock.PAST_DATE
    if position in {Position.ACKNOWLEDGED, Position.CONSIDERING}:
        return Headline.RECEIVED_NO_DECISION if past else Headline.UNDER_CONSIDERATION
    if request is Request.NOT_ASKED:
        return Headline.NOT_ASKED_YET
    if request is Request.UNDELIVERABLE:
        return Headline.NOT_DELIVERED
    return Headline.NO_ANSWER if past else Headline.WAITING


def of_record(record: Recommendation, *, hidden: bool) -> HeadlineValue:
    """Return the sentence of a statement that was put to nobody, or that says nothing of its lines.

    Args:
        record: The statement.
        hidden: True if it or its consultation is hidden.
    """
    row = record_row(
        hidden=hidden,
        state=record.state,
        publication=record.publication,
        once_tracked=bool(record.tracked_number),
        type=record.type,
        press_reported=record.press_reported,
        closure=Closure.OPEN,
        can_be_asked=True,
    )
    return HeadlineValue(headline=row or Headline.NO_HEADLINE, of_date=_day_of(row, record))


def of_line(record: Recommendation, assignment: Assignment, *, hidden: bool, today: date) -> HeadlineValue:
    """Return the sentence of one line as of a day."""
    row = record_row(
        hidden=hidden,
        state=record.state,
        publication=record.publication,
        once_tracked=bool(record.tracked_number),
        type=record.type,
        press_reported=assignment.unconfirmed,
        closure=assignment.closure,
        can_be_asked=assignment.can_be_asked,
    )
    if row is not None:
        transferred = row is Headline.TRANSFERRED
        return HeadlineValue(headline=row, of_date=assignment.closed_date if transferred else _day_of(row, record))
    response = clock.response_clock(assignment, today=today)
    delivery = clock.delivery_clock(assignment, today=today)
    row = line_row(
        is_commitment=record.is_commitment,
        unconfirmed=assignment.unconfirmed,
        request=assignment.request,
        position=assignment.position,
        progress=assignment.progress,
        verification=assignment.verification,
        response=response.state,
        delivery=delivery.state,
        begun_later=assignment.begun_later,
    )
    if assignment.body_ended_date:
        row = where_nobody_is_left(row)
    past = {Headline.RECEIVED_NO_DECISION, Headline.NO_ANSWER}
    days = {Headline.LATE: -delivery.days_left} | dict.fromkeys(past, -response.days_left)
    dates = {
        Headline.SAYS_DONE_NO_EVIDENCE_FOUND: assignment.verification_date,
        Headline.LATE: delivery.due_date,
        Headline.BODY_ENDED: assignment.body_ended_date,
    } | dict.fromkeys(past | {Headline.WAITING}, response.due_date)
    return HeadlineValue(headline=row, of_date=dates.get(row), days=days.get(row, 0))


def _day_of(row: Headline | None, record: Recommendation) -> date | None:
    return record.stopped_date if row in _DATED else None
