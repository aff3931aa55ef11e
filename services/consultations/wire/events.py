"""Facts of consultations and programmes on their way into the log: domain → events."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2, internal_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.event_log import NewEvent
from services.consultations.domain.correcting_particulars import TOLD
from services.consultations.domain.facts import (
    ConsentWithdrawn,
    ConsultationDetailed,
    ConsultationFact,
    ConsultationPublished,
    DocumentPublished,
    DocumentWithdrawn,
    Fact,
    Hidden,
    OwnTextsCorrected,
    ProgrammeFact,
    ShowAsked,
    Shown,
    SpeakersShown,
    TextErased,
)
from services.consultations.domain.own_texts import NAMES
from services.consultations.domain.record import PublishedFigure, PublishedOutput
from services.consultations.wire.drafts import day
from services.consultations.wire.own_texts import corrected_details, corrected_event
from services.consultations.wire.particulars import corrected_particulars
from services.consultations.wire.requests import number_of
from services.consultations.wire.texts import Texts

CONSULTATION: Final = "consultation"
PROGRAMME: Final = "programme"


def consultation_event(fact: ConsultationFact, texts: Texts) -> NewEvent:  # noqa: C901  # one case per fact
    """Turn a fact about a consultation into its event."""
    row_id = str(fact.id)
    message: Message
    match fact:
        case ConsultationPublished():
            message = _consultation_published(fact, texts)
        case ConsultationDetailed():
            message = _consultation_detailed(fact, texts)
        case SpeakersShown():
            shown = [str(each) for each in fact.speakers]
            message = internal_pb2.SpeakersShown(consultation_id=row_id, participant_ids=shown)
        case ConsentWithdrawn():
            message = internal_pb2.ConsentWithdrawn(
                consultation_id=row_id,
                participant_id=str(fact.participant_id),
                withdrawn_date=day(fact.withdrawn_date),
            )
        case DocumentPublished():
            message = _document_published(fact, texts)
        case DocumentWithdrawn():
            message = events_pb2.DocumentWithdrawn(
                consultation_id=row_id,
                document_id=str(fact.document_id),
                withdrawn_date=day(fact.withdrawn_date),
            )
        case OwnTextsCorrected():
            message = _consultation_corrected(fact, texts)
        case TextErased():
            message = text_pb2.TextErased(text_id=str(fact.text_id), reason=fact.reason)
        case Hidden():
            message = events_pb2.ConsultationHidden(consultation_id=row_id, hidden_date=day(fact.hidden_date))
        case ShowAsked():
            message = internal_pb2.ConsultationShowAsked(consultation_id=row_id)
        case Shown():
            message = events_pb2.ConsultationShown(consultation_id=row_id, shown_date=day(fact.shown_date))
    return new_event(CONSULTATION, fact, message)


def _consultation_corrected(fact: OwnTextsCorrected, texts: Texts) -> Message:
    row_id = str(fact.id)
    told = all(each.field in NAMES for each in fact.texts) and not fact.particulars.without(*TOLD)
    if told and not fact.figures:
        return events_pb2.ConsultationCorrected(
            consultation_id=row_id, **corrected_event(fact, texts), **corrected_particulars(fact)
        )
    details = corrected_details(fact, texts)
    return internal_pb2.ConsultationDetailsCorrected(consultation_id=row_id, **details, **corrected_particulars(fact))


def programme_event(fact: ProgrammeFact, texts: Texts) -> NewEvent:
    """Turn a fact about a programme into its event."""
    if isinstance(fact, TextErased):
        return new_event(PROGRAMME, fact, text_pb2.TextErased(text_id=str(fact.text_id), reason=fact.reason))
    if isinstance(fact, OwnTextsCorrected):
        corrected = internal_pb2.ProgrammeCorrected(programme_id=str(fact.id), **corrected_details(fact, texts))
        return new_event(PROGRAMME, fact, corrected)
    content = fact.content
    message = internal_pb2.ProgrammePublished(
        programme_id=str(fact.id),
        title=texts.of(content.title),
        summary=texts.of(content.summary),
        funder=texts.of(content.funder),
        from_date=content.from_date,
        to_date=content.to_date,
        figures=_figures(content.figures, texts),
        figures_conflict=texts.of(content.figures_conflict),
        outputs=_outputs(content.outputs, texts),
        illustrative=content.illustrative,
        organisers=texts.of(content.organisers),
        partners=texts.of(content.partners),
        themes=content.themes,
        languages=content.languages,
        source_type=content.source_type,
        source_name=texts.of(content.source_name),
        source_url=content.source_url,
        source_retrieved_date=day(content.source_retrieved_date),
    )
    return new_event(PROGRAMME, fact, message)


def new_event(aggregate_type: str, fact: Fact, message: Message) -> NewEvent:
    """Turn a message about a fact into an event of its aggregate."""
    return NewEvent(
        aggregate_type=aggregate_type,
        aggregate_id=fact.id,
        version=fact.version,
        message=message,
        actor=fact.by,
        occurred_at=fact.at,
    )


def _consultation_published(fact: ConsultationPublished, texts: Texts) -> Message:
    frame = fact.frame
    return events_pb2.ConsultationPublished(
        consultation_id=str(fact.id),
        number=fact.number,
        kind=number_of(events_pb2.ConsultationKind, frame.kind),
        state=number_of(events_pb2.ConsultationState, frame.state),
        title=texts.of(frame.title),
        host_name=texts.of(frame.host_name),
        themes=frame.themes,
        illustrative=frame.illustrative,
        published_date=day(frame.published_date),
        host_organisation_id=str(frame.host_organisation_id),
        facilitator_id=str(frame.facilitator_id),
    )


def _consultation_detailed(fact: ConsultationDetailed, texts: Texts) -> Message:
    content = fact.content
    return internal_pb2.ConsultationDetailed(
        consultation_id=str(fact.id),
        summary=texts.of(content.summary),
        organisers=texts.of(content.organisers),
        attending_bodies=_all(content.attending_bodies, texts),
        place=texts.of(content.place),
        online=content.online,
        starts_date=day(content.starts_date),
        ends_date=day(content.ends_date),
        date_note=texts.of(content.date_note),
        attribution_rule=number_of(pb.AttributionRule, content.attribution_rule),
        outputs=_outputs(content.outputs, texts),
        figures=_figures(content.figures, texts),
        figures_conflict=texts.of(content.figures_conflict),
        source_type=content.source_type,
        source_name=texts.of(content.source_name),
        source_url=content.source_url,
        source_retrieved_date=day(content.source_retrieved_date),
        funder=texts.of(content.funder),
        foreseen_addressees=_all(content.foreseen_addressees, texts),
        programme_id=str(content.programme_id or ""),
        partners=texts.of(content.partners),
        starts_time=content.starts_time,
        ends_time=content.ends_time,
        time_zone=content.time_zone,
        languages=content.languages,
        agenda=[
            internal_pb2.PublishedAgendaItem(
                starts_time=each.starts_time, ends_time=each.ends_time, title=texts.of(each.title)
            )
            for each in content.agenda
        ],
    )


def _document_published(fact: DocumentPublished, texts: Texts) -> Message:
    document = fact.document
    return events_pb2.DocumentPublished(
        consultation_id=str(fact.id),
        document_id=str(document.id),
        kind=number_of(events_pb2.DocumentKind, document.kind),
        title=texts.of(document.title),
        language=document.language,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        sha256=document.sha256,
        file_name=document.file_name,
        published_date=day(document.published_date),
    )


def _all(text_ids: Iterable[UUID], texts: Texts) -> list[Any]:
    return [texts.of(each) for each in text_ids]


def _figures(figures: Iterable[PublishedFigure], texts: Texts) -> list[internal_pb2.PublishedFigure]:
    return [
        internal_pb2.PublishedFigure(
            label=each.label,
            value=each.value,
            as_printed=texts.of(each.as_printed),
            by=number_of(pb.FigureBy, each.by),
            group=texts.of(each.group),
            part_of=each.part_of,
        )
        for each in figures
    ]


def _outputs(outputs: Iterable[PublishedOutput], texts: Texts) -> list[internal_pb2.PublishedOutput]:
    return [
        internal_pb2.PublishedOutput(
            kind=number_of(pb.OutputKind, each.kind),
            count_printed=each.count_printed,
            title=texts.of(each.title),
            url=each.url,
        )
        for each in outputs
    ]
