"""Requests of people who are signed in, as the domain wants them. Bad input stops here, with the field's path."""

from typing import Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import localized
from services.chassis.errors import InvalidArgument
from services.chassis.ids import new_id
from services.recommendations.domain.addressee import Name, NewAddressee
from services.recommendations.domain.answers import PositionAnswer, ProgressAnswer
from services.recommendations.domain.checks import EmptySearch, Finding, Question, Wording
from services.recommendations.domain.closures import Grounds
from services.recommendations.domain.delivery import HandOver
from services.recommendations.domain.findings import Reply, TakingBack
from services.recommendations.domain.follow_ups import FollowUp
from services.recommendations.domain.outside import OutsideAnswer
from services.recommendations.domain.promises import DateMove
from services.recommendations.domain.registering import LONGEST_NAME, LONGEST_REMIT, RemitChoice, Renaming
from services.recommendations.domain.values import (
    AddresseeKind,
    DeclineReason,
    FollowUpKind,
    Jurisdiction,
    Method,
    Position,
    Progress,
    Verification,
)
from services.recommendations.wire import parts, words

LONGEST_PUBLIC_NAME: Final = 200


def position(given: pb.PositionAnswer, *, field: str = "position") -> PositionAnswer:
    """Return a position as somebody entered it.

    Raises:
        InvalidArgument: It is not stated, or a field is not as it should be.
    """
    stated = words.from_enum(events.Position, "POSITION", given.position, Position)
    if stated is None:
        raise InvalidArgument("what the addressee says", field=f"{field}.position")
    return PositionAnswer(
        position=stated,
        text=words.text(given.text, field=f"{field}.text"),
        part=words.text(given.part, field=f"{field}.part"),
        reason=words.text(given.reason, field=f"{field}.reason"),
        decline_reason=_decline_reason(given.decline_reason, field=f"{field}.decline_reason"),
        believed_responsible=words.line(given.believed_responsible, field=f"{field}.believed_responsible"),
        decision_by_date=words.day(given.decision_by_date, field=f"{field}.decision_by_date"),
        delivery_date=words.day(given.delivery_date, field=f"{field}.delivery_date"),
        evidence=parts.evidence(given.evidence, field=f"{field}.evidence"),
    )


def _decline_reason(given: int, *, field: str) -> DeclineReason | None:
    found = words.from_enum(events.DeclineReason, "DECLINE_REASON", given, DeclineReason)
    if given and found is None:
        raise InvalidArgument("one of the reasons, or none and own words", field=field)
    return found


def progress(given: pb.ProgressAnswer, *, field: str = "progress") -> ProgressAnswer:
    """Return a progress as somebody entered it.

    Raises:
        InvalidArgument: It is not stated, or a field is not as it should be.
    """
    stated = words.from_enum(events.Progress, "PROGRESS", given.progress, Progress)
    if stated is None:
        raise InvalidArgument("what the addressee has done", field=f"{field}.progress")
    return ProgressAnswer(
        progress=stated,
        text=words.text(given.text, field=f"{field}.text"),
        reason=words.text(given.reason, field=f"{field}.reason"),
        delivery_date=words.day(given.delivery_date, field=f"{field}.delivery_date"),
        evidence=parts.evidence(given.evidence, field=f"{field}.evidence"),
    )


def date_move(given: pb.DateMove, *, field: str = "moved") -> DateMove:
    """Return a new day of delivery as a liaison entered it.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    return DateMove(
        delivery_date=words.day(given.delivery_date, field=f"{field}.delivery_date"),
        reason=words.text(given.reason, field=f"{field}.reason"),
    )


def hand_over(request: pb.RecordHandOverRequest) -> HandOver:
    """Return a hand-over as a facilitator entered it.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    return HandOver(
        channel=parts.channel(request.channel, field="channel"),
        handed_over_date=words.required_day(request.handed_over_date, field="handed_over_date"),
        reference=words.line(request.reference, field="reference"),
    )


def outside_answer(
    request: pb.RecordOutsideAnswerRequest, *, outside_answer_id: UUID, recorded_by: UUID
) -> OutsideAnswer:
    """Return an answer given outside the tracker. `source.recorded_by` is the service's to fill in.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    return OutsideAnswer(
        id=outside_answer_id,
        position=position(request.position) if request.HasField("position") else None,
        progress=progress(request.progress) if request.HasField("progress") else None,
        moved=date_move(request.moved) if request.HasField("moved") else None,
        approval=parts.approval(request.approval),
        source=parts.source(request.source),
        recorded_by=recorded_by,
    )


def grounds(
    request: pb.CloseDeclinedRequest | pb.ProposeNotApplicableRequest | pb.ReopenRequest,
) -> Grounds:
    """Return why a line is closed or opened again.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    reason = words.text(request.reason, field="reason")
    if isinstance(request, pb.CloseDeclinedRequest):
        return Grounds(reason=reason)
    evidence = parts.evidence(request.evidence, field="evidence")
    name = _organisation(request.verifier_organisation_name) if isinstance(request, pb.ReopenRequest) else ""
    return Grounds(reason=reason, evidence=evidence, verifier_organisation_name=name)


