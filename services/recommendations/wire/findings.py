"""Findings in their right of reply: as they were sealed, as the addressee reads them, as the domain opens them."""

from datetime import date, datetime
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain.findings import Announced
from services.recommendations.wire import requests, words


def shown(
    kept: pb.RecordVerificationRequest,
    reply: pb.AnswerFindingRequest | None,
    *,
    announced_date: date,
    until_date: date | None,
    replied_date: date | None,
) -> pb.AnnouncedFinding:
    """Return a finding for those who may read it."""
    return pb.AnnouncedFinding(
        verification=kept.verification,
        method=kept.method,
        finding=kept.finding,
        evidence=kept.evidence,
        verifier_organisation_name=kept.verifier_organisation_name,
        announced_date=words.written(announced_date),
        reply_until_date=words.written(until_date),
        reply=reply.reply if reply else None,
        replied_date=words.written(replied_date),
    )


def taken_back(
    reason: text_pb2.LocalizedText, *, announced_date: date, taken_back_date: date | None
) -> pb.TakenBackFinding:
    """Return that a finding was taken back, for those who may know why."""
    return pb.TakenBackFinding(
        announced_date=words.written(announced_date), taken_back_date=words.written(taken_back_date), reason=reason
    )


def announced(
    kept: pb.RecordVerificationRequest,
    reply: pb.AnswerFindingRequest | None,
    *,
    finding_id: UUID,
    verifier_id: UUID,
    verifier_organisation_id: UUID,
    announced_date: date,
    ends_at: datetime,
    replied_date: date | None,
) -> Announced:
    """Return a finding as the domain decides on it. What was sealed was checked then."""
    return Announced(
        id=finding_id,
        finding=requests.finding(kept),
        verifier_id=verifier_id,
        verifier_organisation_id=verifier_organisation_id,
        announced_date=announced_date,
        ends_at=ends_at,
        reply=words.text(reply.reply, field="reply") if reply else None,
        replied_date=replied_date,
        replied_by_id=words.optional_uuid(reply.replied_by_id, field="replied_by_id") if reply else None,
    )


def reply(request: pb.AnswerFindingRequest, *, replied_by_id: UUID | None) -> pb.AnswerFindingRequest:
    """Return a reply as it is kept: with the body that replied if it is another one."""
    kept = pb.AnswerFindingRequest()
    kept.CopyFrom(request)
    kept.replied_by_id = str(replied_by_id or "")
    return kept
