"""Domain ↔ protobuf. Bad input becomes InvalidArgument here."""

from services.recommendations.wire import facts, filters, findings, parts, records, requests, timeline, views, words

__all__ = ["facts", "filters", "findings", "parts", "records", "requests", "timeline", "views", "words"]
