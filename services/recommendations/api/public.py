"""What anybody may read."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log, texts
from services.chassis.database import Transaction
from services.chassis.errors import NotFound
from services.chassis.event_log import Recorded
from services.recommendations import wire
from services.recommendations.api.base import Base, Context
from services.recommendations.domain import headline
from services.recommendations.domain.addressee import Addressee
from services.recommendations.domain.counts import Count
from services.recommendations.domain.filters import LineFilter
from services.recommendations.domain.headline import Headline
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.domain.values import Publication
from services.recommendations.store import counts, filters, lines, lists, records, register, response_times

_ANSWER_BYTES: Final = 700_000  # of the lines in one answer: what stands around them fits in, too (1 MiB)
_NO_NUMBER = "no such number was ever given"


class PublicRpcs(Base):
    """RPCs without a caller: the same answer for everybody."""

    async def GetOverview(self, request: pb.GetOverviewRequest, _context: Context) -> pb.GetOverviewResponse:
        """Tell the four counts and the bars."""
        wanted = wire.filters.line_filter(request.filter)
        async with self._reading(request.as_at_date) as (tx, today):
            if wanted.is_summed_up:
                summary = await counts.read(tx, wanted, today=today)
            else:
                chosen = await filters.chosen(tx, wanted, today=today)
                summary = await lists.live_summary(tx, chosen, most=lists.most_counted(chosen))
            bodies = await register.named(tx, list(summary.bars))
            statements = await counts.statements(tx, illustrative=wanted.illustrative)
        return pb.GetOverviewResponse(
            asked=summary.total(Count.ASKED),
            answered=summary.total(Count.ANSWERED),
            say_done=summary.total(Count.SAY_DONE),
            shown_done=summary.total(Count.SHOWN_DONE),
            total=summary.lines,
            at_least=summary.at_least,
            bars=[wire.views.bar(each, summary.bars[each.id]) for each in bodies],
            as_of_date=wire.words.written(today),
            tracked=statements["tracked"],
            recorded=statements["recorded"],
        )

    async def ListLines(self, request: pb.ListLinesRequest, _context: Context) -> pb.ListLinesResponse:
        """List lines, newest publication first."""
        wanted = wire.filters.line_filter(request.filter)
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, _line_place, values=3)
        async with self._reading(request.as_at_date) as (tx, today):
            chosen = await filters.chosen(tx, wanted, today=today)
            places, last = await lists.line_ids(tx, chosen, after=after, limit=size)
            found = await lines.read_all(tx, [each.assignment_id for each in places])
            views = await self._views(tx, found, today=today)
            if wanted.is_summed_up:
                total, at_least = await counts.lines(tx, wanted, today=today), False
            else:
                total, at_least = await lists.count_lines(tx, chosen)
        return pb.ListLinesResponse(
            lines=[wire.views.line(view) for view in views],
            next_page_token=wire.filters.token(last.tracked_no, int(last.lead), last.assignment_id) if last else "",
            total=total,
            at_least=at_least,
            as_of_date=wire.words.written(today),
        )

    async def GetRecommendation(
        self, request: pb.GetRecommendationRequest, _context: Context
    ) -> pb.GetRecommendationResponse:
        """Tell everything public about one number."""
        number = wire.words.line(request.tracked_number, field="tracked_number")
        async with self._reading(request.as_at_date) as (tx, today):
            found = await records.by_number(tx, number)
            if found is None:
                raise NotFound(_NO_NUMBER)
            record, hidden = found
            consultation = (await records.consultations(tx, [record.consultation_id])).get(record.consultation_id)
            known = await texts.load(tx, wire.views.text_ids(record, consultation))
            put_to = [] if hidden else await lines.of_records(tx, [record.id])
            views = await self._views(tx, put_to, complete=True, today=today)
            own = [] if hidden else (await event_log.load_all(tx, [record.id])).get(record.id, [])
            shown = await records.shown(tx, record.others | wire.timeline.others_of(own))
            merged = await records.merged_into(tx, record.id)
        return wire.views.recommendation(
            record,
            consultation,
            views,
            hidden=hidden,
            merged=merged,
            shown=shown,
            texts=known,
            entries=self._timeline(own, views, shown),
            today=today,
        )

    def _timeline(
        self, own: Sequence[Recorded], views: list[wire.views.View], shown: Collection[UUID]
    ) -> list[pb.TimelineEntry]:
        """Return the entries of the record (`own` are its events) and of all its lines, newest first."""
        bodies = {view.addressee.id: view.named for view in views}
        entries = wire.timeline.of_records(own, zone=self._zone, bodies=bodies, shown=shown)
        for view in views:
            recorded_events = [view.entries[version] for version in sorted(view.entries)]
            of_line = wire.timeline.of_assignment(recorded_events, zone=self._zone, named=view.named)
            wire.archives.note((entry for _, _, entry in of_line), view.archives)
            entries += of_line
        return wire.timeline.newest_first(entries)

    async def ListConsultationLines(
        self, request: pb.ListConsultationLinesRequest, _context: Context
    ) -> pb.ListConsultationLinesResponse:
        """List the headlines of a page of the published statements of one consultation."""
        after_item, size = wire.filters.items_asked(request.after_item, request.page_size)
        number = wire.words.line(request.consultation_number, field="consultation_number")
        async with self._reading(request.as_at_date) as (tx, today):
            if await records.consultation_numbered(tx, number) is None:
                raise NotFound(_NO_NUMBER)
            statements = await records.of_consultation(tx, number, after_item=after_item, limit=size + 1)
            page = statements[:size]
            tracked = [record.id for record, hidden in page if record.publication is Publication.TRACKED and not hidden]
            views = await self._views(tx, await lines.of_records(tx, tracked), today=today)
        return _consultation_lines(page, views, today, more=len(statements) > size)

    async def ListAddressees(self, request: pb.ListAddresseesRequest, _context: Context) -> pb.ListAddresseesResponse:
        """List the register."""
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, lambda name, slug: (str(name), str(slug)), values=2)
        async with self._reading(request.as_at_date) as (tx, _):
            found = await register.page(tx, after=after, limit=size + 1)
        return pb.ListAddresseesResponse(
            addressees=[wire.addressees.public_addressee(each) for each in found[:size]],
            next_page_token=register_token(found, size),
        )

    async def GetAddressee(self, request: pb.GetAddresseeRequest, _context: Context) -> pb.GetAddresseeResponse:
        """Tell about one addressee."""
        slug = wire.words.line(request.slug, field="slug")
        async with self._reading(request.as_at_date) as (tx, today):
            return await self._scorecard(tx, await register.by_slug(tx, slug), today)

    async def _scorecard(self, tx: Transaction, body: Addressee, today: date) -> pb.GetAddresseeResponse:
        # Of a real body, what was invented for demonstration says nothing.
        own = LineFilter(illustrative=body.illustrative, addressee_slug=body.slug)
        summary = await counts.read(tx, own, today=today)
        card = await response_times.scorecard(tx, body.id, illustrative=body.illustrative, today=today)
        cuts = await self._cuts(tx, body)
        reasons = [each.undone_reason_id for each in body.undone_names if each.undone_reason_id]
        said = await texts.load(tx, [*(each.text_id for each in body.replies), *reasons])
        return pb.GetAddresseeResponse(
            addressee=wire.addressees.public_addressee(body),
            remit=wire.views.remit(body),
            bar=wire.views.bar(body.named(), summary.bars.get(body.id, Counter())),
            asked=card.asked,
            answered=card.answered,
            answered_on_time=card.answered_on_time,
            median_response_days=card.median_response_days,
            oldest_unanswered=card.oldest_unanswered,
            as_of_date=wire.words.written(today),
            names=wire.views.names(body),
            undone_names=wire.views.undone_names(body, said),
            remits=wire.views.public_remits(body),
            cuts=cuts,
            ended_date=wire.words.written(body.ended_by.effective_date if body.ended_by else None),
            median_of=card.answered,
            oldest_unanswered_days=(today - card.oldest_due_date).days if card.oldest_due_date else 0,
            replies=wire.scorecard.replies(body, said),
            version=body.version,
        )

    async def _cuts(self, tx: Transaction, body: Addressee) -> list[pb.Cut]:
        """Return what went from a body to others, and what came to it."""
        came = [
            (owner, each)
            for owner in await register.succeeded_by(tx, body.id)
            for each in owner.successions
            if body.id in each.successor_ids
        ]
        went = body.successions
        others = await register.by_ids(tx, list({each for one in went for each in one.successor_ids}))
        done = [*went, *(each for _, each in came)]
        known = await texts.load(tx, [each.undone_reason_id for each in done if each.undone_reason_id])
        numbers = await lines.numbers(tx, [line.assignment_id for each in done for line in each.lines])
        cut = partial(wire.successions.cut, others=others, numbers=numbers, texts=known)
        cuts = [cut(each) for each in went]
        cuts += [cut(each, gained_by=body.id, owner=owner) for owner, each in came]
        return wire.successions.newest_first(cuts)


def _line_place(tracked_no: str, lead: str, assignment_id: str) -> filters.LinePlace:
    return filters.LinePlace(
        tracked_no=wire.filters.ordinal(tracked_no), lead=bool(int(lead)), assignment_id=UUID(assignment_id)
    )


def register_token(found: list[Addressee], size: int) -> str:
    """Return where a page of the register ended; empty on the last one."""
    return wire.filters.next_token(found, size, lambda last: (last.english_name, last.slug))


def _consultation_lines(
    statements: Iterable[tuple[Recommendation, bool]], views: Iterable[wire.views.View], today: date, *, more: bool
) -> pb.ListConsultationLinesResponse:
    """Return the headlines of as many statements as fit, each given with whether it is hidden.

    Args:
        statements: Of one page, in order of number.
        views: Of their lines.
        today: The day for which clocks are compared.
        more: Whether statements follow those.
    """
    by_record: dict[UUID, list[pb.Line]] = {}
    for view in views:
        by_record.setdefault(view.line.record.id, []).append(wire.views.line(view))
    answer, room = pb.ListConsultationLinesResponse(as_of_date=wire.words.written(today)), _ANSWER_BYTES
    for record, hidden in statements:
        each = _headlines(record, hidden=hidden, found=by_record.get(record.id, []))
        room -= each.ByteSize()
        if room < 0 and answer.statements:
            more = True
            break
        answer.statements.append(each)
    if more and answer.statements:
        answer.next_after_item = int(answer.statements[-1].statement_number.rpartition("/")[2])
    return answer


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
