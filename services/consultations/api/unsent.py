"""What somebody has typed and not sent yet: kept for that person, on whichever device."""

from typing import Any

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.consultations import store, wire
from services.consultations.api.base import Rpcs, hosts, stale_as
from services.consultations.domain.drafts import require
from services.consultations.domain.errors import RoleMissing
from services.consultations.domain.unsent import (
    KEPT,
    Place,
    UnsentText,
    discard_unsent,
    require_unsent_room,
    save_unsent,
)
from services.consultations.domain.values import Role, Standing

Context = grpc.aio.ServicerContext[Any, Any]


class UnsentRpcs(Rpcs):
    """Keeps what is typed before it is entered."""

    async def SaveUnsentText(self, request: pb.SaveUnsentTextRequest, context: Context) -> pb.SaveUnsentTextResponse:
        """Keep what the caller typed, over what the caller kept there before."""
        caller, now = access.caller(context), self._now()
        assert caller.person_id
        place, fields = wire.place(request, caller.person_id), wire.unsent_fields(request.fields)
        expected_version = wire.seen_version(request.expected_version)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.SaveUnsentTextResponse):
                return reply
            await self._check_place(tx, place, await self._acting(tx, caller, now))
            before = await store.lock_unsent(tx, self._keys, place, new_id=new_id(), at=now.at)
            require_unsent_room(fields, beside=await store.desk_bytes_beside(tx, before))
            key_id = before.key_id or await self._keys.create()
            with stale_as(lambda row: pb.SaveUnsentTextResponse(text=self._unsent(row))):
                after = save_unsent(before, fields, key_id=key_id, expected_version=expected_version, at=now.at)
            await store.save_unsent(tx, self._keys, after)
            response = pb.SaveUnsentTextResponse(text=self._unsent(after, complete=False))
            return await replies.remember(tx, caller, request, response, key_id=key_id)

    async def ReadUnsentText(self, request: pb.ReadUnsentTextRequest, context: Context) -> pb.ReadUnsentTextResponse:
        """Give what the caller typed."""
        caller = access.caller(context)
        assert caller.person_id
        place = wire.place(request, caller.person_id)
        async with self._db.transaction(read_only=True) as tx:
            if place.page.is_desk:
                forms = await store.read_unsent_forms(tx, self._keys, place)
                return pb.ReadUnsentTextResponse(forms=[self._unsent(each) for each in forms])
            if place.consultation_id:
                who = await self._reading(tx, caller)
                here = who.organisations(Role.FACILITATOR)
                await store.read_consultation(tx, self._keys, place.consultation_id, here)
            found = await store.read_unsent(tx, self._keys, place)
        return pb.ReadUnsentTextResponse(text=self._unsent(found) if found and found.key_id else None)

    async def DiscardUnsentText(
        self, request: pb.DiscardUnsentTextRequest, context: Context
    ) -> pb.DiscardUnsentTextResponse:
        """End what the caller typed, and destroy its data key."""
        caller, now = access.caller(context), self._now()
        assert caller.person_id
        place, expected_version = wire.place(request, caller.person_id), wire.seen_version(request.expected_version)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.DiscardUnsentTextResponse):
                return reply
            await self._check_place(tx, place, await self._acting(tx, caller, now))
            before = await store.lock_unsent(tx, self._keys, place, new_id=new_id(), at=now.at)
            with stale_as(lambda row: pb.DiscardUnsentTextResponse(text=self._unsent(row))):
                after = discard_unsent(before, expected_version=expected_version, at=now.at)
            await store.save_unsent(tx, self._keys, after)
            await store.destroy_later(tx, [before.key_id] if before.key_id else [], at=now.at)
            response = await replies.remember(tx, caller, request, pb.DiscardUnsentTextResponse())
        await self._destroy_keys()
        return response

    async def end_old_unsent(self) -> None:
        """End what was typed and not entered for longer than it is kept, and destroy its data keys."""
        now = self._now()
        async with self._db.transaction() as tx:
            gone = await store.end_unsent_before(tx, now.at - KEPT, at=now.at)
            await store.destroy_later(tx, gone, at=now.at)
        if gone:
            await self._destroy_keys()

    async def _check_place(self, tx: Transaction, place: Place, who: Standing) -> None:
        """Refuse whose page it is not: who lacks the role, or the organisation whose consultation it belongs to."""
        if not who.organisations(place.page.role):
            raise RoleMissing("you hold no role that allows this")
        if place.consultation_id:
            consultation = await store.lock_consultation(tx, self._keys, place.consultation_id, hosts(who))
            require(Role.FACILITATOR, consultation.organisation_id, who)

    def _unsent(self, text: UnsentText, *, complete: bool = True) -> pb.UnsentText:
        return wire.unsent_text(text, zone=self._zone, complete=complete)
