"""Published statements, a page at a time: by the number that each has within its consultation."""

from collections.abc import Iterable, Mapping
from typing import Final

from roundtable.consultations.v1 import events_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.consultations.domain.record import ConsultationRecord
from services.consultations.domain.values import Publication, StatementType
from services.consultations.wire.paging import PIECE_BYTES
from services.consultations.wire.requests import number_of

_LARGEST_PAGE: Final = 200


def items_asked(request: pb.GetConsultationRequest) -> tuple[int, int]:
    """Return the item number after which a page begins, and how many statements it has at most.

    Raises:
        InvalidArgument: One is out of range; it is named.
    """
    if request.after_item < 0:
        raise InvalidArgument("`next_after_item` of the previous answer, or 0", field="after_item")
    if not 0 <= request.page_size <= _LARGEST_PAGE:
        raise InvalidArgument(f"1 to {_LARGEST_PAGE}, or 0 for {_LARGEST_PAGE}", field="page_size")
    return request.after_item, request.page_size or _LARGEST_PAGE


def fill(response: pb.GetConsultationResponse, statements: Iterable[pb.PublicStatement], *, more: bool) -> None:
    """Write as many statements into an answer as fit, at least one, and where the next answer begins.

    Args:
        response: With everything else.
        statements: Of one page, in order of number.
        more: Whether statements follow those.
    """
    room = PIECE_BYTES
    for each in statements:
        room -= each.ByteSize()
        if room < 0 and response.statements:
            more = True
            break
        response.statements.append(each)
    if more and response.statements:
        response.next_after_item = int(response.statements[-1].number.rpartition("/")[2])


def cut_words(words: pb.MyWords) -> None:
    """Leave what does not fit into an answer with its numbers only: its own page has the text."""
    room = PIECE_BYTES
    for each in words.statements:
        room -= each.ByteSize()
        if room < 0:
            bare = pb.PublicStatement(
                number=each.number,
                tracked_number=each.tracked_number,
                hidden=each.hidden,
                withdrawn=each.withdrawn,
                withdrawn_date=each.withdrawn_date,
            )
            each.CopyFrom(bare)


def type_counts(
    record: ConsultationRecord, standing: Mapping[tuple[StatementType, Publication], int]
) -> list[pb.TypeCount]:
    """Write how many statements of each type stand; nothing of a consultation that is hidden."""
    counts = [
        pb.TypeCount(
            type=number_of(events_pb2.StatementType, each),
            recorded=standing.get((each, Publication.RECORDED), 0),
            tracked=standing.get((each, Publication.TRACKED), 0),
        )
        for each in StatementType
    ]
    shown = () if record.hidden else (each for each in counts if each.recorded or each.tracked)
    return sorted(shown, key=lambda each: each.type)
