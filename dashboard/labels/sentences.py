"""What happened, in one sentence of ours with the bodies' names in it."""

from typing import Final

from dashboard.labels import headline, isolated, long_day, name, text, value
from roundtable.recommendations.v1 import events_pb2, service_pb2
from roundtable.recommendations.v1.service_pb2 import Line, TimelineEntry

_REQUESTS: Final = {
    events_pb2.REQUEST_SENT: "event_request_sent",
    events_pb2.REQUEST_ACCEPTED_BY_MAIL_SERVER: "event_request_accepted",
    events_pb2.REQUEST_HANDED_OVER: "event_request_handed_over",
    events_pb2.REQUEST_UNDELIVERABLE: "event_request_undeliverable",
}
_CLOSINGS: Final = {
    events_pb2.CLOSURE_CLOSED_VERIFIED: "event_closed_verified",
    events_pb2.CLOSURE_CLOSED_DECLINED: "event_closed_declined",
    events_pb2.CLOSURE_CLOSED_NOT_APPLICABLE: "event_closed_not_applicable",
}
_OPENINGS: Final = {
    events_pb2.REOPENED_BY_HOST: "event_reopened_host",
    events_pb2.REOPENED_BY_VERIFIER: "event_reopened_verifier",
    events_pb2.REOPENED_BY_ADDRESSEE: "event_reopened_addressee",
}
_SIMPLE: Final = {
    service_pb2.TIMELINE_KIND_PUBLISHED: "event_published",
    service_pb2.TIMELINE_KIND_EVIDENCE_REQUESTED: "event_evidence_requested",
    service_pb2.TIMELINE_KIND_NO_EVIDENCE_FOUND: "event_no_evidence_found",
    service_pb2.TIMELINE_KIND_NEW_EVIDENCE: "event_new_evidence",
    service_pb2.TIMELINE_KIND_WITHDRAWN: "event_withdrawn",
    service_pb2.TIMELINE_KIND_DELIVERY_DATE_MOVED: "event_delivery_date_moved",
    service_pb2.TIMELINE_KIND_FINDING_ANNOUNCED: "event_finding_announced",
    service_pb2.TIMELINE_KIND_FINDING_TAKEN_BACK: "event_finding_taken_back",
    service_pb2.TIMELINE_KIND_NOT_VERIFIABLE: "event_not_verifiable",
    service_pb2.TIMELINE_KIND_DUE_DATE_REDERIVED: "event_due_date_rederived",
    service_pb2.TIMELINE_KIND_FINDING_EXTENDED: "event_finding_extended",
    service_pb2.TIMELINE_KIND_ADDRESSEE_ADDED: "event_addressee_added",
    service_pb2.TIMELINE_KIND_TRACKED: "event_tracked",
    service_pb2.TIMELINE_KIND_RECORDED_ONLY: "event_recorded_only",
    service_pb2.TIMELINE_KIND_TRANSFERRED: "event_transferred",
    service_pb2.TIMELINE_KIND_OPENED_BY_SUCCESSION: "event_opened_by_succession",
    service_pb2.TIMELINE_KIND_TRANSFER_UNDONE: "event_transfer_undone",
    service_pb2.TIMELINE_KIND_BODY_ENDED: "event_body_ended",
    service_pb2.TIMELINE_KIND_BODY_END_UNDONE: "event_body_end_undone",
    service_pb2.TIMELINE_KIND_EVIDENCE_ATTACHED: "event_evidence_attached",
    service_pb2.TIMELINE_KIND_MERGED: "event_merged",
    service_pb2.TIMELINE_KIND_SUPERSEDED: "event_superseded",
    service_pb2.TIMELINE_KIND_UNMERGED: "event_unmerged",
    service_pb2.TIMELINE_KIND_LINKED: "event_linked",
    service_pb2.TIMELINE_KIND_UNLINKED: "event_unlinked",
    service_pb2.TIMELINE_KIND_CORRECTED: "event_corrected",
    service_pb2.TIMELINE_KIND_STEP_RETRACTED: "event_step_retracted",
}

# Whether the day on which it was said was corrected, and whether its themes were.
_PARTICULARS: Final = {
    (True, False): "event_day_corrected",
    (False, True): "event_themes_corrected",
    (True, True): "event_both_corrected",
}

