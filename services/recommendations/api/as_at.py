"""Public answers about a past day."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.database import Transaction
from services.chassis.errors import NotFound
from services.recommendations import past, wire
from services.recommendations.domain import headline
from services.recommendations.domain.headline import Headline
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.domain.values import Publication, RecordState
from services.recommendations.store import lines, records


def consultation_lines(
    statements: Iterable[tuple[Recommendation, bool]], views: Iterable[wire.views.View], today: date
) -> pb.ListConsultationLinesResponse:
    """Return the headlines of statements, each given with whether it is hidden."""
    by_record: dict[UUID, list[pb.Line]] = {}
    for view in views:
        by_record.setdefault(view.line.record.id, []).append(wire.views.line(view))
    return pb.ListConsultationLinesResponse(
        statements=[
            _headlines(record, hidden=hidden, found=by_record.get(record.id, [])) for record, hidden in statements
        ],
        as_of_date=wire.words.written(today),
    )


async def recommendation(
    tx: Transaction, record: Recommendation, day: past.Day, *, hidden_now: bool
) -> pb.GetRecommendationResponse:
    """Tell everything public about one number as it was known when a day ended.

    Raises:
        NotFound: It had not been given by then.
    """
    put_to = await lines.of_records(tx, [record.id])
    joined = await records.ever_joined(tx, [record.id])
    known = await past.known(tx, [record.id, *joined], [each.assignment.id for each in put_to], day)
    then = known.records.get(record.id)
    if then is None or not then.tracked_number:
        raise NotFound("no such number had been given by the end of that day")
    hidden = hidden_now or known.is_hidden(then)
    views = [] if hidden else known.views()
    return wire.views.recommendation(
        then,
        known.consultation_of(then),
        views,
        hidden=hidden,
        merged=await _merged(tx, record, known, joined),
        texts=known.texts,
        entries=[] if hidden else known.timeline(then, views),
        today=day.date,
    )


async def _merged(
    tx: Transaction, record: Recommendation, known: past.Known, joined: list[UUID]
) -> list[tuple[Recommendation, bool]]:
    """Return the records that had been merged into this one, in order of number, with whether each is to be hidden."""
    now = await records.with_visibility(tx, joined)
    then = [known.records[each] for each in joined if each in known.records]
    merged = [each for each in then if each.joined_id == record.id and each.state is RecordState.MERGED]
    return [
        (each, now[each.id][1] or known.is_hidden(each))
        for each in sorted(merged, key=lambda each: (each.published_date, each.number))
    ]


async def consultation(
    tx: Transaction,
    consultation_id: UUID,
    statements: Collection[tuple[Recommendation, bool]],
    day: past.Day,
) -> pb.ListConsultationLinesResponse:
    """Return the headlines of a consultation's statements as they were known when a day ended.

    Args:
        tx: The caller's transaction.
        consultation_id: The consultation.
        statements: All of it, as they are now, with whether each is hidden now.
        day: The day.

    Raises:
        NotFound: It had not been published by then.
    """
    put_to = await lines.of_records(tx, [record.id for record, hidden_now in statements if not hidden_now])
    ids = [record.id for record, _ in statements]
    known = await past.known(
        tx,
        list({*ids, *await records.ever_joined(tx, ids)}),
        [each.assignment.id for each in put_to],
        day,
        consultation_ids=[consultation_id],
    )
    if consultation_id not in known.consultations:
        raise NotFound("no such consultation had been published by the end of that day")
    then = [
        (known.records[record.id], hidden_now or known.is_hidden(known.records[record.id]))
        for record, hidden_now in statements
        if record.id in known.records
    ]
    tracked = [view for view in known.views() if view.line.record.publication is Publication.TRACKED]
    return consultation_lines(then, tracked, day.date)


def _headlines(record: Recommendation, *, hidden: bool, found: list[pb.Line]) -> pb.StatementHeadlines:
    """Return a statement's lines; without any, its own sentence if it has one."""
    own = headline.of_record(record, hidden=hidden)
    has_one = not found and own.headline is not Headline.NO_HEADLINE
    return pb.StatementHeadlines(
        statement_number=record.number,
        tracked_number=record.tracked_number,
        headline=wire.views.headline_value(own) if has_one else None,
        lines=found,
    )
