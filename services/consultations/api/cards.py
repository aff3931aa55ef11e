"""What a participant does with the code of a card: sees the own words, hides them, withdraws consent."""

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, event_log, networks, replies
from services.chassis.buckets import Buckets
from services.chassis.database import Transaction
from services.chassis.errors import ResourceExhausted
from services.consultations import store, wire
from services.consultations.api.base import hosts
from services.consultations.api.consent import ConsentRpcs
from services.consultations.api.visibility import save_visibility
from services.consultations.domain.cards import code_from, digest_of
from services.consultations.domain.drafts import Draft, Participant, require
from services.consultations.domain.errors import AlreadyPublic, NoSuchRow
from services.consultations.domain.facts import SpeakersShown, evolve_consultation
from services.consultations.domain.values import Attribution, Moment, Role
from services.consultations.domain.visibility import hide_own

_HOUR: Final = timedelta(hours=1)
# How the log names somebody who acts by a card: an id would tell in clear who said what.
_CARD: Final = "service:consultations"

Context = grpc.aio.ServicerContext[Any, Any]
_ByCode = pb.ReadMyWordsRequest | pb.HideMyWordsRequest | pb.WithdrawMyConsentRequest


class CardRpcs(ConsentRpcs):
    """Serves those who hold a card.

    Args:
        given: See `Rpcs`.
        wrong_codes: How many an hour of one network may open nothing.
        named: See `Rpcs`.
    """

    def __init__(self, *given: Any, wrong_codes: int, **named: Any) -> None:
        super().__init__(*given, **named)
        self._wrong = Buckets(self._clock, size=wrong_codes, period=_HOUR)

    async def MakeCard(self, request: pb.MakeCardRequest, context: Context) -> pb.MakeCardResponse:
        """Make the card of a participant. The code follows from the request and a key, so that nothing keeps it."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        participant_id = wire.identifier(request.participant_id, field="participant_id")
        async with self._db.transaction() as tx:
            again = await replies.claim(tx, caller, request, pb.MakeCardResponse)
            who = await self._acting(tx, caller, now)
            draft = await store.lock_draft(tx, self._keys, consultation_id, hosts(who))
            require(Role.FACILITATOR, draft.consultation.organisation_id, who)
            if (person := draft.participant(participant_id)) is None:
                raise NoSuchRow("participant")
            if person.details.consent_report:
                raise AlreadyPublic("consent was withdrawn: no card is made any more")
            secret = self._keys.authenticate(person.key_id, request.idempotency_key.encode(), purpose="card")
            response = pb.MakeCardResponse(code=code_from(secret))
            if again is None:
                await store.keep_card(tx, person, digest_of(response.code), by=who.person_id, at=now.at)
                await store.audit(
                    tx, at=now.at, actor=who.person_id, action="make_card", table="participants", row_id=person.id
                )
                await replies.remember(tx, caller, request, pb.MakeCardResponse())
            return response

    async def ReadMyWords(self, request: pb.ReadMyWordsRequest, _context: Context) -> pb.ReadMyWordsResponse:
        """Give what is public of the holder's own words."""
        async with self._db.transaction(read_only=True) as tx:
            holder = await self._holder(tx, request)
            draft = await store.read_draft(tx, self._keys, holder.consultation_id, [holder.organisation_id])
            return pb.ReadMyWordsResponse(words=await self._words(tx, draft, holder))

    async def HideMyWords(self, request: pb.HideMyWordsRequest, context: Context) -> pb.HideMyWordsResponse:
        """Hide the holder's items, and the name."""
        caller, now, asked = access.caller(context), self._now(), networks.the_same(request)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, asked, pb.HideMyWordsResponse):
                return reply
            draft, person = await self._locked(tx, request)
            await self._hide_items(tx, draft, person, now)
            await self._hide_name(tx, draft, person, now)
            words = await self._words_now(tx, draft, person)
            response = pb.HideMyWordsResponse(words=words)
            return await replies.remember(tx, caller, asked, response, key_id=person.key_id)

    async def WithdrawMyConsent(
        self, request: pb.WithdrawMyConsentRequest, context: Context
    ) -> pb.WithdrawMyConsentResponse:
        """Withdraw the holder's consent."""
        caller, now, asked = access.caller(context), self._now(), networks.the_same(request)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, asked, pb.WithdrawMyConsentResponse):
                return reply
            draft, person = await self._locked(tx, request)
            left = await self._withdraw(tx, draft, person, statements=request.statements, by=_CARD, now=now)
            response = pb.WithdrawMyConsentResponse(words=await self._words_now(tx, draft, person))
            response = await replies.remember(tx, caller, asked, response, key_id=left.key_id)
        await self._destroy_keys()
        return response

    async def _holder(self, tx: Transaction, request: _ByCode) -> store.Holder:
        """Return who holds the card, and let the transaction see the rows of the host.

        Raises:
            InvalidArgument: There is no word for the network.
            ResourceExhausted: Too many codes that came from there opened nothing lately.
            NoSuchRow: The code opens nothing.
        """
        network = networks.network(request.network)
        if wait := self._wrong.take(network):
            pause = timedelta(seconds=math.ceil(wait.total_seconds()))
            raise ResourceExhausted("too many codes of your network opened nothing", retry_after=pause)
        holder = await store.card_holder(tx, digest_of(request.code))
        if holder is None:
            raise NoSuchRow("card")
        self._wrong.put_back(network)
        await store.act_for(tx, [holder.organisation_id])
        return holder

    async def _locked(self, tx: Transaction, request: _ByCode) -> tuple[Draft, Participant]:
        holder = await self._holder(tx, request)
        draft = await store.lock_draft(tx, self._keys, holder.consultation_id, [holder.organisation_id])
        person = draft.participant(holder.participant_id)
        assert person  # a card goes with its row
        return draft, person

    async def _hide_items(self, tx: Transaction, draft: Draft, person: Participant, now: Moment) -> None:
        own = await store.statement_records_of(tx, draft.said_by(person.id))
        for found in sorted(each.id for each in own):
            record = await store.lock_statement_record(tx, found)
            if fact := hide_own(record, by=_CARD, moment=now):
                await save_visibility(tx, record, fact)
                await store.audit(tx, at=now.at, actor=_CARD, action="hide", table="statements", row_id=record.id)

    async def _hide_name(self, tx: Transaction, draft: Draft, person: Participant, now: Moment) -> None:
        """Take the name out of the list and off the items, also off those that are shown again or published later."""
        record = await store.lock_consultation_record(tx, draft.consultation.id)
        if record and person.id in record.speakers:
            left = tuple(each for each in record.speakers if each != person.id)
            fact = SpeakersShown(id=record.id, version=record.version + 1, at=now.at, by=_CARD, speakers=left)
            await store.save_consultation_record(tx, evolve_consultation(record, fact))
            await event_log.append(tx, wire.consultation_event(fact, wire.Texts()))
        await store.forget_speaker(tx, person.id)
        await store.forget_pseudonyms(tx, draft.said_by(person.id))
        silent = replace(person.details, attribution=Attribution.ANONYMOUS)
        if silent != person.details:
            await store.save_participant(tx, self._keys, replace(person, details=silent, version=person.version + 1))
        await store.audit(tx, at=now.at, actor=_CARD, action="hide", table="participants", row_id=person.id)

    async def _words_now(self, tx: Transaction, before: Draft, person: Participant) -> pb.MyWords:
        consultation = before.consultation
        draft = await store.read_draft(tx, self._keys, consultation.id, [consultation.organisation_id])
        holder = store.Holder(
            participant_id=person.id, consultation_id=consultation.id, organisation_id=consultation.organisation_id
        )
        return await self._words(tx, draft, holder)

    async def _words(self, tx: Transaction, draft: Draft, holder: store.Holder) -> pb.MyWords:
        person = draft.participant(holder.participant_id)
        assert person  # a card goes with its row
        report = person.details.consent_report
        withdrawn = report.withdrawn_date.isoformat() if report else ""
        record = await store.consultation_record(tx, draft.consultation.id)
        if record is None:
            return pb.MyWords(withdrawn_date=withdrawn)
        own = set(draft.said_by(person.id))
        statements = [each for each in await store.statement_records(tx, record.id) if each.id in own]
        printed = await self._printed(tx, record, *statements)
        shown = wire.public_consultation(record, printed)
        return pb.MyWords(
            consultation_number=record.number,
            consultation_title=shown.title if shown.HasField("title") else None,
            public_name=printed.speakers.get(person.id, ""),
            statements=[wire.public_statement(each, record, printed) for each in statements],
            withdrawn_date=withdrawn,
        )
