"""What verifiers find, and how a body replies to it."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from services.recommendations.domain.facts.model import Fact
from services.recommendations.domain.sources import Evidence, Search
from services.recommendations.domain.values import (
    Method,
    Text,
    Verification,
)


@dataclass(frozen=True, kw_only=True)
class EvidenceRequested(Fact):
    """A verifier asked the addressee for evidence."""

    question: Text | None
    reply_by_date: date
    verifier_organisation_name: str
    verifier_organisation_id: UUID
    requested_date: date


@dataclass(frozen=True, kw_only=True)
class VerificationRecorded(Fact):
    """A verifier recorded what can be shown."""

    verification: Verification
    previous_verification: Verification
    method: Method
    finding: Text | None
    evidence: tuple[Evidence, ...]
    verifier_organisation_name: str
    verifier_organisation_id: UUID
    verified_date: date  # of an announced finding the day on which it became public
    finding_id: UUID | None = None  # it was announced before
    announced_date: date | None = None
    reply: Text | None = None
    replied_date: date | None = None
    replied_by_id: UUID | None = None  # not the addressee, but the body to which the line went meanwhile


@dataclass(frozen=True, kw_only=True)
class NoEvidenceFound(Fact):
    """A verifier searched and found nothing, as of a day."""

    as_of_date: date
    search_log: tuple[Search, ...]
    finding: Text | None
    verifier_organisation_name: str
    verifier_organisation_id: UUID
    previous_verification: Verification


@dataclass(frozen=True, kw_only=True)
class FindingAnnounced(Fact):
    """A verifier found the claim contradicted or undone since. What was found is for the addressee only, for a time."""

    finding_id: UUID
    announced_date: date
    reply_until_date: date


@dataclass(frozen=True, kw_only=True)
class FindingTakenBack(Fact):
    """A verifier took an announced finding back before it was public. Nothing of it ever is."""

    finding_id: UUID
    taken_back_date: date


@dataclass(frozen=True, kw_only=True)
class FindingAnswered(Fact):
    """The addressee replied to an announced finding, or changed its reply. What it says is not public yet."""

    finding_id: UUID


@dataclass(frozen=True, kw_only=True)
class NotVerifiable(Fact):
    """A verifier or a reviewer found that the line cannot be checked as it is worded."""

    reason: Text | None
    verifier_organisation_name: str
    verifier_organisation_id: UUID
    previous_verification: Verification
    found_date: date


CheckFact: TypeAlias = (
    EvidenceRequested
    | VerificationRecorded
    | NoEvidenceFound
    | FindingAnnounced
    | FindingAnswered
    | FindingTakenBack
    | NotVerifiable
)
