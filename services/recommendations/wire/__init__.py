"""Domain ↔ protobuf. Bad input becomes InvalidArgument here."""

from services.recommendations.wire import (
    addressees,
    archives,
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
    "archives",
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
