"""What everybody reads, filled with hostile words: a consultation and all that becomes of its lines; a body."""

from collections.abc import Callable
from typing import Any, Final

from deploy.local.sample_data.client import Refused
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as consultation_events
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.canaries import hostile
from tests.canaries.in_recommendations import Line
from tests.canaries.sowing import EMPTY, PUBLIC, Field
from tests.e2e import papers
from tests.e2e.scene import Scene
from tests.e2e.waiting import until

_TRACKED: Final = 12
_RECORDED: Final = 5
_FAR_AWAY: Final = "2029-01-10"
"""A day on which nothing is due."""

_EXAMPLE: Final = " (example)"


def sow(here: Field, scene: Scene) -> dict[str, Any]:
    """Publish all of it; return the numbers by which anybody asks for it.

    Args:
        here: The field, with the liaison of the scene's body in it.
        scene: The body, and the forum that asks.
    """
    draft = _published(here, scene)
    numbers = [each.number for each in draft.statements]
    lines = [Line(here, each.tracked_number, scene.slug) for each in draft.statements if each.tracked_number]
    for act, line in zip(_ACTS, lines, strict=False):
        act(line)
    _changed(here, numbers[_TRACKED - 2 :])
    _own_words(here, scene.slug)
    body = _register(here)
    return {
        "public_number": draft.number,
        "public_statements": numbers,
        "public_lines": [line.number for line in lines],
        "public_slug": body,
        "calendar_year": _FAR_AWAY[:4],
        "contradicted": lines[_ACTS.index(_contradicted)].number,
    }


def _published(here: Field, scene: Scene) -> consultations.Draft:
    """Enter a consultation of a programme, with speakers who are named and items, and publish it."""
    entered = consultations.CreateProgrammeRequest(details=_programme())
    programme_id = here.publish("facilitator", "consultations", entered).programme.programme_id
    frame = consultations.CreateConsultationRequest(details=_frame(programme_id))
    draft = here.publish("facilitator", "consultations", frame).draft
    at: dict[str, Any] = {"consultation_id": draft.consultation_id}
    person = consultations.ParticipantDetails(
        attribution=consultations.ATTRIBUTION_NAMED,
        gender="woman",
        consent=consultations.Consent(
            how=consultations.CONSENT_HOW_WRITTEN, given_date=here.today.isoformat(), name=True, organisation=True
        ),
    )
    speaker = here.publish("facilitator", "consultations", consultations.PutParticipantRequest(**at, details=person))
    for number in range(_TRACKED + _RECORDED):
        details = consultations.StatementDetails(
            type=consultation_events.STATEMENT_TYPE_RECOMMENDATION,
            participant_id=speaker.participant.participant_id if number == 0 else "",
            addressee_basis=consultations.ADDRESSEE_BASIS_EXPLICIT,
            addressee_ids=[scene.addressee_id],
            verifiable=consultations.VERIFIABLE_YES,
            verifiability=consultations.VerifiabilityEntry(),
            source_sentence_public=True,
        )
        here.publish("facilitator", "consultations", consultations.PutStatementRequest(**at, details=details))
    document = consultations.AddDocumentRequest(**at, kind=consultation_events.DOCUMENT_KIND_AGENDA, language="en")
    draft = here.publish("facilitator", "consultations", document).draft
    submit = consultations.SubmitConsultationRequest(**at, expected_version=draft.version)
    draft = here.publish("facilitator", "consultations", submit).draft
    papers.confirm(here.world, here.person("reviewer"), draft)
    tracked = ["PUBLICATION_TRACKED"] * _TRACKED + ["PUBLICATION_RECORDED"] * _RECORDED
    table = {"key": draft.consultation_id, "statements": [{"publication": each} for each in tracked]}
    return scene.publish_entered(table, draft)


