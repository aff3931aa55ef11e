"""Events of the record back into facts, for a rebuild: what the log says is what the state is."""

from datetime import date
from typing import Any
from uuid import UUID

from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2, internal_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.event_log import Recorded
from services.consultations.domain.documents import DocumentKind
from services.consultations.domain.facts import (
    AddresseeAdded,
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
    StatementDetailed,
    StatementFact,
    StatementJoined,
    StatementLinked,
    StatementPublished,
    StatementRetracked,
    StatementUnlinked,
    StatementUnmerged,
    StatementWithdrawn,
    TextErased,
)
from services.consultations.domain.record import (
    AddedAddressee,
    ConsultationContent,
    ConsultationFrame,
    Joined,
    Joining,
    Link,
    ProgrammeContent,
    PublishedAddressee,
    PublishedAgendaItem,
    PublishedDocument,
    PublishedFigure,
    PublishedOutput,
    PublishedVerifiability,
    Retracking,
    StatementContent,
    StatementFrame,
    Withdrawal,
)
from services.consultations.domain.values import (
    AddresseeBasis,
    AttributionRule,
    ConsultationKind,
    ConsultationState,
    FigureBy,
    OutputKind,
    Publication,
    StatementType,
    Verifiable,
)
from services.consultations.wire.requests import word


def consultation_fact(event: Recorded) -> ConsultationFact:  # noqa: C901, PLR0911  # one return per fact
    """Turn an event of a consultation back into its fact.

    Raises:
        TypeError: It is not about a consultation.
    """
    common = _common(event)
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


def statement_fact(event: Recorded) -> StatementFact:  # noqa: PLR0911  # one return per fact
    """Turn an event of a statement back into its fact.

    Raises:
        TypeError: It is not about a statement.
    """
    common = _common(event)
    match event.message:
        case events_pb2.StatementPublished() as message:
            lines = tuple(each.lines_in_publication for each in message.addressees)
            return StatementPublished(**common, frame=_statement_frame(message), lines=lines)
        case internal_pb2.StatementDetailed() as message:
            return StatementDetailed(**common, content=_statement_content(message))
        case events_pb2.StatementWithdrawn() as message:
            return StatementWithdrawn(**common, withdrawal=_withdrawal(message))
        case events_pb2.StatementHidden() as message:
            return Hidden(**common, hidden_date=date.fromisoformat(message.hidden_date))
        case internal_pb2.StatementShowAsked():
            return ShowAsked(**common)
        case events_pb2.StatementShown() as message:
            return Shown(**common, shown_date=date.fromisoformat(message.shown_date))
        case text_pb2.TextErased() as message:
            return TextErased(**common, text_id=UUID(message.text_id), reason=message.reason)
        case message:
            return _changed(common, message)


def _changed(common: dict[str, Any], message: Message) -> StatementFact:  # noqa: PLR0911  # one return per fact
    """Return the fact of a statement that went on after its publication, and stays public."""
    match message:
        case events_pb2.AddresseeAdded() as message:
            return AddresseeAdded(**common, publication_id=UUID(message.publication_id), added=_added(message))
        case events_pb2.StatementRetracked() as message:
            return StatementRetracked(
                **common,
                publication_id=UUID(message.publication_id),
                retracking=_retracking(message),
                addressees=_addressees(message),
            )
        case events_pb2.StatementMerged() as message:
            joined = _joined(message, Joining.MERGED, message.merged_date)
            return StatementJoined(**common, joined=joined)
        case events_pb2.StatementSuperseded() as message:
            joined = _joined(message, Joining.SUPERSEDED, message.superseded_date)
            return StatementJoined(**common, joined=joined)
        case events_pb2.StatementUnmerged() as message:
            return StatementUnmerged(
                **common,
                target_id=UUID(message.target_id),
                target_number=message.target_number,
                reason=_id(message.reason),
                unmerged_date=date.fromisoformat(message.unmerged_date),
            )
        case events_pb2.StatementLinked() as message:
            return StatementLinked(**common, link=_link(message))
        case events_pb2.StatementUnlinked() as message:
            return StatementUnlinked(
                **common,
                other_id=UUID(message.other_id),
                other_number=message.other_number,
                reason=_id(message.reason),
                unlinked_date=date.fromisoformat(message.unlinked_date),
            )
        case other:
            raise TypeError(f"{type(other).__name__} is not about a statement")


