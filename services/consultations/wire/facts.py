"""Events of consultations and programmes back into facts, for a rebuild: what the log says is what the state is."""

from datetime import date
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2, internal_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.event_log import Recorded
from services.consultations.domain.documents import DocumentKind
from services.consultations.domain.facts import (
    ConsentWithdrawn,
    ConsultationDetailed,
    ConsultationFact,
    ConsultationPublished,
    DocumentPublished,
    DocumentWithdrawn,
    Hidden,
    ProgrammeFact,
    ProgrammePublished,
    ShowAsked,
    Shown,
    SpeakersShown,
    TextErased,
)
from services.consultations.domain.record import (
    ConsultationContent,
    ConsultationFrame,
    ProgrammeContent,
    PublishedAgendaItem,
    PublishedDocument,
    PublishedFigure,
    PublishedOutput,
)
from services.consultations.domain.values import (
    AttributionRule,
    ConsultationKind,
    ConsultationState,
    FigureBy,
    OutputKind,
)
from services.consultations.wire.own_texts import corrected_fact
from services.consultations.wire.recorded import common_of, optional_day, text_id
from services.consultations.wire.requests import word


def consultation_fact(event: Recorded) -> ConsultationFact:  # noqa: C901, PLR0911  # one return per fact
    """Turn an event of a consultation back into its fact.

    Raises:
        TypeError: It is not about a consultation.
    """
    common = common_of(event)
    match event.message:
        case events_pb2.ConsultationPublished() as message:
            return ConsultationPublished(**common, number=message.number, frame=_consultation_frame(message))
        case internal_pb2.ConsultationDetailed() as message:
            return ConsultationDetailed(**common, content=_consultation_content(message))
        case internal_pb2.SpeakersShown() as message:
            return SpeakersShown(**common, speakers=tuple(UUID(each) for each in message.participant_ids))
        case internal_pb2.ConsentWithdrawn() as message:
            return ConsentWithdrawn(
                **common,
                participant_id=UUID(message.participant_id),
                withdrawn_date=date.fromisoformat(message.withdrawn_date),
            )
        case events_pb2.DocumentPublished() as message:
            return DocumentPublished(**common, document=_document(message))
        case events_pb2.DocumentWithdrawn() as message:
            return DocumentWithdrawn(
                **common,
                document_id=UUID(message.document_id),
                withdrawn_date=date.fromisoformat(message.withdrawn_date),
            )
        case events_pb2.ConsultationCorrected() | internal_pb2.ConsultationDetailsCorrected() as message:
            return corrected_fact(event, message)
        case text_pb2.TextErased() as message:
            return TextErased(**common, text_id=UUID(message.text_id), reason=message.reason)
        case events_pb2.ConsultationHidden() as message:
            return Hidden(**common, hidden_date=date.fromisoformat(message.hidden_date))
        case internal_pb2.ConsultationShowAsked():
            return ShowAsked(**common)
        case events_pb2.ConsultationShown() as message:
            return Shown(**common, shown_date=date.fromisoformat(message.shown_date))
        case other:
            raise TypeError(f"{type(other).__name__} is not about a consultation")


def programme_fact(event: Recorded) -> ProgrammeFact:
    """Turn an event of a programme back into its fact.

    Raises:
        TypeError: It is not about a programme.
    """
    message = event.message
    if isinstance(message, text_pb2.TextErased):
        return TextErased(**common_of(event), text_id=UUID(message.text_id), reason=message.reason)
    if isinstance(message, internal_pb2.ProgrammeCorrected):
        return corrected_fact(event, message)
    if not isinstance(message, internal_pb2.ProgrammePublished):
        raise TypeError(f"{type(message).__name__} is not about a programme")
    content = ProgrammeContent(
        title=text_id(message.title),
        summary=text_id(message.summary),
        funder=text_id(message.funder),
        from_date=message.from_date,
        to_date=message.to_date,
        figures=_figures(message),
        figures_conflict=text_id(message.figures_conflict),
        outputs=_outputs(message),
        illustrative=message.illustrative,
        organisers=text_id(message.organisers),
        partners=text_id(message.partners),
        themes=tuple(message.themes),
        languages=tuple(message.languages),
        source_type=message.source_type,
        source_name=text_id(message.source_name),
        source_url=message.source_url,
        source_retrieved_date=optional_day(message.source_retrieved_date),
    )
    return ProgrammePublished(**common_of(event), content=content)


