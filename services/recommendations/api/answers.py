"""What a liaison does: positions, progress, a moved day of delivery, or all at once."""

from dataclasses import replace
from typing import NoReturn

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument
from services.recommendations import wire
from services.recommendations.api.base import Context
from services.recommendations.api.drafts import DraftRpcs
from services.recommendations.domain import answers, promises
from services.recommendations.domain.answers import PositionAnswer, ProgressAnswer
from services.recommendations.domain.facts import PositionStated, ProgressReported
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.promises import DateMove
from services.recommendations.domain.sources import Approval
from services.recommendations.store import history, lines


class _Previewed(Exception):
    """Rolls back what a preview did to see what it would look like."""

    def __init__(self, response: pb.SubmitAnswerResponse) -> None:
        super().__init__("previewed")
        self.response = response


def _roll_back(response: pb.SubmitAnswerResponse) -> NoReturn:
    raise _Previewed(response)


class AnswerRpcs(DraftRpcs):
    """RPCs of liaisons."""

    async def StatePosition(self, request: pb.StatePositionRequest, context: Context) -> pb.StatePositionResponse:
        """Record what an addressee says about the request."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        answer = wire.requests.position(request.position)
        approval = wire.parts.approval(request.approval)
        async with self._writing(pb.StatePositionResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.StatePositionResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            after = await self._state(tx, before, answer, act, approval)
            response = pb.StatePositionResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response)

    async def ReportProgress(self, request: pb.ReportProgressRequest, context: Context) -> pb.ReportProgressResponse:
        """Record what an addressee says it has done."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        report = wire.requests.progress(request.progress)
        approval = wire.parts.approval(request.approval)
        async with self._writing(pb.ReportProgressResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.ReportProgressResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            after = await self._report(tx, before, report, act, approval)
            response = pb.ReportProgressResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response)

    async def MoveDeliveryDate(
        self, request: pb.MoveDeliveryDateRequest, context: Context
    ) -> pb.MoveDeliveryDateResponse:
        """Move the day by which the addressee will deliver."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        moved = wire.requests.date_move(request.moved)
        approval = wire.parts.approval(request.approval)
        async with self._writing(pb.MoveDeliveryDateResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.MoveDeliveryDateResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            after = await self._move(tx, before, moved, act, approval)
            response = pb.MoveDeliveryDateResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response)

    async def SubmitAnswer(self, request: pb.SubmitAnswerRequest, context: Context) -> pb.SubmitAnswerResponse:
        """Record everything at once, or show what that would look like."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        answer = wire.requests.position(request.position) if request.HasField("position") else None
        report = wire.requests.progress(request.progress) if request.HasField("progress") else None
        moved = wire.requests.date_move(request.moved) if request.HasField("moved") else None
        if answer is None and report is None and moved is None:
            raise InvalidArgument("the position, the progress, or a moved day", field="position")
        approval = wire.parts.approval(request.approval)
        try:
            async with self._writing(pb.SubmitAnswerResponse) as tx:
                if not request.preview and (reply := await replies.claim(tx, caller, request, pb.SubmitAnswerResponse)):
                    return reply
                act = await self._act(tx, caller, request.expected_version)
                before = after = await lines.lock(tx, assignment_id)
                stated_before, reported_before = await self._corrected(tx, before, request)
                if answer is not None:
                    after = await self._state(tx, after, answer, act, approval, corrects=stated_before)
                if report is not None:
                    after = await self._report(tx, after, report, act, approval, corrects=reported_before)
                if moved is not None:
                    if after is not before:
                        promises.check_was_given(before)
                    after = await self._move(tx, after, moved, act, approval)
                response = pb.SubmitAnswerResponse(assignment=await self._answer(tx, after))
                if request.preview:
                    _roll_back(response)
                await self._sent(tx, assignment_id, act.by)
                return await replies.remember(tx, caller, request, response)
        except _Previewed as previewed:
            return previewed.response

    async def _corrected(self, tx: Transaction, before: Line, request: pb.SubmitAnswerRequest) -> tuple[int, int]:
        """Return with which versions position and progress were recorded wrongly; 0 for what is not corrected."""
        if not request.corrects_outside:
            return 0, 0
        line = before.assignment
        wanted = [(line.id, line.position_version), (line.id, line.progress_version)]
        found = [wire.facts.fact(each) for each in (await history.of_versions(tx, wanted)).values()]
        said = [each for each in found if isinstance(each, PositionStated | ProgressReported)]
        return answers.recorded_wrongly(
            said, position=request.HasField("position"), progress=request.HasField("progress")
        )

    async def _state(
        self,
        tx: Transaction,
        before: Line,
        answer: PositionAnswer,
        act: Act,
        approval: Approval | None,
        *,
        corrects: int = 0,
    ) -> Line:
        stated = answers.state_position(before, answer, act, approval=approval)
        return await self._record_position(tx, before, replace(stated, corrects_version=corrects))

    async def _move(self, tx: Transaction, before: Line, moved: DateMove, act: Act, approval: Approval | None) -> Line:
        return await self._record(tx, before, promises.move_delivery_date(before, moved, act, approval=approval))

    async def _report(
        self,
        tx: Transaction,
        before: Line,
        report: ProgressAnswer,
        act: Act,
        approval: Approval | None,
        *,
        corrects: int = 0,
    ) -> Line:
        reported = answers.report_progress(before, report, act, approval=approval)
        return await self._record_progress(tx, before, replace(reported, corrects_version=corrects))