def follow_up(given: pb.FollowUp, *, follow_up_id: UUID, public: bool) -> FollowUp:
    """Return a note of the host.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    kind = words.from_enum(events.FollowUpKind, "FOLLOW_UP_KIND", given.kind, FollowUpKind)
    if kind is None:
        raise InvalidArgument("called, met or wrote", field="follow_up.kind")
    return FollowUp(
        id=follow_up_id,
        kind=kind,
        text=words.text(given.text, field="follow_up.text"),
        contact_date=words.required_day(given.contact_date, field="follow_up.contact_date"),
        public=public,
    )


def question(request: pb.RequestEvidenceRequest) -> Question:
    """Return what a verifier asks.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    return Question(
        question=words.text(request.question, field="question"),
        reply_by_date=words.required_day(request.reply_by_date, field="reply_by_date"),
        verifier_organisation_name=_organisation(request.verifier_organisation_name),
    )


def finding(request: pb.RecordVerificationRequest) -> Finding:
    """Return what a verifier found.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    shown = words.from_enum(events.Verification, "VERIFICATION", request.verification, Verification)
    if shown is None:
        raise InvalidArgument("partial, complete, or complete in another way", field="verification")
    return Finding(
        verification=shown,
        method=words.from_enum(events.Method, "METHOD", request.method, Method),
        finding=words.text(request.finding, field="finding"),
        evidence=parts.evidence(request.evidence, field="evidence", files=True),
        verifier_organisation_name=_organisation(request.verifier_organisation_name),
    )


def reply(request: pb.AnswerFindingRequest) -> Reply:
    """Return what the addressee says to a finding.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    if request.replied_by_id:
        raise InvalidArgument("nothing: the service fills it in", field="replied_by_id")
    return Reply(reply=words.text(request.reply, field="reply"))


def taking_back(request: pb.TakeFindingBackRequest) -> TakingBack:
    """Return why a finding is taken back.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    return TakingBack(reason=words.text(request.reason, field="reason"))


def empty_search(request: pb.RecordNoEvidenceFoundRequest) -> EmptySearch:
    """Return a search that found nothing.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    return EmptySearch(
        search_log=parts.searches(request.search_log, field="search_log"),
        finding=words.text(request.finding, field="finding"),
        verifier_organisation_name=_organisation(request.verifier_organisation_name),
    )


def not_verifiable(request: pb.RecordNotVerifiableRequest) -> Wording:
    """Return why a line cannot be checked as it is worded, and who says so.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    return Wording(
        reason=words.text(request.reason, field="reason"),
        verifier_organisation_name=_organisation(request.verifier_organisation_name),
    )


def new_addressee(request: pb.RegisterAddresseeRequest, *, addressee_id: UUID) -> NewAddressee:
    """Return an entry of the register as a registrar entered it.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    kind = words.from_enum(events.AddresseeKind, "ADDRESSEE_KIND", request.kind, AddresseeKind)
    if kind is None:
        raise InvalidArgument("what kind of body it is", field="kind")
    jurisdiction = words.from_enum(events.Jurisdiction, "JURISDICTION", request.jurisdiction, Jurisdiction)
    if jurisdiction is None or (jurisdiction is Jurisdiction.NOT_STATED and kind is AddresseeKind.AGENCY):
        raise InvalidArgument("where it is responsible; not stated only for what is no agency", field="jurisdiction")
    name = _name(request.name)
    remit, remit_language = localized.normalise(
        request.remit.bodies, request.remit.authoritative_language, field="remit", longest=LONGEST_REMIT
    )
    return NewAddressee(
        addressee_id=addressee_id,
        slug=request.slug,
        kind=kind,
        name=name.name,
        name_language=name.language,
        jurisdiction=jurisdiction,
        remit=tuple(remit.items()),
        remit_language=remit_language,
        remit_machine_assisted=localized.marked(request.remit.machine_assisted, remit, remit_language, field="remit"),
        illustrative=request.illustrative,
        organisation_id=words.optional_uuid(request.organisation_id, field="organisation_id"),
    )


def renaming(request: pb.RenameAddresseeRequest) -> Renaming:
    """Return a new name as a registrar entered it.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    return Renaming(
        name=_name(request.name),
        slug=request.slug,
        effective_date=words.required_day(request.effective_date, field="effective_date"),
        source_url=parts.url(request.source_url, field="source_url"),
    )


def remit_choices(request: pb.ChangeRemitsRequest) -> tuple[RemitChoice, ...]:
    """Return all remits of a body as a registrar entered them; a new one gets its id.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    return tuple(_remit(each, field=f"remits[{number}]") for number, each in enumerate(request.remits))


def _remit(given: pb.RemitEntry, *, field: str) -> RemitChoice:
    found, language = localized.normalise(
        given.words.bodies,
        given.words.authoritative_language,
        field=f"{field}.words",
        longest=LONGEST_REMIT,
        required=True,
    )
    return RemitChoice(
        id=words.optional_uuid(given.remit_id, field=f"{field}.remit_id") or new_id(),
        words=tuple(found.items()),
        language=language,
        machine_assisted=localized.marked(given.words.machine_assisted, found, language, field=f"{field}.words"),
    )


def _name(given: text_pb2.LocalizedText) -> Name:
    localized.unmarked(given.machine_assisted, field="name")
    found, language = localized.normalise(
        given.bodies, given.authoritative_language, field="name", longest=LONGEST_NAME, one_line=True
    )
    return Name(name=tuple(found.items()), language=language)


def _organisation(name: str) -> str:
    return words.line(name, field="verifier_organisation_name", longest=LONGEST_PUBLIC_NAME)
