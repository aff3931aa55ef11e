"""Signing in: codes, and the first registrar."""

import asyncio
import secrets
from datetime import datetime
from uuid import UUID

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument
from services.chassis.ids import new_id
from services.identity import enrolment, store, wire
from services.identity.api.desk import AtTheDesk, Context
from services.identity.api.people import register_organisation, register_person
from services.identity.api.sessions import end_session
from services.identity.domain import facts, sign_in
from services.identity.domain.errors import AddressTaken, CodeRefused, EnrolmentRefused
from services.identity.domain.notices import NoticeKind
from services.identity.domain.people import Particulars, Role
from services.identity.domain.sign_in import Assurance, Code, Session
from services.identity.mail import WaitingCode
from services.identity.vault import new_secret, same


class SigningIn(AtTheDesk):
    """The RPCs that the dashboard calls for somebody who is not known yet."""

    async def RequestCode(self, request: pb.RequestCodeRequest, context: Context) -> pb.RequestCodeResponse:
        """Have a code mailed to the mailbox, if it is somebody's.

        A code is made for every mailbox, known or not, so that the answer costs the same; whose it is, is looked up
        when it is mailed.
        """
        desk, by, now = self._desk, access.caller(context), self._desk.clock()
        mailbox = desk.vault.mailbox(wire.address(request.email))
        browser = desk.vault.browser(wire.browser_id(request.browser_id))
        language = wire.language(request.language)
        async with desk.database.transaction() as tx:
            if reply := await replies.claim(tx, by, request, pb.RequestCodeResponse):
                return reply
            asked = await store.count_asked(tx, mailbox, browser, now)
            waiting = None
            if not asked.too_often:
                waiting = WaitingCode(code_id=new_id(), code=sign_in.make_code(secrets.choice), language=language)
                code = Code(
                    id=waiting.code_id,
                    code_hmac=desk.vault.code(waiting.code_id, waiting.code),
                    expires_at=now + sign_in.CODE_LIFETIME,
                    tries=0,
                )
                await store.add_code(tx, code, mailbox=mailbox, browser=browser, at=now)
            answer = await replies.remember(tx, by, request, pb.RequestCodeResponse())
        if waiting:
            desk.mail_code(waiting)
        return answer

    async def SubmitCode(self, request: pb.SubmitCodeRequest, context: Context) -> pb.SubmitCodeResponse:
        """Exchange a code for a session. A wrong one is counted, which is all that a refusal leaves behind."""
        desk, by, now = self._desk, access.caller(context), self._desk.clock()
        mailbox = desk.vault.mailbox(wire.address(request.email))
        browser = desk.vault.browser(wire.browser_id(request.browser_id))
        if not (typed := sign_in.normal_code(request.code)):
            raise CodeRefused
        async with desk.database.transaction() as tx:
            # Locked before the key is claimed, because a refusal gives the key back but keeps the count.
            given = await store.lock_codes(tx, mailbox, browser, now)
            try:
                async with tx.transaction():
                    if reply := await replies.claim(tx, by, request, pb.SubmitCodeResponse):
                        return reply
                    person_id = await self._whose(tx, mailbox, given, typed, now)
                    await store.close_codes(tx, given, now)
                    key_id = await self._lock_owner(tx, mailbox, person_id)
                    await store.mark_reached(tx, mailbox, now)
                    secret, session = await self._sign_in(
                        tx, person_id, now, assurance=Assurance.EMAIL_CODE, former=request.former_session
                    )
                    answer = pb.SubmitCodeResponse(session=secret, expires_at=wire.instant(session.expires_at))
                    return await replies.remember(tx, by, request, answer, key_id=key_id)
            except CodeRefused:
                await store.count_try(tx, given)
        raise CodeRefused

    async def _whose(self, tx: Transaction, mailbox: bytes, given: list[Code], typed: str, now: datetime) -> UUID:
        """Return who signs in with the code. Does the same work whether the mailbox is known or not.

        Raises:
            CodeRefused: Nobody does.
        """
        vault = self._desk.vault
        person_id = await store.person_at(tx, mailbox, to_sign_in=True)
        hit = sign_in.matching(given, now, is_it=lambda code: same(vault.code(code.id, typed), code.code_hmac))
        if hit is None or person_id is None:
            raise CodeRefused
        return person_id

    async def _lock_owner(self, tx: Transaction, mailbox: bytes, person_id: UUID) -> UUID:
        """Lock the person whose mailbox it is, and return the id of their data key.

        Raises:
            CodeRefused: The mailbox was taken from them while this waited.
        """
        _, key_id = await store.lock(tx, person_id)
        if person_id != await store.person_at(tx, mailbox, to_sign_in=True):
            raise CodeRefused
        return key_id

    async def EnrolRegistrar(self, request: pb.EnrolRegistrarRequest, context: Context) -> pb.EnrolRegistrarResponse:
        """Make the holder of the operator's link the first registrar, and sign them in."""
        desk, by, now = self._desk, access.caller(context), self._desk.clock()
        particulars = Particulars(
            name=wire.line(request.name, field="name"),
            email=wire.address(request.email),
            language=wire.language(request.language),
        )
        organisation_name = wire.line(request.organisation_name, field="organisation_name")
        async with desk.database.transaction() as tx:
            if reply := await replies.claim(tx, by, request, pb.EnrolRegistrarResponse):
                return reply
            kept = await store.lock_enrolment_code(tx)
            if kept is None or not same(desk.vault.enrolment(request.enrolment_code), kept):
                raise EnrolmentRefused
            await store.drop_enrolment_code(tx)
            actor = "enrolment"
            organisation_id = await store.organisation_named(tx, organisation_name)
            if organisation_id is None:
                organisation_id = await register_organisation(
                    tx, organisation_name, at=now, by=actor, field="organisation_name"
                )
            try:
                person, key_id = await register_person(
                    tx, desk.vault, particulars, organisation_id=organisation_id, at=now, by=actor
                )
            except AddressTaken:
                raise InvalidArgument("an address that belongs to nobody yet", field="email") from None
            granted = facts.grant_role(person, Role.REGISTRAR, organisation_id, today=desk.today(now), at=now, by=actor)
            await store.save(tx, facts.evolve(person, granted))
            await event_log.append(tx, wire.announced(granted))
            await store.audit(tx, at=now, actor=actor, action="grant_role", table="people", row_id=person.id)
            kind = NoticeKind.REGISTRAR_JOINED  # the operator may have made another one meanwhile
            await store.tell_registrars(tx, kind, but={person.id}, day=desk.today(now), at=now)
            secret, session = await self._sign_in(
                tx, person.id, now, assurance=Assurance.ENROLMENT, former=request.former_session
            )
            answer = pb.EnrolRegistrarResponse(session=secret, expires_at=wire.instant(session.expires_at))
            answer = await replies.remember(tx, by, request, answer, key_id=key_id)
        if desk.enrolment_file:
            await asyncio.to_thread(enrolment.forget, desk.enrolment_file)
        return answer

    async def _sign_in(
        self, tx: Transaction, person_id: UUID, now: datetime, *, assurance: Assurance, former: str
    ) -> tuple[str, Session]:
        """Make a new session and return its secret beside it; the one that the browser had before ends."""
        if former:
            await end_session(self._desk, tx, former, now)
        secret = new_secret()
        session = Session(id=new_id(), person_id=person_id, assurance=assurance, signed_in_at=now, used_at=now)
        await store.add_session(tx, session, self._desk.vault.session(secret))
        actor = str(person_id)
        await store.audit(tx, at=now, actor=actor, action="sign_in", table="sessions", row_id=session.id)
        return secret, session
