"""RPCs in: the delivery log, bounces, and tries by hand."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import grpc

from roundtable.notifications.v1 import service_pb2 as pb
from roundtable.notifications.v1 import service_pb2_grpc as pb_grpc
from services.chassis import access, replies
from services.chassis.database import Database, Transaction
from services.chassis.errors import Aborted
from services.chassis.principal import Principal, PrincipalKind
from services.notifications.domain import sending
from services.notifications.domain.errors import NotARegistrarAnyMore, Stale
from services.notifications.planner import plan, record
from services.notifications.store import changes, copies, deliveries, leases, lines
from services.notifications.store import log as delivery_log
from services.notifications.wire import requests as wire


class NotificationServicer(pb_grpc.NotificationServiceServicer):
    """Serves `NotificationService`.

    Args:
        database: The service's own.
        clock: Tells the time, in UTC.
        zone: Where days begin and end.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone

    async def ListDeliveries(
        self, request: pb.ListDeliveriesRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> pb.ListDeliveriesResponse:
        """List deliveries, newest first: of the caller's organisations, or all for registrars and the operator."""
        size = wire.page_size(request)
        async with self._database.transaction(read_only=True) as tx:
            found = await delivery_log.entries(
                tx,
                hosts=_hosts(access.caller(context)),
                state=wire.state(request),
                consultation_number=wire.consultation_number(request),
                after=wire.place(request.page_token),
                limit=size + 1,
            )
        return wire.deliveries(found, size=size)

    async def ReportBounce(
        self, request: pb.ReportBounceRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> pb.ReportBounceResponse:
        """Record that a mail came back; a liaison who has not been told of its lines yet is told."""
        who = access.caller(context)
        token = wire.return_token(request)
        at, today = self._now()
        async with self._database.transaction() as tx:
            if reply := await replies.claim(tx, who, request, pb.ReportBounceResponse):
                return reply
            named = await deliveries.addressee_by_token(tx, token)
            await lines.lock_addressee(tx, named)
            before = await deliveries.lock_by_token(tx, token)
            facts = sending.report_bounce(before, at=at, today=today)
            after = await record(tx, before, facts, actor=who.id)
            if facts:
                await leases.note_answer(tx, after.id, f"came back {request.status_code}".strip())
                await plan(tx, after.addressee_id, at=at, today=today, publication_id=after.publication_id)
            answer = pb.ReportBounceResponse(delivery=wire.delivery(await delivery_log.entry(tx, after.id)))
            return await replies.remember(tx, who, request, answer)

    async def RetryDelivery(
        self, request: pb.RetryDeliveryRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> pb.RetryDeliveryResponse:
        """Let a dead or bounced mail be tried once more."""
        who = access.caller(context)
        delivery_id = wire.delivery_to_retry(request)
        at, today = self._now()
        async with self._database.transaction() as tx:
            if reply := await replies.claim(tx, who, request, pb.RetryDeliveryResponse):
                return reply
            await _require_registrar(tx, who, today)
            await self._reopen(tx, delivery_id, request.expected_version, who, at)
            answer = pb.RetryDeliveryResponse(delivery=wire.delivery(await delivery_log.entry(tx, delivery_id)))
            return await replies.remember(tx, who, request, answer)

    async def _reopen(
        self, tx: Transaction, delivery_id: UUID, expected_version: int, who: Principal, at: datetime
    ) -> None:
        await lines.lock_addressee(tx, await deliveries.addressee_of_delivery(tx, delivery_id))
        before = await deliveries.lock(tx, delivery_id)
        told_otherwise = await deliveries.told_otherwise(tx, before) | await changes.told_otherwise(tx, before)
        try:
            facts = sending.retry(before, expected_version=expected_version, told_otherwise=told_otherwise, at=at)
        except Stale as stale:
            current = pb.RetryDeliveryResponse(delivery=wire.delivery(await delivery_log.entry(tx, delivery_id)))
            raise Aborted(str(stale), current=current) from stale
        await record(tx, before, facts, actor=who.id)

    def _now(self) -> tuple[datetime, date]:
        at = self._clock()
        return at, at.astimezone(self._zone).date()


def _hosts(who: Principal) -> frozenset[UUID] | None:
    """Return the organisations whose deliveries the caller sees; None for all."""
    if who.kind is PrincipalKind.OPERATOR or who.has_role("registrar"):
        return None
    return frozenset(grant.organisation_id for grant in who.roles if grant.role == "facilitator")


async def _require_registrar(tx: Transaction, who: Principal, today: date) -> None:
    """The token's claim is not enough for a write: the role may have ended since.

    Raises:
        NotARegistrarAnyMore: It has.
    """
    if who.person_id is not None and not await copies.is_registrar(tx, who.person_id, today):
        raise NotARegistrarAnyMore
