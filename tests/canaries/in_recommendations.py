"""What is kept from the public about lines: drafts of answers, files, notes, proposals, findings taken back, tips."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.canaries.readers import RESTRICTED_FILE
from tests.canaries.sowing import EMPTY, Field

_SERVICE: Final = "recommendations"
_PDF: Final = b"%PDF-1.7\n"


def sow(here: Field, slug: str, addressee_id: str, organisation_id: str, numbers: Sequence[str]) -> dict[str, Any]:
    """Sow all of it on lines of one body; return ids by which others may ask for it.

    Args:
        here: The field.
        slug: The body.
        addressee_id: The same.
        organisation_id: One that identity knows.
        numbers: Lines put to it, of which nothing has happened yet.
    """
    lines = [Line(here, number, slug) for number in numbers]
    _drafts(here, lines[0])
    files = _files(here, lines[0])
    _on_paper(here, lines[0], lines[1])
    _closing(here, lines[2])
    _a_finding(here, lines[3])
    _tips(here, lines[4])
    _organisation(here, addressee_id, organisation_id)
    return {"assignment_id": lines[0].now().assignment_id, "files": files}


class Line:
    """One line as its liaison sees it."""

    def __init__(self, here: Field, number: str, slug: str, liaison: str = "liaison") -> None:
        self.here, self.number, self.slug, self.liaison = here, number, slug, liaison

    def now(self) -> pb.Assignment:
        """Return it as it is now."""
        asked = pb.GetAssignmentRequest(tracked_number=self.number, addressee_slug=self.slug)
        found: pb.Assignment = self.here.send(self.liaison, _SERVICE, asked, sow=False).assignment
        return found

    def seen(self) -> dict[str, Any]:
        """Return what every command on it carries."""
        line = self.now()
        return {"assignment_id": line.assignment_id, "expected_version": line.version}


def _send(here: Field, who: str, request: Any) -> Any:
    return here.send(who, _SERVICE, request)


def _words(english: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": english})


def _drafts(here: Field, line: Line) -> None:
    """Begin two answers; throw one away."""
    now = line.now()
    at: dict[str, Any] = {"assignment_id": now.assignment_id, "assignment_version": now.version}
    thrown = _send(here, "liaison", pb.SaveAnswerDraftRequest(**at, fields={"answer_text": ""})).draft
    discard = pb.DiscardAnswerDraftRequest(draft_id=thrown.draft_id, expected_version=thrown.version)
    _send(here, "liaison", discard)
    again = pb.SaveAnswerDraftRequest(**at, expected_version=0, fields={"answer_text": "", "stage_text": ""})
    _send(here, "liaison", again)


def _files(here: Field, line: Line) -> list[str]:
    """Attach a file that is the addressee's own, and one that is restricted."""
    kept = []
    for visibility, path in (
        (events.EVIDENCE_VISIBILITY_OWNER, "AttachEvidence.chunk"),
        (events.EVIDENCE_VISIBILITY_RESTRICTED, RESTRICTED_FILE),
    ):
        token = here.sow(path, "RESTRICTED", "liaison")
        request = pb.AttachEvidenceRequest(
            assignment_id=line.now().assignment_id, visibility=visibility, chunk=_PDF + token.encode() + b"\n%%EOF\n"
        )
        kept.append(_send(here, "liaison", request).file.file_id)
    return kept


def _on_paper(here: Field, waits: Line, refused: Line) -> None:
    """Record an answer on paper that waits for a reviewer, and one that is refused; note a call."""
    for line in (waits, refused):
        file = pb.AttachEvidenceRequest(
            assignment_id=line.now().assignment_id,
            visibility=events.EVIDENCE_VISIBILITY_OWNER,
            is_scan=True,
            title=_words("The letter"),
            chunk=_PDF + here.sow("AttachEvidence.chunk", "RESTRICTED", "facilitator").encode() + b"\n%%EOF\n",
        )
        scan = _send(here, "facilitator", file).file.file_id
        says_no = line is refused
        given = _send(here, "facilitator", _outside_answer(line, scan, says_no=says_no)).outside_answer
    decide = pb.DecideOutsideAnswerRequest(outside_answer_id=given.outside_answer_id, confirm=False)
    _send(here, "reviewer", decide)
    called = pb.FollowUp(kind=events.FOLLOW_UP_KIND_CALLED, contact_date=_today(here))
    note = pb.NoteFollowUpRequest(assignment_id=waits.now().assignment_id, follow_up=called)
    _send(here, "facilitator", note)