def programme_fact(event: Recorded) -> ProgrammeFact:
    """Turn an event of a programme back into its fact.

    Raises:
        TypeError: It is not about a programme.
    """
    message = event.message
    if isinstance(message, text_pb2.TextErased):
        return TextErased(**_common(event), text_id=UUID(message.text_id), reason=message.reason)
    if not isinstance(message, internal_pb2.ProgrammePublished):
        raise TypeError(f"{type(message).__name__} is not about a programme")
    content = ProgrammeContent(
        title=_id(message.title),
        summary=_id(message.summary),
        funder=_id(message.funder),
        from_date=message.from_date,
        to_date=message.to_date,
        figures=_figures(message),
        figures_conflict=_id(message.figures_conflict),
        outputs=_outputs(message),
        illustrative=message.illustrative,
        organisers=_id(message.organisers),
        partners=_id(message.partners),
        themes=tuple(message.themes),
        languages=tuple(message.languages),
        source_type=message.source_type,
        source_name=_id(message.source_name),
        source_url=message.source_url,
        source_retrieved_date=_day(message.source_retrieved_date),
    )
    return ProgrammePublished(**_common(event), content=content)


def _common(event: Recorded) -> dict[str, Any]:
    return {"id": event.aggregate_id, "version": event.version, "at": event.occurred_at, "by": event.actor}


def _consultation_frame(message: events_pb2.ConsultationPublished) -> ConsultationFrame:
    kind = word(ConsultationKind, events_pb2.ConsultationKind, message.kind, field="kind")
    state = word(ConsultationState, events_pb2.ConsultationState, message.state, field="state")
    assert kind
    assert state
    return ConsultationFrame(
        kind=kind,
        state=state,
        title=_id(message.title),
        host_name=_id(message.host_name),
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
        summary=_id(message.summary),
        organisers=_id(message.organisers),
        attending_bodies=tuple(UUID(each.text_id) for each in message.attending_bodies),
        place=_id(message.place),
        online=message.online,
        starts_date=_day(message.starts_date),
        ends_date=_day(message.ends_date),
        date_note=_id(message.date_note),
        attribution_rule=rule,
        outputs=_outputs(message),
        figures=_figures(message),
        figures_conflict=_id(message.figures_conflict),
        source_type=message.source_type,
        source_name=_id(message.source_name),
        source_url=message.source_url,
        source_retrieved_date=_day(message.source_retrieved_date),
        funder=_id(message.funder),
        foreseen_addressees=tuple(UUID(each.text_id) for each in message.foreseen_addressees),
        programme_id=UUID(message.programme_id) if message.programme_id else None,
        partners=_id(message.partners),
        starts_time=message.starts_time,
        ends_time=message.ends_time,
        time_zone=message.time_zone,
        languages=tuple(message.languages),
        agenda=tuple(
            PublishedAgendaItem(starts_time=each.starts_time, ends_time=each.ends_time, title=_id(each.title))
            for each in message.agenda
        ),
    )


def _document(message: events_pb2.DocumentPublished) -> PublishedDocument:
    kind = word(DocumentKind, events_pb2.DocumentKind, message.kind, field="kind")
    assert kind
    return PublishedDocument(
        id=UUID(message.document_id),
        kind=kind,
        title=_id(message.title),
        language=message.language,
        media_type=message.media_type,
        size_bytes=message.size_bytes,
        sha256=message.sha256,
        file_name=message.file_name,
        published_date=date.fromisoformat(message.published_date),
    )