def _programme() -> consultations.ProgrammeDetails:
    return consultations.ProgrammeDetails(
        illustrative=True,
        figures=_figures(),
        outputs=[consultations.Output(kind=consultations.OUTPUT_KIND_VIDEO, consented=True)],
        languages=["en"],
        source=consultations.Source(type="own_notes"),
    )


def _frame(programme_id: str) -> consultations.ConsultationDetails:
    return consultations.ConsultationDetails(
        kind=consultation_events.CONSULTATION_KIND_ROUNDTABLE,
        state=consultation_events.CONSULTATION_STATE_HELD,
        attribution_rule=consultations.ATTRIBUTION_RULE_ON_RECORD,
        illustrative=True,
        starts_date="2026-02-20",
        programme_id=programme_id,
        figures=_figures(),
        outputs=[consultations.Output(kind=consultations.OUTPUT_KIND_VIDEO, consented=True)],
        source=consultations.Source(type="own_notes"),
        languages=["en"],
        themes=["online_safety"],
        agenda=[consultations.AgendaItem(starts_time="10:00", ends_time="11:00")],
    )


def _figures() -> list[consultations.Figure]:
    return [
        consultations.Figure(label="participants", value=7, group=EMPTY),
        consultations.Figure(label="participants", value=7, by=consultations.FIGURE_BY_SECTOR),
    ]


def _evidence(line: Line) -> list[events.Evidence]:
    return [events.Evidence(seen_date=line.here.today.isoformat())]


def _send(line: Line, who: str, request: Any) -> Any:
    return line.here.publish(who, "recommendations", request)


def _accepted_then_put_off(line: Line) -> None:
    position = pb.PositionAnswer(
        position=events.POSITION_ACCEPTED_IN_PART,
        delivery_date="2027-06-01",
        evidence=_evidence(line),
        believed_responsible=EMPTY,
    )
    _send(line, "liaison", pb.StatePositionRequest(**line.seen(), position=position, approval=_approval(line)))
    moved = pb.DateMove(delivery_date="2027-09-01")
    _send(line, "liaison", pb.MoveDeliveryDateRequest(**line.seen(), moved=moved, approval=_approval(line)))
    for progress in (events.PROGRESS_IN_PROGRESS, events.PROGRESS_ON_HOLD):
        said = pb.ProgressAnswer(progress=progress, evidence=_evidence(line))
        _send(line, "liaison", pb.ReportProgressRequest(**line.seen(), progress=said, approval=_approval(line)))


def _approval(line: Line) -> events.Approval:
    return events.Approval(approved_date=line.here.today.isoformat())


def _not_ours(line: Line) -> None:
    position = pb.PositionAnswer(position=events.POSITION_NOT_OURS, evidence=_evidence(line))
    _send(line, "liaison", pb.SubmitAnswerRequest(**line.seen(), position=position, approval=_approval(line)))


def _answered_at_once(line: Line) -> None:
    position = pb.PositionAnswer(
        position=events.POSITION_ACCEPTED_IN_PART,
        delivery_date="2027-06-01",
        evidence=_evidence(line),
        believed_responsible=EMPTY,
    )
    under_way = pb.ProgressAnswer(progress=events.PROGRESS_IN_PROGRESS, evidence=_evidence(line))
    answer = pb.SubmitAnswerRequest(**line.seen(), position=position, progress=under_way, approval=_approval(line))
    _send(line, "liaison", answer)
    moved = pb.SubmitAnswerRequest(**line.seen(), moved=pb.DateMove(delivery_date="2027-09-01"))
    _send(line, "liaison", moved)


def _done(line: Line) -> None:
    done = pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, evidence=_evidence(line))
    _send(line, "liaison", pb.ReportProgressRequest(**line.seen(), progress=done, approval=_approval(line)))


