"""Notes intake: what in a pasted text may be an item. The text is read and forgotten."""

import asyncio
from typing import Any

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access
from services.consultations import store, wire
from services.consultations.api.base import Rpcs, hosts
from services.consultations.domain import intake
from services.consultations.domain.drafts import require
from services.consultations.domain.values import Role

Context = grpc.aio.ServicerContext[Any, Any]


class IntakeRpcs(Rpcs):
    """Finds candidates."""

    async def FindCandidates(self, request: pb.FindCandidatesRequest, context: Context) -> pb.FindCandidatesResponse:
        """Find what in minutes or an article may be an item. Nothing is kept."""
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        text = wire.pasted(request.text)
        async with self._db.transaction(read_only=True) as tx:
            who = await self._reading(tx, access.caller(context))
            draft = await store.read_draft(tx, self._keys, consultation_id, hosts(who))
            require(Role.FACILITATOR, draft.consultation.organisation_id, who)
            illustrative = draft.consultation.details.illustrative
            register = await store.whole_register(tx, illustrative=illustrative)
        people = {each.details.name: each.id for each in draft.participants if each.details.name}
        # Up to a second for a text made to be slow: the loop goes on meanwhile.
        found = await asyncio.to_thread(
            intake.find, text, wire.bodies(register), list(people), press=request.published_article
        )
        return pb.FindCandidatesResponse(
            text=text,
            candidates=[wire.candidate(each, text, people) for each in found],
            addressees=wire.named(register, found),
        )
