"""To the reviewer and back: rows 1 and 3."""

from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.api.base import Page, Rpcs, hosts
from services.consultations.api.drafts import summary
from services.consultations.domain.drafts import Draft
from services.consultations.domain.errors import Stale
from services.consultations.domain.submission import give_back, submit
from services.consultations.domain.values import RecordState

Context = grpc.aio.ServicerContext[Any, Any]


class ReviewRpcs(Rpcs):
    """Submits and returns."""

    async def SubmitConsultation(
        self, request: pb.SubmitConsultationRequest, context: Context
    ) -> pb.SubmitConsultationResponse:
        """Submit drafts for review (row 1)."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        expected_version = wire.version(request.expected_version)
        chosen = wire.identifiers(request.statement_ids, field="statement_ids", most=wire.MOST_STATEMENTS)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.SubmitConsultationResponse):
                return reply
            who = await self._acting(tx, caller, now)
            draft = await store.lock_draft(tx, self._keys, consultation_id, hosts(who))
            register = await store.register(tx, addressees_in(draft))
            try:
                submitted = submit(
                    draft, chosen, expected_version=expected_version, who=who, at=now.at, register=register
                )
            except Stale as stale:
                current = pb.SubmitConsultationResponse(draft=await self._as_message(tx, draft, who))
                raise Stale(str(stale), current) from None
            await store.move_statements(tx, self._keys, submitted)
            await store.touch_consultation(tx, draft.consultation, at=now.at)
            await _audit(tx, now.at, who.person_id, "submit", [each.id for each in submitted])
            message, key_id = await self._written(tx, consultation_id, who)
            response = pb.SubmitConsultationResponse(draft=message)
            return await replies.remember(tx, caller, request, response, key_id=key_id)

    async def ListReviews(self, request: pb.ListReviewsRequest, context: Context) -> pb.ListReviewsResponse:
        """List consultations with statements in review, longest waiting first."""
        size = wire.page_size(request.page_size)
        after: Any = wire.page_after(request.page_token, wire.instant, wire.identifier_part)
        page = Page(size)
        async with self._db.transaction(read_only=True) as tx:
            who = await self._reading(tx, access.caller(context))
            found = await store.waiting_after(tx, self._keys, hosts(who), after=after, limit=size + 1)
            titles = await self._titles(tx, found)
        for each in found:
            place = (each.waiting_since, each.consultation.id)
            if not page.add(summary(each, titles, self._now()), place):
                break
        return pb.ListReviewsResponse(consultations=page.entries, next_page_token=page.token)

    async def ReturnStatements(
        self, request: pb.ReturnStatementsRequest, context: Context
    ) -> pb.ReturnStatementsResponse:
        """Return statements in review to their author (row 3)."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        versions = wire.statement_versions(request.statements)
        reason = wire.reason(request.reason)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.ReturnStatementsResponse):
                return reply
            who = await self._acting(tx, caller, now)
            draft = await store.lock_draft(tx, self._keys, consultation_id, hosts(who))
            try:
                returned = give_back(draft, versions, reason=reason, who=who)
            except Stale as stale:
                current = pb.ReturnStatementsResponse(draft=await self._as_message(tx, draft, who))
                raise Stale(str(stale), current) from None
            await store.move_statements(tx, self._keys, returned)
            await store.touch_consultation(tx, draft.consultation, at=now.at)
            await _audit(tx, now.at, who.person_id, "return", [each.id for each in returned])
            message, key_id = await self._written(tx, consultation_id, who)
            response = pb.ReturnStatementsResponse(draft=message)
            return await replies.remember(tx, caller, request, response, key_id=key_id)


def addressees_in(draft: Draft) -> set[UUID]:
    """Return the addressees that statements which are not published name."""
    open_ = (each for each in draft.statements if each.state is not RecordState.PUBLISHED)
    return {addressee_id for each in open_ for addressee_id in each.details.addressee_ids}


async def _audit(tx: Transaction, at: Any, actor: UUID, action: str, row_ids: list[UUID]) -> None:
    await store.audit_all(tx, at=at, actor=actor, action=action, table="statements", row_ids=row_ids)
