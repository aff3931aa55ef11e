"""Suggestions of evidence, as the domain wants them and as people who decide on them see them."""

from datetime import datetime, tzinfo
from typing import Final
from urllib.parse import urlsplit

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import localized
from services.chassis.errors import InvalidArgument
from services.recommendations.domain.suggestions import Screening, Suggested, Suggestion
from services.recommendations.domain.values import DiscardReason, SuggestionState
from services.recommendations.wire import parts, words
from services.recommendations.wire.views import View, assignment

LONGEST_NOTE: Final = 500


def suggested(request: pb.SuggestEvidenceRequest) -> Suggested:
    """Return what somebody typed, made fit to keep.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    url = parts.url(request.url, field="url")
    if url and not _is_plain(url):
        raise InvalidArgument("an address that names a site, without a name or password before it", field="url")
    return Suggested(url=url, note=_note(request.note))


def _is_plain(url: str) -> bool:
    try:
        split = urlsplit(url)
        return bool(split.hostname) and "@" not in split.netloc and split.port != 0
    except ValueError:  # a port that is none, or brackets around no address
        return False


def _note(given: str) -> str:
    note = localized.clean(given)
    if len(note) > LONGEST_NOTE:
        raise InvalidArgument(f"at most {LONGEST_NOTE} characters", field="note")
    return note


def screening(request: pb.ScreenSuggestionRequest) -> Screening:
    """Return what a reviewer decides.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    reason = words.from_enum(pb.DiscardReason, "DISCARD_REASON", request.discard_reason, DiscardReason)
    if request.discard_reason and reason is None:
        raise InvalidArgument("one of the values of its type", field="discard_reason")
    note = _note(request.note) if request.HasField("note") else None
    return Screening(pass_on=request.pass_on, note=note, discard_reason=reason)


def settlement(request: pb.SettleSuggestionRequest) -> SuggestionState:
    """Return what a verifier does with it.

    Raises:
        InvalidArgument: It is not stated.
    """
    found = words.from_enum(pb.Settlement, "SETTLEMENT", request.settlement, SuggestionState)
    if found is None:
        raise InvalidArgument("taken up, or set aside", field="settlement")
    return found


def shown(
    suggestion: Suggestion,
    kept: pb.Suggestion | None,
    view: View,
    *,
    suggested_at: datetime,
    zone: tzinfo,
    conflict: str = "",
) -> pb.Suggestion:
    """Return a suggestion beside its line.

    Args:
        suggestion: Which one.
        kept: What it says; None to say nothing of it.
        view: The line.
        suggested_at: When it came in.
        zone: In which its day is told.
        conflict: Why the caller may not decide on it.
    """
    return pb.Suggestion(
        suggestion_id=str(suggestion.id),
        assignment=assignment(view, conflict=conflict),
        url=kept.url if kept else "",
        note=kept.note if kept else "",
        suggested_date=suggested_at.astimezone(zone).date().isoformat(),
        conflict_reason=conflict,
    )
