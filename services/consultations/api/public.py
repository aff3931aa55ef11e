"""What anybody may read. Nothing here acts for an organisation, so no restricted row is even visible."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.database import Transaction
from services.consultations import past, store, wire
from services.consultations.api.base import Page, Rpcs
from services.consultations.domain.errors import NoSuchRow
from services.consultations.domain.record import ConsultationRecord
from services.consultations.past import PastDay

Context = grpc.aio.ServicerContext[Any, Any]


class PublicRpcs(Rpcs):
    """Gives what is published."""

    async def ListConsultations(
        self, request: pb.ListConsultationsRequest, _context: Context
    ) -> pb.ListConsultationsResponse:
        """List published consultations, newest publication first."""
        size = wire.page_size(request.page_size)
        after: Any = wire.page_after(request.page_token, wire.day_part, wire.ordinal)
        then = past.day(request.as_at_date, self._now())
        async with self._db.transaction(read_only=True) as tx:
            found = await store.list_consultations(
                tx, illustrative=request.illustrative, until=then.day if then else None, after=after, limit=size + 1
            )
            records = [record for record, _ in found]
            known = await past.consultations(tx, records, then) if then else records
            written = dict(zip((each.id for each in known), await self._consultations(tx, known, then), strict=True))
        page = Page(size)
        for record, place in found:
            if record.id in written and not page.add(written[record.id], place):
                return pb.ListConsultationsResponse(consultations=page.entries, next_page_token=page.token)
        # Nothing is left over, unless some of those found were published later than their day says.
        more = wire.page_token(found[-1][1]) if len(found) > size else ""
        return pb.ListConsultationsResponse(consultations=page.entries, next_page_token=more)

    async def GetConsultation(
        self, request: pb.GetConsultationRequest, _context: Context
    ) -> pb.GetConsultationResponse:
        """Give one published consultation with a page of its published statements."""
        then = past.day(request.as_at_date, self._now())
        after, size = wire.items_asked(request)
        async with self._db.transaction(read_only=True) as tx:
            record = await store.consultation_numbered(tx, wire.public_number(request.number))
            if record is None:
                raise NoSuchRow("consultation")
            record = await self._known(tx, record, then)
            found = await store.statement_records_after(tx, record.id, after, limit=size + 1)
            statements = await past.statements(tx, found[:size], then) if then else found[:size]
            counted = await (past.count_types(tx, record.id, then) if then else store.count_types(tx, record.id))
            printed = await self._printed(tx, record, *statements, then=then)
            [consultation] = await self._consultations(tx, [record], then, counts={record.id: counted.ways})
        response = pb.GetConsultationResponse(
            consultation=consultation, items=counted.items, types=wire.type_counts(record, counted.standing)
        )
        # Of a past day nothing follows the last one that was known: numbers are given in order.
        more = len(found) > size and len(statements) == size
        wire.fill(response, (wire.public_statement(each, record, printed) for each in statements), more=more)
        return response

    async def GetStatement(self, request: pb.GetStatementRequest, _context: Context) -> pb.GetStatementResponse:
        """Give one published statement, and its consultation."""
        then = past.day(request.as_at_date, self._now())
        async with self._db.transaction(read_only=True) as tx:
            statement = await store.statement_numbered(tx, wire.public_number(request.number))
            if statement is None:
                raise NoSuchRow("statement")
            if then:
                known = await past.statements(tx, [statement], then)
                if not known:
                    raise NoSuchRow("statement")
                statement = known[0]
            record = await store.consultation_record(tx, statement.frame.consultation_id)
            assert record
            record = await self._known(tx, record, then)
            printed = await self._printed(tx, record, statement, then=then)
            [consultation] = await self._consultations(tx, [record], then)
        return pb.GetStatementResponse(
            statement=wire.public_statement(statement, record, printed), consultation=consultation
        )

    async def _known(self, tx: Transaction, record: ConsultationRecord, then: PastDay | None) -> ConsultationRecord:
        """Return a consultation as it is, or as it was known on a past day.

        Raises:
            NoSuchRow: It was published later.
        """
        if then is None:
            return record
        known = await past.consultations(tx, [record], then)
        if not known:
            raise NoSuchRow("consultation")
        return known[0]

    async def ListProgrammes(self, request: pb.ListProgrammesRequest, _context: Context) -> pb.ListProgrammesResponse:
        """List programmes that have a published consultation, by English title."""
        size = wire.page_size(request.page_size)
        after: Any = wire.page_after(request.page_token, wire.line_part, wire.ordinal)
        then = past.day(request.as_at_date, self._now())
        asked = request.consultation_number
        of = wire.required_number(asked, field="consultation_number") if asked else ""
        page = Page(size)
        async with self._db.transaction(read_only=True) as tx:
            found = await store.list_programmes(tx, of=of, after=after, limit=size + 1)
            programmes = [record for record, _, _ in found]
            programmes = await past.programmes(tx, programmes, then) if then else programmes
            sessions = {each.id: await store.sessions_of(tx, each.id) for each in programmes}
            printed = await self._printed(tx, *programmes, *(one for each in sessions.values() for one in each))
            shown = {each.id: await _shown(tx, sessions[each.id], then) for each in programmes}
        known = {each.id: each for each in programmes}
        for now, place, _ in found:
            record, numbers = known.get(now.id), shown.get(now.id, [])
            if record and numbers and (not of or of in numbers):
                counts = wire.public_counts(record, sessions[record.id], printed)
                if not page.add(wire.public_programme(record, numbers, printed, counts), place):
                    return pb.ListProgrammesResponse(programmes=page.entries, next_page_token=page.token)
        # Nothing is left over, unless some of those found became public later than that day.
        more = wire.page_token(found[-1][1]) if len(found) > size else ""
        return pb.ListProgrammesResponse(programmes=page.entries, next_page_token=more)

    async def _consultations(
        self,
        tx: Transaction,
        records: list[ConsultationRecord],
        then: PastDay | None,
        *,
        counts: Mapping[UUID, tuple[int, int]] | None = None,
    ) -> list[pb.PublicConsultation]:
        """Write consultations, with how many of their statements are recorded and tracked: as given, or looked up."""
        ids = [each.id for each in records]
        if counts is None:
            counts = await past.count_items(tx, ids, then) if then else await store.count_items(tx, ids)
        named = {each.content.programme_id for each in records if each.content.programme_id}
        found = await store.programmes_named(tx, named)
        programmes = {each.id: each for each in (await past.programmes(tx, found, then) if then else found)}
        printed = await self._printed(tx, *records, *programmes.values())
        return [
            wire.public_consultation(
                each,
                printed,
                recorded=counts.get(each.id, (0, 0))[0],
                tracked=counts.get(each.id, (0, 0))[1],
                programme=programmes.get(each.content.programme_id) if each.content.programme_id else None,
            )
            for each in records
        ]


async def _shown(tx: Transaction, sessions: list[ConsultationRecord], then: PastDay | None) -> list[str]:
    """Return the numbers of the sessions that were public and not hidden then, and are not hidden now."""
    known = await past.consultations(tx, sessions, then) if then else sessions
    return [each.number for each in known if not each.hidden]
