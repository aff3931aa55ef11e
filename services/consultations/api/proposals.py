"""Changes of what is public that take two persons: rows 4, 29 and 31."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies, texts
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.chassis.keys import KeyDestroyed
from services.consultations import store, wire
from services.consultations.api.base import Page, hosts
from services.consultations.api.comparing import ComparingRpcs
from services.consultations.domain.correcting import (
    Reading,
    Wording,
    reading,
    require_another_reader,
    require_read,
)
from services.consultations.domain.errors import DecidedAlready, NoSuchRow, Stale
from services.consultations.domain.facts import evolve_statement
from services.consultations.domain.own_texts import Own, figures_entered, propose_own, require_own_possible
from services.consultations.domain.proposals import (
    OF_OWN_TEXTS,
    Change,
    ChangeKind,
    Proposal,
    agree,
    newly_asked,
    propose,
    require_possible,
    require_proposer,
    require_second_person,
)
from services.consultations.domain.publication import tracked_number
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.safeguarding.acts import Mark
from services.consultations.domain.values import Moment, Role, Standing

Context = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True)
class _Asked:
    """What a reviewer decided, and what was read and cleared for that."""

    agree: bool
    digest: str
    cleared: Sequence[Mark]


class ProposalRpcs(ComparingRpcs):
    """Proposes and decides."""

    async def ProposeChange(self, request: pb.ProposeChangeRequest, context: Context) -> pb.ProposeChangeResponse:
        """Propose a change of what is public (rows 4, 29 and 31)."""
        caller, now = access.caller(context), self._now()
        change = wire.change(request)
        number, seen = wire.changed_number(request, change)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.ProposeChangeResponse):
                return reply
            who = await self._acting(tx, caller, now)
            await self._require_nobody_named(tx, reason=change.reason, track=change.verifiability)
            if change.kind in OF_OWN_TEXTS:
                own = await self._own_numbered(tx, number, change.kind)
                subject_id, host = own.record.id, own.host_organisation_id
                waiting = await self._waits(tx, subject_id, host, now)
                propose_own(own, change, who=who, waiting=waiting)
            else:
                subject_id, host = await self._propose_said(tx, number, change, who=who, seen=seen, now=now)
            proposal = Proposal(
                id=new_id(),
                subject_id=subject_id,
                organisation_id=host,
                key_id=await self._keys.create(),
                change=change,
                proposed_by=who.person_id,
                proposed_at=now.at,
            )
            await store.add_proposal(tx, self._keys, proposal)
            await _audit(tx, proposal, "propose", by=who.person_id, now=now)
            return await replies.remember(tx, caller, request, pb.ProposeChangeResponse(proposal_id=str(proposal.id)))

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
                await store.register(tx, _bodies(record, change)),
                who=who,
                seen_version=seen_version,
                waiting=await self._waits(tx, record.id, host, now),
                public=await _wording(tx, record),
            )
        except Stale as stale:
            current = pb.DecideProposalResponse(statement=await self._public(tx, record, consultation))
            raise Stale(str(stale), current) from None
        return record.id, host

    async def _waits(self, tx: Transaction, subject_id: UUID, organisation_id: UUID, now: Moment) -> bool:
        """Tell whether a proposal waits already. One that is erased does not: it lapses."""
        await store.lapse_erased(tx, self._keys, subject_id, organisation_id, at=now.at)
        return await store.has_waiting_proposal(tx, subject_id, organisation_id)

    async def ListProposals(self, request: pb.ListProposalsRequest, context: Context) -> pb.ListProposalsResponse:
        """List what waits for a reviewer."""
        size, now = wire.page_size(request.page_size), self._now()
        after: Any = wire.page_after(request.page_token, wire.instant, wire.identifier_part)
        page = Page(size)
        async with self._db.transaction(read_only=True) as tx:
            who = await self._reading(tx, access.caller(context))
            found = await store.proposals_after(tx, self._keys, hosts(who), after=after, limit=size + 1)
            for place, each in found:
                if not page.add(await self._listed(tx, each, who, now), place):
                    break
        return pb.ListProposalsResponse(proposals=page.entries, next_page_token=page.token)

    async def DecideProposal(self, request: pb.DecideProposalRequest, context: Context) -> pb.DecideProposalResponse:
        """Agree to a proposal, which makes it public at once, or refuse it."""
        caller, now = access.caller(context), self._now()
        proposal_id = wire.identifier(request.proposal_id, field="proposal_id")
        asked = _Asked(request.agree, wire.optional_digest(request.final_text_digest), wire.cleared(request.cleared))
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.DecideProposalResponse):
                return reply
            who = await self._acting(tx, caller, now)
            proposal = await self._waiting(tx, proposal_id, who)
            require_second_person(proposal, who=who)
            if proposal.change.kind in OF_OWN_TEXTS:
                own = await self._own(tx, proposal.change.kind, proposal.subject_id, proposal.organisation_id)
                waits = await self._decide_own(tx, own, proposal, asked, who=who, now=now)
                # Nothing of it stands in the answer: no key of one consultation could erase what a programme says.
                answer, key_id = pb.DecideProposalResponse(waits_for_second_reader=waits), None
            else:
                answer, consultation = await self._decide_said(tx, proposal, asked, who=who, now=now)
                # Who said it stands in the answer, and whom its words name: it goes when one of them withdraws consent.
                waits, key_id = answer.waits_for_second_reader, await store.replies_key(tx, consultation)
            if not waits:
                await store.decide_proposal(tx, proposal, agreed=asked.agree, by=who.person_id, at=now.at)
                await store.destroy_later(tx, [proposal.key_id], at=now.at)
            action = "read" if waits else "agree" if asked.agree else "refuse"
            await _audit(tx, proposal, action, by=who.person_id, now=now)
            response = await replies.remember(tx, caller, request, answer, key_id=key_id)
        await self._destroy_keys()
        return response

    async def TakeBackProposal(
        self, request: pb.TakeBackProposalRequest, context: Context
    ) -> pb.TakeBackProposalResponse:
        """Let a proposal lapse as long as nobody has decided on it."""
        caller, now = access.caller(context), self._now()
        proposal_id = wire.identifier(request.proposal_id, field="proposal_id")
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.TakeBackProposalResponse):
                return reply
            who = await self._acting(tx, caller, now)
            proposal = await self._waiting(tx, proposal_id, who)
            require_proposer(proposal, who=who)
            await store.lapse_each(tx, [proposal], at=now.at)
            await store.destroy_later(tx, [proposal.key_id], at=now.at)
            await _audit(tx, proposal, "take back", by=who.person_id, now=now)
            response = await replies.remember(tx, caller, request, pb.TakeBackProposalResponse())
        await self._destroy_keys()
        return response

    async def _decide_said(
        self, tx: Transaction, proposal: Proposal, asked: _Asked, *, who: Standing, now: Moment
    ) -> tuple[pb.DecideProposalResponse, ConsultationRecord]:
        record = await store.lock_statement_record(tx, proposal.subject_id)
        consultation = await store.consultation_record(tx, record.frame.consultation_id)
        assert consultation
        waits = False
        if asked.agree and proposal.change.kind.corrects:
            read = await self._reading_of(tx, proposal.change, record, proposal.organisation_id)
            try:
                waits = _still_waits(proposal, read, asked, by=who.person_id)
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

    async def _decide_own(
        self, tx: Transaction, own: Own, proposal: Proposal, asked: _Asked, *, who: Standing, now: Moment
    ) -> bool:
        """Carry out what was decided; tell whether another reviewer has to agree, too."""
        if not asked.agree:
            return False
        read = await self._own_reading(tx, own, proposal.change)
        try:
            waits = _still_waits(proposal, read, asked, by=who.person_id)
        except Stale as stale:
            current = pb.DecideProposalResponse()
            await self._write_own(tx, current, own)
            raise Stale(str(stale), current) from None
        if waits:
            require_own_possible(own, proposal.change)
            await store.note_read(tx, proposal, by=who.person_id, at=now.at)
        else:
            await self._agree_own(tx, own, proposal.change, by=who.person_id, now=now)
        return waits

    async def _waiting(self, tx: Transaction, proposal_id: UUID, who: Standing) -> Proposal:
        """Lock a proposal that waits."""
        proposal = await store.lock_proposal(tx, self._keys, proposal_id, hosts(who))
        if proposal is None and await store.is_decided(tx, proposal_id, hosts(who)):
            raise DecidedAlready("somebody decided on it already")
        if proposal is None:
            raise NoSuchRow("proposal")
        return proposal

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
            await store.register(tx, _bodies(record, change)),
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

    async def _listed(self, tx: Transaction, row: Proposal | None, who: Standing, now: Moment) -> pb.Proposal | None:
        """Return a proposal as it is listed; None if it is erased, or what it would change."""
        try:
            return await self._written_proposal(tx, row, who, now) if row else None
        except KeyDestroyed:
            return None

    async def _written_proposal(self, tx: Transaction, row: Proposal, who: Standing, now: Moment) -> pb.Proposal:
        reviewer = who.holds(Role.REVIEWER, row.organisation_id)
        if row.change.kind in OF_OWN_TEXTS:
            own = await self._own(tx, row.change.kind, row.subject_id, row.organisation_id, lock=False)
            read: Reading | None = await self._own_reading(tx, own, row.change)
            message = wire.proposal(
                row,
                [],
                register={},
                caller_id=who.person_id,
                zone=self._zone,
                read=read,
                is_reviewer=reviewer,
                originals=await self._own_originally(tx, own, row.change) if reviewer else (),
                figures=figures_entered(own, row.change),
            )
            await self._write_own(tx, message, own)
            return message
        record = await store.statement_record(tx, row.subject_id)
        consultation = await store.consultation_record(tx, record.frame.consultation_id)
        assert consultation
        register = await store.register(tx, _bodies(record, row.change))
        told = newly_asked(record, row.change, register)
        liaisons = await store.count_liaisons(tx, told, today=now.today)
        message = wire.proposal(
            row,
            [wire.told(register[each], liaisons=liaisons.get(each, 0), lines=1) for each in told],
            register=register,
            caller_id=who.person_id,
            zone=self._zone,
            read=await self._reading_of(tx, row.change, record, row.organisation_id),
            is_reviewer=reviewer,
            originals=await self._said_originally(tx, row.change, record, row.organisation_id) if reviewer else (),
        )
        message.statement.CopyFrom(await self._public(tx, record, consultation))
        return message

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


def _still_waits(proposal: Proposal, read: Reading | None, asked: _Asked, *, by: UUID) -> bool:
    """Refuse what was not read; tell whether another reviewer has to read it, too."""
    assert read
    require_read(read, digest=wire.final_text_digest(asked.digest), cleared=asked.cleared)
    if proposal.read_by is None:
        return read.takes_two
    require_another_reader(proposal.read_by, by)
    return False


async def _wording(tx: Transaction, record: StatementRecord) -> Wording:
    """Return how the statement reads; what was erased is empty."""
    known = await texts.load(tx, [each for each in (record.frame.title, record.frame.text) if each])
    return wire.wording(record, wire.plain(known))


def _bodies(record: StatementRecord, change: Change) -> Collection[UUID]:
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


async def _audit(tx: Transaction, proposal: Proposal, action: str, *, by: UUID, now: Moment) -> None:
    await store.audit(tx, at=now.at, actor=by, action=action, table="proposals", row_id=proposal.id)
