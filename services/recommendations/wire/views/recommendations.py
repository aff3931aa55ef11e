"""What is public about one recommendation or commitment; hardly anything while it is hidden."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.consultations.v1 import service_pb2 as consultations_pb
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain.consultation import Consultation
from services.recommendations.domain.recommendation import Recommendation, RecordLink
from services.recommendations.domain.values import RecordState
from services.recommendations.wire import words
from services.recommendations.wire.views.lines import View, line


def recommendation(
    record: Recommendation,
    consultation: Consultation | None,
    views: list[View],
    *,
    hidden: bool,
    merged: Sequence[tuple[Recommendation, bool]],
    shown: Collection[UUID],
    texts: Mapping[UUID, text_pb2.Text],
    entries: list[pb.TimelineEntry],
    today: date,
) -> pb.GetRecommendationResponse:
    """Return everything public about one tracked recommendation or commitment; hardly anything while it is hidden.

    Args:
        record: The recommendation or commitment.
        consultation: Where it was said.
        views: Its lines.
        hidden: Whether it is hidden.
        merged: What was merged into it, each with whether it is hidden.
        shown: The other statements that are not hidden: only they are named.
        texts: What the ids of texts stand for.
        entries: Its timeline.
        today: The day for which clocks are compared.
    """
    message = pb.GetRecommendationResponse(
        tracked_number=record.tracked_number,
        statement_number=record.number,
        consultation_number=record.number.partition("/")[0],
        published_date=words.written(record.published_date),
        illustrative=record.illustrative,
        hidden=hidden,
        as_of_date=words.written(today),
    )
    if not hidden:
        seen = [each for each, is_hidden in merged if not is_hidden]
        message.MergeFrom(_said(record, consultation, seen, shown, texts))
        message.lines.extend(line(view) for view in views)
        message.timeline.extend(entries)
    return message


def _said(
    record: Recommendation,
    consultation: Consultation | None,
    merged: Sequence[Recommendation],
    shown: Collection[UUID],
    texts: Mapping[UUID, text_pb2.Text],
) -> pb.GetRecommendationResponse:
    """Return what it says, where it was said, and what it is joined with."""
    return pb.GetRecommendationResponse(
        consultation_title=words.shown(texts, consultation.title_id if consultation else None),
        host_name=words.shown(texts, consultation.host_name_id if consultation else None),
        title=words.shown(texts, record.title_id),
        text=words.shown(texts, record.text_id),
        type=words.to_enum(published.StatementType, "STATEMENT_TYPE", record.type),
        verifiability=verifiability(record, texts),
        publication=words.to_enum(published.Publication, "PUBLICATION", record.publication),
        joined=_joined(record, texts, shown),
        merged=[_merged(each) for each in merged],
        consultations=len({record.consultation_id, *(each.consultation_id for each in merged)}),
        related=[_related(each, texts) for each in record.links if each.other_id in shown],
        themes=record.themes,
        response_period_days=record.response_period_days,
        withdrawn=record.state is RecordState.WITHDRAWN,
        withdrawn_reason=words.shown(texts, record.withdrawn_reason_id),
        withdrawn_date=words.written(record.withdrawn_date),
    )


def verifiability(record: Recommendation, known: Mapping[UUID, text_pb2.Text]) -> pb.VerifiabilityAnswers:
    """Return what would count as done."""
    return pb.VerifiabilityAnswers(
        who=words.shown(known, record.who_id),
        what=words.shown(known, record.what_id),
        by_when=words.shown(known, record.by_when_id),
        shown_how=words.shown(known, record.shown_how_id),
    )


def _joined(
    record: Recommendation, texts: Mapping[UUID, text_pb2.Text], shown: Collection[UUID]
) -> consultations_pb.Joined | None:
    if record.joined_id is None:
        return None
    named = record.joined_id in shown
    return consultations_pb.Joined(
        merged=record.state is RecordState.MERGED,
        number=record.joined_number if named else "",
        reason=words.shown(texts, record.joined_reason_id) if named else None,
        joined_date=words.written(record.stopped_date),
    )


def _related(link: RecordLink, texts: Mapping[UUID, text_pb2.Text]) -> consultations_pb.RelatedStatement:
    return consultations_pb.RelatedStatement(
        number=link.other_number,
        reason=words.shown(texts, link.reason_id),
        linked_date=words.written(link.linked_date),
    )


def _merged(record: Recommendation) -> consultations_pb.MergedStatement:
    return consultations_pb.MergedStatement(
        number=record.number,
        tracked_number=record.tracked_number,
        merged_date=words.written(record.stopped_date),
    )
