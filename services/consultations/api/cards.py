"""What a participant does with the code of a card: sees the own words, hides them, withdraws consent."""

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, event_log, networks, replies
from services.chassis.buckets import Buckets
from services.chassis.database import Transaction
from services.chassis.errors import ResourceExhausted
from services.chassis.keys import KeyDestroyed
from services.consultations import store, wire
from services.consultations.api.base import hosts
from services.consultations.api.consent import ConsentRpcs
from services.consultations.api.visibility import CARD, VisibilityRpcs, save_visibility
from services.consultations.domain.cards import code_from, digest_of
from services.consultations.domain.drafts import Draft, Participant, require
from services.consultations.domain.errors import AlreadyPublic, CardReplaced, NoSuchRow
from services.consultations.domain.facts import SpeakersShown, evolve_consultation
from services.consultations.domain.mentions import mentions
from services.consultations.domain.record import ConsultationRecord, ProgrammeRecord, StatementRecord
from services.consultations.domain.values import Attribution, Moment, Role
from services.consultations.domain.visibility import hide_own

_HOUR: Final = timedelta(hours=1)
_REASON: Final = "asked for by card"

Context = grpc.aio.ServicerContext[Any, Any]
_ByCode = pb.ReadMyWordsRequest | pb.HideMyWordsRequest | pb.WithdrawMyConsentRequest


