"""What became of the addresses of evidence and answers, told beside each. Replies tell it, events do not."""

from collections.abc import Iterable, Mapping
from typing import Any

from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain.archive import Archived
from services.recommendations.wire import words


def note(entries: Iterable[pb.TimelineEntry], known: Mapping[str, Archived]) -> None:
    """Write beside each piece of evidence, and beside where an answer was given, whether a copy is held."""
    for entry in entries:
        pieces: list[Any] = [*entry.evidence, *([entry.outside] if entry.HasField("outside") else [])]
        for piece in pieces:
            if archived := known.get(piece.url):
                piece.archived_date = words.written(archived.fetched_date)
                piece.archive_sha256 = archived.sha256
                piece.not_fetched_date = words.written(archived.not_fetched_date)
