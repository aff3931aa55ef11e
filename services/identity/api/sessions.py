"""What a sign-in that lasts is good for: tokens, an end at any time, and a look at where else one is signed in."""

from datetime import datetime

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument
from services.identity import store, wire
from services.identity.api.desk import AtTheDesk, Context, Desk
from services.identity.domain import sign_in
from services.identity.domain.errors import SessionOver, UnknownSession


class Sessions(AtTheDesk):
    """The RPCs about sessions."""

    async def ExchangeSession(
        self, request: pb.ExchangeSessionRequest, _context: Context
    ) -> pb.ExchangeSessionResponse:
        """Exchange a live session for a token for one service."""
        desk, now = self._desk, self._desk.clock()
        if request.audience not in sign_in.AUDIENCES:
            raise InvalidArgument(f"one of {', '.join(sorted(sign_in.AUDIENCES))}", field="audience")
        async with desk.database.transaction() as tx:
            session = await store.lock_session(tx, desk.vault.session(request.session))
            if session is None or not session.lives(now):
                raise SessionOver
            await store.use_session(tx, session.id, now)
            person = (await store.people(tx, [session.person_id]))[session.person_id]
        expires_at = session.token_expires_at(now)
        token = desk.signing_keys.sign(
            person,
            assurance=session.assurance,
            audience=request.audience,
            today=desk.today(now),
            expires_at=expires_at,
        )
        return pb.ExchangeSessionResponse(token=token, expires_at=wire.instant(expires_at))

    async def EndSession(self, request: pb.EndSessionRequest, context: Context) -> pb.EndSessionResponse:
        """End a session at once; an unknown or ended one has ended."""
        desk, by, now = self._desk, access.caller(context), self._desk.clock()
        async with desk.database.transaction() as tx:
            if reply := await replies.claim(tx, by, request, pb.EndSessionResponse):
                return reply
            await end_session(desk, tx, request.session, now)
            return await replies.remember(tx, by, request, pb.EndSessionResponse())

    async def ListSessions(self, request: pb.ListSessionsRequest, context: Context) -> pb.ListSessionsResponse:
        """List the sessions of the caller that live."""
        desk, now = self._desk, self._desk.clock()
        async with desk.database.transaction(read_only=True) as tx:
            found = await store.sessions_of(tx, self._caller_id(context))
            this = await store.session_with(tx, desk.vault.session(request.session)) if request.session else None
        living = [each for each in found if each.lives(now)]
        return pb.ListSessionsResponse(sessions=[wire.open_session(each, current=each.id == this) for each in living])

    async def RevokeSessions(self, request: pb.RevokeSessionsRequest, context: Context) -> pb.RevokeSessionsResponse:
        """End sessions of the caller at once."""
        desk, by, now = self._desk, access.caller(context), self._desk.clock()
        session_ids = wire.identifiers(request.session_ids, field="session_ids")
        async with desk.database.transaction() as tx:
            if reply := await replies.claim(tx, by, request, pb.RevokeSessionsResponse):
                return reply
            person_id = self._caller_id(context)
            if len(await store.lock_own_sessions(tx, person_id, session_ids)) < len(session_ids):
                raise UnknownSession
            for session_id in session_ids:
                await store.end_session(tx, session_id, now)
                await store.audit(tx, at=now, actor=by.id, action="revoke_session", table="sessions", row_id=session_id)
            return await replies.remember(tx, by, request, pb.RevokeSessionsResponse())


async def end_session(desk: Desk, tx: Transaction, secret: str, now: datetime) -> None:
    """End the session with that secret; an unknown or ended one has ended."""
    if session := await store.lock_session(tx, desk.vault.session(secret)):
        await store.end_session(tx, session.id, now)
        actor = str(session.person_id)
        await store.audit(tx, at=now, actor=actor, action="end_session", table="sessions", row_id=session.id)
