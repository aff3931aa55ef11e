"""Changes of what is public that take two persons: rows 4 and 29."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.consultations import store, wire
from services.consultations.api.base import Page, Rpcs, hosts
from services.consultations.domain.errors import DecidedAlready, NoSuchRow, Stale
from services.consultations.domain.facts import evolve_statement
from services.consultations.domain.proposals import (
    Change,
    ChangeKind,
    Proposal,
    agree,
    newly_asked,
    propose,
    require_second_person,
)
from services.consultations.domain.publication import tracked_number
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.values import Moment, Standing

Context = grpc.aio.ServicerContext[Any, Any]


class ProposalRpcs(Rpcs):
    """Proposes and decides."""

    async def ProposeChange(self, request: pb.ProposeChangeRequest, context: Context) -> pb.ProposeChangeResponse:
        """Propose a change of a published statement (rows 4 and 29)."""
        caller, now = access.caller(context), self._now()
        number = wire.required_number(request.number, of_consultations=False)
        seen = wire.version(request.expected_version) if request.expected_version else None
        change = wire.change(request)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.ProposeChangeResponse):
                return reply
            who = await self._acting(tx, caller, now)
            await self._require_nobody_named(tx, reason=change.reason, track=change.verifiability)
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
                    waiting=await store.has_waiting_proposal(tx, record.id, host),
                )
            except Stale as stale:
                current = pb.DecideProposalResponse(statement=await self._public(tx, record, consultation))
                raise Stale(str(stale), current) from None
            proposal = Proposal(
                id=new_id(),
                statement_id=record.id,
                organisation_id=host,
                key_id=await self._keys.create(),
                change=change,
                proposed_by=who.person_id,
                proposed_at=now.at,
            )
            await store.add_proposal(tx, self._keys, proposal)
            await _audit(tx, proposal, "propose", by=who.person_id, now=now)
            return await replies.remember(tx, caller, request, pb.ProposeChangeResponse(proposal_id=str(proposal.id)))

    async def ListProposals(self, request: pb.ListProposalsRequest, context: Context) -> pb.ListProposalsResponse:
        """List what waits for a reviewer."""
        size, now = wire.page_size(request.page_size), self._now()
        after: Any = wire.page_after(request.page_token, wire.instant, wire.identifier_part)
        page = Page(size)
        async with self._db.transaction(read_only=True) as tx:
            who = await self._reading(tx, access.caller(context))
            found = await store.proposals_after(tx, self._keys, hosts(who), after=after, limit=size + 1)
            for each in found:
                if not page.add(await self._written_proposal(tx, each, who, now), (each.proposed_at, each.id)):
                    break
        return pb.ListProposalsResponse(proposals=page.entries, next_page_token=page.token)

    async def DecideProposal(self, request: pb.DecideProposalRequest, context: Context) -> pb.DecideProposalResponse:
        """Agree to a proposal, which makes it public at once, or refuse it."""
        caller, now = access.caller(context), self._now()
        proposal_id = wire.identifier(request.proposal_id, field="proposal_id")
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.DecideProposalResponse):
                return reply
            who = await self._acting(tx, caller, now)
            proposal = await self._waiting(tx, proposal_id, who)
            require_second_person(proposal, who=who)
            record = await store.lock_statement_record(tx, proposal.statement_id)
            consultation = await store.consultation_record(tx, record.frame.consultation_id)
            assert consultation
            if request.agree:
                record = await self._agree(tx, proposal, record, consultation, who=who, now=now)
            await store.decide_proposal(tx, proposal, agreed=request.agree, by=who.person_id, at=now.at)
            await store.destroy_later(tx, [proposal.key_id], at=now.at)
            await _audit(tx, proposal, "agree" if request.agree else "refuse", by=who.person_id, now=now)
            answer = pb.DecideProposalResponse(statement=await self._public(tx, record, consultation))
            # Who said it stands in the answer, and whom its words name: it goes when one of them withdraws consent.
            key_id = await store.replies_key(tx, consultation)
            response = await replies.remember(tx, caller, request, answer, key_id=key_id)
        await self._destroy_keys()
        return response

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
        texts = wire.Texts()
        change = proposal.change
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
            keep=texts.keep,
            moment=now,
        )
        after = evolve_statement(record, fact)
        await store.save_statement_record(tx, after)
        await event_log.append(tx, wire.statement_event(fact, texts))
        return after

    async def _written_proposal(self, tx: Transaction, row: Proposal, who: Standing, now: Moment) -> pb.Proposal:
        record = await store.statement_record(tx, row.statement_id)
        consultation = await store.consultation_record(tx, record.frame.consultation_id)
        assert consultation
        register = await store.register(tx, _bodies(record, row.change))
        told = newly_asked(record, row.change, register)
        liaisons = await store.count_liaisons(tx, told, today=now.today)
        return wire.proposal(
            row,
            await self._public(tx, record, consultation),
            [wire.told(register[each], liaisons=liaisons.get(each, 0), lines=1) for each in told],
            register=register,
            caller_id=who.person_id,
            zone=self._zone,
        )

    async def _public(
        self, tx: Transaction, record: StatementRecord, consultation: ConsultationRecord
    ) -> pb.PublicStatement:
        return wire.public_statement(record, consultation, await self._printed(tx, record, consultation))


def _bodies(record: StatementRecord, change: Change) -> Collection[UUID]:
    named = {each.addressee_id for each in record.addressees}
    return named | ({change.addressee_id} if change.addressee_id else set())


async def _lock(tx: Transaction, number: str) -> tuple[StatementRecord, ConsultationRecord]:
    found = await store.statement_numbered(tx, number)
    if found is None:
        raise NoSuchRow("statement")
    record = await store.lock_statement_record(tx, found.id)
    consultation = await store.consultation_record(tx, record.frame.consultation_id)
    assert consultation
    return record, consultation


async def _audit(tx: Transaction, proposal: Proposal, action: str, *, by: UUID, now: Moment) -> None:
    await store.audit(tx, at=now.at, actor=by, action=action, table="proposals", row_id=proposal.id)
