"""The RPCs of recommendations: each method is the use case."""

from roundtable.recommendations.v1 import service_pb2_grpc as pb_grpc
from services.recommendations.api.answers import AnswerRpcs
from services.recommendations.api.archives import ArchiveRpcs
from services.recommendations.api.base import Tools
from services.recommendations.api.calendar import CalendarRpcs
from services.recommendations.api.changes import ChangeRpcs
from services.recommendations.api.checks import CheckRpcs
from services.recommendations.api.closures import ClosureRpcs
from services.recommendations.api.evidence import EvidenceRpcs
from services.recommendations.api.findings import FindingRpcs
from services.recommendations.api.follow_ups import FollowUpRpcs
from services.recommendations.api.hosts import HostRpcs
from services.recommendations.api.register import RegisterRpcs
from services.recommendations.api.scorecard import ScorecardRpcs
from services.recommendations.api.suggestions import SuggestionRpcs
from services.recommendations.api.work import WorkRpcs

__all__ = ["RecommendationServicer", "Tools"]


class RecommendationServicer(
    ScorecardRpcs,
    ChangeRpcs,
    RegisterRpcs,
    WorkRpcs,
    AnswerRpcs,
    HostRpcs,
    CheckRpcs,
    ClosureRpcs,
    FollowUpRpcs,
    FindingRpcs,
    CalendarRpcs,
    EvidenceRpcs,
    ArchiveRpcs,
    SuggestionRpcs,
    pb_grpc.RecommendationServiceServicer,
):
    """Serves `roundtable.recommendations.v1.RecommendationService`."""
