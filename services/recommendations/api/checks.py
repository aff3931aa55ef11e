"""What a verifier records. What is their own in any way is refused, and that is put on record."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from google.protobuf.message import Message

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.principal import Principal
from services.recommendations import wire
from services.recommendations.api.base import Context
from services.recommendations.api.findings import FindingRpcs
from services.recommendations.domain import checks
from services.recommendations.domain.errors import ConflictOfInterest
from services.recommendations.store import lines


class CheckRpcs(FindingRpcs):
    """RPCs of verifiers, and of reviewers as far as words are concerned."""

    @asynccontextmanager
    async def _checking(
        self, caller: Principal, assignment_id: UUID, answer: type[Message]
    ) -> AsyncIterator[Transaction]:
        try:
            async with self._writing(answer) as tx:
                yield tx
        except ConflictOfInterest as refusal:
            await self._refused(caller, refusal, assignment_id)
            raise

    async def RequestEvidence(self, request: pb.RequestEvidenceRequest, context: Context) -> pb.RequestEvidenceResponse:
        """Ask the addressee for evidence."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        question = wire.requests.question(request)
        async with self._checking(caller, assignment_id, pb.RequestEvidenceResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.RequestEvidenceResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            after = await self._record(tx, before, checks.request_evidence(before, question, act))
            response = pb.RequestEvidenceResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response)

    async def RecordVerification(
        self, request: pb.RecordVerificationRequest, context: Context
    ) -> pb.RecordVerificationResponse:
        """Record what can be shown, or announce to the addressee what contradicts it."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        finding = wire.requests.finding(request)
        async with self._checking(caller, assignment_id, pb.RecordVerificationResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.RecordVerificationResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            finding = await self._with_files(tx, before, finding)
            key_id = None
            if finding.verification in checks.ANNOUNCED_FIRST:
                after, key_id = await self._announce(tx, before, request, finding, act)
            else:
                after = await self._record(tx, before, checks.record_verification(before, finding, act))
            response = pb.RecordVerificationResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response, key_id=key_id)

    async def TakeFindingBack(self, request: pb.TakeFindingBackRequest, context: Context) -> pb.TakeFindingBackResponse:
        """Take an announced finding back before it is public, and destroy what sealed it."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        taking = wire.requests.taking_back(request)
        async with self._checking(caller, assignment_id, pb.TakeFindingBackResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.TakeFindingBackResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            after, key_id = await self._take_back(tx, before, request, taking, act)
            taken_back = (await self._taken_back(tx, [after], act.by)).get(assignment_id)
            view = await self._view(tx, after)
            response = pb.TakeFindingBackResponse(assignment=wire.views.assignment(view, taken_back=taken_back))
            response = await replies.remember(tx, caller, request, response, key_id=key_id)
        # What is not destroyed here, because this process dies, the timer destroys.
        await self.forget_finding_keys()
        return response

    async def RecordNoEvidenceFound(
        self, request: pb.RecordNoEvidenceFoundRequest, context: Context
    ) -> pb.RecordNoEvidenceFoundResponse:
        """Record that a search found no evidence."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        search = wire.requests.empty_search(request)
        async with self._checking(caller, assignment_id, pb.RecordNoEvidenceFoundResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.RecordNoEvidenceFoundResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            after = await self._record(tx, before, checks.record_no_evidence_found(before, search, act))
            response = pb.RecordNoEvidenceFoundResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response)

    async def RecordNotVerifiable(
        self, request: pb.RecordNotVerifiableRequest, context: Context
    ) -> pb.RecordNotVerifiableResponse:
        """Record that the line cannot be checked as it is worded."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        wording = wire.requests.not_verifiable(request)
        async with self._checking(caller, assignment_id, pb.RecordNotVerifiableResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.RecordNotVerifiableResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            after = await self._record(tx, before, checks.record_not_verifiable(before, wording, act))
            response = pb.RecordNotVerifiableResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response)
