"""What can happen to an assignment. A fact says what happened; `assignment.evolve` alone says what it changes."""

from typing import TypeAlias

from services.recommendations.domain.facts.checks import (
    CheckFact,
    EvidenceRequested,
    FindingAnnounced,
    FindingAnswered,
    FindingTakenBack,
    NoEvidenceFound,
    NotVerifiable,
    VerificationRecorded,
)
from services.recommendations.domain.facts.clock import (
    ClockFact,
    DueDateRederived,
    FindingExtended,
    StepAnnounced,
    StepRetracted,
)
from services.recommendations.domain.facts.closures import (
    Closed,
    ClosureFact,
    ClosureProposalDecided,
    ClosureProposed,
    Reopened,
)
from services.recommendations.domain.facts.model import Fact
from services.recommendations.domain.facts.notes import FollowUpKept, FollowUpNoted
from services.recommendations.domain.facts.requests import AssignmentOpened, RequestRecorded
from services.recommendations.domain.facts.says import (
    DeliveryDateMoved,
    EvidenceAttached,
    OutsideAnswerDecided,
    OutsideAnswerRecorded,
    PositionStated,
    ProgressReported,
)
from services.recommendations.domain.facts.successions import (
    AssignmentTransferred,
    BodyEnded,
    BodyEndUndone,
    LineKept,
    TransferUndone,
)

__all__ = [
    "AssignmentFact",
    "AssignmentOpened",
    "AssignmentTransferred",
    "BodyEndUndone",
    "BodyEnded",
    "CheckFact",
    "ClockFact",
    "Closed",
    "ClosureFact",
    "ClosureProposalDecided",
    "ClosureProposed",
    "DeliveryDateMoved",
    "DueDateRederived",
    "EvidenceAttached",
    "EvidenceRequested",
    "Fact",
    "FindingAnnounced",
    "FindingAnswered",
    "FindingExtended",
    "FindingTakenBack",
    "FollowUpKept",
    "FollowUpNoted",
    "LineKept",
    "NoEvidenceFound",
    "NotVerifiable",
    "OutsideAnswerDecided",
    "OutsideAnswerRecorded",
    "PositionStated",
    "ProgressReported",
    "Reopened",
    "RequestRecorded",
    "StepAnnounced",
    "StepRetracted",
    "TransferUndone",
    "VerificationRecorded",
]

AssignmentFact: TypeAlias = (
    EvidenceAttached
    | AssignmentOpened
    | RequestRecorded
    | PositionStated
    | ProgressReported
    | DeliveryDateMoved
    | CheckFact
    | ClockFact
    | OutsideAnswerRecorded
    | OutsideAnswerDecided
    | ClosureFact
    | FollowUpNoted
    | FollowUpKept
    | AssignmentTransferred
    | TransferUndone
    | BodyEnded
    | BodyEndUndone
    | LineKept
)