def _statement_frame(message: events_pb2.StatementPublished) -> StatementFrame:
    kind = word(StatementType, events_pb2.StatementType, message.type, field="type")
    publication = word(Publication, events_pb2.Publication, message.publication, field="publication")
    assert kind
    assert publication
    return StatementFrame(
        consultation_id=UUID(message.consultation_id),
        publication_id=UUID(message.publication_id),
        number=message.number,
        tracked_number=message.tracked_number,
        type=kind,
        publication=publication,
        title=_id(message.title),
        text=_id(message.text),
        verifiability=_verifiability(message),
        addressees=_addressees(message),
        themes=tuple(message.themes),
        response_period_days=message.response_period_days,
        press_reported=message.press_reported,
        illustrative=message.illustrative,
        published_date=date.fromisoformat(message.published_date),
        said_date=_day(message.said_date),
        author_id=UUID(message.author_id),
        host_organisation_id=UUID(message.host_organisation_id),
        facilitator_id=UUID(message.facilitator_id),
    )


def _statement_content(message: internal_pb2.StatementDetailed) -> StatementContent:
    return StatementContent(
        source_sentence=_id(message.source_sentence),
        source_row=message.source_row,
        participant_id=UUID(message.participant_id) if message.participant_id else None,
        speaker_note=_id(message.speaker_note),
        addressee_basis=word(AddresseeBasis, pb.AddresseeBasis, message.addressee_basis, field="addressee_basis"),
        addressee_note=_id(message.addressee_note),
        verifiable=word(Verifiable, pb.Verifiable, message.verifiable, field="verifiable"),
        uncertain=message.uncertain,
        note=_id(message.note),
    )


def _verifiability(
    message: events_pb2.StatementPublished | events_pb2.StatementRetracked,
) -> PublishedVerifiability | None:
    asked = message.verifiability
    if not message.HasField("verifiability"):
        return None
    return PublishedVerifiability(
        who=_id(asked.who), what=_id(asked.what), by_when=_id(asked.by_when), shown_how=_id(asked.shown_how)
    )


def _addressees(
    message: events_pb2.StatementPublished | events_pb2.StatementRetracked,
) -> tuple[PublishedAddressee, ...]:
    return tuple(
        PublishedAddressee(addressee_id=UUID(each.addressee_id), lead=each.lead) for each in message.addressees
    )


def _joined(
    message: events_pb2.StatementMerged | events_pb2.StatementSuperseded, kind: Joining, joined_date: str
) -> Joined:
    return Joined(
        kind=kind,
        target_id=UUID(message.target_id),
        target_number=message.target_number,
        reason=_id(message.reason),
        joined_date=date.fromisoformat(joined_date),
    )


def _link(message: events_pb2.StatementLinked) -> Link:
    return Link(
        other_id=UUID(message.other_id),
        other_number=message.other_number,
        reason=_id(message.reason),
        linked_date=date.fromisoformat(message.linked_date),
    )


def _added(message: events_pb2.AddresseeAdded) -> AddedAddressee:
    return AddedAddressee(
        addressee_id=UUID(message.addressee.addressee_id),
        reason=_id(message.reason),
        added_date=date.fromisoformat(message.added_date),
    )


def _retracking(message: events_pb2.StatementRetracked) -> Retracking:
    publication = word(Publication, events_pb2.Publication, message.publication, field="publication")
    assert publication
    return Retracking(
        publication=publication,
        tracked_number=message.tracked_number,
        verifiability=_verifiability(message),
        reason=_id(message.reason),
        retracked_date=date.fromisoformat(message.retracked_date),
    )


def _withdrawal(message: events_pb2.StatementWithdrawn) -> Withdrawal:
    return Withdrawal(
        reason=_id(message.reason),
        asked_by=_id(message.asked_by),
        withdrawn_date=date.fromisoformat(message.withdrawn_date),
    )


def _id(text: text_pb2.Text) -> UUID | None:
    return UUID(text.text_id) if text.text_id else None


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _figures(
    message: internal_pb2.ConsultationDetailed | internal_pb2.ProgrammePublished,
) -> tuple[PublishedFigure, ...]:
    return tuple(
        PublishedFigure(
            label=each.label,
            value=each.value,
            as_printed=_id(each.as_printed),
            by=word(FigureBy, pb.FigureBy, each.by, field="figures"),
            group=_id(each.group),
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
        title = _id(each.title)
        found.append(PublishedOutput(kind=kind, count_printed=each.count_printed, title=title, url=each.url))
    return tuple(found)
