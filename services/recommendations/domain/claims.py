"""What waits for a verifier, why, and since when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.values import MOOT, SHOWN_DONE, StepRule, Verification

# After these nobody looks again until the addressee has said something since.
_SETTLED: Final = frozenset({Verification.CONTRADICTED, Verification.LAPSED, Verification.NOT_VERIFIABLE})


class ClaimReason(StrEnum):
    """Why a line waits."""

    SAID_DONE = "said_done"
    NEW_EVIDENCE = "new_evidence"  # after a search that found none
    RECHECK_DUE = "recheck_due"
    FINDING_ANNOUNCED = "finding_announced"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """That a line waits for a verifier."""

    reason: ClaimReason
    day: date  # since when; of an announced finding the last day for a reply


def claim(assignment: Assignment) -> Claim | None:
    """Return why the line waits for a verifier; None if it does not. Of several reasons the rarest."""
    if assignment.closure in MOOT:
        return None
    if assignment.finding_until_date:
        return Claim(reason=ClaimReason.FINDING_ANNOUNCED, day=assignment.finding_until_date)
    for each in assignment.steps:
        if each.rule is StepRule.RECHECK_DUE:
            return Claim(reason=ClaimReason.RECHECK_DUE, day=each.day)
    if assignment.verification is Verification.UNASSESSED and assignment.verification_date:
        return Claim(reason=ClaimReason.NEW_EVIDENCE, day=assignment.verification_date)
    said = assignment.says_done_date
    if said is None or assignment.verification in SHOWN_DONE or _settled(assignment):
        return None
    return Claim(reason=ClaimReason.SAID_DONE, day=said)


def _settled(assignment: Assignment) -> bool:
    if assignment.verification not in _SETTLED or assignment.verification_date is None:
        return False
    words = [day for day in (assignment.position_date, assignment.progress_date) if day]
    return max(words, default=date.min) <= assignment.verification_date
