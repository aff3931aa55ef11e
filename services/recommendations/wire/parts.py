"""Values that stand in requests, events and replies alike: evidence, approval, source, searches."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from services.chassis.errors import InvalidArgument
from services.recommendations.domain.sources import Approval, Evidence, OutsideSource, Search, Visibility
from services.recommendations.domain.values import Channel
from services.recommendations.wire import words

LONGEST_URL: Final = 2000
MOST_PIECES: Final = 20


def evidence(given: Iterable[events.Evidence], *, field: str, files: bool = False) -> tuple[Evidence, ...]:
    """Return pieces of evidence as somebody entered them; what the service fills in is not read.

    Args:
        given: The pieces.
        field: Where they stand in the request.
        files: True if a piece may be an attached file.

    Raises:
        InvalidArgument: There are too many, or one has a bad URL or day, or names a file that it may not name.
    """
    pieces = list(given)
    if len(pieces) > MOST_PIECES:
        raise InvalidArgument(f"at most {MOST_PIECES} pieces", field=field)
    return tuple(_piece(each, field=f"{field}[{number}]", files=files) for number, each in enumerate(pieces))


def _piece(given: events.Evidence, *, field: str, files: bool) -> Evidence:
    seen_by = visibility(given.visibility)
    if given.visibility and seen_by is None:
        raise InvalidArgument("who may look at it; the service fills it in", field=f"{field}.visibility")
    if seen_by not in (None, Visibility.PUBLIC) and not given.file_id:
        raise InvalidArgument(
            "public: what not everybody may look at is attached as a file", field=f"{field}.visibility"
        )
    file_id = words.optional_uuid(given.file_id, field=f"{field}.file_id")
    if file_id and not files:
        raise InvalidArgument("an address or a reference: only a finding names a file", field=f"{field}.file_id")
    return Evidence(
        url=url(given.url, field=f"{field}.url"),
        reference=words.line(given.reference, field=f"{field}.reference"),
        seen_date=words.required_day(given.seen_date, field=f"{field}.seen_date"),
        file_id=file_id,
    )


def recorded_evidence(given: Iterable[events.Evidence]) -> tuple[Evidence, ...]:
    """Return pieces of evidence as an event has them."""
    return tuple(
        Evidence(
            url=each.url,
            reference=each.reference,
            seen_date=words.required_day(each.seen_date, field="seen_date"),
            visibility=visibility(each.visibility) or Visibility.PUBLIC,
            file_id=words.optional_uuid(each.file_id, field="file_id"),
            sha256=each.sha256,
            media_type=each.media_type,
            size_bytes=each.size_bytes,
        )
        for each in given
    )


def visibility(given: int) -> Visibility | None:
    """Return who may look at something; None if it is not stated."""
    return words.from_enum(events.EvidenceVisibility, "EVIDENCE_VISIBILITY", given, Visibility)


def url(given: str, *, field: str) -> str:
    """Return an address on the web, or empty.

    Raises:
        InvalidArgument: It is something else.
    """
    cleaned = words.line(given, field=field, longest=LONGEST_URL)
    if cleaned and (not cleaned.startswith(("https://", "http://")) or any(each.isspace() for each in cleaned)):
        raise InvalidArgument("an address that begins with https:// or http://", field=field)
    return cleaned


def evidence_messages(given: Iterable[Evidence]) -> list[events.Evidence]:
    """Return pieces of evidence as the wire has them."""
    return [
        events.Evidence(
            url=each.url,
            reference=each.reference,
            seen_date=words.written(each.seen_date),
            visibility=words.to_enum(events.EvidenceVisibility, "EVIDENCE_VISIBILITY", each.visibility),
            file_id=str(each.file_id or ""),
            sha256=each.sha256,
            media_type=each.media_type,
            size_bytes=each.size_bytes,
        )
        for each in given
    ]


def approval(given: events.Approval, *, field: str = "approval") -> Approval | None:
    """Return in whose name an answer is given; None if it says nothing.

    Raises:
        InvalidArgument: A field is too long or its day is none.
    """
    found = Approval(
        on_behalf_of=words.line(given.on_behalf_of, field=f"{field}.on_behalf_of"),
        file_number=words.line(given.file_number, field=f"{field}.file_number"),
        approved_by=words.line(given.approved_by, field=f"{field}.approved_by"),
        approved_date=words.day(given.approved_date, field=f"{field}.approved_date"),
    )
    return None if found == Approval() else found


def approval_message(given: Approval | None) -> events.Approval | None:
    """Return an approval as the wire has it; None leaves the field unset."""
    if given is None:
        return None
    return events.Approval(
        on_behalf_of=given.on_behalf_of,
        file_number=given.file_number,
        approved_by=given.approved_by,
        approved_date=words.written(given.approved_date),
    )


def source(given: events.OutsideSource, *, field: str = "source") -> OutsideSource:
    """Return where an answer outside the tracker was given, as somebody entered it: without its scan.

    Raises:
        InvalidArgument: Channel or day is missing, or a field is not as it should be.
    """
    return OutsideSource(
        channel=channel(given.channel, field=f"{field}.channel"),
        date=words.required_day(given.date, field=f"{field}.date"),
        reference=words.line(given.reference, field=f"{field}.reference"),
        url=url(given.url, field=f"{field}.url"),
        recorded_by=tuple(sorted(given.recorded_by.bodies.items())),
    )


def recorded_source(given: events.OutsideSource) -> OutsideSource:
    """Return where an answer outside the tracker was given, as an event has it."""
    (scan,) = recorded_evidence([given.scan]) if given.HasField("scan") else (None,)
    return replace(source(given), scan=scan)


def source_message(given: OutsideSource | None) -> events.OutsideSource | None:
    """Return a source as the wire has it; None leaves the field unset."""
    if given is None:
        return None
    recorded_by = None
    if given.recorded_by:
        languages = dict(given.recorded_by)
        recorded_by = text_pb2.LocalizedText(
            authoritative_language="en" if "en" in languages else next(iter(languages)), bodies=languages
        )
    return events.OutsideSource(
        channel=words.to_enum(events.Channel, "CHANNEL", given.channel),
        date=words.written(given.date),
        reference=given.reference,
        url=given.url,
        recorded_by=recorded_by,
        scan=scan_message(given.scan),
    )


def scan_message(given: Evidence | None) -> events.Evidence | None:
    """Return a scan as the wire has it; None leaves the field unset."""
    return evidence_messages([given])[0] if given else None


def assurance(source: OutsideSource | None) -> Any:
    """Return how it is known who gave an answer: by a letter if outside the tracker, else by a code sent by mail.

    No other sign-in may answer: `guards.sure_enough` refuses it.
    """
    return events.ASSURANCE_LETTER if source else events.ASSURANCE_EMAIL_CODE


def channel(given: int, *, field: str) -> Channel:
    """Return a channel.

    Raises:
        InvalidArgument: It is not stated.
    """
    found = words.from_enum(events.Channel, "CHANNEL", given, Channel)
    if found is None:
        raise InvalidArgument("how it was given", field=field)
    return found


def searches(given: Iterable[events.SearchLogEntry], *, field: str) -> tuple[Search, ...]:
    """Return a search log.

    Raises:
        InvalidArgument: There are too many places, or one has no day.
    """
    places = list(given)
    if len(places) > MOST_PIECES:
        raise InvalidArgument(f"at most {MOST_PIECES} places", field=field)
    return tuple(
        Search(
            place=words.line(each.place, field=f"{field}[{number}].place"),
            searched_date=words.required_day(each.searched_date, field=f"{field}[{number}].searched_date"),
        )
        for number, each in enumerate(places)
    )


def search_messages(given: Iterable[Search]) -> list[events.SearchLogEntry]:
    """Return a search log as the wire has it."""
    return [events.SearchLogEntry(place=each.place, searched_date=words.written(each.searched_date)) for each in given]
