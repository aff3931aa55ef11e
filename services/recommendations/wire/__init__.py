"""Domain ↔ protobuf. Bad input becomes InvalidArgument here."""

from services.recommendations.wire import (
    addressees,
    calendar,
    facts,
    filters,
    findings,
    parts,
    records,
    requests,
    timeline,
    views,
    words,
)

__all__ = [
    "addressees",
    "calendar",
    "facts",
    "filters",
    "findings",
    "parts",
    "records",
    "requests",
    "timeline",
    "views",
    "words",
]
