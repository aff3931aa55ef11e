"""Domain ↔ protobuf. Bad input becomes InvalidArgument here."""

from services.recommendations.wire import (
    addressees,
    calendar,
    drafts,
    facts,
    files,
    filters,
    findings,
    parts,
    records,
    requests,
    successions,
    timeline,
    transfers,
    views,
    words,
)

__all__ = [
    "addressees",
    "calendar",
    "drafts",
    "facts",
    "files",
    "filters",
    "findings",
    "parts",
    "records",
    "requests",
    "successions",
    "timeline",
    "transfers",
    "views",
    "words",
]
