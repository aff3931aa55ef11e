"""Is it over? Lines closed by the host, by two persons where they no longer apply, and opened again."""

from dataclasses import replace
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.chassis.keys import readable
from services.recommendations import wire
from services.recommendations.api.base import Base, Context
from services.recommendations.domain import closures, outside
from services.recommendations.domain.closures import Proposal
from services.recommendations.domain.errors import AlreadyDecided, ConflictOfInterest
from services.recommendations.domain.outside import OutsideState as ProposalState
from services.recommendations.store import history, lines
from services.recommendations.store import waiting as rows
from services.recommendations.store.waiting import Table

_TABLE = Table.CLOSURE_PROPOSALS


class ClosureRpcs(Base):
    """RPCs that close lines and open them again."""

    async def CloseDeclined(self, request: pb.CloseDeclinedRequest, context: Context) -> pb.CloseDeclinedResponse:
        """Close a line as declined."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        grounds = wire.requests.grounds(request)
        async with self._writing(pb.CloseDeclinedResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.CloseDeclinedResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            after = await self._record(tx, before, closures.close_declined(before, grounds, act))
            response = pb.CloseDeclinedResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response)

    async def ProposeNotApplicable(
        self, request: pb.ProposeNotApplicableRequest, context: Context
    ) -> pb.ProposeNotApplicableResponse:
        """Write down why a line no longer applies; nothing is public until it is confirmed."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        grounds = wire.requests.grounds(request)
        async with self._writing(pb.ProposeNotApplicableResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.ProposeNotApplicableResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            proposal = Proposal(id=new_id(), grounds=grounds, proposed_by=act.by.person_id)
            fact = closures.propose_not_applicable(before, proposal, act)
            key_id, kept = await self._keys.create(), wire.keeping.kept(request)
            sealed = self._keys.seal(
                key_id, kept.SerializeToString(), table=_TABLE, column="sealed", row_id=proposal.id
            )
            row = rows.Row(
                id=proposal.id,
                assignment_id=assignment_id,
                key_id=key_id,
                sealed=sealed,
                state=ProposalState.WAITING,
                recorded_by=act.by.person_id,
                recorded_at=act.moment.at,
            )
            await rows.add(tx, _TABLE, row)
            after = await self._record(tx, before, fact)
            await history.audit(tx, at=act.moment.at, actor=act.actor, action="closure_proposed", row_id=proposal.id)
            view = (await self._views(tx, [after]))[0]
            shown = wire.views.closure_proposal(proposal.id, kept, view, proposed_by_caller=True)
            response = pb.ProposeNotApplicableResponse(closure_proposal=shown)
            return await replies.remember(tx, caller, request, response)

    async def ListClosureProposals(
        self, request: pb.ListClosureProposalsRequest, context: Context
    ) -> pb.ListClosureProposalsResponse:
        """List proposals that wait for a reviewer of the host, oldest first."""
        caller = access.caller(context)
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, wire.filters.waited, values=2)
        async with self._db.transaction(read_only=True) as tx:
            hosts = outside.reviewed_hosts(await self._standing(tx, caller, lock=False))
            found = await rows.waiting(tx, _TABLE, hosts, after=after, limit=size + 1)
            views = await self._by_id(tx, {each.assignment_id for each in found[:size]})
        proposals = [
            wire.views.closure_proposal(
                each.id,
                kept,
                views[each.assignment_id],
                proposed_by_caller=each.recorded_by == caller.person_id,
            )
            for each, kept in readable(lambda each: (each, self._kept(each)), found[:size])
        ]
        return pb.ListClosureProposalsResponse(
            closure_proposals=proposals,
            next_page_token=wire.filters.next_token(found, size, rows.place_of),
        )

    async def DecideClosureProposal(
        self, request: pb.DecideClosureProposalRequest, context: Context
    ) -> pb.DecideClosureProposalResponse:
        """Confirm a proposal to close, or refuse it."""
        caller = access.caller(context)
        proposal_id = wire.words.uuid(request.closure_proposal_id, field="closure_proposal_id")
        reason = wire.words.line(request.reason, field="reason", longest=1000)
        async with self._writing(pb.DecideClosureProposalResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.DecideClosureProposalResponse):
                return reply
            by = await self._standing(tx, caller)
            hosts = outside.reviewed_hosts(by)
            line = await lines.lock(tx, await rows.assignment_of(tx, _TABLE, proposal_id, hosts))
            row = await rows.lock(tx, _TABLE, proposal_id)
            closed, decided = closures.decide_proposal(
                line, self._proposal(row), confirm=request.confirm, reason=reason, by=by, moment=self._moment()
            )
            if closed:
                line = await self._record(tx, line, closed)
            line = await self._record(tx, line, decided)
            await self._note(tx, row, confirmed=decided.confirmed, by=by.person_id, reason=reason)
            response = pb.DecideClosureProposalResponse(assignment=await self._answer(tx, line))
            return await replies.remember(tx, caller, request, response)

    async def Reopen(self, request: pb.ReopenRequest, context: Context) -> pb.ReopenResponse:
        """Open a closed line again."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        grounds = wire.requests.grounds(request)
        try:
            async with self._writing(pb.ReopenResponse) as tx:
                if reply := await replies.claim(tx, caller, request, pb.ReopenResponse):
                    return reply
                act = await self._act(tx, caller, request.expected_version)
                before = await lines.lock(tx, assignment_id)
                after = await self._record(tx, before, closures.reopen(before, grounds, act))
                response = pb.ReopenResponse(assignment=await self._answer(tx, after))
                return await replies.remember(tx, caller, request, response)
        except ConflictOfInterest as refusal:
            await self._refused(caller, refusal, assignment_id)
            raise

    def _kept(self, row: rows.Row) -> pb.ProposeNotApplicableRequest:
        """Return what was proposed; empty once its key is destroyed or it is public."""
        if row.key_id is None or row.sealed is None:
            return pb.ProposeNotApplicableRequest()
        opened = self._keys.open(row.key_id, row.sealed, table=_TABLE, column="sealed", row_id=row.id)
        return pb.ProposeNotApplicableRequest.FromString(opened)

    def _proposal(self, row: rows.Row) -> Proposal:
        """Return the proposal as the domain decides on it."""
        state = ProposalState(row.state)
        if row.sealed is None:
            raise AlreadyDecided(f"the proposal was {state.value} before")
        grounds = wire.requests.grounds(self._kept(row))
        return replace(Proposal(id=row.id, grounds=grounds, proposed_by=row.recorded_by), state=state)

    async def _note(self, tx: Transaction, row: rows.Row, *, confirmed: bool, by: UUID, reason: str) -> None:
        refusal = None
        if not confirmed and row.key_id:
            refusal = self._keys.seal(row.key_id, reason.encode(), table=_TABLE, column="refusal", row_id=row.id)
        state = ProposalState.CONFIRMED if confirmed else ProposalState.REFUSED
        at = self._clock()
        await rows.decide(tx, _TABLE, row.id, state=state, by=by, at=at, refusal=refusal)
        await history.audit(tx, at=at, actor=str(by), action=f"closure_{state.value}", row_id=row.id)
