"""Changes of a published statement: proposed, read by a reviewer, carried out (rows 4, 29 and 31)."""

import asyncio
from collections.abc import Collection
from uuid import UUID

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import event_log, texts
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.consultations import store, wire
from services.consultations.api.asked import Asked, still_waits
from services.consultations.api.lapsing import LapsingRpcs
from services.consultations.domain.correcting import Reading, Wording, reading
from services.consultations.domain.errors import NoSuchRow, Stale
from services.consultations.domain.facts import evolve_statement
from services.consultations.domain.proposals import Change, ChangeKind, Proposal, agree, propose, require_possible
from services.consultations.domain.publication import tracked_number
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.values import Moment, Standing


class SaidChangeRpcs(LapsingRpcs):
    """Proposes and decides as far as it is about a statement."""

    async def _propose_said(
        self, tx: Transaction, number: str, change: Change, *, who: Standing, seen: int | None, now: Moment
    ) -> tuple[UUID, UUID]:
        """Refuse what cannot be proposed of a statement; return its id, and that of its host."""
        record, consultation = await _lock(tx, number)
        host = record.frame.host_organisation_id
        seen_version = None if seen is None else seen - await store.entered_version(tx, record.id, host)
        try:
            propose(
                record,
                consultation,
                change,
                await store.register(tx, bodies(record, change)),
                who=who,
                seen_version=seen_version,
                waiting=await self._waits(tx, record.id, host, now),
                public=await _wording(tx, record),
            )
        except Stale as stale:
            current = pb.DecideProposalResponse(statement=await self._public(tx, record, consultation))
            raise Stale(str(stale), current) from None
        return record.id, host

    async def _decide_said(
        self, tx: Transaction, proposal: Proposal, asked: Asked, *, who: Standing, now: Moment
    ) -> tuple[pb.DecideProposalResponse, ConsultationRecord]:
        record = await store.lock_statement_record(tx, proposal.subject_id)
        consultation = await store.consultation_record(tx, record.frame.consultation_id)
        assert consultation
        waits = False
        if asked.agree and proposal.change.kind.corrects:
            read = await self._reading_of(tx, proposal.change, record, proposal.organisation_id)
            try:
                waits = still_waits(proposal, read, asked, by=who.person_id)
            except Stale as stale:
                current = pb.DecideProposalResponse(statement=await self._public(tx, record, consultation))
                raise Stale(str(stale), current) from None
        if waits:
            require_possible(record, consultation, proposal.change, await _wording(tx, record))
            await store.note_read(tx, proposal, by=who.person_id, at=now.at)
        elif asked.agree:
            record = await self._agree(tx, proposal, record, consultation, who=who, now=now)
        public = await self._public(tx, record, consultation)
        return pb.DecideProposalResponse(statement=public, waits_for_second_reader=waits), consultation

    async def _agree(
        self,
        tx: Transaction,
        proposal: Proposal,
        record: StatementRecord,
        consultation: ConsultationRecord,
        *,
        who: Standing,
        now: Moment,
    ) -> StatementRecord:
        kept = wire.Texts()
        change = proposal.change
        public = await _wording(tx, record)
        number = record.tracked_number
        if change.kind is ChangeKind.TRACK and not number:
            illustrative = record.frame.illustrative
            drawn = await store.draw(tx, "EX-R" if illustrative else "R", 1)
            number = tracked_number(drawn, illustrative=illustrative)
        fact = agree(
            record,
            consultation,
            change,
            await store.register(tx, bodies(record, change)),
            publication_id=new_id(),
            tracked_number=number,
            by=who.person_id,
            keep=kept.keep,
            moment=now,
            public=public,
        )
        after = evolve_statement(record, fact)
        await store.save_statement_record(tx, after)
        await event_log.append(tx, wire.statement_event(fact, kept))
        return after

    async def _reading_of(
        self, tx: Transaction, change: Change, record: StatementRecord, organisation_id: UUID
    ) -> Reading | None:
        """Return what a reviewer has to read before a correction is public; None for another change."""
        if change.kind is not ChangeKind.CORRECT:
            return None
        entered = await store.read_consultation(tx, self._keys, record.frame.consultation_id, [organisation_id])
        # Long texts take their time: beside the loop.
        return await asyncio.to_thread(
            reading,
            change.texts,
            await _wording(tx, record),
            await store.body_names(tx),
            themes=record.frame.themes,
            marked_sensitive=entered.details.sensitive,
            sensitivity=self._sensitivity,
        )

    async def _public(
        self, tx: Transaction, record: StatementRecord, consultation: ConsultationRecord
    ) -> pb.PublicStatement:
        return wire.public_statement(record, consultation, await self._printed(tx, record, consultation))


async def _wording(tx: Transaction, record: StatementRecord) -> Wording:
    """Return how the statement reads; what was erased is empty."""
    known = await texts.load(tx, [each for each in (record.frame.title, record.frame.text) if each])
    return wire.wording(record, wire.plain(known))


def bodies(record: StatementRecord, change: Change) -> Collection[UUID]:
    """Return the bodies that a statement and its change name."""
    named = {each.addressee_id for each in record.addressees}
    return named | ({change.addressee_id} if change.addressee_id else set())


async def _lock(tx: Transaction, number: str) -> tuple[StatementRecord, ConsultationRecord]:
    found = await store.statement_numbered(tx, number)
    if found is None:
        raise NoSuchRow("statement")
    # Whoever withdraws a consent holds it: what is proposed meanwhile either lapses, or is proposed after that.
    await store.hold_consultation(tx, found.frame.consultation_id)
    record = await store.lock_statement_record(tx, found.id)
    consultation = await store.consultation_record(tx, record.frame.consultation_id)
    assert consultation
    return record, consultation
