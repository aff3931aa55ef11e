"""What a host enters and keeps to itself: drafts, people, reasons, marks, documents, what is typed and not sent."""

from typing import Any, Final

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.canaries.sowing import EMPTY, PUBLISHED, Field
from tests.e2e.scene import Scene

_SERVICE: Final = "consultations"
_HERE: Final = "Child Safety Forum (example)"


def sow(here: Field, scene: Scene) -> dict[str, Any]:
    """Sow all of it; return ids by which others may ask for it."""
    programme_id = _a_programme(here)
    draft, document = _a_draft(here, programme_id)
    _what_is_kept_beside(here, draft)
    reviewed_id = _a_review(here)
    proposals = _after_publication(here, scene)
    ids = {"programme_id": programme_id, "consultation_id": draft.consultation_id, "reviewed_id": reviewed_id}
    return ids | document | proposals


def _send(here: Field, who: str, request: Any) -> Any:
    return here.send(who, _SERVICE, request)


def _a_programme(here: Field) -> str:
    details = _programme()
    made = _send(here, "facilitator", pb.CreateProgrammeRequest(details=details)).programme
    request = pb.UpdateProgrammeRequest(
        programme_id=made.programme_id, expected_version=made.version, details=_programme()
    )
    _send(here, "facilitator", request)
    return str(made.programme_id)


def _figures() -> list[pb.Figure]:
    """One that is of a group, and one that is a part of another."""
    return [
        pb.Figure(value=7, by=pb.FIGURE_BY_SECTOR, part_of=EMPTY),
        pb.Figure(value=3, group=EMPTY),
    ]


def _programme() -> pb.ProgrammeDetails:
    return pb.ProgrammeDetails(
        illustrative=True,
        figures=_figures(),
        outputs=[pb.Output(kind=pb.OUTPUT_KIND_VIDEO)],
        languages=["en"],
        source=pb.Source(type="own_notes"),
    )


def _details(programme_id: str = "") -> pb.ConsultationDetails:
    return pb.ConsultationDetails(
        kind=events.CONSULTATION_KIND_ROUNDTABLE,
        state=events.CONSULTATION_STATE_HELD,
        attribution_rule=pb.ATTRIBUTION_RULE_CHATHAM_HOUSE,
        illustrative=True,
        starts_date="2026-02-20",
        programme_id=programme_id,
        figures=_figures(),
        outputs=[pb.Output(kind=pb.OUTPUT_KIND_VIDEO)],
        source=pb.Source(type="own_notes"),
        time_zone="Asia/Karachi",
        languages=["en"],
        agenda=[pb.AgendaItem(starts_time="10:00", ends_time="11:00")],
        starts_time="10:00",
        ends_time="12:00",
    )


def _statement(**more: Any) -> pb.StatementDetails:
    fields: dict[str, Any] = {
        "type": events.STATEMENT_TYPE_RECOMMENDATION,
        "addressee_basis": pb.ADDRESSEE_BASIS_IMPLIED,
        "verifiability": pb.VerifiabilityEntry(),
    }
    return pb.StatementDetails(**(fields | more))


def _a_draft(here: Field, programme_id: str) -> tuple[pb.Draft, dict[str, Any]]:
    """Enter a consultation that is never submitted, with people, items and documents."""
    draft = _send(here, "facilitator", pb.CreateConsultationRequest(details=_details(programme_id))).draft
    at: dict[str, Any] = {"consultation_id": draft.consultation_id}
    person = pb.ParticipantDetails(attribution=pb.ATTRIBUTION_ANONYMOUS, gender="woman")
    speaker = _send(here, "facilitator", pb.PutParticipantRequest(**at, details=person)).participant
    card = pb.MakeCardRequest(**at, participant_id=speaker.participant_id)
    here.secrets.append(("the code of a card", _send(here, "facilitator", card).code))
    details = _statement(participant_id=speaker.participant_id)
    _send(here, "facilitator", pb.PutStatementRequest(**at, details=details))
    entries = [pb.StatementEntry(details=_statement(participant_id=speaker.participant_id))]
    _send(here, "facilitator", pb.PutStatementsRequest(**at, entries=entries))
    erased = _send(here, "facilitator", pb.PutStatementRequest(**at, details=_statement())).statement
    gone = {"statement_id": erased.statement_id, "expected_version": erased.version}
    _send(here, "facilitator", pb.RemoveStatementRequest(**at, **gone))
    document: dict[str, Any] = {"kind": events.DOCUMENT_KIND_AGENDA, "language": "en"}
    added = _send(here, "facilitator", pb.AddDocumentRequest(**at, **document))
    update = pb.UpdateConsultationRequest(**at, expected_version=added.draft.version, details=_details(programme_id))
    _send(here, "facilitator", update)
    _send(here, "facilitator", pb.FindCandidatesRequest(**at))
    _send(here, "facilitator", pb.FindAlikeDraftsRequest(**at))
    document_id = added.document.document_id
    return draft, {"document_id": document_id, "digests": [each.sha256 for each in added.draft.documents]}


