"""What anybody may read. Nothing here acts for an organisation, so no restricted row is even visible."""

from typing import Any

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.api.base import Page, Rpcs
from services.consultations.domain.errors import NoSuchRow
from services.consultations.domain.record import ConsultationRecord

Context = grpc.aio.ServicerContext[Any, Any]


class PublicRpcs(Rpcs):
    """Gives what is published."""

    async def ListConsultations(
        self, request: pb.ListConsultationsRequest, _context: Context
    ) -> pb.ListConsultationsResponse:
        """List published consultations, newest publication first."""
        size = wire.page_size(request.page_size)
        after: Any = wire.page_after(request.page_token, wire.day_part, wire.ordinal)
        page = Page(size)
        async with self._db.transaction(read_only=True) as tx:
            found = await store.list_consultations(tx, illustrative=request.illustrative, after=after, limit=size + 1)
            written = await self._consultations(tx, [record for record, _ in found])
        for consultation, (_, place) in zip(written, found, strict=True):
            if not page.add(consultation, place):
                break
        return pb.ListConsultationsResponse(consultations=page.entries, next_page_token=page.token)

    async def GetConsultation(
        self, request: pb.GetConsultationRequest, _context: Context
    ) -> pb.GetConsultationResponse:
        """Give one published consultation with its published statements."""
        async with self._db.transaction(read_only=True) as tx:
            record = await store.consultation_numbered(tx, wire.public_number(request.number))
            if record is None:
                raise NoSuchRow("consultation")
            statements = await store.statement_records(tx, record.id)
            printed = await self._printed(tx, record, *statements)
            [consultation] = await self._consultations(tx, [record])
        return pb.GetConsultationResponse(
            consultation=consultation,
            statements=[wire.public_statement(each, record, printed) for each in statements],
        )

    async def GetStatement(self, request: pb.GetStatementRequest, _context: Context) -> pb.GetStatementResponse:
        """Give one published statement, and its consultation."""
        async with self._db.transaction(read_only=True) as tx:
            statement = await store.statement_numbered(tx, wire.public_number(request.number))
            if statement is None:
                raise NoSuchRow("statement")
            record = await store.consultation_record(tx, statement.frame.consultation_id)
            assert record
            printed = await self._printed(tx, record, statement)
            [consultation] = await self._consultations(tx, [record])
        return pb.GetStatementResponse(
            statement=wire.public_statement(statement, record, printed), consultation=consultation
        )

    async def ListProgrammes(self, request: pb.ListProgrammesRequest, _context: Context) -> pb.ListProgrammesResponse:
        """List programmes that have a published consultation, by English title."""
        size = wire.page_size(request.page_size)
        after: Any = wire.page_after(request.page_token, wire.line_part, wire.ordinal)
        page = Page(size)
        async with self._db.transaction(read_only=True) as tx:
            found = await store.list_programmes(tx, after=after, limit=size + 1)
            printed = await self._printed(tx, *(record for record, _, _ in found))
        for record, place, numbers in found:
            if not page.add(wire.public_programme(record, numbers, printed), place):
                break
        return pb.ListProgrammesResponse(programmes=page.entries, next_page_token=page.token)

    async def _consultations(self, tx: Transaction, records: list[ConsultationRecord]) -> list[pb.PublicConsultation]:
        counts = await store.count_items(tx, [each.id for each in records])
        programmes = {
            programme_id: await store.published_programme(tx, programme_id)
            for programme_id in {each.content.programme_id for each in records if each.content.programme_id}
        }
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
