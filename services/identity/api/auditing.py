"""Searching who did what to whom."""

from contextlib import suppress
from datetime import datetime, time, timedelta
from uuid import UUID

from roundtable.identity.v1 import service_pb2 as pb
from services.identity import store, wire
from services.identity.api.desk import AtTheDesk, Context


class Auditing(AtTheDesk):
    """The RPC that searches the audit."""

    async def SearchAudit(self, request: pb.SearchAuditRequest, context: Context) -> pb.SearchAuditResponse:
        """Find acts, newest first, with names for whoever may read them."""
        desk, now = self._desk, self._desk.clock()
        size, before = wire.page_size(request.page_size), wire.position_before(request.page_token)
        day = wire.day_gone(request.on_date, today=desk.today(now), field="on_date")
        begin = datetime.combine(day, time(), desk.zone) if day else None
        wanted = store.Search(
            person_id=wire.identifier(request.person_id, field="person_id") if request.person_id else None,
            action=wire.audit_action(request.action),
            begin=begin,
            end=datetime.combine(day + timedelta(days=1), time(), desk.zone) if day else None,
        )
        async with desk.database.transaction(read_only=True) as tx:
            await self._registrar(tx, context)
            found = await store.search_audit(tx, wanted, before=before, limit=size + 1)
            page = found[:size]
            ids = {each.subject_id for each in page}
            for each in page:
                with suppress(ValueError):  # the operator, or an enrolment
                    ids.add(UUID(each.actor))
            names = await store.names_of(tx, desk.vault, list(ids))
        called = {str(each): name for each, name in names.items()}
        return pb.SearchAuditResponse(
            entries=[
                wire.audit_entry(
                    at=each.at, action=each.action, actor=each.actor, subject_id=each.subject_id, names=called
                )
                for each in page
            ],
            next_page_token=wire.page_token(UUID(int=page[-1].position)) if len(found) > size else "",
        )
