"""What a verifier records. The own organisation and the own recommendation are refused, and that is put on record."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from google.protobuf.message import Message

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.principal import Principal
from services.recommendations import wire
from services.recommendations.api.base import Base, Context
from services.recommendations.domain import checks
from services.recommendations.domain.errors import ConflictOfInterest
from services.recommendations.store import lines


class CheckRpcs(Base):
    """RPCs of verifiers."""

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
        """Record what can be shown."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        finding = wire.requests.finding(request)
        async with self._checking(caller, assignment_id, pb.RecordVerificationResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.RecordVerificationResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            after = await self._record(tx, before, checks.record_verification(before, finding, act))
            response = pb.RecordVerificationResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response)

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
