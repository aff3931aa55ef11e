"""Changes of what is public that take two persons: rows 4, 29 and 31."""

from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.chassis.keys import KeyDestroyed
from services.consultations import store, wire
from services.consultations.api.asked import Asked, still_waits
from services.consultations.api.base import Page, hosts
from services.consultations.api.said_changes import SaidChangeRpcs, bodies
from services.consultations.domain.correcting import (
    Reading,
)
from services.consultations.domain.errors import DecidedAlready, NoSuchRow, Stale
from services.consultations.domain.own_texts import Own, figures_entered, propose_own, require_own_possible
from services.consultations.domain.proposals import (
    OF_OWN_TEXTS,
    Proposal,
    newly_asked,
    require_proposer,
    require_second_person,
)
from services.consultations.domain.values import Moment, Role, Standing

Context = grpc.aio.ServicerContext[Any, Any]


class ProposalRpcs(SaidChangeRpcs):
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
                propose_own(own, change, who=who, waiting=waiting, today=now.today)
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
        asked = Asked(request.agree, wire.optional_digest(request.final_text_digest), wire.cleared(request.cleared))
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

    async def _decide_own(
        self, tx: Transaction, own: Own, proposal: Proposal, asked: Asked, *, who: Standing, now: Moment
    ) -> bool:
        """Carry out what was decided; tell whether another reviewer has to agree, too."""
        if not asked.agree:
            return False
        read = await self._own_reading(tx, own, proposal.change)
        try:
            waits = still_waits(proposal, read, asked, by=who.person_id)
        except Stale as stale:
            current = pb.DecideProposalResponse()
            await self._write_own(tx, current, own)
            raise Stale(str(stale), current) from None
        if waits:
            require_own_possible(own, proposal.change, today=now.today)
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
        register = await store.register(tx, bodies(record, row.change))
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


async def _audit(tx: Transaction, proposal: Proposal, action: str, *, by: UUID, now: Moment) -> None:
    await store.audit(tx, at=now.at, actor=by, action=action, table="proposals", row_id=proposal.id)
