"""What a facilitator enters, as a stand-in for consultations keeps it: one draft, saved as it is sent."""
# ruff: noqa: D102 - what each method does, the protos say

from typing import Any

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from tests.dashboard_kit.world import World

_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
_PROGRAMME = "01890a5d-ac96-774b-bcce-b302099a8058"


class Entering:
    """The RPCs by which one consultation is entered."""

    world: World

    def ListMyConsultations(self, _request: Any, _context: Any) -> Any:
        drafts = self.world.drafts.values()
        found = [pb.DraftSummary(consultation_id=each.consultation_id, title=each.details.title) for each in drafts]
        return pb.ListMyConsultationsResponse(consultations=found)

    def CreateConsultation(self, request: Any, _context: Any) -> Any:
        draft = pb.Draft(consultation_id=_ID, details=request.details, version=1)
        self.world.drafts[_ID] = draft
        return pb.CreateConsultationResponse(draft=draft)

    def GetDraft(self, request: Any, _context: Any) -> Any:
        return pb.GetDraftResponse(draft=self.world.drafts[request.consultation_id])

    def UpdateConsultation(self, request: Any, context: Any) -> Any:
        draft = self.world.drafts[request.consultation_id]
        self.world.saves += 1
        if request.expected_version != draft.version:
            context.abort(grpc.StatusCode.ABORTED, "stale")
        draft.details.CopyFrom(request.details)
        draft.version += 1
        return pb.UpdateConsultationResponse(draft=draft)

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
