"""Many statements entered in one act: all of them, or none."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.consultations import store, wire
from services.consultations.api.base import Rpcs, hosts
from services.consultations.domain.drafts import Consultation, Statement, require
from services.consultations.domain.errors import Stale
from services.consultations.domain.many import Entry, change_many
from services.consultations.domain.room import require_room_for_statements
from services.consultations.domain.values import RecordState, Role

Context = grpc.aio.ServicerContext[Any, Any]


class ManyRpcs(Rpcs):
    """Enters what a spreadsheet holds."""

    async def PutStatements(
        self, requests: AsyncIterator[pb.PutStatementsRequest], context: Context
    ) -> pb.PutStatementsResponse:
        """Add and replace statements, all in one transaction; or tell what would be refused."""
        caller, now = access.caller(context), self._now()
        request = await wire.received_entries(requests)
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        entries = await asyncio.to_thread(wire.entries, request.entries)  # thousands: beside the loop
        async with self._db.transaction() as tx:
            if not request.check_only and (reply := await replies.claim(tx, caller, request, pb.PutStatementsResponse)):
                return reply
            who = await self._acting(tx, caller, now)
            consultation = await store.lock_consultation(tx, self._keys, consultation_id, hosts(who))
            require(Role.FACILITATOR, consultation.organisation_id, who)
            if request.seen_revision not in ("", wire.revision(consultation)):
                raise Stale("the consultation changed meanwhile; read it again")
            changed = await self._changed(tx, consultation, entries, by=who.person_id)
            new = [each.details for each in entries if each.statement_id is None]
            response = pb.PutStatementsResponse(added=len(new), changed=len(changed))
            if request.check_only:
                return response
            async with self._new_keys(len(new)) as key_ids:
                _, first = await store.next_positions(tx, consultation)
                added = [
                    Statement(
                        id=new_id(),
                        consultation_id=consultation.id,
                        organisation_id=consultation.organisation_id,
                        key_id=key_id,
                        details=details,
                        state=RecordState.DRAFT,
                        position=position,
                        version=1,
                        author_id=who.person_id,
                        editors=frozenset({who.person_id}),
                    )
                    for position, (key_id, details) in enumerate(zip(key_ids, new, strict=True), first)
                ]
                await store.add_statements(tx, self._keys, added)
                await store.save_statements(tx, self._keys, changed)
                await store.touch_consultation(tx, consultation, at=now.at)
                ids = [each.id for each in (*added, *changed)]
                await store.audit_all(tx, at=now.at, actor=who.person_id, action="put", table="statements", row_ids=ids)
                return await replies.remember(tx, caller, request, response)

    @contextlib.asynccontextmanager
    async def _new_keys(self, count: int) -> AsyncIterator[list[UUID]]:
        """Make so many data keys; if what is done with them fails, they go again."""
        key_ids = await self._keys.create_many(count)
        try:
            yield key_ids
        except BaseException:
            await self._keys.destroy_many(key_ids)
            raise

    async def _changed(
        self, tx: Transaction, consultation: Consultation, entries: Sequence[Entry], *, by: UUID
    ) -> list[Statement]:
        """Return the statements that the entries change, if there is room for all of them."""
        replaced = any(each.statement_id for each in entries)
        known = {each.id: each for each in await store.statements_of(tx, self._keys, consultation)} if replaced else {}
        try:
            changed = change_many(entries, known, await store.participant_ids(tx, consultation), by=by)
        except Stale as stale:
            raise Stale(str(stale)) from None  # which one the next dry run tells
        used = await store.bytes_of_statements(tx, consultation)
        freed = sum(store.size_of(known[each.id].details) for each in changed)
        require_room_for_statements(used - freed + sum(store.size_of(each.details) for each in entries))
        return changed