def _looked_for_in_vain(line: Line) -> None:
    _done(line)
    reply_by = line.here.today.replace(year=line.here.today.year + 1).isoformat()
    _send(line, "verifier", pb.RequestEvidenceRequest(**line.seen(), reply_by_date=reply_by))
    log = [events.SearchLogEntry(searched_date=line.here.today.isoformat())]
    _send(line, "verifier", pb.RecordNoEvidenceFoundRequest(**line.seen(), search_log=log))


def _shown_in_part(line: Line) -> None:
    _done(line)
    found = pb.RecordVerificationRequest(
        **line.seen(),
        verification=events.VERIFICATION_PARTIAL,
        method=events.METHOD_DOCUMENT_SEEN,
        evidence=_evidence(line),
    )
    _send(line, "verifier", found)


def _contradicted(line: Line) -> None:
    """Announce a finding, to which the body replies: both become public when the days for it are over."""
    _done(line)
    found = pb.RecordVerificationRequest(
        **line.seen(),
        verification=events.VERIFICATION_CONTRADICTED,
        method=events.METHOD_SERVICE_TESTED,
        evidence=_evidence(line),
    )
    _send(line, "verifier", found)
    _send(line, "liaison", pb.AnswerFindingRequest(**line.seen()))


def _not_verifiable(line: Line) -> None:
    _done(line)
    _send(line, "verifier", pb.RecordNotVerifiableRequest(**line.seen()))


def _declined(line: Line) -> None:
    position = pb.PositionAnswer(
        position=events.POSITION_DECLINED,
        decline_reason=events.DECLINE_REASON_NO_BUDGET,
        evidence=_evidence(line),
        believed_responsible=EMPTY,
    )
    _send(line, "liaison", pb.StatePositionRequest(**line.seen(), position=position, approval=_approval(line)))


def _handed_over(line: Line) -> None:
    """Record a hand-over; once more, if a mail server took the mail at that very moment."""
    today = line.here.today.isoformat()

    def recorded() -> bool:
        handed = pb.RecordHandOverRequest(**line.seen(), channel=events.CHANNEL_BY_HAND, handed_over_date=today)
        try:
            _send(line, "facilitator", handed)
        except Refused as refused:
            if "ABORTED" not in str(refused):
                raise
            return False
        return True

    until(recorded, "the hand-over is recorded")


def _called(line: Line) -> None:
    called = pb.FollowUp(kind=events.FOLLOW_UP_KIND_CALLED, contact_date=line.here.today.isoformat())
    request = pb.NoteFollowUpRequest(assignment_id=line.now().assignment_id, follow_up=called, public=True)
    _send(line, "facilitator", request)


def _closed_and_opened_again(line: Line) -> None:
    propose = pb.ProposeNotApplicableRequest(**line.seen(), evidence=_evidence(line))
    made = _send(line, "facilitator", propose).closure_proposal
    decide = pb.DecideClosureProposalRequest(closure_proposal_id=made.closure_proposal_id, confirm=True)
    line.here.send("reviewer", "recommendations", decide, sow=False)
    _send(line, "verifier", pb.ReopenRequest(**line.seen(), evidence=_evidence(line)))


def _on_paper(line: Line) -> None:
    _handed_over(line)
    answer = pb.RecordOutsideAnswerRequest(
        **line.seen(),
        position=pb.PositionAnswer(
            position=events.POSITION_ACCEPTED_IN_PART,
            delivery_date="2027-06-01",
            evidence=_evidence(line),
            believed_responsible=EMPTY,
        ),
        progress=pb.ProgressAnswer(progress=events.PROGRESS_IN_PROGRESS, evidence=_evidence(line)),
        approval=_approval(line),
        source=events.OutsideSource(channel=events.CHANNEL_LETTER, date=line.here.today.isoformat()),
    )
    given = _send(line, "facilitator", answer).outside_answer
    decide = pb.DecideOutsideAnswerRequest(outside_answer_id=given.outside_answer_id, confirm=True)
    line.here.send("reviewer", "recommendations", decide, sow=False)


