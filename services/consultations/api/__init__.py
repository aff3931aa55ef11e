"""RPCs in. Each method is its use case: who, once only, what was, what happened, what becomes, save, announce."""

from roundtable.consultations.v1 import service_pb2_grpc
from services.consultations.api.cards import CardRpcs
from services.consultations.api.documents import DocumentRpcs
from services.consultations.api.drafts import DraftRpcs
from services.consultations.api.duplicates import DuplicateRpcs
from services.consultations.api.entries import EntryRpcs
from services.consultations.api.intake import IntakeRpcs
from services.consultations.api.joining import JoiningRpcs
from services.consultations.api.many import ManyRpcs
from services.consultations.api.programmes import ProgrammeRpcs
from services.consultations.api.proposals import ProposalRpcs
from services.consultations.api.public import PublicRpcs
from services.consultations.api.publication import PublicationRpcs
from services.consultations.api.review import ReviewRpcs
from services.consultations.api.safeguarding import SafeguardingRpcs
from services.consultations.api.schedules import ScheduleRpcs
from services.consultations.api.unsent import UnsentRpcs
from services.consultations.api.visibility import VisibilityRpcs

__all__ = ["ConsultationServicer"]


class ConsultationServicer(
    PublicRpcs,
    ProgrammeRpcs,
    DraftRpcs,
    EntryRpcs,
    ManyRpcs,
    UnsentRpcs,
    CardRpcs,
    DocumentRpcs,
    IntakeRpcs,
    ReviewRpcs,
    PublicationRpcs,
    ScheduleRpcs,
    SafeguardingRpcs,
    ProposalRpcs,
    JoiningRpcs,
    DuplicateRpcs,
    VisibilityRpcs,
    service_pb2_grpc.ConsultationServiceServicer,
):
    """Programmes, consultations, participants and statements."""