def _consultation_frame(message: events_pb2.ConsultationPublished) -> ConsultationFrame:
    kind = word(ConsultationKind, events_pb2.ConsultationKind, message.kind, field="kind")
    state = word(ConsultationState, events_pb2.ConsultationState, message.state, field="state")
    assert kind
    assert state
    return ConsultationFrame(
        kind=kind,
        state=state,
        title=text_id(message.title),
        host_name=text_id(message.host_name),
        themes=tuple(message.themes),
        illustrative=message.illustrative,
        published_date=date.fromisoformat(message.published_date),
        host_organisation_id=UUID(message.host_organisation_id),
        facilitator_id=UUID(message.facilitator_id),
    )


def _consultation_content(message: internal_pb2.ConsultationDetailed) -> ConsultationContent:
    rule = word(AttributionRule, pb.AttributionRule, message.attribution_rule, field="attribution_rule")
    assert rule
    return ConsultationContent(
        summary=text_id(message.summary),
        organisers=text_id(message.organisers),
        attending_bodies=tuple(UUID(each.text_id) for each in message.attending_bodies),
        place=text_id(message.place),
        online=message.online,
        starts_date=optional_day(message.starts_date),
        ends_date=optional_day(message.ends_date),
        date_note=text_id(message.date_note),
        attribution_rule=rule,
        outputs=_outputs(message),
        figures=_figures(message),
        figures_conflict=text_id(message.figures_conflict),
        source_type=message.source_type,
        source_name=text_id(message.source_name),
        source_url=message.source_url,
        source_retrieved_date=optional_day(message.source_retrieved_date),
        funder=text_id(message.funder),
        foreseen_addressees=tuple(UUID(each.text_id) for each in message.foreseen_addressees),
        programme_id=UUID(message.programme_id) if message.programme_id else None,
        partners=text_id(message.partners),
        starts_time=message.starts_time,
        ends_time=message.ends_time,
        time_zone=message.time_zone,
        languages=tuple(message.languages),
        agenda=tuple(
            PublishedAgendaItem(starts_time=each.starts_time, ends_time=each.ends_time, title=text_id(each.title))
            for each in message.agenda
        ),
    )


def _document(message: events_pb2.DocumentPublished) -> PublishedDocument:
    kind = word(DocumentKind, events_pb2.DocumentKind, message.kind, field="kind")
    assert kind
    return PublishedDocument(
        id=UUID(message.document_id),
        kind=kind,
        title=text_id(message.title),
        language=message.language,
        media_type=message.media_type,
        size_bytes=message.size_bytes,
        sha256=message.sha256,
        file_name=message.file_name,
        published_date=date.fromisoformat(message.published_date),
    )


def _figures(
    message: internal_pb2.ConsultationDetailed | internal_pb2.ProgrammePublished,
) -> tuple[PublishedFigure, ...]:
    return tuple(
        PublishedFigure(
            label=each.label,
            value=each.value,
            as_printed=text_id(each.as_printed),
            by=word(FigureBy, pb.FigureBy, each.by, field="figures"),
            group=text_id(each.group),
            part_of=each.part_of,
        )
        for each in message.figures
    )


def _outputs(
    message: internal_pb2.ConsultationDetailed | internal_pb2.ProgrammePublished,
) -> tuple[PublishedOutput, ...]:
    found = []
    for each in message.outputs:
        kind = word(OutputKind, pb.OutputKind, each.kind, field="outputs")
        assert kind
        title = text_id(each.title)
        found.append(PublishedOutput(kind=kind, count_printed=each.count_printed, title=title, url=each.url))
    return tuple(found)
