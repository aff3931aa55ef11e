"""What a withdrawn consent erases: what is public, and what was entered."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from services.chassis import event_log, texts
from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.api.documents import DocumentRpcs
from services.consultations.domain import embargo
from services.consultations.domain.consent import Withdrawn
from services.consultations.domain.documents import Document, names
from services.consultations.domain.drafts import Consultation, Draft, Participant, Programme
from services.consultations.domain.erasing import Erased, Public, Unnamed, carried
from services.consultations.domain.facts import evolve_consultation, evolve_programme, evolve_statement
from services.consultations.domain.mentions import mentions
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.safeguarding.acts import Act
from services.consultations.domain.unsent import without_name
from services.consultations.domain.values import LapseReason, Moment


class ErasingRpcs(DocumentRpcs):
    """Finds what names somebody, and erases it."""

    async def _naming(self, tx: Transaction, draft: Draft, person: Participant) -> list[Document]:
        """Return the documents that have the person's name in them, public or not. Pictures cannot be searched."""
        name, found = person.details.name, list[Document]()
        for each in draft.documents:
            reading = await store.reading_of(tx, self._keys, each)
            if await asyncio.to_thread(names, name, each.details, reading):
                found.append(each)
        return found

    async def _unsent_without(self, tx: Transaction, consultation: Consultation, name: str, now: Moment) -> list[UUID]:
        """Take the name out of what people typed and did not send; return keys that have to go."""
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

    async def _lapsed_proposals(self, tx: Transaction, draft: Draft, *, by: str, now: Moment) -> list[UUID]:
        """Let what somebody proposed lapse, since it may name the person; return the keys that have to go.

        The draft is locked, and its programme is: whoever proposes waits for both, and so nothing is missed.
        """
        programme_id = _programme_of(draft, await store.consultation_record(tx, draft.consultation.id))
        lapsed = await store.lapse_proposals(
            tx, draft.consultation.id, programme_id, draft.consultation.organisation_id, at=now.at
        )
        await store.audit_all(tx, at=now.at, actor=by, action="lapse", table="proposals", row_ids=list(lapsed))
        return list(lapsed.values())

    async def _public_of(self, tx: Transaction, draft: Draft) -> Public:
        """Lock and return what is public of the consultation and its programme, with the texts that were not erased."""
        record, statements = await store.lock_consultation_record(tx, draft.consultation.id), list[StatementRecord]()
        if record:
            statements = await store.lock_statement_records(tx, record.id)
            statements.sort(key=lambda each: int(each.frame.number.rpartition("/")[2]))
        programme_id = _programme_of(draft, record)
        programme = await store.lock_programme_record(tx, programme_id) if programme_id else None
        sessions = await store.sessions_of(tx, programme.id) if programme else []
        carried, bodies = await self._ever_said(tx, [each.id for each in (record, *statements, programme) if each])
        return Public(
            consultation=record,
            statements=tuple(statements),
            programme=programme,
            programme_from_date=min((each.frame.published_date for each in sessions), default=None),
            texts=carried,
            bodies=bodies,
        )

    async def _ever_said(
        self, tx: Transaction, record_ids: Sequence[UUID]
    ) -> tuple[Mapping[UUID, tuple[UUID, ...]], Mapping[UUID, tuple[str, ...]]]:
        """Return the texts that records carry or ever carried, by record, and the bodies of those not erased."""
        logs = await event_log.load_all(tx, record_ids, with_texts=False)
        carried = {
            each: tuple(UUID(text.text_id) for event in log for text in texts.find(event.message) if text.text_id)
            for each, log in logs.items()
        }
        found = await texts.load(tx, (text_id for known in carried.values() for text_id in known))
        bodies = {
            text_id: tuple(each.body for each in text.localized if not each.erased) for text_id, text in found.items()
        }
        return carried, {text_id: known for text_id, known in bodies.items() if known}

    async def _publish_facts(self, tx: Transaction, public: Public, happened: Erased, made: wire.Texts) -> None:
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

    async def _reviewers_notes(self, tx: Transaction, consultation: Consultation) -> tuple[str, ...]:
        """Return what reviewers noted under the key of a consultation."""
        notes = await store.notes_of_reviews(tx, self._keys, consultation)
        return (*notes, await store.note_of_approval(tx, self._keys, consultation))

    async def _emptied(self, tx: Transaction, happened: Withdrawn) -> list[UUID]:
        """Leave nothing of what was entered of the person's statements; return the old keys."""
        for each in happened.emptied:
            await store.reseal_statement(tx, self._keys, replace(each, key_id=await self._keys.create()))
        for each in sorted(happened.removed, key=lambda entered: entered.position, reverse=True):
            await store.remove_statement(tx, each)
        return [each.key_id for each in (*happened.emptied, *happened.removed)]

    async def _unnamed(
        self, tx: Transaction, draft: Draft, entered: Unnamed, acts: Sequence[Act], name: str
    ) -> tuple[Consultation, list[UUID]]:
        """Leave the name in nothing that was entered; return the consultation as it is then, and the old keys.

        What reviewers did goes over to the new keys: a label that was raised stays raised. Only what was done to a
        span that has the name goes with the old ones.
        """
        keys, consultation = dict[UUID, UUID](), draft.consultation
        subjects = [consultation.id, *(each.id for each in draft.statements)]
        why = await store.reasons_of(tx, self._keys, subjects)
        for each in entered.statements:
            keys[each.id] = await self._keys.create()
            await store.reseal_statement(tx, self._keys, replace(each, key_id=keys[each.id]))
        gone = [each.key_id for each in entered.statements]
        gone += [key_id for key_id, reason in why if mentions(reason, name)]
        if changed := entered.consultation:
            consultation = replace(changed, key_id=await self._keys.create())
            await store.reseal_consultation(tx, self._keys, consultation)
            programme = (changed.details.programme_id,) if changed.details.programme_id else ()
            keys |= dict.fromkeys((changed.id, *programme), consultation.key_id)
            gone.append(changed.key_id)
        if entered.programme:
            await store.reseal_programme(tx, self._keys, replace(entered.programme, key_id=await self._keys.create()))
            gone.append(entered.programme.key_id)
        statements = {each.id for each in entered.statements}
        left = [(act, carried(act, name)) for act in acts if act.owner_id in keys]
        rows = [
            (after, before.owner_id if before.owner_id in statements else None, keys[before.owner_id])
            for before, after in left
            if after
        ]
        await store.keep_acts(tx, self._keys, consultation, rows)
        return consultation, gone

    async def _entered_programme(self, tx: Transaction, draft: Draft) -> Programme | None:
        """Lock and return the programme as entered, if the consultation has one."""
        programme_id, host = draft.consultation.details.programme_id, draft.consultation.organisation_id
        return await store.lock_programme(tx, self._keys, programme_id, [host]) if programme_id else None


def _programme_of(draft: Draft, record: ConsultationRecord | None) -> UUID | None:
    """Return the programme as published if it is: what was entered may name another one since."""
    return record.content.programme_id if record else draft.consultation.details.programme_id
