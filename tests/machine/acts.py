"""What anybody may try to do to a line, as requests of the wire: right and wrong people, fields there and missing."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from google.protobuf.message import Message
from hypothesis import strategies as st

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb

SECRET = "canary-kept-by-the-host"  # stands in everything that nobody has confirmed, and in notes that are not public
DRAFT = "canary-not-sent"  # stands in drafts only
SUGGESTED = "canary-suggested"  # stands in what anybody suggests, and in what a reviewer leaves of it
OWN, OTHER = "https://commission.example/report", "https://archive.example/seen"

_words = st.sampled_from(["", "Words", "Other words"])
_secrets = st.sampled_from(["", SECRET])
_name = st.sampled_from(["", "Checking house"])


def _text(words: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": words} if words else {})


def _days(today: date) -> st.SearchStrategy[str]:
    near = st.sampled_from([-400, -30, -1, 0, 1, 30, 90, 400]).map(
        lambda days: (today + timedelta(days=days)).isoformat()
    )
    return near | st.just("")


def _evidence(today: date) -> st.SearchStrategy[list[events.Evidence]]:
    piece = st.builds(events.Evidence, url=st.sampled_from([OWN, OTHER, ""]), seen_date=st.just(today.isoformat()))
    return st.lists(piece, max_size=2)


def _position(today: date, words: st.SearchStrategy[str]) -> st.SearchStrategy[pb.PositionAnswer]:
    return st.builds(
        pb.PositionAnswer,
        position=st.sampled_from(events.Position.values()[1:]),
        text=words.map(_text),
        part=words.map(_text),
        reason=words.map(_text),
        decline_reason=st.sampled_from([0, 1]),
        believed_responsible=st.sampled_from(["", "unknown"]),
        decision_by_date=_days(today),
        delivery_date=_days(today),
        evidence=_evidence(today),
    )


def _progress(today: date, words: st.SearchStrategy[str]) -> st.SearchStrategy[pb.ProgressAnswer]:
    return st.builds(
        pb.ProgressAnswer,
        progress=st.sampled_from(events.Progress.values()[1:]),
        text=words.map(_text),
        reason=words.map(_text),
        delivery_date=_days(today),
        evidence=_evidence(today),
    )


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@cache
def requests(today: date) -> st.SearchStrategy[Message]:
    """Return any command on a line; who sends it, on which version, is filled in when it is sent."""
    moved = st.builds(pb.DateMove, delivery_date=_days(today), reason=_words.map(_text))
    approval = st.builds(
        events.Approval, approved_by=st.sampled_from(["", "Secretary"]), file_number=st.sampled_from(["", "7-2/2026"])
    )
    source = st.builds(
        events.OutsideSource,
        channel=st.sampled_from(events.Channel.values()),
        date=_days(today),
        reference=st.sampled_from(["", "No. 12"]),
    )
    grounds = {"reason": _words.map(_text), "evidence": _evidence(today)}
    log = st.builds(events.SearchLogEntry, place=st.sampled_from(["", "Gazette"]), searched_date=_days(today))
    note = st.builds(
        pb.FollowUp,
        kind=st.sampled_from(events.FollowUpKind.values()),
        text=_secrets.map(_text),
        contact_date=_days(today),
    )
    return st.one_of(
        st.builds(pb.StatePositionRequest, position=_position(today, _words), approval=approval),
        st.builds(pb.ReportProgressRequest, progress=_progress(today, _words), approval=approval),
        st.builds(pb.MoveDeliveryDateRequest, moved=moved, approval=approval),
        st.builds(
            pb.SubmitAnswerRequest,
            position=_maybe(_position(today, _words)),
            progress=_maybe(_progress(today, _words)),
            moved=_maybe(moved),
            approval=approval,
            preview=st.booleans(),
        ),
        st.builds(
            pb.RecordHandOverRequest,
            channel=st.sampled_from(events.Channel.values()),
            handed_over_date=_days(today),
            reference=st.sampled_from(["", "Diary 17"]),
        ),
        st.builds(
            pb.RecordOutsideAnswerRequest,
            position=_maybe(_position(today, _secrets)),
            progress=_maybe(_progress(today, _secrets)),
            moved=_maybe(moved),
            approval=approval,
            source=source,
        ),
        st.builds(
            pb.RequestEvidenceRequest,
            question=_words.map(_text),
            reply_by_date=_days(today),
            verifier_organisation_name=_name,
        ),
        st.builds(
            pb.RecordVerificationRequest,
            verification=st.sampled_from(events.Verification.values()[1:]),
            method=st.sampled_from(events.Method.values()),
            finding=_secrets.map(_text),
            evidence=_evidence(today),
            verifier_organisation_name=_name,
        ),
        st.builds(
            pb.RecordNoEvidenceFoundRequest,
            search_log=st.lists(log, max_size=1),
            finding=_words.map(_text),
            verifier_organisation_name=_name,
        ),
        st.builds(pb.RecordNotVerifiableRequest, reason=_words.map(_text), verifier_organisation_name=_name),
        st.builds(pb.AnswerFindingRequest, reply=_secrets.map(_text)),
        st.builds(pb.TakeFindingBackRequest, reason=_secrets.map(_text)),
        st.builds(pb.CloseDeclinedRequest, reason=_words.map(_text)),
        st.builds(pb.ProposeNotApplicableRequest, reason=_secrets.map(_text), evidence=_evidence(today)),
        st.builds(pb.ReopenRequest, **grounds, verifier_organisation_name=_name),
        st.builds(pb.NoteFollowUpRequest, follow_up=note, public=st.just(False)),
    )


def fit(today: date, chance: Random, kinds: Sequence[str]) -> Message:
    """Return a command of one of the kinds that carries what it has to carry, so that a line gets far."""
    return FIT[chance.choice(kinds)](today, chance)


def seen(url: str, today: date) -> events.Evidence:
    """Return a piece of evidence that somebody looked at today."""
    return events.Evidence(url=url, seen_date=today.isoformat())


def _answer(position: Any, words: str, today: date) -> pb.PositionAnswer:
    return pb.PositionAnswer(
        position=position,
        text=_text(words),
        part=_text("Words"),
        reason=_text("Words"),
        believed_responsible="unknown",
        evidence=[seen(OWN, today)],
    )


def _fit_position(today: date, chance: Random) -> Message:
    position = chance.choice(events.Position.values()[2:])
    return pb.StatePositionRequest(position=_answer(position, "Words", today))


def _fit_progress(today: date, chance: Random) -> Message:
    words = _text("Words")
    progress = pb.ProgressAnswer(
        progress=chance.choice(events.Progress.values()[2:]), text=words, reason=words, evidence=[seen(OWN, today)]
    )
    return pb.ReportProgressRequest(progress=progress)


def _fit_move(today: date, chance: Random) -> Message:
    day = (today + timedelta(days=chance.choice([120, 200, 300]))).isoformat()
    return pb.MoveDeliveryDateRequest(moved=pb.DateMove(delivery_date=day, reason=_text("Words")), approval=_APPROVAL)


def _fit_everything(today: date, chance: Random) -> Message:
    said: Any = _fit_position(today, chance)
    done: Any = _fit_progress(today, chance)
    return pb.SubmitAnswerRequest(position=said.position, progress=done.progress, approval=_APPROVAL)


def _fit_finding(today: date, chance: Random) -> Message:
    own, other = seen(OWN, today), seen(OTHER, today)
    verification = chance.choice(events.Verification.values()[4:])
    return pb.RecordVerificationRequest(
        verification=verification,
        method=events.METHOD_SITE_VISIT,
        finding=_text(SECRET if verification in ANNOUNCED else "Words"),
        evidence=chance.choice([[own], [other], [own, other]]),
        verifier_organisation_name="Checking house",
    )


def _fit_letter(today: date, chance: Random) -> Message:
    day = today + timedelta(days=chance.choice([-40, -1, 0]))
    return letter(chance.choice(events.Position.values()[2:]), today, day)


def letter(position: Any, today: date, day: date | None = None) -> Message:
    """Return a letter of a day in which the body states a position."""
    return by_letter(day or today, position=_answer(position, SECRET, today))


def by_letter(day: date, **said: Any) -> Message:
    """Return a letter of a day that says something."""
    source = events.OutsideSource(channel=events.CHANNEL_LETTER, date=day.isoformat(), reference="No. 12")
    return pb.RecordOutsideAnswerRequest(**said, source=source)


def search(today: date) -> Message:
    """Return a search that found nothing."""
    return pb.RecordNoEvidenceFoundRequest(
        search_log=[events.SearchLogEntry(place="Gazette", searched_date=today.isoformat())],
        finding=_text("Words"),
        verifier_organisation_name="Checking house",
    )


def question(today: date) -> Message:
    """Return what asks the body for evidence."""
    soon = (today + timedelta(days=90)).isoformat()
    return pb.RequestEvidenceRequest(
        question=_text("Words"), reply_by_date=soon, verifier_organisation_name="Checking house"
    )


def note(today: date) -> Message:
    """Return a note that the host keeps to itself."""
    said = pb.FollowUp(kind=events.FOLLOW_UP_KIND_MET, text=_text(SECRET), contact_date=today.isoformat())
    return pb.NoteFollowUpRequest(follow_up=said)


def handing_over(today: date) -> Message:
    """Return what hands a request over."""
    return pb.RecordHandOverRequest(
        channel=events.CHANNEL_BY_HAND, handed_over_date=today.isoformat(), reference="Diary 17"
    )


_APPROVAL: Final = events.Approval(approved_by="Secretary", file_number="7-2/2026")


def _fit_claim(_today: date, _chance: Random) -> Message:
    progress = pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, text=_text("Words"))
    return pb.ReportProgressRequest(progress=progress)


FIT: Final[dict[str, Callable[[date, Random], Message]]] = {
    "position": _fit_position,
    "progress": _fit_progress,
    "everything": _fit_everything,
    "promise": lambda today, _: promise(today),
    "claim": _fit_claim,
    "move": _fit_move,
    "reply": lambda _, __: reply(),
    "finding": _fit_finding,
    "search": lambda today, _: search(today),
    "question": lambda today, _: question(today),
    "letter": _fit_letter,
    "note": lambda today, _: note(today),
    "hand over": lambda today, _: handing_over(today),
    "moot": lambda today, _: moot(today),
}


def draft(assignment_version: int, expected_version: int) -> pb.SaveAnswerDraftRequest:
    """Return what keeps an answer that is not sent."""
    return pb.SaveAnswerDraftRequest(
        assignment_version=assignment_version,
        expected_version=expected_version,
        fields={"answer": "declined", "answer_text": DRAFT},
    )


def discarding(draft_id: str, expected_version: int) -> pb.DiscardAnswerDraftRequest:
    """Return what ends a kept answer without sending it."""
    return pb.DiscardAnswerDraftRequest(draft_id=draft_id, expected_version=expected_version)


def suggestion(tracked_number: str, addressee_slug: str, url: str) -> pb.SuggestEvidenceRequest:
    """Return what anybody suggests for a line."""
    return pb.SuggestEvidenceRequest(
        tracked_number=tracked_number, addressee_slug=addressee_slug, url=url, note=SUGGESTED, network="a1b2"
    )


def decisions_on(suggestion_id: UUID) -> list[Message]:
    """Return what may be decided on a suggestion, and one that may not."""
    named: dict[str, Any] = {"suggestion_id": str(suggestion_id)}
    return [
        pb.ScreenSuggestionRequest(**named, pass_on=True),
        pb.ScreenSuggestionRequest(**named, pass_on=True, note=f"{SUGGESTED}, without a name"),
        pb.ScreenSuggestionRequest(**named, discard_reason=pb.DISCARD_REASON_PERSONAL_DATA),
        pb.ScreenSuggestionRequest(**named),
        pb.SettleSuggestionRequest(**named, settlement=pb.SETTLEMENT_TAKEN_UP),
        pb.SettleSuggestionRequest(**named, settlement=pb.SETTLEMENT_SET_ASIDE),
    ]


def file(visibility: int, title: str) -> pb.AttachEvidenceRequest:
    """Return a file; what it is called is told only if the file is public."""
    return pb.AttachEvidenceRequest(visibility=visibility, title=_text(title), chunk=b"%PDF-1.7 a report")  # type: ignore[arg-type]


def scan(visibility: int) -> pb.AttachEvidenceRequest:
    """Return a scan of something on paper; what it is called is told to nobody."""
    return pb.AttachEvidenceRequest(
        visibility=visibility,  # type: ignore[arg-type]
        title=_text(SECRET),
        chunk=b"%PDF-1.7 a letter",
        is_scan=True,
    )


def promise(today: date) -> Message:
    """Return what accepts with a date."""
    soon = (today + timedelta(days=90)).isoformat()
    return pb.StatePositionRequest(
        position=pb.PositionAnswer(position=events.POSITION_ACCEPTED, delivery_date=soon, reason=_text("Words"))
    )


def refusal(today: date) -> Message:
    """Return what declines."""
    return pb.StatePositionRequest(
        position=pb.PositionAnswer(position=events.POSITION_DECLINED, reason=_text(f"Words of {today.isoformat()}"))
    )


def contradiction(today: date) -> Message:
    """Return what is announced to the addressee before it is public."""
    return pb.RecordVerificationRequest(
        verification=events.VERIFICATION_CONTRADICTED,
        method=events.METHOD_SITE_VISIT,
        finding=_text(SECRET),
        evidence=[seen(OTHER, today)],
        verifier_organisation_name="Checking house",
    )


def old_letter(today: date) -> Message:
    """Return a letter of yesterday, by which the body asked for time."""
    day = (today - timedelta(days=1)).isoformat()
    return pb.RecordOutsideAnswerRequest(
        position=pb.PositionAnswer(
            position=events.POSITION_CONSIDERING, text=_text(SECRET), decision_by_date=today.isoformat()
        ),
        source=events.OutsideSource(channel=events.CHANNEL_LETTER, date=day, reference="No. 12"),
    )


def claim(today: date) -> Message:
    """Return what says that it is done, and where to see that."""
    return pb.StatePositionRequest(
        position=pb.PositionAnswer(
            position=events.POSITION_CLAIMS_ALREADY_DONE, text=_text("Words"), evidence=[seen(OWN, today)]
        )
    )


def own_report(today: date) -> Message:
    """Return a finding that rests on what the body itself points to."""
    return pb.RecordVerificationRequest(
        verification=events.VERIFICATION_VERIFIED_COMPLETE,
        method=events.METHOD_DOCUMENT_SEEN,
        finding=_text("Words"),
        evidence=[seen(OWN, today)],
        verifier_organisation_name="Checking house",
    )


def reply() -> Message:
    """Return what the addressee replies to a finding that is not public yet."""
    return pb.AnswerFindingRequest(reply=_text(SECRET))


def taking_back() -> Message:
    """Return what takes an announced finding back."""
    return pb.TakeFindingBackRequest(reason=_text(SECRET))


def slip(promised: date, days: int) -> Message:
    """Return what moves the date by some days; one day names nobody who approved it."""
    officer = events.Approval(approved_by="Secretary", file_number="7-2/2026") if days > 1 else None
    moved = pb.DateMove(delivery_date=(promised + timedelta(days=days)).isoformat(), reason=_text("Words"))
    return pb.MoveDeliveryDateRequest(moved=moved, approval=officer)


def moot(today: date) -> Message:
    """Return what proposes to close a line as no longer applicable."""
    return pb.ProposeNotApplicableRequest(reason=_text(SECRET), evidence=[seen(OTHER, today)])


def closing(today: date) -> Message:
    """Return what closes a declined line."""
    return pb.CloseDeclinedRequest(reason=_text(f"Words of {today.isoformat()}"))


def opening(today: date) -> Message:
    """Return what opens a closed line again."""
    return pb.ReopenRequest(
        reason=_text("Words"), evidence=[seen(OTHER, today)], verifier_organisation_name="Checking house"
    )


ANNOUNCED = (events.VERIFICATION_CONTRADICTED, events.VERIFICATION_LAPSED)


def addressed(request: Message, assignment_id: str, expected_version: int) -> Any:
    """Return a copy of the request for a line, with a key of its own."""
    copy: Any = type(request)()
    copy.CopyFrom(request)
    copy.idempotency_key = str(uuid4())
    if "assignment_id" in copy.DESCRIPTOR.fields_by_name:
        copy.assignment_id = assignment_id
    if "expected_version" in copy.DESCRIPTOR.fields_by_name:
        copy.expected_version = expected_version
    return copy