def _what_is_kept_beside(here: Field, draft: pb.Draft) -> None:
    """Type something and do not send it; withdraw the consent of somebody."""
    at: dict[str, Any] = {"consultation_id": draft.consultation_id}
    typed = pb.SaveUnsentTextRequest(**at, page=pb.UNSENT_PAGE_TABLE, form=EMPTY, fields={"c1-text_en": ""})
    _send(here, "facilitator", typed)
    _typed_at_a_desk(here)
    page: dict[str, Any] = {"page": pb.UNSENT_PAGE_LINES}
    before = _send(here, "facilitator", pb.ReadUnsentTextRequest(**page)).text.version
    thrown = pb.SaveUnsentTextRequest(**page, form=EMPTY, expected_version=before, fields={"lines": ""})
    after = _send(here, "facilitator", thrown).text.version
    _send(here, "facilitator", pb.DiscardUnsentTextRequest(**page, form=EMPTY, expected_version=after))
    person = pb.ParticipantDetails(attribution=pb.ATTRIBUTION_ANONYMOUS, gender="man")
    left = _send(here, "facilitator", pb.PutParticipantRequest(**at, details=person)).participant
    _send(here, "facilitator", pb.WithdrawConsentRequest(**at, participant_id=left.participant_id, statements=True))


def _typed_at_a_desk(here: Field) -> None:
    """Type something in a form of the facilitator's desk, over what the last sweep typed there."""
    form: dict[str, Any] = {"page": pb.UNSENT_PAGE_FACILITATOR, "form": "canaries"}
    found = _send(here, "facilitator", pb.ReadUnsentTextRequest(page=pb.UNSENT_PAGE_FACILITATOR)).forms
    before = next((each.version for each in found if each.form == form["form"]), 0)
    typed = pb.SaveUnsentTextRequest(**form, expected_version=before, fields={"reason": ""})
    _send(here, "facilitator", typed)