_ACTS: Final[tuple[Callable[[Line], None], ...]] = (
    _accepted_then_put_off,
    _not_ours,
    _answered_at_once,
    _looked_for_in_vain,
    _shown_in_part,
    _not_verifiable,
    _declined,
    _called,
    _closed_and_opened_again,
    _on_paper,
    _contradicted,
)


def _changed(here: Field, numbers: list[str]) -> None:
    """Withdraw, supersede and link what was recorded, and merge it; what is tracked is merged and parted again."""
    tracked, parted, withdrawn, merged, superseded, stays, linked = numbers
    for request in (
        consultations.WithdrawStatementRequest(number=withdrawn),
        consultations.MergeStatementRequest(number=merged, target_number=stays),
        consultations.SupersedeStatementRequest(number=superseded, target_number=stays),
        consultations.LinkStatementsRequest(number=linked, other_number=stays),
        consultations.MergeStatementRequest(number=parted, target_number=tracked),
        consultations.UnmergeStatementRequest(number=parted),
    ):
        here.publish("facilitator", "consultations", request)


def _own_words(here: Field, slug: str) -> None:
    """Let the body say something on its own page."""
    card = here.world.client.recommendations.GetAddressee(pb.GetAddresseeRequest(slug=slug), timeout=10)
    request = pb.PutScorecardReplyRequest(slug=slug, expected_version=card.version)
    here.publish("liaison", "recommendations", request)


def _register(here: Field) -> str:
    """Register a body, rename it, take that back, give it remits; let another one succeed it; return its slug."""
    today = here.today.isoformat()
    slug = f"hostile-{here.sow('RegisterAddressee.slug', PUBLIC, 'operator')[-8:]}"
    first, second = (_body(here, f"{slug}{each}") for each in ("", "-next"))

    def changed(request: Any) -> Any:
        return here.publish("registrar", "recommendations", request)

    def seen() -> dict[str, Any]:
        asked = pb.GetRegisterEntryRequest(addressee_id=first.addressee_id)
        now = here.send("operator", "recommendations", asked, sow=False).addressee
        return {"addressee_id": now.addressee_id, "expected_version": now.version}

    changed(pb.RenameAddresseeRequest(**seen(), name=_name(here, "RenameAddressee.name"), effective_date=today))
    changed(pb.UndoRenamingRequest(**seen()))
    changed(pb.ChangeRemitsRequest(**seen(), remits=[pb.RemitEntry()], effective_date=today))
    moves = [pb.Move(successor_id=second.addressee_id)]
    calendar = here.world.client.recommendations.GetCalendar(pb.GetCalendarRequest(), timeout=10)
    closed = pb.CorrectCalendarRequest(
        expected_version=calendar.version,
        date=_FAR_AWAY,
        kind=events.CALENDAR_DAY_KIND_HOLIDAY,
        declared_date=today,
    )
    changed(closed)
    succession = pb.RecordSuccessionRequest(
        **seen(), kind=events.SUCCESSION_KIND_MERGER, effective_date=today, moves=moves
    )
    changed(succession)
    return slug


def _body(here: Field, slug: str) -> pb.Addressee:
    request = pb.RegisterAddresseeRequest(
        slug=slug,
        kind=events.ADDRESSEE_KIND_AGENCY,
        name=_name(here, "RegisterAddressee.name"),
        jurisdiction=events.JURISDICTION_FEDERAL,
        illustrative=True,
    )
    answer: pb.RegisterAddresseeResponse = here.publish("operator", "recommendations", request)
    return answer.addressee


def _name(here: Field, path: str) -> LocalizedText:
    """Return a name in English: one in Urdu holds no Latin letters, and what acts is written with these."""
    token = here.sow(path, PUBLIC, "registrar")
    typed = hostile.dressed(token) + _EXAMPLE
    here.typed(token, typed)
    return LocalizedText(authoritative_language="en", bodies={"en": typed})
