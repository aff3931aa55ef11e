"""What a facilitator enters, as a stand-in for consultations keeps it: one draft, saved as it is sent."""
# ruff: noqa: D102 - what each method does, the protos say

from collections.abc import Callable
from typing import Any
from uuid import UUID

import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.consultations import wire
from services.consultations.domain import intake
from services.consultations.domain.values import Addressee, AddresseeKind, LocalizedText
from tests.dashboard_kit.world import World

_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
_PROGRAMME = "01890a5d-ac96-774b-bcce-b302099a8058"
_ONE_LINE = "one line, without line breaks"
META = Addressee(
    id=UUID("01890a5d-ac96-774b-bcce-b302099a8059"),
    slug="meta",
    kind=AddresseeKind.PLATFORM,
    name=LocalizedText("en", (("en", "Meta"), ("ur", "میٹا"))),
    illustrative=False,
)
REGISTER = [META]


def _refusal(told: list[tuple[str, str]]) -> Any:
    """Return a refusal of several fields."""
    violations = [error_details_pb2.BadRequest.FieldViolation(field=at, description=said) for at, said in told]
    packed = any_pb2.Any()
    packed.Pack(error_details_pb2.BadRequest(field_violations=violations))
    code = grpc.StatusCode.INVALID_ARGUMENT
    return rpc_status.to_status(status_pb2.Status(code=code.value[0], message="refused", details=[packed]))