def _words(english: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": english})


def _a_review(here: Field) -> str:
    """Submit something of which the reviewer marks, restricts, lowers and returns one item each."""
    frame = pb.ConsultationDetails(
        kind=events.CONSULTATION_KIND_ROUNDTABLE,
        state=events.CONSULTATION_STATE_HELD,
        title=_words("A meeting that is never published (example)"),
        host_name=_words(_HERE),
        illustrative=True,
    )
    request = pb.CreateConsultationRequest(details=frame)
    draft = here.send("facilitator", _SERVICE, request, sow=False).draft
    marked = here.sow("SafeguardConsultation.acts.redact.words", "RESTRICTED", "reviewer")
    cleared = here.sow("SafeguardConsultation.acts.clear.words", "RESTRICTED", "reviewer")
    text = f"Ask Zarqa {marked.capitalize()} and Zarqa {cleared.capitalize()} of it."
    put = pb.PutStatementRequest(consultation_id=draft.consultation_id, details=_statement(text=_words(text)))
    _send(here, "facilitator", put)
    submit = pb.SubmitConsultationRequest(consultation_id=draft.consultation_id, expected_version=draft.version)
    draft = _send(here, "facilitator", submit).draft
    [said] = draft.statements
    seen = {"statement_id": said.statement_id, "expected_version": said.version}
    decision = pb.StatementDecision(**seen, publication=events.PUBLICATION_RECORDED, risk=pb.RISK_HIGH)
    at: dict[str, Any] = {"consultation_id": draft.consultation_id}
    preview = _send(here, "reviewer", pb.PreviewPublicationRequest(**at, decisions=[decision]))
    for token, act in ((marked, "redact"), (cleared, "clear")):
        span = next(each.mark for each in preview.spans if token in each.mark.words.lower())
        acts = [pb.SafeguardingAct(**_seen(here, draft), **{act: span})]
        _send(here, "reviewer", pb.SafeguardConsultationRequest(**at, acts=acts))
    for more in ({"restrict": pb.RestrictStatement()}, {"lower": pb.LowerRestriction()}):
        acts = [pb.SafeguardingAct(**_seen(here, draft), **more)]
        _send(here, "reviewer", pb.SafeguardConsultationRequest(**at, acts=acts))
    version = pb.StatementVersion(**_seen(here, draft))
    _send(here, "reviewer", pb.ReturnStatementsRequest(**at, statements=[version]))
    return str(draft.consultation_id)


def _seen(here: Field, draft: pb.Draft) -> dict[str, Any]:
    now = _send(here, "facilitator", pb.GetDraftRequest(consultation_id=draft.consultation_id)).draft
    [said] = now.statements
    return {"statement_id": said.statement_id, "expected_version": said.version}


def _after_publication(here: Field, scene: Scene) -> dict[str, Any]:
    """Note why something is published, hidden, shown, corrected."""
    decoy = here.sow("PublicStatement.title", PUBLISHED, "facilitator")
    table = scene.table("canaries", f"Answer every letter of {decoy}")
    table["statements"] += [table["statements"][0] | {"title": {"en": f"Ask number {n}"}} for n in range(2, 8)]
    first = table["statements"][0]
    only_recorded = {"title": {"en": "Be kind"}, "publication": "PUBLICATION_RECORDED"}
    table["statements"].append(
        {name: value for name, value in first.items() if name != "verifiability"} | only_recorded
    )
    note = here.sow("PublishConsultation.review_note", "ORG", "reviewer")
    entered = scene.entered(table)
    decisions = scene.decisions(table, entered)
    digest = scene.pass_gate(table, entered, decisions)
    publish = pb.PublishConsultationRequest(
        consultation_id=entered.consultation_id,
        expected_version=entered.version,
        decisions=decisions,
        final_text_digest=digest,
        review_note=f"Read with {note} in mind",
        checklist=pb.ChecklistAnswers(
            names_private_person=pb.ANSWER_NO,
            alleges_crime=pb.ANSWER_NO,
            could_harm_if_attendance_known=pb.ANSWER_NO,
            identifies_child=pb.ANSWER_NO,
            consent_checked=True,
            final_text_read=True,
        ),
    )
    draft = here.send("reviewer", _SERVICE, publish, sow=False).draft
    numbers = [each.number for each in draft.statements]
    for request, who in (
        (pb.HideRequest(number=numbers[-2]), "reviewer"),
        (pb.ShowRequest(number=numbers[-2]), "reviewer"),
    ):
        _send(here, who, request)
    refused = pb.ProposeChangeRequest(number=numbers[0], correct=pb.Wording())
    refused.correct.title.SetInParent()
    refused.correct.text.SetInParent()
    proposal = _send(here, "facilitator", refused).proposal_id
    tracked = pb.ProposeChangeRequest(number=numbers[-1], track=pb.VerifiabilityEntry())
    _send(here, "facilitator", tracked)
    days = events.Particulars(days=events.Days(starts_date="2026-01-05"))
    own = pb.Rewording(texts=[pb.OwnText(field="title")], particulars=days)
    _send(here, "facilitator", pb.ProposeChangeRequest(number=draft.number, correct_consultation=own))
    more = pb.ProposeChangeRequest(number=numbers[1], record_only=pb.RecordOnly())
    thrown = _send(here, "facilitator", more).proposal_id
    _send(here, "reviewer", pb.DecideProposalRequest(proposal_id=thrown, agree=False))
    return {
        "published_id": draft.consultation_id,
        "number": draft.number,
        "statements": numbers,
        "tracked": [each.tracked_number for each in draft.statements if each.tracked_number],
        "proposal_id": proposal,
    }
