"""What is being entered, on its way out to those who may see it: domain → protobuf."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.attribution import public_name
from services.consultations.domain.details import (
    ConsentReport,
    ConsultationDetails,
    Figure,
    Output,
    ParticipantDetails,
    ProgrammeDetails,
    Source,
    StatementDetails,
    Verifiability,
)
from services.consultations.domain.drafts import (
    Consultation,
    Participant,
    Programme,
    Schedule,
    Statement,
)
from services.consultations.domain.embargo import is_soon
from services.consultations.domain.figures import FigureConflict, conflicts
from services.consultations.domain.record import StatementRecord
from services.consultations.domain.values import AttributionRule, LocalizedText, Moment
from services.consultations.wire.requests import number_of


def localized(text: LocalizedText) -> text_pb2.LocalizedText | None:
    """Write a text; None if none was given, so that the field is not set."""
    if not text:
        return None
    return text_pb2.LocalizedText(
        authoritative_language=text.authoritative_language,
        bodies=dict(text.bodies),
        machine_assisted=text.machine_assisted,
    )


def day(value: date | None) -> str:
    """Write a day; empty if none is given."""
    return value.isoformat() if value else ""


def programme(row: Programme) -> pb.Programme:
    """Write a programme."""
    return pb.Programme(
        programme_id=str(row.id),
        details=programme_details(row.details),
        version=row.version,
        figure_conflicts=[figure_conflict(each) for each in conflicts(row.details.figures)],
    )


def programme_details(details: ProgrammeDetails) -> pb.ProgrammeDetails:
    """Write what was entered of a programme."""
    return pb.ProgrammeDetails(
        title=localized(details.title),
        summary=localized(details.summary),
        funder=localized(details.funder),
        from_date=details.from_date,
        to_date=details.to_date,
        figures=[figure(each) for each in details.figures],
        figures_conflict=localized(details.figures_conflict),
        outputs=[_output(each) for each in details.outputs],
        illustrative=details.illustrative,
        organisers=localized(details.organisers),
        partners=localized(details.partners),
        themes=details.themes,
        languages=details.languages,
        source=_source(details.source) if details.source != Source() else None,
    )


def consultation_details(details: ConsultationDetails) -> pb.ConsultationDetails:
    """Write what was entered of a consultation."""
    return pb.ConsultationDetails(
        kind=number_of(events_pb2.ConsultationKind, details.kind),
        state=number_of(events_pb2.ConsultationState, details.state),
        title=localized(details.title),
        summary=localized(details.summary),
        host_name=localized(details.host_name),
        organisers=localized(details.organisers),
        attending_bodies=details.attending_bodies,
        place=localized(details.place),
        online=details.online,
        starts_date=day(details.starts_date),
        ends_date=day(details.ends_date),
        date_note=localized(details.date_note),
        themes=details.themes,
        attribution_rule=number_of(pb.AttributionRule, details.attribution_rule),
        outputs=[_output(each) for each in details.outputs],
        figures=[figure(each) for each in details.figures],
        figures_conflict=localized(details.figures_conflict),
        source=_source(details.source),
        funder=localized(details.funder),
        foreseen_addressees=details.foreseen_addressees,
        illustrative=details.illustrative,
        response_period_days=details.response_period_days,
        programme_id=str(details.programme_id or ""),
        sensitive=details.sensitive,
        partners=localized(details.partners),
        starts_time=details.starts_time,
        ends_time=details.ends_time,
        time_zone=details.time_zone,
        languages=details.languages,
        agenda=[
            pb.AgendaItem(starts_time=each.starts_time, ends_time=each.ends_time, title=localized(each.title))
            for each in details.agenda
        ],
    )


def participant(row: Participant, rule: AttributionRule, *, with_contact: bool) -> pb.Participant:
    """Write a participant, and how the public will see the person.

    Args:
        row: As entered.
        rule: How speakers may be named.
        with_contact: Whether the reader is a facilitator of the host.
    """
    consent = row.details.consent
    return pb.Participant(
        participant_id=str(row.id),
        details=_participant_details(row.details, with_contact=with_contact),
        version=row.version,
        public_name=public_name(rule, row.details),
        consent_report=consent_report(row.details.consent_report) if row.details.consent_report else None,
        consent_recorded_by=str(consent.recorded_by or ""),
        consent_recorded_date=day(consent.recorded_date),
        hidden_by_card_date=day(row.details.hidden_by_card),
    )


def consent_report(report: ConsentReport) -> pb.ConsentReport:
    """Write what the withdrawal of a consent did."""
    return pb.ConsentReport(
        withdrawn_date=day(report.withdrawn_date),
        statements=report.statements,
        shown_numbers=report.shown_numbers,
        shown_from_date=day(report.shown_from_date),
        withdrawn_numbers=report.withdrawn_numbers,
        erased_numbers=report.erased_numbers,
        reread_numbers=report.reread_numbers,
        others_numbers=report.others_numbers,
        removed=report.removed,
        programme_erased=report.programme_erased,
        programme_reread=report.programme_reread,
    )


def _participant_details(details: ParticipantDetails, *, with_contact: bool) -> pb.ParticipantDetails:
    consent = details.consent
    return pb.ParticipantDetails(
        name=details.name,
        role_title=details.role_title,
        organisation=details.organisation,
        sector=details.sector,
        gender=details.gender,
        region=details.region,
        attribution=number_of(pb.Attribution, details.attribution),
        consent_basis=details.consent_basis,
        contact=details.contact if with_contact else "",
        consent=pb.Consent(
            how=number_of(pb.ConsentHow, consent.how),
            given_date=day(consent.given_date),
            name=consent.name,
            organisation=consent.organisation,
        )
        if consent.how
        else None,
    )


def statement(row: Statement, record: StatementRecord | None, caller_id: UUID) -> pb.Statement:
    """Write a statement; once it is published, with its numbers.

    Args:
        row: As entered.
        record: As published, if it is.
        caller_id: The person who asks.
    """
    written = pb.Statement(
        statement_id=str(row.id),
        details=statement_details(row.details),
        record_state=number_of(pb.RecordState, row.state),
        version=row.version,
        return_reason=row.return_reason,
        entered_by_caller=row.is_work_of(caller_id),
        position=row.position,
    )
    if record:
        written.number = record.frame.number
        written.tracked_number = record.tracked_number
        written.publication = number_of(events_pb2.Publication, record.publication)
        written.hidden = record.hidden
        written.version = row.version + record.version
        if record.withdrawal:
            written.record_state = pb.RECORD_STATE_WITHDRAWN
    return written


def statement_corrected(record: StatementRecord, texts: Mapping[UUID, text_pb2.LocalizedText]) -> pb.Wording | None:
    """Write how a statement reads now, as far as that was corrected; None if nothing was, or it is a tombstone."""
    if record.withdrawal or not record.corrections:
        return None
    title = record.frame.title if any(each.title for each in record.corrections) else None
    text = record.frame.text if any(each.text for each in record.corrections) else None
    return pb.Wording(title=texts.get(title) if title else None, text=texts.get(text) if text else None)


def statement_details(details: StatementDetails) -> pb.StatementDetails:
    """Write what was entered of a statement."""
    return pb.StatementDetails(
        type=number_of(events_pb2.StatementType, details.type),
        title=localized(details.title),
        text=localized(details.text),
        source_sentence=localized(details.source_sentence),
        source_sentence_public=details.source_sentence_public,
        source_row=details.source_row,
        participant_id=str(details.participant_id or ""),
        speaker_note=localized(details.speaker_note),
        addressee_basis=number_of(pb.AddresseeBasis, details.addressee_basis),
        addressee_ids=[str(each) for each in details.addressee_ids],
        lead_addressee_id=str(details.lead_addressee_id or ""),
        addressee_note=localized(details.addressee_note),
        verifiability=verifiability(details.verifiability),
        verifiable=number_of(pb.Verifiable, details.verifiable),
        uncertain=details.uncertain,
        note=localized(details.note),
        garbled=details.garbled,
        press_reported=details.press_reported,
        themes=details.themes,
    )


def verifiability(answers: Verifiability) -> pb.VerifiabilityEntry | None:
    """Write what would count as done; None if nothing was entered, so that the field is not set."""
    if answers == Verifiability():
        return None
    return pb.VerifiabilityEntry(
        who=localized(answers.who),
        what=localized(answers.what),
        by_when=localized(answers.by_when),
        shown_how=localized(answers.shown_how),
    )


def schedule(entered: Schedule | None, now: Moment) -> pb.Schedule | None:
    """Write what was approved under embargo; None if nothing was, so that the field is not set."""
    if entered is None:
        return None
    return pb.Schedule(
        embargo_until=entered.publishes_at.astimezone(now.zone).replace(tzinfo=None).isoformat(timespec="seconds"),
        soon=is_soon(entered, now),
        statement_ids=[str(each) for each in entered.statement_ids],
        lapse_reason=number_of(pb.LapseReason, entered.lapse_reason),
    )


def summary(
    consultation: Consultation,
    *,
    erased: bool,
    number: str,
    drafts: int,
    in_review: int,
    published: int,
    waiting: Schedule | None,
    now: Moment,
) -> pb.DraftSummary:
    """Write a consultation in a list."""
    details = consultation.details
    return pb.DraftSummary(
        consultation_id=str(consultation.id),
        number=number,
        title=localized(details.title),
        state=number_of(events_pb2.ConsultationState, details.state),
        drafts=drafts,
        in_review=in_review,
        published=published,
        illustrative=details.illustrative,
        changed_date=day(consultation.changed_at.astimezone(now.zone).date()),
        schedule=schedule(waiting, now),
        erased=erased,
    )


def figure(each: Figure) -> pb.Figure:
    """Write a figure as printed."""
    return pb.Figure(
        label=each.label,
        value=each.value,
        as_printed=each.as_printed,
        by=number_of(pb.FigureBy, each.by),
        group=each.group,
        part_of=each.part_of,
    )


def figure_conflict(each: FigureConflict) -> pb.FigureConflict:
    """Write how figures contradict each other."""
    return pb.FigureConflict(
        kind=number_of(pb.FigureConflictKind, each.kind),
        label=each.label,
        by=number_of(pb.FigureBy, each.by),
        group=each.group,
        values=each.values,
        whole=each.whole,
        sum=each.sum,
    )


def _source(source: Source) -> pb.Source:
    return pb.Source(type=source.type, name=source.name, url=source.url, retrieved_date=day(source.retrieved_date))


def _output(each: Output) -> pb.Output:
    return pb.Output(
        kind=number_of(pb.OutputKind, each.kind),
        count_printed=each.count_printed,
        title=localized(each.title),
        url=each.url,
        consented=each.consented,
    )
