"""Consultations as they are entered."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import grpc

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument
from services.chassis.ids import new_id
from services.consultations import store, wire
from services.consultations.api.base import Page, Rpcs, host_of, hosts
from services.consultations.domain.details import ConsultationDetails
from services.consultations.domain.drafts import (
    Consultation,
    change_consultation,
    require,
    require_past,
    require_unscheduled,
)
from services.consultations.domain.errors import Stale
from services.consultations.domain.values import Moment, Role

Context = grpc.aio.ServicerContext[Any, Any]


class DraftRpcs(Rpcs):
    """Enters consultations."""

    async def CreateConsultation(
        self, request: pb.CreateConsultationRequest, context: Context
    ) -> pb.CreateConsultationResponse:
        """Make the draft of a consultation."""
        caller, now = access.caller(context), self._now()
        details = wire.consultation_details(request.details)
        require_past(details, today=now.today)
        named = wire.optional_identifier(request.organisation_id, field="organisation_id")
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.CreateConsultationResponse):
                return reply
            who = await self._acting(tx, caller, now)
            made = Consultation(
                id=new_id(),
                organisation_id=host_of(who, named),
                key_id=await self._keys.create(),
                replies_key_id=await self._keys.create(),
                details=details,
                version=1,
                created_by=who.person_id,
                editors=frozenset({who.person_id}),
                changed_at=now.at,
            )
            await _check_programme(tx, details, made.organisation_id)
            await store.add_consultation(tx, self._keys, made)
            await store.audit(
                tx, at=now.at, actor=who.person_id, action="create", table="consultations", row_id=made.id
            )
            draft, key_id = await self._written(tx, made.id, who)
            response = pb.CreateConsultationResponse(draft=draft)
            return await replies.remember(tx, caller, request, response, key_id=key_id)

    async def UpdateConsultation(
        self, request: pb.UpdateConsultationRequest, context: Context
    ) -> pb.UpdateConsultationResponse:
        """Replace what is entered of a consultation."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        expected_version = wire.version(request.expected_version)
        details = wire.consultation_details(request.details)
        require_past(details, today=now.today)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.UpdateConsultationResponse):
                return reply
            who = await self._acting(tx, caller, now)
            before = await store.lock_consultation(tx, self._keys, consultation_id, hosts(who))
            require(Role.FACILITATOR, before.organisation_id, who)
            published = await store.is_published(tx, consultation_id)
            require_unscheduled(await store.schedule_of(tx, consultation_id))
            try:
                after = change_consultation(
                    before,
                    details,
                    by=who.person_id,
                    expected_version=expected_version,
                    published=published,
                    at=now.at,
                )
            except Stale as stale:
                draft, _ = await self._written(tx, consultation_id, who)
                raise Stale(str(stale), pb.UpdateConsultationResponse(draft=draft)) from None
            await _check_programme(tx, details, before.organisation_id)
            await store.save_consultation(tx, self._keys, after)
            await store.audit(
                tx, at=now.at, actor=who.person_id, action="change", table="consultations", row_id=after.id
            )
            draft, key_id = await self._written(tx, after.id, who)
            response = pb.UpdateConsultationResponse(draft=draft)
            return await replies.remember(tx, caller, request, response, key_id=key_id)

    async def GetDraft(self, request: pb.GetDraftRequest, context: Context) -> pb.GetDraftResponse:
        """Give a consultation with everything entered of it."""
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        after = wire.statements_after(request.statements_token)
        async with self._db.transaction(read_only=True) as tx:
            who = await self._reading(tx, access.caller(context))
            if after:
                consultation = await store.read_consultation(tx, self._keys, consultation_id, hosts(who))
                draft = await self._more_statements(tx, consultation, after, who.person_id)
            else:
                draft, _ = await self._written(tx, consultation_id, who)
        return pb.GetDraftResponse(draft=draft)

    async def ListMyConsultations(
        self, request: pb.ListMyConsultationsRequest, context: Context
    ) -> pb.ListMyConsultationsResponse:
        """List drafts and published consultations, last changed first."""
        size = wire.page_size(request.page_size)
        after: Any = wire.page_after(request.page_token, wire.instant, wire.identifier_part)
        page = Page(size)
        async with self._db.transaction(read_only=True) as tx:
            who = await self._reading(tx, access.caller(context))
            found = await store.changed_after(tx, self._keys, hosts(who), after=after, limit=size + 1)
            titles = await self._titles(tx, found)
        for each in found:
            place = (each.consultation.changed_at, each.consultation.id)
            if not page.add(summary(each, titles, self._now()), place):
                break
        return pb.ListMyConsultationsResponse(consultations=page.entries, next_page_token=page.token)


def summary(found: store.Summary, titles: Mapping[UUID, text_pb2.LocalizedText], now: Moment) -> pb.DraftSummary:
    """Write a consultation in a list.

    Args:
        found: It, as entered.
        titles: Those that are in force since they were corrected, by consultation.
        now: Now.
    """
    written = wire.summary(
        found.consultation,
        erased=found.erased,
        number=found.number,
        drafts=found.drafts,
        in_review=found.in_review,
        published=found.published,
        waiting=found.schedule,
        now=now,
    )
    if title := titles.get(found.consultation.id):
        written.title.CopyFrom(title)
    return written


async def _check_programme(tx: Transaction, details: ConsultationDetails, organisation_id: UUID) -> None:
    programme_id = details.programme_id
    if programme_id and not await store.has_programme(tx, programme_id, organisation_id):
        raise InvalidArgument("a programme of the host organisation, or nothing", field="details.programme_id")