class CardRpcs(ConsentRpcs, VisibilityRpcs):
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
            if again is not None:
                holder = await store.card_holder(tx, digest_of(response.code))
                if holder is None or holder.participant_id != person.id:
                    raise CardReplaced("a newer card was made")
            else:
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
            return pb.ReadMyWordsResponse(words=await self._words(tx, holder))

    async def HideMyWords(self, request: pb.HideMyWordsRequest, context: Context) -> pb.HideMyWordsResponse:
        """Hide the holder's items, whatever else of the consultation names the holder, and the name."""
        caller, now, asked = access.caller(context), self._now(), networks.the_same(request)
        async with self._db.transaction() as tx:
            holder = await self._holder(tx, request)
            try:
                reply = await replies.claim(tx, caller, asked, pb.HideMyWordsResponse)
            except KeyDestroyed:  # it was kept before the consent was withdrawn
                reply = pb.HideMyWordsResponse(words=await self._words(tx, holder))
            if reply:
                return reply
            draft, person = await self._locked(tx, holder)
            await self._hide_what_names(tx, draft, person, now)
            await self._hide_name(tx, draft, person, now)
            response = pb.HideMyWordsResponse(words=await self._words(tx, holder))
            # Not under the person's own key: its id beside the time of the items would tell who said what.
            return await replies.remember(tx, caller, asked, response, key_id=draft.consultation.replies_key_id)

    async def WithdrawMyConsent(
        self, request: pb.WithdrawMyConsentRequest, context: Context
    ) -> pb.WithdrawMyConsentResponse:
        """Withdraw the holder's consent."""
        caller, now, asked = access.caller(context), self._now(), networks.the_same(request)
        async with self._db.transaction() as tx:
            holder = await self._holder(tx, request)
            try:
                reply = await replies.claim(tx, caller, asked, pb.WithdrawMyConsentResponse)
            except KeyDestroyed:  # it was kept before the statements were withdrawn, too
                reply = pb.WithdrawMyConsentResponse(words=await self._words(tx, holder))
            if reply:
                return reply
            await store.withdraw_alone(tx)
            draft, person = await self._locked(tx, holder)
            await self._withdraw(tx, draft, person, statements=request.statements, by=CARD, now=now)
            response = pb.WithdrawMyConsentResponse(words=await self._words(tx, holder))
            after = await store.read_draft(tx, self._keys, holder.consultation_id, [holder.organisation_id])
            key_id = after.consultation.replies_key_id
            response = await replies.remember(tx, caller, asked, response, key_id=key_id)
        await self._destroy_keys()
        await self._delete_files()
        return response

    async def _holder(self, tx: Transaction, request: _ByCode) -> store.Holder:
        """Return who holds the card, and let the transaction see the rows of the host.

        A code that opens something counts for nothing: nobody of the same network can keep its holder from hiding.

        Raises:
            InvalidArgument: There is no word for the network.
            ResourceExhausted: The code opens nothing, and too many did that came from there lately.
            NoSuchRow: The code opens nothing.
        """
        network = networks.network(request.network)
        holder = await store.card_holder(tx, digest_of(request.code))
        if holder is None:
            if wait := self._wrong.take(network):
                pause = timedelta(seconds=math.ceil(wait.total_seconds()))
                raise ResourceExhausted("too many codes of your network opened nothing", retry_after=pause)
            raise NoSuchRow("card")
        await store.act_for(tx, [holder.organisation_id])
        return holder

    async def _locked(self, tx: Transaction, holder: store.Holder) -> tuple[Draft, Participant]:
        """Lock and return the consultation and the holder.

        Raises:
            NoSuchRow: The holder was removed meanwhile.
        """
        draft = await store.lock_draft(tx, self._keys, holder.consultation_id, [holder.organisation_id])
        person = draft.participant(holder.participant_id)
        if person is None:  # removed meanwhile, and the card with it
            raise NoSuchRow("card")
        return draft, person

    async def _hide_what_names(self, tx: Transaction, draft: Draft, person: Participant, now: Moment) -> None:
        """Hide the person's own items, and whatever else has the name in a text; the consultation, if its own have."""
        public = await self._public_of(tx, draft)
        own = set(draft.said_by(person.id))
        shown = {each.id for each in (public.consultation.documents if public.consultation else ())}
        if any(each.id in shown for each in await self._naming(tx, draft, person)):
            own.add(draft.consultation.id)
        for record in (public.consultation, *public.statements):
            if record is None or not (record.id in own or _names(person, record, public.texts, public.bodies)):
                continue
            fact = hide_own(record, by=CARD, moment=now)
            if fact:
                await save_visibility(tx, record, fact)
            if fact or not await store.was_hidden_by_card(tx, record.id):
                await self._note_reason(tx, record, "hide", _REASON, by=None, now=now)

    async def _hide_name(self, tx: Transaction, draft: Draft, person: Participant, now: Moment) -> None:
        """Take the name out of the list and off the items, also off those that are shown again or published later."""
        record = await store.lock_consultation_record(tx, draft.consultation.id)
        if record and person.id in record.speakers:
            left = tuple(each for each in record.speakers if each != person.id)
            fact = SpeakersShown(id=record.id, version=record.version + 1, at=now.at, by=CARD, speakers=left)
            await store.save_consultation_record(tx, evolve_consultation(record, fact))
            await event_log.append(tx, wire.consultation_event(fact, wire.Texts()))
        await store.forget_speaker(tx, person.id)
        await store.forget_pseudonyms(tx, draft.said_by(person.id))
        since = person.details.hidden_by_card or now.today
        silent = replace(person.details, attribution=Attribution.ANONYMOUS, hidden_by_card=since)
        if silent != person.details:
            await store.save_participant(tx, self._keys, replace(person, details=silent, version=person.version + 1))
        # Not against the participant: beside the lines of the items it would tell for ever who said what.
        await store.audit(
            tx, at=now.at, actor=CARD, action="hide_name", table="consultations", row_id=draft.consultation.id
        )

    async def _words(self, tx: Transaction, holder: store.Holder) -> pb.MyWords:
        """Return what is public of the holder's words now, and where the name is."""
        draft = await store.read_draft(tx, self._keys, holder.consultation_id, [holder.organisation_id])
        person = draft.participant(holder.participant_id)
        if person is None:  # removed meanwhile, and the card with it
            raise NoSuchRow("card")
        report = person.details.consent_report
        withdrawn = report.withdrawn_date.isoformat() if report else ""
        record = await store.consultation_record(tx, draft.consultation.id)
        if record is None:
            return pb.MyWords(withdrawn_date=withdrawn)
        own, statements = set(draft.said_by(person.id)), await store.statement_records(tx, record.id)
        programme_id = record.content.programme_id
        programme = await store.published_programme(tx, programme_id) if programme_id else None
        printed = await self._printed(tx, record, *statements, programme)
        shown = wire.public_consultation(record, printed)
        records = [each for each in (record, *statements, programme) if each]
        carried, bodies = await self._ever_said(tx, [each.id for each in records])
        named = {each.id for each in records if _names(person, each, carried, bodies)}
        words = pb.MyWords(
            consultation_number=record.number,
            consultation_title=shown.title if shown.HasField("title") else None,
            public_name=printed.speakers.get(person.id, ""),
            statements=[wire.public_statement(each, record, printed) for each in statements if each.id in own],
            withdrawn_date=withdrawn,
            named_numbers=[]
            if record.hidden
            else [
                *([record.number] if record.id in named else []),
                *(each.frame.number for each in statements if each.id in named and not each.hidden),
            ],
            named_in_programme=programme is not None and programme.id in named,
        )
        wire.cut_words(words)
        return words


def _names(
    person: Participant,
    record: ConsultationRecord | StatementRecord | ProgrammeRecord,
    carried: Mapping[UUID, Collection[UUID]],
    bodies: Mapping[UUID, Collection[str]],
) -> bool:
    """Tell whether a text that the record carries, or ever carried, has the person's name in it, as it is entered.

    Pages of past days show former texts, too: a reason that was taken back, an answer to what would count as done of an
    item that is only recorded again.
    """
    found = (body for text_id in carried.get(record.id, ()) for body in bodies.get(text_id, ()))
    return any(mentions(body, person.details.name) for body in found)
