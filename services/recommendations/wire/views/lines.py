"""Lines and their panels as the public sees them. Hidden ones lose everything but numbers and days here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any, Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.event_log import Recorded
from services.recommendations.domain import clock, headline
from services.recommendations.domain.addressee import Addressee
from services.recommendations.domain.archive import Archived
from services.recommendations.domain.consultation import Consultation
from services.recommendations.domain.guards import Line
from services.recommendations.domain.values import (
    Closure,
    DeliveryClock,
    Position,
    Progress,
    ResponseClock,
    Verification,
)
from services.recommendations.wire import archives, timeline, words
from services.recommendations.wire.addressees import Named, public_addressee
from services.recommendations.wire.facts import fact as fact_of
from services.recommendations.wire.views.headlines import headline_value

RESPONSE: Final = {
    ResponseClock.NOT_STARTED: pb.CLOCK_STATE_NOT_STARTED,
    ResponseClock.ON_TIME: pb.CLOCK_STATE_ON_TIME,
    ResponseClock.DUE_SOON: pb.CLOCK_STATE_DUE_SOON,
    ResponseClock.PAST_DATE: pb.CLOCK_STATE_PAST_DATE,
    ResponseClock.ANSWERED_ON_TIME: pb.CLOCK_STATE_MET,
    ResponseClock.ANSWERED_LATE: pb.CLOCK_STATE_MET_LATE,
    ResponseClock.STOPPED: pb.CLOCK_STATE_STOPPED,
}
DELIVERY: Final = {
    DeliveryClock.NO_DATE: pb.CLOCK_STATE_NOT_STARTED,
    DeliveryClock.ON_TRACK: pb.CLOCK_STATE_ON_TIME,
    DeliveryClock.DUE_SOON: pb.CLOCK_STATE_DUE_SOON,
    DeliveryClock.PAST_DATE: pb.CLOCK_STATE_PAST_DATE,
    DeliveryClock.MET: pb.CLOCK_STATE_MET,
    DeliveryClock.MET_LATE: pb.CLOCK_STATE_MET_LATE,
    DeliveryClock.STOPPED: pb.CLOCK_STATE_STOPPED,
}


@dataclass(frozen=True, kw_only=True)
class View:
    """One line with everything that a reply about it needs."""

    line: Line
    addressee: Addressee
    consultation: Consultation | None
    texts: Mapping[UUID, text_pb2.Text]
    entries: Mapping[int, Recorded] = field(default_factory=dict)  # by version; all of them if there is a timeline
    today: date
    zone: tzinfo
    others: Mapping[UUID, Addressee] = field(default_factory=dict)  # bodies that the line went to or came from
    raised_in: int  # consultations, with those whose statements were merged into this one and are not hidden
    shown: Collection[UUID]  # other statements that are not hidden: only they are named
    archives: Mapping[str, Archived] = field(default_factory=dict)  # by address of its evidence
    liaisons: int = 0  # of the body today; counted only where somebody is told how many get a mail

    @property
    def named(self) -> Named:
        """The line's bodies, for its timeline."""
        return Named(self.addressee, self.others)


def line(view: View) -> pb.Line:
    """Return the line as the public sees it."""
    record, assignment = view.line.record, view.line.assignment
    value = headline.of_line(record, assignment, hidden=view.line.hidden, today=view.today)
    message = pb.Line(
        tracked_number=record.tracked_number,
        statement_number=record.number,
        consultation_number=record.number.partition("/")[0],
        headline=headline_value(value),
        illustrative=record.illustrative,
    )
    if view.line.hidden:
        return message
    response = clock.response_clock(assignment, today=view.today, stopped_date=record.stopped_date)
    delivery = clock.delivery_clock(assignment, today=view.today, stopped_date=record.stopped_date)
    message.MergeFrom(
        pb.Line(
            title=words.shown(view.texts, record.title_id),
            type=words.to_enum(published.StatementType, "STATEMENT_TYPE", record.type),
            addressee=public_addressee(view.addressee),
            lead=assignment.lead,
            request=words.to_enum(events.Request, "REQUEST", assignment.request),
            request_date=words.written(assignment.request_date),
            through_relay=assignment.through_relay,
            response=_clock(RESPONSE[response.state], response.due_date, response.days_left),
            delivery=_clock(DELIVERY[delivery.state], delivery.due_date, delivery.days_left),
            says=_says(view),
            checked=_checked(view),
            milestones=_milestones(view),
            themes=record.themes,
            transferred_to=view.named.other(assignment.successor_id, assignment.closed_date),
            transferred_date=words.written(assignment.closed_date) if assignment.successor_id else "",
            origin=view.named.other(assignment.origin_addressee_id, assignment.opened_date),
            body_ended_date=words.written(view.line.body_ended_date),
            came_date=words.written(assignment.opened_date) if assignment.origin_id else "",
            joined_number=record.joined_number if record.joined_id in view.shown else "",
            consultations=view.raised_in,
            last_word_date=words.written(assignment.last_word_date),
            promised_date=words.written(assignment.promised_date),
            slips=assignment.slips,
            unconfirmed=assignment.unconfirmed,
            closure=words.to_enum(events.Closure, "CLOSURE", assignment.closure),
            closure_entry=_entry(view, assignment.closure_version) if assignment.closure is not Closure.OPEN else None,
        )
    )
    return message


def _clock(state: Any, due_date: date | None, days_left: int) -> pb.Clock:
    return pb.Clock(state=state, due_date=words.written(due_date), days_left=days_left)


def _says(view: View) -> pb.SaysPanel:
    assignment = view.line.assignment
    return pb.SaysPanel(
        position=words.to_enum(events.Position, "POSITION", assignment.position),
        position_entry=_entry(view, assignment.position_version) if assignment.position is not Position.NONE else None,
        progress=words.to_enum(events.Progress, "PROGRESS", assignment.progress),
        progress_entry=_entry(view, assignment.progress_version)
        if assignment.progress is not Progress.NONE_DECLARED
        else None,
    )


def _checked(view: View) -> pb.CheckedPanel:
    assignment = view.line.assignment
    entry = None
    if assignment.verification_date:
        entry = _entry(view, assignment.verification_version)
        if entry and assignment.verification is Verification.UNASSESSED:
            entry = timeline.new_evidence(entry)
    return pb.CheckedPanel(
        verification=words.to_enum(events.Verification, "VERIFICATION", assignment.verification),
        entry=entry,
        rechecked_until_date=words.written(assignment.finding_until_date),
    )


def _entry(view: View, version: int) -> pb.TimelineEntry | None:
    recorded = view.entries.get(version)
    if recorded is None:
        return None
    fact = fact_of(recorded)
    entry = timeline.of_fact(fact, recorded.recorded_at, zone=view.zone)
    if entry:
        timeline.name_replier(entry, fact, view.named)
        archives.note([entry], view.archives)
    return entry


def _milestones(view: View) -> pb.Milestones:
    record, assignment = view.line.record, view.line.assignment
    return pb.Milestones(
        said_date=words.written(record.said_date),
        published_date=words.written(record.published_date),
        asked_date=words.written(assignment.asked_date),
        answered_date=words.written(assignment.answered_date),
        says_done_date=words.written(assignment.says_done_date),
        checked_date=words.written(clock.checked_date(assignment)),
    )
