"""Dated entries of checks: rows 16 to 20. Of an announced finding only the last day for a reply is told."""

from typing import Any, TypeAlias

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain import facts
from services.recommendations.wire import parts, words

Check: TypeAlias = (
    facts.EvidenceRequested
    | facts.VerificationRecorded
    | facts.NoEvidenceFound
    | facts.FindingAnnounced
    | facts.FindingTakenBack
    | facts.NotVerifiable
)


def of_check(fact: Check, common: dict[str, Any]) -> pb.TimelineEntry:
    """Return the entry of a check; `common` is what all entries have."""
    if isinstance(fact, facts.FindingAnnounced):
        return pb.TimelineEntry(
            **common,
            kind=pb.TIMELINE_KIND_FINDING_ANNOUNCED,
            reply_by_date=words.written(fact.reply_until_date),
        )
    if isinstance(fact, facts.FindingTakenBack):
        return pb.TimelineEntry(**common, kind=pb.TIMELINE_KIND_FINDING_TAKEN_BACK)
    common = common | {"verifier_organisation_name": fact.verifier_organisation_name}
    match fact:
        case facts.EvidenceRequested():
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_EVIDENCE_REQUESTED,
                verification=events.VERIFICATION_EVIDENCE_REQUESTED,
                text=words.shown_text(fact.question),
                reply_by_date=words.written(fact.reply_by_date),
            )
        case facts.VerificationRecorded():
            return _verification(fact, common)
        case facts.NoEvidenceFound():
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_NO_EVIDENCE_FOUND,
                verification=events.VERIFICATION_NO_EVIDENCE_FOUND,
                text=words.shown_text(fact.finding),
                search_log=parts.search_messages(fact.search_log),
            )
        case facts.NotVerifiable():
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_NOT_VERIFIABLE,
                verification=events.VERIFICATION_NOT_VERIFIABLE,
                reason=words.shown_text(fact.reason),
            )


def _verification(fact: facts.VerificationRecorded, common: dict[str, Any]) -> pb.TimelineEntry:
    return pb.TimelineEntry(
        **common,
        kind=pb.TIMELINE_KIND_VERIFICATION,
        verification=words.to_enum(events.Verification, "VERIFICATION", fact.verification),
        text=words.shown_text(fact.finding),
        method=words.to_enum(events.Method, "METHOD", fact.method),
        evidence=parts.evidence_messages(fact.evidence),
        announced_date=words.written(fact.announced_date),
        reply=words.shown_text(fact.reply),
        replied_date=words.written(fact.replied_date),
    )
