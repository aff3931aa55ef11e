"""What is sealed for a second person holds nothing that only the service says."""

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.wire import keeping


def test_nobody_can_mark_their_own_words_as_erased() -> None:
    words = text_pb2.LocalizedText(authoritative_language="en", bodies={"en": "The line was down"}, erased=True)
    kept = keeping.kept(pb.AnswerFindingRequest(reply=words))
    assert kept.reply.bodies["en"] == "The line was down"
    assert not kept.reply.erased
