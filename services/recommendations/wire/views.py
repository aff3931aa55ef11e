"""Lines, panels and counts as replies show them. Hidden things lose everything but numbers and days here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any, Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.consultations.v1 import service_pb2 as consultations_pb
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.event_log import Recorded
from services.chassis.localized import LANGUAGES
from services.recommendations.domain import clock, headline
from services.recommendations.domain.addressee import Addressee
from services.recommendations.domain.archive import Archived
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.consultation import Consultation
from services.recommendations.domain.guards import Line
from services.recommendations.domain.headline import BarGroup, Headline, HeadlineValue
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.domain.values import (
    Closure,
    DeliveryClock,
    Position,
    Progress,
    RecordState,
    ResponseClock,
    Verification,
)
from services.recommendations.wire import addressees, archives, timeline, transfers, words
from services.recommendations.wire.addressees import Named, public_addressee
from services.recommendations.wire.facts import fact as fact_of

RESPONSE: Final = {
    ResponseClock.NOT_STARTED: pb.CLOCK_STATE_NOT_STARTED,
    ResponseClock.ON_TIME: pb.CLOCK_STATE_ON_TIME,
    ResponseClock.DUE_SOON: pb.CLOCK_STATE_DUE_SOON,
    ResponseClock.PAST_DATE: pb.CLOCK_STATE_PAST_DATE,
    ResponseClock.ANSWERED_ON_TIME: pb.CLOCK_STATE_MET,
    ResponseClock.ANSWERED_LATE: pb.CLOCK_STATE_MET_LATE,
}
DELIVERY: Final = {
    DeliveryClock.NO_DATE: pb.CLOCK_STATE_NOT_STARTED,
    DeliveryClock.ON_TRACK: pb.CLOCK_STATE_ON_TIME,
    DeliveryClock.DUE_SOON: pb.CLOCK_STATE_DUE_SOON,
    DeliveryClock.PAST_DATE: pb.CLOCK_STATE_PAST_DATE,
    DeliveryClock.MET: pb.CLOCK_STATE_MET,
    DeliveryClock.MET_LATE: pb.CLOCK_STATE_MET_LATE,
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
    archives: Mapping[str, Archived] = field(default_factory=dict)  # by address of its evidence

    @property
    def named(self) -> Named:
        """The line's bodies, for its timeline."""
        return Named(self.addressee, self.others)


def addressee(entry: Addressee, *, liaisons: int) -> pb.Addressee:
    """Return an entry of the register, with its id."""
    return pb.Addressee(
        addressee_id=str(entry.id),
        public=public_addressee(entry),
        remit=remit(entry),
        organisation_id=str(entry.organisation_id or ""),
        liaisons=liaisons,
        version=entry.version,
        names=names(entry),
        remits=[addressees.remit(each) for each in entry.remits],
        ended_date=words.written(entry.ended_by.effective_date if entry.ended_by else None),
    )


def names(entry: Addressee) -> list[pb.AddresseeName]:
    """Return the names that a body has had, the present one first."""
    ends = [*(each.from_date for each in entry.names[1:]), None]
    return [
        pb.AddresseeName(
            name=words.names(each.name, each.language),
            from_date=words.written(each.from_date),
            until_date=words.written(until),
            source_url=each.source_url,
        )
        for each, until in zip(reversed(entry.names), reversed(ends), strict=True)
    ]


def public_remits(entry: Addressee) -> list[pb.PublicRemit]:
    """Return what a body is responsible for, one by one."""
    return [
        pb.PublicRemit(words=words.names(each.words, each.language), from_date=words.written(each.from_date))
        for each in entry.remits
    ]


def remit(entry: Addressee) -> text_pb2.LocalizedText:
    """Return all that a body is responsible for in one text, in the languages in which all of it is said."""
    if not entry.remits:
        return text_pb2.LocalizedText()
    said = [dict(each.words) for each in entry.remits]
    languages = [each for each in LANGUAGES if all(each in remit for remit in said)]
    if not languages:
        first = entry.remits[0]
        return words.names(first.words, first.language)
    first_language = entry.remits[0].language
    return text_pb2.LocalizedText(
        authoritative_language=first_language if first_language in languages else languages[0],
        bodies={each: " · ".join(remit[each] for remit in said) for each in languages},
    )


