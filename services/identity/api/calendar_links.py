"""Calendar links: made and ended by a liaison, and asked by the dashboard what one is good for."""

import math
from datetime import timedelta
from typing import Final

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import access, networks, replies
from services.chassis.buckets import Buckets
from services.chassis.errors import ResourceExhausted
from services.identity import store, wire
from services.identity.api.desk import AtTheDesk, Context, Desk
from services.identity.domain.errors import AnswersForNobody, NoSuchLink
from services.identity.vault import new_secret

_HOUR: Final = timedelta(hours=1)


class CalendarLinks(AtTheDesk):
    """The RPCs about calendar links."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._dead = Buckets(desk.clock, size=desk.dead_calendar_links_per_network_hour, period=_HOUR)
        self._reads = Buckets(desk.clock, size=desk.reads_per_calendar_link_hour, period=_HOUR)

    async def MakeCalendarLink(
        self, request: pb.MakeCalendarLinkRequest, context: Context
    ) -> pb.MakeCalendarLinkResponse:
        """Make the caller's link; the one from before ends. The same request is told it again while it lives."""
        desk, by, now = self._desk, access.caller(context), self._desk.clock()
        person_id = self._caller_id(context)
        async with desk.database.transaction() as tx:
            if reply := await replies.claim(tx, by, request, pb.MakeCalendarLinkResponse):
                if not await store.bodies_of_calendar_link(tx, desk.vault.calendar_link(reply.secret), desk.today(now)):
                    raise NoSuchLink
                return reply
            person, key_id = await store.lock(tx, person_id)
            if not person.mandates_on(desk.today(now)):  # a token may be a minute old
                raise AnswersForNobody("only who answers for a body has a calendar link")
            secret = new_secret()
            await store.keep_calendar_link(tx, person_id, desk.vault.calendar_link(secret), now)
            await store.audit(tx, at=now, actor=by.id, action="make_calendar_link", table="people", row_id=person_id)
            answer = pb.MakeCalendarLinkResponse(secret=secret)
            return await replies.remember(tx, by, request, answer, key_id=key_id)

    async def RevokeCalendarLink(
        self, request: pb.RevokeCalendarLinkRequest, context: Context
    ) -> pb.RevokeCalendarLinkResponse:
        """End the caller's link; there may be none."""
        desk, by, now = self._desk, access.caller(context), self._desk.clock()
        person_id = self._caller_id(context)
        async with desk.database.transaction() as tx:
            if reply := await replies.claim(tx, by, request, pb.RevokeCalendarLinkResponse):
                return reply
            if await store.drop_calendar_link(tx, person_id):
                action = "revoke_calendar_link"
                await store.audit(tx, at=now, actor=by.id, action=action, table="people", row_id=person_id)
            return await replies.remember(tx, by, request, pb.RevokeCalendarLinkResponse())

    async def ResolveCalendarLink(
        self, request: pb.ResolveCalendarLinkRequest, _context: Context
    ) -> pb.ResolveCalendarLinkResponse:
        """Tell for which bodies the holder of the link answers.

        A link that lives counts for nothing against its network: nobody there can keep a calendar from being read.
        """
        desk = self._desk
        network, secret_hmac = networks.network(request.network), desk.vault.calendar_link(request.secret)
        async with desk.database.transaction(read_only=True) as tx:
            bodies = await store.bodies_of_calendar_link(tx, secret_hmac, desk.today(desk.clock()))
        if not bodies:
            _take(self._dead, network, "too many calendar links of your network are none")
            raise NoSuchLink
        _take(self._reads, secret_hmac.hex(), "this calendar is read too often")
        return wire.answered_for(bodies)


def _take(buckets: Buckets, name: str, why: str) -> None:
    """Take a token.

    Raises:
        ResourceExhausted: There is none.
    """
    if wait := buckets.take(name):
        raise ResourceExhausted(why, retry_after=timedelta(seconds=math.ceil(wait.total_seconds())))