# They name another item, unless that one is hidden.
_OF_ANOTHER: Final = frozenset({"event_merged", "event_superseded", "event_unmerged", "event_linked", "event_unlinked"})


def happened(entry: TimelineEntry, language: str) -> str:
    """Return what an entry of a timeline tells, without its texts. Holds names: show it escaped."""
    body = isolated(name(entry.addressee.name, language)) or text("the_body", language)
    other = isolated(name(entry.transfer.other.name, language)) or text("another_body", language)
    verifier = isolated(entry.verifier_organisation_name) or text("a_verifier", language)
    number = isolated(entry.joined_number)
    key = _PARTICULARS.get((entry.HasField("corrected_said_date"), entry.HasField("corrected_themes"))) or _key(entry)
    if key in _OF_ANOTHER and not entry.joined_number:
        key += "_hidden"
    return text(key, language, body=body, verifier=verifier, other=other, number=number)


def _key(entry: TimelineEntry) -> str:  # noqa: PLR0911  # one return per kind
    match entry.kind:
        case service_pb2.TIMELINE_KIND_REQUEST if entry.through_relay:
            return "event_request_sent"
        case service_pb2.TIMELINE_KIND_REQUEST:
            return _REQUESTS.get(entry.request, "event_other")
        case service_pb2.TIMELINE_KIND_POSITION if entry.position in events_pb2.Position.values()[1:]:
            return f"event_{events_pb2.Position.Name(entry.position).lower()}"
        case service_pb2.TIMELINE_KIND_PROGRESS if entry.progress in events_pb2.Progress.values()[1:]:
            return f"event_{events_pb2.Progress.Name(entry.progress).lower()}"
        case service_pb2.TIMELINE_KIND_VERIFICATION:
            key = (
                f"event_{events_pb2.Verification.Name(entry.verification).lower()}"
                if entry.verification in events_pb2.Verification.values()
                else ""
            )
            return key if key in _VERIFICATIONS else "event_verification_other"
        case service_pb2.TIMELINE_KIND_FOLLOW_UP if entry.follow_up in events_pb2.FollowUpKind.values()[1:]:
            return f"event_{events_pb2.FollowUpKind.Name(entry.follow_up).lower()}"
        case service_pb2.TIMELINE_KIND_CLOSED | service_pb2.TIMELINE_KIND_REOPENED:
            return _OPENINGS.get(entry.reopened_by) or _CLOSINGS.get(entry.closure, "event_other")
        case service_pb2.TIMELINE_KIND_TRANSFERRED if entry.transfer.undone:
            return "event_given_back"
        case service_pb2.TIMELINE_KIND_STEP if entry.step_rule in events_pb2.StepRule.values()[1:]:
            return f"event_{events_pb2.StepRule.Name(entry.step_rule).lower()}"
        case kind:
            return _SIMPLE.get(kind, "event_other")


_VERIFICATIONS: Final = (
    "event_verification_partial",
    "event_verification_verified_complete",
    "event_verification_verified_alternative",
    "event_verification_contradicted",
    "event_verification_lapsed",
)


def says(line: Line, language: str) -> list[str]:
    """Return what the body of a line says, in one or two phrases; nothing if it said nothing."""
    phrases = []
    if line.says.position > events_pb2.POSITION_NONE:
        phrases.append(value(events_pb2.Position, line.says.position, language))
    if line.says.progress > events_pb2.PROGRESS_NONE_DECLARED:
        phrases.append(value(events_pb2.Progress, line.says.progress, language))
    return phrases


def cited(line: Line, language: str) -> str:
    """Return where a line stands, named by its body, with all that stands beside its sentence. Holds a name."""
    body = name(line.addressee.name, language)
    stands = [headline(line.headline, language, body=body)]
    if until := line.checked.rechecked_until_date:
        stands.append(text("rechecked_until", language, day=long_day(until, language)))
    named = isolated(body) + no_more(line, language)
    return text("cite_one", language, body=named, headline=text("comma", language).join(stands))


def no_more(line: Line, language: str) -> str:
    """Return since when its body is no more, to follow its name; empty if it goes on, or a successor has the line."""
    if not line.body_ended_date or line.HasField("transferred_to"):
        return ""
    return f" {text('body_ended_mark', language, day=long_day(line.body_ended_date, language))}"
