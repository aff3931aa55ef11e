"""A participant withdraws consent."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies, texts
from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.api.base import hosts
from services.consultations.api.documents import DocumentRpcs
from services.consultations.domain import embargo
from services.consultations.domain.consent import Public, Withdrawn, withdraw_consent
from services.consultations.domain.documents import Document, names
from services.consultations.domain.drafts import Consultation, Draft, Participant, require, with_changed_people
from services.consultations.domain.errors import NoSuchRow
from services.consultations.domain.facts import evolve_consultation, evolve_programme, evolve_statement
from services.consultations.domain.record import StatementRecord
from services.consultations.domain.unsent import without_name
from services.consultations.domain.values import LapseReason, Moment, Role

Context = grpc.aio.ServicerContext[Any, Any]


class ConsentRpcs(DocumentRpcs):
    """Withdraws consents."""

    async def WithdrawConsent(self, request: pb.WithdrawConsentRequest, context: Context) -> pb.WithdrawConsentResponse:
        """Withdraw the consent of a participant: name and affiliation are gone, on request what was said, too."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        participant_id = wire.identifier(request.participant_id, field="participant_id")
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.WithdrawConsentResponse):
                return reply
            who = await self._acting(tx, caller, now)
            draft = await store.lock_draft(tx, self._keys, consultation_id, hosts(who))
            require(Role.FACILITATOR, draft.consultation.organisation_id, who)
            if (person := draft.participant(participant_id)) is None:
                raise NoSuchRow("participant")
            after = await self._withdraw(
                tx, draft, person, statements=request.statements, by=str(who.person_id), now=now
            )
            assert after.details.consent_report
            response = pb.WithdrawConsentResponse(report=wire.consent_report(after.details.consent_report))
            response = await replies.remember(tx, caller, request, response, key_id=after.key_id)
        await self._destroy_keys()
        await self._delete_files()
        return response

    async def _withdraw(
        self, tx: Transaction, draft: Draft, person: Participant, *, statements: bool, by: str, now: Moment
    ) -> Participant:
        """Carry out what happens when a participant withdraws consent; return what is left of the person."""
        made = wire.Texts()
        draft = await self._lapsed(tx, draft)
        # What somebody proposed may name the person: it is proposed anew.
        lapsed = await store.lapse_proposals(tx, draft.consultation.id, draft.consultation.organisation_id, at=now.at)
        public = await self._public_of(tx, draft)
        happened = withdraw_consent(draft, person, public, statements=statements, by=by, keep=made.keep, moment=now)
        consultation = draft.consultation
        # Not against the participant: beside the lines of the items it would tell for ever who said what.
        action, row_id = "withdraw_consent", consultation.id
        await store.audit(tx, at=now.at, actor=by, action=action, table="consultations", row_id=row_id)
        if happened is None:
            await store.destroy_later(tx, lapsed, at=now.at)
            return person
        await self._publish_facts(tx, public, happened, made)
        taken = [await self._take_away(tx, each, by=by, now=now) for each in await self._naming(tx, draft, person)]
        left = replace(happened.participant, key_id=await self._keys.create())
        if report := left.details.consent_report:
            erased = tuple(dict.fromkeys((*report.erased_numbers, *filter(None, taken))))
            left = replace(left, details=replace(left.details, consent_report=replace(report, erased_numbers=erased)))
        await store.reseal_participant(tx, self._keys, left)
        await store.forget_speaker(tx, person.id)
        await store.forget_pseudonyms(tx, draft.said_by(person.id))
        emptied = [*lapsed, person.key_id, *await self._empty(tx, happened)]
        emptied += await self._unsent_without(tx, consultation, person.details.name, now)
        await store.renew_replies_key(tx, consultation, await self._keys.create())
        await store.destroy_later(tx, [*emptied, consultation.replies_key_id], at=now.at)
        if changed := with_changed_people(draft, at=now.at):
            await store.save_consultation(tx, self._keys, changed)
        await store.touch_consultation(tx, consultation, at=now.at)
        withdrawn = [each.id for each in happened.emptied]
        await store.audit_all(tx, at=now.at, actor=by, action="withdraw", table="statements", row_ids=withdrawn)
        removed = [each.id for each in happened.removed]
        await store.audit_all(tx, at=now.at, actor=by, action="remove", table="statements", row_ids=removed)
        return left

    async def _naming(self, tx: Transaction, draft: Draft, person: Participant) -> list[Document]:
        """Return the documents that have the person's name in them, public or not. Pictures cannot be searched."""
        name, found = person.details.name, list[Document]()
        for each in draft.documents:
            reading = await store.reading_of(tx, self._keys, each)
            if await asyncio.to_thread(names, name, each.details, reading):
                found.append(each)
        return found

    async def _unsent_without(self, tx: Transaction, consultation: Consultation, name: str, now: Moment) -> list[UUID]:
        """Take the name out of what facilitators of the host typed and did not send; return keys that have to go."""
        gone, host = list[UUID](), consultation.organisation_id
        for each in await store.lock_unsent_of_host(
            tx, self._keys, consultation_id=consultation.id, organisation_id=host
        ):
            fields = without_name(each, name)
            if each.key_id and fields != each.fields:
                gone.append(each.key_id)
                key_id = await self._keys.create()
                after = replace(each, fields=fields, key_id=key_id, version=each.version + 1, saved_at=now.at)
                await store.save_unsent(tx, self._keys, after)
        return gone

    async def _lapsed(self, tx: Transaction, draft: Draft) -> Draft:
        """Let what was approved under embargo wait for a reviewer again: it is not what was read any more."""
        if draft.schedule is None or not draft.schedule.waits:
            return draft
        waiting = embargo.back_in_review(draft)
        await store.move_statements(tx, self._keys, waiting)
        await store.lapse_schedule(tx, draft.consultation.id, LapseReason.CHANGED)
        moved = {each.id: each for each in waiting}
        return replace(draft, statements=tuple(moved.get(each.id, each) for each in draft.statements))

    async def _public_of(self, tx: Transaction, draft: Draft) -> Public:
        """Lock and return what is public of the consultation and its programme, with the texts that were not erased."""
        record, statements = await store.lock_consultation_record(tx, draft.consultation.id), list[StatementRecord]()
        if record:
            ids = sorted(each.id for each in await store.statement_records(tx, record.id))
            statements = [await store.lock_statement_record(tx, each) for each in ids]
            statements.sort(key=lambda each: int(each.frame.number.rpartition("/")[2]))
        # As published if it is: what was entered may name another one since.
        entered = draft.consultation.details.programme_id
        programme_id = record.content.programme_id if record else entered
        programme = await store.lock_programme_record(tx, programme_id) if programme_id else None
        sessions = await store.sessions_of(tx, programme.id) if programme else []
        records = [each.id for each in (record, *statements, programme) if each]
        logs = await event_log.load_all(tx, records, with_texts=False)
        carried = {
            each: tuple(UUID(text.text_id) for event in log for text in texts.find(event.message) if text.text_id)
            for each, log in logs.items()
        }
        found = await texts.load(tx, (text_id for known in carried.values() for text_id in known))
        bodies = {
            text_id: tuple(each.body for each in text.localized if not each.erased) for text_id, text in found.items()
        }
        return Public(
            consultation=record,
            statements=tuple(statements),
            programme=programme,
            programme_from_date=min((each.frame.published_date for each in sessions), default=None),
            texts=carried,
            bodies={text_id: known for text_id, known in bodies.items() if known},
        )

    async def _publish_facts(self, tx: Transaction, public: Public, happened: Withdrawn, made: wire.Texts) -> None:
        consultation = public.consultation
        for fact in happened.consultation:
            consultation = evolve_consultation(consultation, fact)
            await store.save_consultation_record(tx, consultation)
            await event_log.append(tx, wire.consultation_event(fact, made))
        records = {each.id: each for each in public.statements}
        for said in happened.statements:
            records[said.id] = evolve_statement(records[said.id], said)
            await store.save_statement_record(tx, records[said.id])
            await event_log.append(tx, wire.statement_event(said, made))
        programme = public.programme
        for erased in happened.programme:
            programme = evolve_programme(programme, erased)
            await store.save_programme_record(tx, programme)
            await event_log.append(tx, wire.programme_event(erased, made))

    async def _empty(self, tx: Transaction, happened: Withdrawn) -> Sequence[UUID]:
        """Leave nothing of what was entered of the person's statements, nor the name in others; return the old keys."""
        for each in (*happened.emptied, *happened.unnamed):
            await store.reseal_statement(tx, self._keys, replace(each, key_id=await self._keys.create()))
        for each in sorted(happened.removed, key=lambda entered: entered.position, reverse=True):
            await store.remove_statement(tx, each)
        return [each.key_id for each in (*happened.emptied, *happened.unnamed, *happened.removed)]
