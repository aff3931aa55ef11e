"""What a body itself says on its scorecard, as the public reads it."""

from collections.abc import Mapping
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain.addressee import Addressee
from services.recommendations.wire import words


def replies(entry: Addressee, known: Mapping[UUID, text_pb2.Text]) -> list[pb.ScorecardReply]:
    """Return the texts that a body has put on its scorecard, the newest first."""
    return [
        pb.ScorecardReply(
            text=words.shown(known, each.text_id),
            from_date=words.written(each.from_date),
            until_date=words.written(each.until_date),
            withdrawn=each.withdrawn,
        )
        for each in reversed(entry.replies)
    ]
