"""What changed, for anybody."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.database import Transaction
from services.recommendations import wire
from services.recommendations.api.base import Base, Context
from services.recommendations.domain.filters import LineFilter
from services.recommendations.store import history, lines, records


class ChangeRpcs(Base):
    """RPCs without a caller: the same answer for everybody."""

    async def ListChanges(self, request: pb.ListChangesRequest, _context: Context) -> pb.ListChangesResponse:
        """List what changed lately."""
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, _change_place, values=2)
        wanted = _wanted(request)
        async with self._reading(request.as_at_date) as (tx, today):
            looked = await self._looked(tx, request, wanted, after=after, size=size, today=today)
            newest = looked.found[:size]
            records_of = list({each.recommendation_id for each in newest})
            record_lines = await lines.of_records(tx, records_of)
            matching = await history.matching(tx, wanted, records_of, today=today) if wanted else set()
            shown = await records.shown(tx, wire.timeline.others_of(each.event for each in newest))
            views = await self._views(tx, record_lines, today=today)
        by_line = {view.line.assignment.id: view for view in views}
        by_record = {view.line.record.id: view for view in views}
        bodies = {view.addressee.id: view.named for view in views}
        changes = []
        for each in newest:
            view = by_line.get(each.assignment_id) if each.assignment_id else by_record.get(each.recommendation_id)
            if view is not None:
                change = self._change(each, view, bodies, shown)
                change.addressee_slugs.extend(_slugs(each, views, matching))
                changes.append(change)
        return pb.ListChangesResponse(
            changes=changes,
            next_page_token=wire.filters.token(looked.last.day, looked.last.position) if looked.last else "",
            looked_back_to_date=wire.words.written(self._looked_back_to(request, looked)),
        )

    async def _looked(
        self,
        tx: Transaction,
        request: pb.ListChangesRequest,
        wanted: LineFilter | None,
        *,
        after: history.Place | None,
        size: int,
        today: date,
    ) -> history.Looked:
        if wanted:
            return await history.changes_of(
                tx, wanted, after=after, limit=size, by_recorded=request.by_recorded, today=today
            )
        found = await history.changes(tx, illustrative=request.illustrative, after=after, limit=size + 1)
        end = found[size - 1] if len(found) > size else None
        last = history.Place(day=end.occurred_date, position=end.event.position) if end else None
        return history.Looked(found=found, last=last)

    def _looked_back_to(self, request: pb.ListChangesRequest, looked: history.Looked) -> date | None:
        if looked.last is None or looked.recorded_at is None:
            return None
        return looked.recorded_at.astimezone(self._zone).date() if request.by_recorded else looked.last.day

    def _change(
        self,
        change: history.Change,
        view: wire.views.View,
        bodies: Mapping[UUID, wire.addressees.Named],
        shown: Collection[UUID],
    ) -> pb.Change:
        if change.assignment_id is None:
            entry = wire.timeline.of_record(change.event, zone=self._zone, bodies=bodies, shown=shown)
        else:
            entry = wire.timeline.of_fact(
                wire.facts.fact(change.event),
                change.event.recorded_at,
                zone=self._zone,
                named=view.named,
            )
        record = view.line.record
        return pb.Change(
            tracked_number=record.tracked_number,
            title=wire.words.shown(view.texts, record.title_id),
            entry=entry,
        )


def _wanted(request: pb.ListChangesRequest) -> LineFilter | None:
    """Return of which lines changes are looked for; None for all, what happened last first."""
    if request.HasField("filter"):
        return wire.filters.line_filter(request.filter)
    return LineFilter(illustrative=request.illustrative) if request.by_recorded else None


def _change_place(day: str, position: str) -> history.Place:
    return history.Place(day=wire.words.required_day(day, field="page_token"), position=wire.filters.ordinal(position))


def _slugs(change: history.Change, views: Iterable[wire.views.View], matching: Collection[UUID]) -> list[str]:
    """Return the slugs of the bodies whose lines of what changed are among those that match, each once."""
    of_record = (each for each in views if each.line.record.id == change.recommendation_id)
    return list(dict.fromkeys(each.addressee.slug for each in of_record if each.line.assignment.id in matching))