def headline_value(value: HeadlineValue) -> pb.HeadlineValue:
    """Return a headline as the wire has it."""
    unset = value.headline is Headline.NO_HEADLINE
    return pb.HeadlineValue(
        headline=pb.HEADLINE_UNSPECIFIED if unset else words.to_enum(pb.Headline, "HEADLINE", value.headline),
        date=words.written(value.of_date),
        days=value.days,
        bar_group=bar_group(value.bar_group),
    )


def bar_group(group: BarGroup) -> Any:
    """Return a bar's part as the wire has it."""
    return words.to_enum(pb.BarGroup, "BAR_GROUP", group)


def bar(entry: Addressee, counts: Mapping[str, int]) -> pb.Bar:
    """Return one addressee's bar, its parts in order, empty ones left out."""
    return pb.Bar(
        addressee=public_addressee(entry),
        parts=[
            pb.BarPart(bar_group=bar_group(group), lines=counts[group.value])
            for group in BarGroup
            if counts.get(group.value)
        ],
    )


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
            came_date=words.written(assignment.opened_date) if assignment.origin_id else "",
            joined_number=record.joined_number,
            last_word_date=words.written(assignment.last_word_date),
            promised_date=words.written(assignment.promised_date),
            slips=assignment.slips,
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
    entry = timeline.of_fact(fact_of(recorded), recorded.recorded_at, zone=view.zone) if recorded else None
    archives.note([entry] if entry else [], view.archives)
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


def verifiability(record: Recommendation, known: Mapping[UUID, text_pb2.Text]) -> pb.VerifiabilityAnswers:
    """Return what would count as done."""
    return pb.VerifiabilityAnswers(
        who=words.shown(known, record.who_id),
        what=words.shown(known, record.what_id),
        by_when=words.shown(known, record.by_when_id),
        shown_how=words.shown(known, record.shown_how_id),
    )


def assignment(
    view: View,
    *,
    conflict: str = "",
    finding: pb.AnnouncedFinding | None = None,
    drafts: Sequence[pb.AnswerDraft] = (),
    files: Sequence[pb.AttachedFile] = (),
) -> pb.Assignment:
    """Return an assignment as people who work on it see it. Its timeline is there if the view has all events."""
    record = view.line.record
    message = pb.Assignment(
        assignment_id=str(view.line.assignment.id),
        line=line(view),
        version=view.line.assignment.version,
        conflict_of_interest=bool(conflict),
        conflict_reason=conflict,
        outside_answer_pending=bool(view.line.assignment.outside_answers_pending),
        drafts=drafts,
    )
    if view.line.hidden:
        return message
    recorded = [view.entries[version] for version in sorted(view.entries)]
    complete = bool(recorded) and recorded[0].version == 1 and len(recorded) == view.line.assignment.version
    message.MergeFrom(
        pb.Assignment(
            text=words.shown(view.texts, record.text_id),
            verifiability=verifiability(record, view.texts),
            host_name=words.shown(view.texts, view.consultation.host_name_id if view.consultation else None),
            finding=finding,
            files=files,
            timeline=timeline.newest_first(timeline.of_assignment(recorded, zone=view.zone, named=view.named))
            if complete
            else [],
        )
    )
    archives.note(message.timeline, view.archives)
    return message


def outside_answer(
    outside_answer_id: UUID, kept: pb.RecordOutsideAnswerRequest, view: View, *, recorded_by_caller: bool
) -> pb.OutsideAnswer:
    """Return an answer given outside the tracker, as it was recorded, beside its line."""
    return pb.OutsideAnswer(
        outside_answer_id=str(outside_answer_id),
        assignment=assignment(view),
        position=kept.position if kept.HasField("position") else None,
        progress=kept.progress if kept.HasField("progress") else None,
        approval=kept.approval if kept.HasField("approval") else None,
        source=kept.source,
        recorded_by_caller=recorded_by_caller,
    )


