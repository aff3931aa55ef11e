"""Facts of checks, as events carry them, both ways: rows 16 to 20."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import internal_pb2 as internal
from services.recommendations.domain import facts
from services.recommendations.domain.values import Method, Verification
from services.recommendations.wire import parts, words


def _asked(fact: facts.EvidenceRequested) -> Message:
    return events.EvidenceRequested(
        assignment_id=str(fact.assignment_id),
        question=words.text_message(fact.question),
        reply_by_date=words.written(fact.reply_by_date),
        verifier_organisation_name=fact.verifier_organisation_name,
        verifier_organisation_id=str(fact.verifier_organisation_id),
        requested_date=words.written(fact.requested_date),
    )


def _from_asked(message: events.EvidenceRequested, common: dict[str, Any]) -> facts.EvidenceRequested:
    return facts.EvidenceRequested(
        **common,
        question=words.text_of(message.question),
        reply_by_date=words.required_day(message.reply_by_date, field="reply_by_date"),
        verifier_organisation_name=message.verifier_organisation_name,
        verifier_organisation_id=UUID(message.verifier_organisation_id),
        requested_date=words.required_day(message.requested_date, field="requested_date"),
    )


def _verified(fact: facts.VerificationRecorded) -> Message:
    return events.VerificationRecorded(
        assignment_id=str(fact.assignment_id),
        verification=words.to_enum(events.Verification, "VERIFICATION", fact.verification),
        previous_verification=words.to_enum(events.Verification, "VERIFICATION", fact.previous_verification),
        method=words.to_enum(events.Method, "METHOD", fact.method),
        finding=words.text_message(fact.finding),
        evidence=parts.evidence_messages(fact.evidence),
        verifier_organisation_name=fact.verifier_organisation_name,
        verifier_organisation_id=str(fact.verifier_organisation_id),
        verified_date=words.written(fact.verified_date),
        finding_id=str(fact.finding_id or ""),
        announced_date=words.written(fact.announced_date),
        reply=words.text_message(fact.reply),
        replied_date=words.written(fact.replied_date),
        replied_by_id=str(fact.replied_by_id or ""),
    )


def _from_verified(message: events.VerificationRecorded, common: dict[str, Any]) -> facts.VerificationRecorded:
    return facts.VerificationRecorded(
        **common,
        verification=_verification(message.verification),
        previous_verification=_verification(message.previous_verification),
        method=words.from_enum(events.Method, "METHOD", message.method, Method) or Method.DOCUMENT_SEEN,
        finding=words.text_of(message.finding),
        evidence=parts.recorded_evidence(message.evidence),
        verifier_organisation_name=message.verifier_organisation_name,
        verifier_organisation_id=UUID(message.verifier_organisation_id),
        verified_date=words.required_day(message.verified_date, field="verified_date"),
        finding_id=words.optional_uuid(message.finding_id, field="finding_id"),
        announced_date=words.day(message.announced_date, field="announced_date"),
        reply=words.text_of(message.reply),
        replied_date=words.day(message.replied_date, field="replied_date"),
        replied_by_id=words.optional_uuid(message.replied_by_id, field="replied_by_id"),
    )


def _not_found(fact: facts.NoEvidenceFound) -> Message:
    return events.NoEvidenceFound(
        assignment_id=str(fact.assignment_id),
        as_of_date=words.written(fact.as_of_date),
        search_log=parts.search_messages(fact.search_log),
        finding=words.text_message(fact.finding),
        verifier_organisation_name=fact.verifier_organisation_name,
        verifier_organisation_id=str(fact.verifier_organisation_id),
        previous_verification=words.to_enum(events.Verification, "VERIFICATION", fact.previous_verification),
    )


def _from_not_found(message: events.NoEvidenceFound, common: dict[str, Any]) -> facts.NoEvidenceFound:
    return facts.NoEvidenceFound(
        **common,
        as_of_date=words.required_day(message.as_of_date, field="as_of_date"),
        search_log=parts.searches(message.search_log, field="search_log"),
        finding=words.text_of(message.finding),
        verifier_organisation_name=message.verifier_organisation_name,
        verifier_organisation_id=UUID(message.verifier_organisation_id),
        previous_verification=_verification(message.previous_verification),
    )


def _verification(number: int) -> Verification:
    return words.from_enum(events.Verification, "VERIFICATION", number, Verification) or Verification.UNASSESSED


def _announced(fact: facts.FindingAnnounced) -> Message:
    return events.FindingAnnounced(
        assignment_id=str(fact.assignment_id),
        finding_id=str(fact.finding_id),
        announced_date=words.written(fact.announced_date),
        reply_until_date=words.written(fact.reply_until_date),
    )


def _from_announced(message: events.FindingAnnounced, common: dict[str, Any]) -> facts.FindingAnnounced:
    return facts.FindingAnnounced(
        **common,
        finding_id=UUID(message.finding_id),
        announced_date=words.required_day(message.announced_date, field="announced_date"),
        reply_until_date=words.required_day(message.reply_until_date, field="reply_until_date"),
    )


def _taken_back(fact: facts.FindingTakenBack) -> Message:
    return events.FindingTakenBack(
        assignment_id=str(fact.assignment_id),
        finding_id=str(fact.finding_id),
        taken_back_date=words.written(fact.taken_back_date),
    )


def _from_taken_back(message: events.FindingTakenBack, common: dict[str, Any]) -> facts.FindingTakenBack:
    return facts.FindingTakenBack(
        **common,
        finding_id=UUID(message.finding_id),
        taken_back_date=words.required_day(message.taken_back_date, field="taken_back_date"),
    )


def _answered(fact: facts.FindingAnswered) -> Message:
    return internal.FindingAnswered(assignment_id=str(fact.assignment_id), finding_id=str(fact.finding_id))


def _from_answered(message: internal.FindingAnswered, common: dict[str, Any]) -> facts.FindingAnswered:
    return facts.FindingAnswered(**common, finding_id=UUID(message.finding_id))


def _not_verifiable(fact: facts.NotVerifiable) -> Message:
    return events.NotVerifiable(
        assignment_id=str(fact.assignment_id),
        reason=words.text_message(fact.reason),
        verifier_organisation_name=fact.verifier_organisation_name,
        verifier_organisation_id=str(fact.verifier_organisation_id),
        previous_verification=words.to_enum(events.Verification, "VERIFICATION", fact.previous_verification),
        found_date=words.written(fact.found_date),
    )


def _from_not_verifiable(message: events.NotVerifiable, common: dict[str, Any]) -> facts.NotVerifiable:
    return facts.NotVerifiable(
        **common,
        reason=words.text_of(message.reason),
        verifier_organisation_name=message.verifier_organisation_name,
        verifier_organisation_id=UUID(message.verifier_organisation_id),
        previous_verification=_verification(message.previous_verification),
        found_date=words.required_day(message.found_date, field="found_date"),
    )


TO_MESSAGE: Final[dict[type[facts.Fact], Callable[[Any], Message]]] = {
    facts.EvidenceRequested: _asked,
    facts.VerificationRecorded: _verified,
    facts.NoEvidenceFound: _not_found,
    facts.FindingAnnounced: _announced,
    facts.FindingAnswered: _answered,
    facts.FindingTakenBack: _taken_back,
    facts.NotVerifiable: _not_verifiable,
}
FROM_MESSAGE: Final[dict[type[Message], Callable[[Any, dict[str, Any]], facts.AssignmentFact]]] = {
    events.EvidenceRequested: _from_asked,
    events.VerificationRecorded: _from_verified,
    events.NoEvidenceFound: _from_not_found,
    events.FindingAnnounced: _from_announced,
    internal.FindingAnswered: _from_answered,
    events.FindingTakenBack: _from_taken_back,
    events.NotVerifiable: _from_not_verifiable,
}