class Entering:
    """The RPCs by which one consultation is entered."""

    world: World
    enter: Callable[[Any, str], None]

    def ListMyConsultations(self, request: Any, context: Any) -> Any:
        self.enter(context, "ListMyConsultations")
        drafts, start = list(self.world.drafts.values()), int(request.page_token or 0)
        end = start + (request.page_size or 50)
        found = [
            pb.DraftSummary(
                consultation_id=each.consultation_id,
                title=each.details.title,
                erased=each.consultation_id in self.world.erased,
            )
            for each in drafts[start:end]
        ]
        return pb.ListMyConsultationsResponse(
            consultations=found, next_page_token=str(end) if end < len(drafts) else ""
        )

    def CreateConsultation(self, request: Any, _context: Any) -> Any:
        if request.idempotency_key in self.world.asked_keys:
            return pb.CreateConsultationResponse(draft=self.world.drafts[_ID])
        self.world.asked_keys.append(request.idempotency_key)
        draft = pb.Draft(consultation_id=_ID, details=request.details, version=1)
        self.world.drafts[_ID] = draft
        return pb.CreateConsultationResponse(draft=draft)

    def GetDraft(self, request: Any, context: Any) -> Any:
        self.enter(context, "GetDraft")
        return pb.GetDraftResponse(draft=self.world.drafts[request.consultation_id])

    def UpdateConsultation(self, request: Any, context: Any) -> Any:
        draft = self.world.drafts[request.consultation_id]
        self.world.saves += 1
        if request.expected_version != draft.version:
            context.abort(grpc.StatusCode.ABORTED, "stale")
        draft.details.CopyFrom(request.details)
        draft.version += 1
        return pb.UpdateConsultationResponse(draft=draft)

    def PutStatement(self, request: Any, context: Any) -> Any:
        self.enter(context, "PutStatement")
        if request.details.text.bodies.get("en", "").startswith("Refused"):
            return context.abort(grpc.StatusCode.FAILED_PRECONDITION, "this consultation is full")
        self.world.asked.append(request)
        draft = self.world.drafts[request.consultation_id]
        made = pb.Statement(statement_id=str(len(draft.statements) + 1), details=request.details, version=1)
        made.record_state = pb.RECORD_STATE_DRAFT
        if request.idempotency_key not in self.world.asked_keys:
            self.world.asked_keys.append(request.idempotency_key)
            draft.statements.append(made)
            if request.details.text.bodies.get("en", "").startswith("Lost"):
                self.world.down.add("consultations")  # entered, and died before it could say so
                return context.abort(grpc.StatusCode.UNAVAILABLE, "down")
        return pb.PutStatementResponse(statement=made)

    def PutStatements(self, requests: Any, context: Any) -> Any:
        self.enter(context, "PutStatements")
        pieces = list(requests)
        first, entries = pieces[0], [entry for each in pieces for entry in each.entries]
        said = [each.details.text.bodies.get("en", "") for each in entries]
        wrong = [place for place, each in enumerate(said) if each.startswith("Not taken")]
        if wrong:
            told = [(f"entries[{place}].details.title.bodies[en]", _ONE_LINE) for place in wrong[:2]]
            return context.abort_with_status(_refusal(told))
        if any(each.startswith("Refused") for each in said):
            full = "this consultation is full; enter the rest as another one"
            return context.abort(grpc.StatusCode.FAILED_PRECONDITION, full)
        if first.check_only:
            return pb.PutStatementsResponse(added=len(entries))
        draft = self.world.drafts[first.consultation_id]
        if first.idempotency_key not in self.world.asked_keys:
            if first.seen_revision != draft.revision:
                return context.abort(grpc.StatusCode.ABORTED, "the consultation changed meanwhile; read it again")
            self.world.asked_keys.append(first.idempotency_key)
            self._enter_all(draft, entries)
        if any(each.startswith("Lost") for each in said) and first.idempotency_key not in self.world.lost:
            self.world.lost.add(first.idempotency_key)
            self.world.down.add("consultations")  # entered, and died before it could say so
            return context.abort(grpc.StatusCode.UNAVAILABLE, "down")
        return pb.PutStatementsResponse(added=len(entries))

    def _enter_all(self, draft: pb.Draft, entries: Any) -> None:
        known = {each.statement_id: each for each in draft.statements}
        for each in entries:
            place = len(draft.statements) + 1
            made = known.get(each.statement_id) or draft.statements.add(statement_id=str(place), position=place)
            made.details.CopyFrom(each.details)
            made.version += 1
            made.record_state = pb.RECORD_STATE_DRAFT
        draft.revision += "+"

    def ReadUnsentText(self, request: Any, context: Any) -> Any:
        self.enter(context, "ReadUnsentText")
        if request.page >= pb.UNSENT_PAGE_FACILITATOR:
            forms = [each for (page, _), each in self.world.unsent.items() if page == request.page]
            return pb.ReadUnsentTextResponse(forms=forms)
        return pb.ReadUnsentTextResponse(text=self.world.unsent.get((request.page, request.consultation_id)))

    def SaveUnsentText(self, request: Any, context: Any) -> Any:
        self.enter(context, "SaveUnsentText")
        place = (request.page, request.form or request.consultation_id)
        before = self.world.unsent.get(place)
        if before and before.version != request.expected_version:
            if before.fields == request.fields:
                return pb.SaveUnsentTextResponse(text=pb.UnsentText(version=before.version))
            return context.abort(grpc.StatusCode.ABORTED, "saved on another page meanwhile")
        self.world.versions += 1
        kept = pb.UnsentText(form=request.form, fields=request.fields, version=self.world.versions)
        self.world.unsent[place] = kept
        return pb.SaveUnsentTextResponse(text=pb.UnsentText(version=self.world.versions))

    def DiscardUnsentText(self, request: Any, context: Any) -> Any:
        self.enter(context, "DiscardUnsentText")
        place = (request.page, request.form or request.consultation_id)
        if place not in self.world.unsent:
            return pb.DiscardUnsentTextResponse()
        if self.world.unsent[place].version != request.expected_version:
            return context.abort(grpc.StatusCode.ABORTED, "saved on another page meanwhile")
        del self.world.unsent[place]
        return pb.DiscardUnsentTextResponse()

    def FindAlikeDrafts(self, _request: Any, context: Any) -> Any:
        self.enter(context, "FindAlikeDrafts")
        return pb.FindAlikeDraftsResponse(pairs=self.world.alike)

    def AddDocument(self, requests: Any, context: Any) -> Any:
        self.enter(context, "AddDocument")
        self.world.asked.extend(requests)
        return pb.AddDocumentResponse()

    def FindCandidates(self, request: Any, context: Any) -> Any:
        self.enter(context, "FindCandidates")
        try:
            text = wire.pasted(request.text)
        except InvalidArgument as wrong:
            return context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(wrong))
        people = {each.details.name: UUID(each.participant_id) for each in self._draft(request).participants}
        found = intake.find(text, wire.bodies(REGISTER), list(people), press=request.published_article)
        return pb.FindCandidatesResponse(
            text=text,
            candidates=[wire.candidate(each, text, people) for each in found],
            addressees=wire.named(REGISTER, found),
        )

    def _draft(self, request: Any) -> pb.Draft:
        return self.world.drafts[request.consultation_id]

    def PreviewPublication(self, request: Any, _context: Any) -> Any:
        details = self.world.drafts[request.consultation_id].details
        public = pb.PublicConsultation(title=details.title, figures=details.figures, outputs=details.outputs)
        public.figures_conflict.CopyFrom(details.figures_conflict)
        return pb.PreviewPublicationResponse(consultation=public)

    def ListMyProgrammes(self, _request: Any, _context: Any) -> Any:
        return pb.ListMyProgrammesResponse(programmes=self.world.programmes)

    def CreateProgramme(self, request: Any, _context: Any) -> Any:
        self.world.programmes.append(pb.Programme(programme_id=_PROGRAMME, details=request.details, version=1))
        return pb.CreateProgrammeResponse(programme=self.world.programmes[0])