def closure_proposal(
    closure_proposal_id: UUID, kept: pb.ProposeNotApplicableRequest, view: View, *, proposed_by_caller: bool
) -> pb.ClosureProposal:
    """Return a proposal to close, as it was entered, beside its line."""
    return pb.ClosureProposal(
        closure_proposal_id=str(closure_proposal_id),
        assignment=assignment(view),
        reason=kept.reason,
        evidence=kept.evidence,
        proposed_by_caller=proposed_by_caller,
    )


def recommendation(
    record: Recommendation,
    consultation: Consultation | None,
    views: list[View],
    *,
    hidden: bool,
    merged: Sequence[tuple[Recommendation, bool]],
    texts: Mapping[UUID, text_pb2.Text],
    entries: list[pb.TimelineEntry],
    today: date,
) -> pb.GetRecommendationResponse:
    """Return everything public about one tracked recommendation or commitment; hardly anything while it is hidden."""
    message = pb.GetRecommendationResponse(
        tracked_number=record.tracked_number,
        statement_number=record.number,
        consultation_number=record.number.partition("/")[0],
        published_date=words.written(record.published_date),
        illustrative=record.illustrative,
        hidden=hidden,
        as_of_date=words.written(today),
    )
    if hidden:
        return message
    message.MergeFrom(
        pb.GetRecommendationResponse(
            consultation_title=words.shown(texts, consultation.title_id if consultation else None),
            host_name=words.shown(texts, consultation.host_name_id if consultation else None),
            title=words.shown(texts, record.title_id),
            text=words.shown(texts, record.text_id),
            type=words.to_enum(published.StatementType, "STATEMENT_TYPE", record.type),
            verifiability=verifiability(record, texts),
            publication=words.to_enum(published.Publication, "PUBLICATION", record.publication),
            joined=_joined(record, texts),
            merged=[_merged(each) for each, is_hidden in merged if not is_hidden],
            consultations=len({record.consultation_id, *(each.consultation_id for each, _ in merged)}),
            themes=record.themes,
            response_period_days=record.response_period_days,
            withdrawn=record.state is RecordState.WITHDRAWN,
            withdrawn_reason=words.shown(texts, record.withdrawn_reason_id),
            withdrawn_date=words.written(record.withdrawn_date),
            lines=[line(view) for view in views],
            timeline=entries,
        )
    )
    return message


def _joined(record: Recommendation, texts: Mapping[UUID, text_pb2.Text]) -> consultations_pb.Joined | None:
    if record.joined_id is None:
        return None
    return consultations_pb.Joined(
        merged=record.state is RecordState.MERGED,
        number=record.joined_number,
        reason=words.shown(texts, record.joined_reason_id),
        joined_date=words.written(record.stopped_date),
    )


def _merged(record: Recommendation) -> consultations_pb.MergedStatement:
    return consultations_pb.MergedStatement(
        number=record.number,
        tracked_number=record.tracked_number,
        merged_date=words.written(record.stopped_date),
    )


def text_ids(record: Recommendation, consultation: Consultation | None) -> list[UUID]:
    """Return the ids of the texts that replies about a record show."""
    found = [
        record.title_id,
        record.text_id,
        record.who_id,
        record.what_id,
        record.by_when_id,
        record.shown_how_id,
        record.withdrawn_reason_id,
        record.withdrawn_asked_by_id,
        record.joined_reason_id,
    ]
    if consultation:
        found += [consultation.title_id, consultation.host_name_id]
    return [each for each in found if each]


def body_ids(states: Iterable[Assignment], told: Iterable[Recorded]) -> set[UUID]:
    """Return the bodies that assignments are put to, went to and came from, as they are and as their events tell."""
    wanted = {other for each in states for other in (each.addressee_id, each.successor_id, each.origin_addressee_id)}
    return {each for each in (*wanted, *(transfers.other_of(fact_of(event)) for event in told)) if each}