def _today(here: Field) -> str:
    return here.today.isoformat()


def _outside_answer(line: Line, scan: str, *, says_no: bool) -> pb.RecordOutsideAnswerRequest:
    evidence = [events.Evidence(seen_date=_today(line.here), **_FILLED_IN)]
    return pb.RecordOutsideAnswerRequest(
        **line.seen(),
        scan_file_id=scan,
        position=pb.PositionAnswer(position=events.POSITION_NOT_OURS, evidence=evidence)
        if says_no
        else pb.PositionAnswer(
            position=events.POSITION_ACCEPTED, delivery_date="2027-06-01", evidence=evidence, believed_responsible=EMPTY
        ),
        progress=pb.ProgressAnswer(progress=events.PROGRESS_PLANNED, evidence=evidence),
        approval=events.Approval(approved_date=_today(line.here)),
        source=events.OutsideSource(channel=events.CHANNEL_LETTER, date=_today(line.here)),
    )


_FILLED_IN: Final[Mapping[str, Any]] = {"sha256": EMPTY, "media_type": EMPTY, "archive_sha256": EMPTY}


def _closing(here: Field, line: Line) -> None:
    """Propose twice to close a line; the reviewer refuses once."""
    evidence = [events.Evidence(seen_date=_today(here), **_FILLED_IN)]
    propose = pb.ProposeNotApplicableRequest(**line.seen(), evidence=evidence)
    made = _send(here, "facilitator", propose).closure_proposal
    refuse = pb.DecideClosureProposalRequest(closure_proposal_id=made.closure_proposal_id, confirm=False)
    _send(here, "reviewer", refuse)
    again = pb.ProposeNotApplicableRequest(**line.seen(), evidence=evidence)
    _send(here, "facilitator", again)


def _a_finding(here: Field, line: Line) -> None:
    """Announce a finding, reply to it, and take it back: nothing of it ever becomes public."""
    done = pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, text=_words("It is done."))
    _send(here, "liaison", pb.ReportProgressRequest(**line.seen(), progress=done))
    found = here.sow("RecordVerification.finding", "OWNER", "verifier")
    finding = pb.RecordVerificationRequest(
        **line.seen(),
        verification=events.VERIFICATION_CONTRADICTED,
        method=events.METHOD_SERVICE_TESTED,
        finding=_words(f"Nobody answered, and {found} neither."),
        evidence=[events.Evidence(reference="Log of ten calls", seen_date=_today(here))],
        verifier_organisation_name="Evidence Desk (example)",
    )
    _send(here, "verifier", finding)
    _send(here, "liaison", pb.AnswerFindingRequest(**line.seen()))
    _send(here, "verifier", pb.TakeFindingBackRequest(**line.seen()))


def _tips(here: Field, line: Line) -> None:
    """Suggest evidence as a stranger three times; the reviewer passes two on, one in other words."""
    before = {each.suggestion_id for each in _suggestions(here)}
    for _ in range(3):
        tip = pb.SuggestEvidenceRequest(
            tracked_number=line.number, addressee_slug=line.slug, network=secrets.token_hex(4)
        )
        here.send("dashboard", _SERVICE, tip)
    _, passed, discarded = (each for each in _suggestions(here) if each.suggestion_id not in before)
    _send(here, "reviewer", pb.ScreenSuggestionRequest(suggestion_id=passed.suggestion_id, pass_on=True))
    thrown = pb.ScreenSuggestionRequest(
        suggestion_id=discarded.suggestion_id, discard_reason=pb.DISCARD_REASON_ABUSE, note=EMPTY
    )
    _send(here, "reviewer", thrown)


def _suggestions(here: Field) -> list[pb.Suggestion]:
    return list(_send(here, "reviewer", pb.ListSuggestionsRequest(page_size=200)).suggestions)


def _organisation(here: Field, addressee_id: str, organisation_id: str) -> None:
    """Say to which organisation the body belongs, and why, for registrars."""
    at: dict[str, Any] = {"addressee_id": addressee_id}
    entry = here.send("operator", _SERVICE, pb.GetRegisterEntryRequest(**at)).addressee
    request = pb.SetAddresseeOrganisationRequest(**at, expected_version=entry.version, organisation_id=organisation_id)
    here.send("operator", _SERVICE, request)
