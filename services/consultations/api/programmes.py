"""Programmes: many sessions under one name."""

from typing import Any

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies, texts
from services.chassis.ids import new_id
from services.consultations import store, wire
from services.consultations.api.base import Page, Rpcs, host_of, hosts, stale_as
from services.consultations.domain.drafts import Programme, change_programme, require, require_read, require_unscheduled
from services.consultations.domain.values import Role

Context = grpc.aio.ServicerContext[Any, Any]


class ProgrammeRpcs(Rpcs):
    """Enters programmes."""

    async def CreateProgramme(self, request: pb.CreateProgrammeRequest, context: Context) -> pb.CreateProgrammeResponse:
        """Make a programme."""
        caller, now = access.caller(context), self._now()
        details = wire.programme_details(request.details)
        require_read(details.source, today=now.today)
        named = wire.optional_identifier(request.organisation_id, field="organisation_id")
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.CreateProgrammeResponse):
                return reply
            who = await self._acting(tx, caller, now)
            programme = Programme(
                id=new_id(),
                organisation_id=host_of(who, named),
                key_id=await self._keys.create(),
                details=details,
                version=1,
                created_by=who.person_id,
                editors=frozenset({who.person_id}),
                changed_at=now.at,
            )
            await store.add_programme(tx, self._keys, programme)
            await store.audit(
                tx, at=now.at, actor=who.person_id, action="create", table="programmes", row_id=programme.id
            )
            response = pb.CreateProgrammeResponse(programme=wire.programme(programme))
            return await replies.remember(tx, caller, request, response, key_id=programme.key_id)

    async def UpdateProgramme(self, request: pb.UpdateProgrammeRequest, context: Context) -> pb.UpdateProgrammeResponse:
        """Replace what is entered of a programme."""
        caller, now = access.caller(context), self._now()
        programme_id = wire.identifier(request.programme_id, field="programme_id")
        expected_version = wire.version(request.expected_version)
        details = wire.programme_details(request.details)
        require_read(details.source, today=now.today)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.UpdateProgrammeResponse):
                return reply
            who = await self._acting(tx, caller, now)
            before = await store.lock_programme(tx, self._keys, programme_id, hosts(who))
            require(Role.FACILITATOR, before.organisation_id, who)
            published = await store.published_programme(tx, programme_id) is not None
            require_unscheduled(await store.programme_schedule(tx, programme_id))
            with stale_as(lambda row: pb.UpdateProgrammeResponse(programme=wire.programme(row))):
                after = change_programme(
                    before,
                    details,
                    by=who.person_id,
                    expected_version=expected_version,
                    published=published,
                    at=now.at,
                )
            await store.save_programme(tx, self._keys, after)
            await store.audit(tx, at=now.at, actor=who.person_id, action="change", table="programmes", row_id=after.id)
            response = pb.UpdateProgrammeResponse(programme=wire.programme(after))
            return await replies.remember(tx, caller, request, response, key_id=after.key_id)

    async def ListMyProgrammes(
        self, request: pb.ListMyProgrammesRequest, context: Context
    ) -> pb.ListMyProgrammesResponse:
        """List the programmes of the caller's organisations, newest first."""
        size = wire.page_size(request.page_size)
        after = wire.page_after(request.page_token, wire.identifier_part)
        page = Page(size)
        async with self._db.transaction(read_only=True) as tx:
            who = await self._reading(tx, access.caller(context))
            found = await store.programmes_after(
                tx, self._keys, hosts(who), after=after[0] if after else None, limit=size + 1
            )
            records = {each.id: each for each in await store.programmes_named(tx, [each for each, _ in found])}
            reworded = [each for each in records.values() if each.corrections]
            known = wire.plain(await texts.load(tx, wire.ids_in(*reworded)))
        for programme_id, programme in found:
            message = wire.programme(programme) if programme else None
            if message and (record := records.get(programme_id)):
                message.corrected.extend(wire.corrected_texts(record, known))
            if not page.add(message, (programme_id,)):
                break
        return pb.ListMyProgrammesResponse(programmes=page.entries, next_page_token=page.token)
