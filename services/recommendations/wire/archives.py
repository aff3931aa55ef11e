"""What became of the addresses of evidence, told beside each piece. Replies tell it, events do not."""

from collections.abc import Iterable, Mapping

from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain.archive import Archived
from services.recommendations.wire import words


def note(entries: Iterable[pb.TimelineEntry], known: Mapping[str, Archived]) -> None:
    """Write beside each piece of evidence whether a copy is held."""
    for entry in entries:
        for piece in entry.evidence:
            if archived := known.get(piece.url):
                piece.archived_date = words.written(archived.fetched_date)
                piece.archive_sha256 = archived.sha256
                piece.not_fetched_date = words.written(archived.not_fetched_date)
