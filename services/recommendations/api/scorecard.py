"""What a body itself says on its scorecard, for its liaisons."""

from collections.abc import Callable
from typing import TypeVar

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies
from services.chassis.errors import Aborted
from services.recommendations import wire
from services.recommendations.api.base import Context
from services.recommendations.api.public import PublicRpcs
from services.recommendations.domain import addressee, scorecard
from services.recommendations.domain.addressee import Addressee, AddresseeFact
from services.recommendations.domain.errors import ScorecardChanged
from services.recommendations.domain.guards import Act
from services.recommendations.store import register

Request = TypeVar("Request", pb.PutScorecardReplyRequest, pb.WithdrawScorecardReplyRequest)
Response = TypeVar("Response", pb.PutScorecardReplyResponse, pb.WithdrawScorecardReplyResponse)


class ScorecardRpcs(PublicRpcs):
    """RPCs of the text that a body may put on its own scorecard."""

    async def PutScorecardReply(
        self, request: pb.PutScorecardReplyRequest, context: Context
    ) -> pb.PutScorecardReplyResponse:
        """Put the body's own text on its scorecard, in place of the one that is there."""
        text = wire.words.text(request.text, field="text")
        return await self._change_scorecard(
            request, context, pb.PutScorecardReplyResponse, lambda before, act: scorecard.reply(before, text, act)
        )

    async def WithdrawScorecardReply(
        self, request: pb.WithdrawScorecardReplyRequest, context: Context
    ) -> pb.WithdrawScorecardReplyResponse:
        """Take the body's own text back."""
        return await self._change_scorecard(
            request, context, pb.WithdrawScorecardReplyResponse, scorecard.withdraw_reply
        )

    async def _change_scorecard(
        self,
        request: Request,
        context: Context,
        answer: type[Response],
        decide: Callable[[Addressee, Act], AddresseeFact],
    ) -> Response:
        caller = access.caller(context)
        slug = wire.words.line(request.slug, field="slug")
        try:
            async with self._db.transaction() as tx:
                if reply := await replies.claim(tx, caller, request, answer):
                    return reply
                act = await self._act(tx, caller, request.expected_version)
                await register.changing(tx)
                before = await register.by_slug(tx, slug)
                fact = decide(before, act)
                after = addressee.evolve(before, fact)
                await register.save(tx, after)
                await event_log.append(tx, wire.addressees.event(fact))
                response = answer(scorecard=await self._scorecard(tx, after, self._moment().today))
                return await replies.remember(tx, caller, request, response)
        except ScorecardChanged as stale:
            async with self._db.transaction(read_only=True) as tx:
                current = answer(
                    scorecard=await self._scorecard(tx, await register.by_slug(tx, slug), self._moment().today)
                )
            raise Aborted(str(stale), current=current) from stale
