"""What was approved under embargo: taken back before its instant, or public by itself at it (row 2)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import grpc
import structlog

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import TRANSIENT, Transaction
from services.chassis.errors import Refusal, Unavailable
from services.consultations import store, wire
from services.consultations.api.base import hosts
from services.consultations.api.gate import Before
from services.consultations.api.publishing import Approved, PublishingRpcs, examined
from services.consultations.domain import embargo
from services.consultations.domain.drafts import Draft
from services.consultations.domain.errors import Stale
from services.consultations.domain.review import Chosen, choose, require_passed
from services.consultations.domain.safeguarding.gate import Part
from services.consultations.domain.values import Moment, Role, RoleGrant, Standing

log = structlog.get_logger(__name__)

Context = grpc.aio.ServicerContext[Any, Any]


class ScheduleRpcs(PublishingRpcs):
    """Takes schedules back, and keeps them."""

    async def UnschedulePublication(
        self, request: pb.UnschedulePublicationRequest, context: Context
    ) -> pb.UnschedulePublicationResponse:
        """Let what was approved under embargo wait for a reviewer again."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        expected_version = wire.version(request.expected_version)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.UnschedulePublicationResponse):
                return reply
            who = await self._acting(tx, caller, now)
            draft = await store.lock_draft(tx, self._keys, consultation_id, hosts(who))
            try:
                waiting = embargo.unschedule(draft, expected_version=expected_version, who=who)
            except Stale as stale:
                current = pb.UnschedulePublicationResponse(draft=await self._as_message(tx, draft, who))
                raise Stale(str(stale), current) from None
            await store.move_statements(tx, self._keys, waiting)
            await store.remove_schedule(tx, consultation_id)
            await store.touch_consultation(tx, draft.consultation, at=now.at)
            await store.audit(
                tx, at=now.at, actor=who.person_id, action="unschedule", table="consultations", row_id=consultation_id
            )
            message, key_id = await self._written(tx, consultation_id, who)
            response = pb.UnschedulePublicationResponse(draft=message)
            return await replies.remember(tx, caller, request, response, key_id=key_id)

    async def publish_due(self) -> None:
        """Publish everything whose embargo has ended. Every copy of the service may run it: each is done once.

        What cannot be public as it was approved waits for a reviewer again, and pages say why. What cannot even be
        read is tried again in the next round, and keeps no other one back. Two clocks must have come to the instant:
        what was public a minute too early is public.
        """
        async with self._db.transaction(read_only=True) as tx:
            at = await self._clocks.agreed(tx)
            if at is None:
                return
            now = Moment(at=at, zone=self._zone)
            due = await store.due_schedules(tx, at=now.at)
        for consultation_id, organisation_id in due:
            try:
                async with self._db.transaction() as tx:
                    await self._publish_scheduled(tx, consultation_id, organisation_id, now)
            except (*TRANSIENT, Unavailable):
                raise  # whoever runs it begins anew
            except Exception:  # one that has no key any more must not end the service
                log.exception("embargo_not_ended", consultation_id=str(consultation_id))

    async def _publish_scheduled(
        self, tx: Transaction, consultation_id: UUID, organisation_id: UUID, now: Moment
    ) -> None:
        await store.act_for(tx, {organisation_id})
        # The row is locked by the consultation's lock; who approved it is read under that.
        locked = await store.lock_consultation(tx, self._keys, consultation_id, {organisation_id})
        due = await store.due_schedule(tx, self._keys, locked.id, at=now.at)
        if due is None:
            return
        who = Standing(person_id=due.approved_by, roles=frozenset({RoleGrant(Role.REVIEWER, organisation_id)}))
        before = await self._before(tx, consultation_id, who)
        try:
            chosen, parts = await _still_approved(before, due)
        except Refusal as refused:
            await self._lapse(tx, before.draft, refused, now)
            return
        approved = Approved(by=due.approved_by, at=due.approved_at, review=due.approval.review)
        await self._publish(tx, before, chosen, parts=parts, approved=approved, now=now, day=now.today)
        log.info("embargo_ended", consultation_id=str(consultation_id))

    async def _lapse(self, tx: Transaction, draft: Draft, refused: Refusal, now: Moment) -> None:
        reason = embargo.why_lapsed(refused)
        await store.move_statements(tx, self._keys, embargo.back_in_review(draft))
        await store.lapse_schedule(tx, draft.consultation.id, reason)
        await store.touch_consultation(tx, draft.consultation, at=now.at)
        log.warning("embargo_lapsed", consultation_id=str(draft.consultation.id), reason=reason)


async def _still_approved(before: Before, due: store.Due) -> tuple[tuple[Chosen, ...], Sequence[Part]]:
    """Return what becomes public, if it is what was approved and may be; refuse everything else."""
    approval = due.approval
    decisions = approval.review.decisions
    chosen = choose(
        embargo.as_approved(before.draft),
        decisions,
        before.register,
        programme=before.programme,
        expected_version=approval.consultation_version,
    )
    parts = await examined(before, decisions)
    require_passed(parts, decisions, publisher=due.approved_by)
    embargo.require_as_approved(parts, approval)
    return chosen, parts
