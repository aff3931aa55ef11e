"""Every form that our own routes take, filled in well: how each asks before it acts, and where it says what follows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from dashboard.capture import brought
from dashboard.spreadsheets.reading import Sheet
from dashboard.web import carried
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as consultations_events
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as roles
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_line, text
from tests.dashboard_kit.world import CARD

PUBLIC: Final = {"en": re.compile("public", re.IGNORECASE), "ur": re.compile("عوام")}
"""What every sentence that asks says, in its language: what becomes public …"""
TOLD: Final = {"en": re.compile("mail|told|reads it", re.IGNORECASE), "ur": re.compile("ای میل|بتایا|پڑھتا")}
"""… and who is told."""

NUMBER: Final = "EX-R-1"
_ID: Final = "01890a5d-ac96-774b-bcce-b302099a8057"
_LINE: Final = a_line(tracked_number=NUMBER)
_SLUG: Final = _LINE.addressee.slug
_SAID: Final = "The office should open a desk."
_ROWS: Final = Sheet([["Number", "Kind", "Title", "Text"], ["1", "", "A", "One."]], frozenset(), "Items")


@dataclass(frozen=True, kw_only=True)
class Post:
    """One form."""

    at: str
    """Where it is sent."""

    fields: Mapping[str, str]
    file: bytes | None = None
    """The file that goes with it, maybe an empty one; None for a form that takes none."""

    after: str = ""
    """The form that is sent first: what its page holds unseen goes with this one. Empty: none has to be."""

    asks: str = ""
    """The field without which nothing is done; empty if a page before asks, or none does."""

    shown: str = ""
    """The template that asks, if it is acted on at all: it holds the form and the words."""

    says: tuple[str, ...] = ()
    """Keys of the words, in the template, that say what becomes public and who is told."""

    harmless: str = ""
    """Why nobody is asked before."""

    acts: bool = True
    """Whether it changes anything but what its writer alone reads."""


def _read(at: str, fields: Mapping[str, str], harmless: str, *, file: bytes | None = None) -> Post:
    return Post(at=at, fields=fields, harmless=harmless, file=file, acts=False)


_IMPORTED: Final = {"consultation": _ID, "rows": brought.pack(brought.Brought([_ROWS])), "sheet": "0", "first": "2"} | {
    f"column-{place}": name for place, name in enumerate(("number", "type", "title_en", "text_en"))
}
_LINES: Final = {"key": "k", "consultation": _ID, "title": "A meeting", "date": "2026-11-02", "text": _SAID} | {
    "version": "0",
    "owner": "",
    "r1-enter": "yes",
    "r1-type": "1",
}
_ANSWER: Final = {"ours": "yes", "answer": "considering", "answer_text": "We look.", "decision_date": "2027-02-01"} | {
    "written_in": "en",
    "expected_version": "4",
}
_FOR_A_BODY: Final = {"key": "k", "body": _SLUG, "expected_version": "4", "written_in": "en", "sure": "yes"}
_IS_READ: Final = "shows what would be entered, and enters nothing"

POSTS: Final[Mapping[str, Post]] = {
    "/my-words": _read("/my-words", {"code": CARD}, "shows what the code opens"),
    "/my-words/hide": Post(
        at="/my-words/hide",
        fields={"code": CARD, "key": "k"},
        shown="my_words.html",
        says=("my_words_hide_what",),
        harmless="whoever has to hide is not kept; nothing becomes public by it",
    ),
    "/my-words/withdraw": Post(
        at="/my-words/withdraw",
        fields={"code": CARD, "key": "k", "statements": "yes", "sure": "yes"},
        asks="sure",
        shown="my_words.html",
        says=("my_words_withdraw_what",),
    ),
    "/suggest/{number}": Post(
        at=f"/suggest/{NUMBER}",
        fields={"key": "k", "body": _SLUG, "url": "https://page.example/", "note": "Seen here.", "sure": "yes"},
        asks="sure",
        shown="suggest.html",
        says=("suggest_never_public", "suggest_who_reads"),
    ),
    "/sign-in": Post(
        at="/sign-in",
        fields={"email": "somebody@body.example", "next": "/work", "key": "k"},
        harmless="mails a code to the address that was typed for it",
    ),
    "/sign-in/code": Post(
        at="/sign-in/code",
        fields={"email": "somebody@body.example", "code": "ABCD2345", "next": "/work", "key": "k", "ask_key": "k"},
        harmless="signs in, which is what the code was asked for",
    ),
    "/sign-out": Post(at="/sign-out", fields={"clear": "yes"}, shown="sign_out.html", says=("sign_out_lead",)),
    "/enrol": Post(
        at="/enrol",
        fields={
            "code": "c",
            "name": "A",
            "email": "a@forum.example",
            "organisation": "O",
            "language": "en",
            "key": "k",
        },
        shown="enrol.html",
        says=("enrol_public",),
    ),
    "/sessions": Post(
        at="/sessions",
        fields={"key": "k", "session": "others", "sure": "yes"},
        asks="sure",
        shown="sessions.html",
        says=("sessions_end_what", "sessions_end_others_what"),
    ),
    "/hand-over": Post(
        at="/hand-over",
        fields={"key": "k", "mandate": "m-1", "email": "b@body.example", "name": "B", "language": "ur", "sure": "yes"},
        asks="sure",
        shown="hand_over.html",
        says=("hand_over_told",),
    ),
    "/due/link": Post(
        at="/due/link",
        fields={"key": "k", "alarm": "3", "sure": "yes"},
        asks="sure",
        shown="due.html",
        says=("due_link_tells",),
    ),
    "/due/link/end": Post(
        at="/due/link/end",
        fields={"key": "k", "sure": "yes"},
        asks="sure",
        shown="due.html",
        says=("due_link_end_what",),
    ),
    "/my-lines/check": _read("/my-lines/check", {}, "shows what would be sent, and sends nothing", file=b"no sheet"),
    "/my-lines/send": Post(
        at="/my-lines/send",
        fields={"answers": carried.pack([{"row": 5, "number": NUMBER, "body": _SLUG, "form": _ANSWER}])},
        shown="sheet_checked.html",
        says=("answer_public_note",),
    ),
    "/answer/{number}": Post(
        at=f"/answer/{NUMBER}",
        fields=_ANSWER | {"key": "k", "body": _SLUG, "draft_version": "2", "do": "send", "seen": "yes"},
        asks="seen",  # by the preview
        shown="answer.html",
        says=("answer_public_note",),
    ),
    "/finding/{number}": Post(
        at=f"/finding/{NUMBER}",
        fields=_FOR_A_BODY | {"finding_reply": "It is there."},
        asks="sure",
        shown="finding.html",
        says=("finding_what", "finding_what_moved"),
    ),
    "/a/{slug}/own-words": Post(
        at=f"/a/{_SLUG}/own-words",
        fields=_FOR_A_BODY | {"own_words_en": "We answer.", "own_words_ur": "", "do": "put"},
        asks="sure",
        shown="own_words.html",
        says=("own_words_public",),
    ),
    "/evidence/{number}/attach": Post(
        at=f"/evidence/{NUMBER}/attach",
        fields=_FOR_A_BODY | {"file_title": "Order", "visible_to": "public"},
        file=b"%PDF-",
        asks="sure",
        shown="attach.html",
        says=("attach_public_note", "scan_public"),
    ),
    "/capture": _read("/capture", _LINES, "shows again what was typed"),
    "/capture/check": _read("/capture/check", _LINES, _IS_READ),
    "/capture/confirm": Post(
        at="/capture/confirm", fields=_LINES, shown="quick_check.html", says=("quick_drafts_only",)
    ),
    "/capture/unsent": _read(
        "/capture/unsent", {"unsent-page": "lines", "text": _SAID}, "saves what is typed, for its writer alone"
    ),
    "/capture/notes/find": _read(
        "/capture/notes/find", {"consultation": _ID, "text": _SAID, "source": "own_notes"}, _IS_READ
    ),
    "/capture/notes/decide": Post(
        at="/capture/notes/decide",
        fields={"consultation": _ID, "text": _SAID, "source": "own_notes", "skipped": "", "c0-decide": "accept"}
        | {"c0-type": "1", "c0-text": _SAID},
        shown="intake_found.html",
        says=("quick_drafts_only",),
    ),
    "/capture/import/check": _read(
        "/capture/import/check", {"consultation": _ID, "pasted": "Title,Text\nA,One."}, _IS_READ, file=b""
    ),
    "/capture/import/columns": _read("/capture/import/columns", _IMPORTED, _IS_READ),
    "/capture/import/marked.xlsx": _read("/capture/import/marked.xlsx", _IMPORTED, "gives the rows back, marked"),
    "/capture/import/confirm": Post(
        at="/capture/import/confirm",
        fields=_IMPORTED,
        after="/capture/import/columns",
        shown="import_dry.html",
        says=("quick_drafts_only",),
    ),
    "/capture/grid/check": _read(
        "/capture/grid/check",
        {
            "consultation": _ID,
            "key": "k",
            "version": "0",
            "count": "5",
            "c1-text_en": _SAID,
            "c1-type": "Recommendation",
        },
        _IS_READ,
    ),
    "/capture/documents/add": Post(
        at="/capture/documents/add",
        fields={"consultation": _ID, "key": "k", "kind": "1", "document_title": "Agenda", "written_in": "en"}
        | {"language": "en", "agreed": "yes", "sure": "yes"},
        file=b"Agenda",
        asks="sure",
        shown="documents.html",
        says=("document_public_note",),
    ),
    "/capture/documents/remove": Post(
        at="/capture/documents/remove",
        fields={"consultation": _ID, "key": "k", "document": "doc-1", "sure": "yes"},
        asks="sure",
        shown="documents.html",
        says=("document_remove_sure",),
    ),
    "/capture/card": Post(
        at="/capture/card",
        fields={"consultation": _ID, "participant": "p-1", "key": "k"},
        shown="card_ask.html",
        says=("card_what",),
    ),
}
"""By the path of the route."""

_AT: Final = Timestamp(seconds=1_790_000_000)
_ASSIGNMENT: Final = recommendations.Assignment(
    assignment_id=_ID,
    line=_LINE,
    text=text("Open a desk", "ڈیسک کھولیں"),
    version=4,
    may_answer=True,
    may_reply=True,
    finding=recommendations.AnnouncedFinding(
        verification=events.VERIFICATION_CONTRADICTED, announced_date="2026-11-02", reply_until_date="2026-11-16"
    ),
    drafts=[recommendations.AnswerDraft(draft_id="d-1", version=2, saved_by_caller=True, fields=_ANSWER)],
)
_SENTENCE: Final = LocalizedText(authoritative_language="en", bodies={"en": _SAID})
_CANDIDATE: Final = consultations.Candidate(
    sentence=consultations.Span(start=0, end=len(_SAID)),
    details=consultations.StatementDetails(
        type=consultations_events.STATEMENT_TYPE_RECOMMENDATION, text=_SENTENCE, source_sentence=_SENTENCE
    ),
)
_PERSON: Final = identity.Person(
    person_id="p-1",
    name="Somebody (example)",
    roles=[
        identity.GrantedRole(role=role, organisation=identity.Organisation(organisation_id="o-1", name="O"))
        for role in (roles.ROLE_FACILITATOR, roles.ROLE_REVIEWER, roles.ROLE_VERIFIER, roles.ROLE_REGISTRAR)
    ],
    mandates=[identity.Mandate(mandate_id="m-1", addressee_id="a-1", from_date="2026-01-01")],
)

ANSWERS: Final[Mapping[str, Message]] = {
    "GetMe": identity.GetMeResponse(person=_PERSON),
    "ListSessions": identity.ListSessionsResponse(
        sessions=[
            identity.OpenSession(session_id=each, current=each == "here", signed_in_at=_AT, used_at=_AT, expires_at=_AT)
            for each in ("here", "elsewhere")
        ]
    ),
    "GetAssignment": recommendations.GetAssignmentResponse(assignment=_ASSIGNMENT),
    "ListMyAssignments": recommendations.ListMyAssignmentsResponse(assignments=[_ASSIGNMENT]),
    "SubmitAnswer": recommendations.SubmitAnswerResponse(assignment=_ASSIGNMENT),
    "GetRecommendation": recommendations.GetRecommendationResponse(tracked_number=NUMBER, lines=[_LINE]),
    "GetAddressee": recommendations.GetAddresseeResponse(addressee=_LINE.addressee, version=4),
    "ListRegister": recommendations.ListRegisterResponse(
        addressees=[recommendations.Addressee(addressee_id="a-1", public=_LINE.addressee)]
    ),
    "GetDraft": consultations.GetDraftResponse(
        draft=consultations.Draft(
            consultation_id=_ID, version=1, documents=[consultations.Document(document_id="doc-1", language="en")]
        )
    ),
    "CreateConsultation": consultations.CreateConsultationResponse(draft=consultations.Draft(consultation_id=_ID)),
    "FindCandidates": consultations.FindCandidatesResponse(text=_SAID, candidates=[_CANDIDATE]),
}
"""What the services answer to somebody who may do all of it."""
