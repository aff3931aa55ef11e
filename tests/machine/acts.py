"""What anybody may try to do to a line, as requests of the wire: right and wrong people, fields there and missing."""

from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from google.protobuf.message import Message
from hypothesis import strategies as st

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb

SECRET = "canary-kept-by-the-host"  # stands in everything that nobody has confirmed, and in notes that are not public
DRAFT = "canary-not-sent"  # stands in drafts only
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


@cache
def fit(today: date) -> st.SearchStrategy[Message]:
    """Return commands that carry what they have to carry, so that a line gets far."""
    soon, seen = (today + timedelta(days=90)).isoformat(), today.isoformat()
    words, own = _text("Words"), events.Evidence(url=OWN, seen_date=seen)
    other = events.Evidence(url=OTHER, seen_date=seen)
    approval = events.Approval(approved_by="Secretary", file_number="7-2/2026")
    position = st.sampled_from(events.Position.values()[2:]).map(
        lambda each: pb.StatePositionRequest(
            position=pb.PositionAnswer(
                position=each, text=words, part=words, reason=words, believed_responsible="unknown", evidence=[own]
            )
        )
    )
    progress = st.sampled_from(events.Progress.values()[2:]).map(
        lambda each: pb.ReportProgressRequest(
            progress=pb.ProgressAnswer(progress=each, text=words, reason=words, evidence=[own])
        )
    )
    move = st.sampled_from([120, 200, 300]).map(
        lambda days: pb.MoveDeliveryDateRequest(
            moved=pb.DateMove(delivery_date=(today + timedelta(days=days)).isoformat(), reason=words),
            approval=approval,
        )
    )
    shown = st.sampled_from(events.Verification.values()[4:]).flatmap(
        lambda each: st.sampled_from([[own], [other], [own, other]]).map(
            lambda pieces: pb.RecordVerificationRequest(
                verification=each,
                method=events.METHOD_SITE_VISIT,
                finding=_text(SECRET if each in ANNOUNCED else "Words"),
                evidence=pieces,
                verifier_organisation_name="Checking house",
            )
        )
    )
    letter = st.sampled_from([-40, -1, 0]).flatmap(
        lambda days: st.sampled_from(events.Position.values()[2:]).map(
            lambda each: pb.RecordOutsideAnswerRequest(
                position=pb.PositionAnswer(
                    position=each,
                    text=_text(SECRET),
                    part=words,
                    reason=words,
                    believed_responsible="unknown",
                    evidence=[own],
                ),
                source=events.OutsideSource(
                    channel=events.CHANNEL_LETTER,
                    date=(today + timedelta(days=days)).isoformat(),
                    reference="No. 12",
                ),
            )
        )
    )
    date_given = st.just(promise(today))
    handed = pb.RecordHandOverRequest(channel=events.CHANNEL_BY_HAND, handed_over_date=seen, reference="Diary 17")
    searched = pb.RecordNoEvidenceFoundRequest(
        search_log=[events.SearchLogEntry(place="Gazette", searched_date=seen)],
        finding=words,
        verifier_organisation_name="Checking house",
    )
    asked = pb.RequestEvidenceRequest(question=words, reply_by_date=soon, verifier_organisation_name="Checking house")
    noted = pb.NoteFollowUpRequest(
        follow_up=pb.FollowUp(kind=events.FOLLOW_UP_KIND_MET, text=_text(SECRET), contact_date=seen)
    )
    rest = [st.just(each) for each in (handed, searched, asked, noted, moot(today), reply())]
    everything = st.tuples(position, progress).map(
        lambda two: pb.SubmitAnswerRequest(position=two[0].position, progress=two[1].progress, approval=approval)
    )
    # Each kind as often as any other: `one_of` would count the branches within.
    kinds = [position, date_given, progress, move, everything, shown, letter, *rest]
    return st.integers(0, len(kinds) - 1).flatmap(lambda number: kinds[number])


def draft(assignment_version: int, expected_version: int) -> pb.SaveAnswerDraftRequest:
    """Return what keeps an answer that is not sent."""
    return pb.SaveAnswerDraftRequest(
        assignment_version=assignment_version,
        expected_version=expected_version,
        fields={"answer": "declined", "answer_text": DRAFT},
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
    seen = events.Evidence(url=OTHER, seen_date=today.isoformat())
    return pb.RecordVerificationRequest(
        verification=events.VERIFICATION_CONTRADICTED,
        method=events.METHOD_SITE_VISIT,
        finding=_text(SECRET),
        evidence=[seen],
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
    seen = events.Evidence(url=OWN, seen_date=today.isoformat())
    return pb.StatePositionRequest(
        position=pb.PositionAnswer(position=events.POSITION_CLAIMS_ALREADY_DONE, text=_text("Words"), evidence=[seen])
    )


def own_report(today: date) -> Message:
    """Return a finding that rests on what the body itself points to."""
    seen = events.Evidence(url=OWN, seen_date=today.isoformat())
    return pb.RecordVerificationRequest(
        verification=events.VERIFICATION_VERIFIED_COMPLETE,
        method=events.METHOD_DOCUMENT_SEEN,
        finding=_text("Words"),
        evidence=[seen],
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
    seen = events.Evidence(url=OTHER, seen_date=today.isoformat())
    return pb.ProposeNotApplicableRequest(reason=_text(SECRET), evidence=[seen])


def closing(today: date) -> Message:
    """Return what closes a declined line."""
    return pb.CloseDeclinedRequest(reason=_text(f"Words of {today.isoformat()}"))


def opening(today: date) -> Message:
    """Return what opens a closed line again."""
    seen = events.Evidence(url=OTHER, seen_date=today.isoformat())
    return pb.ReopenRequest(reason=_text("Words"), evidence=[seen], verifier_organisation_name="Checking house")


ANNOUNCED = (events.VERIFICATION_CONTRADICTED, events.VERIFICATION_LAPSED)


def addressed(request: Message, assignment_id: str, expected_version: int) -> Any:
    """Return a copy of the request for a line, with a key of its own."""
    copy: Any = type(request)()
    copy.CopyFrom(request)
    copy.idempotency_key, copy.assignment_id = str(uuid4()), assignment_id
    if "expected_version" in copy.DESCRIPTOR.fields_by_name:
        copy.expected_version = expected_version
    return copy
