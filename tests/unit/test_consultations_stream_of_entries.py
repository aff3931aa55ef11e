"""A stream of entries ends, whatever is sent: by its own end, or refused."""

import itertools
from collections.abc import AsyncIterator, Iterable

import pytest

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.consultations import wire

ENTRY = pb.StatementEntry()
SOME = pb.PutStatementsRequest(entries=[ENTRY])
NONE = pb.PutStatementsRequest()


async def stream(pieces: Iterable[pb.PutStatementsRequest]) -> AsyncIterator[pb.PutStatementsRequest]:
    for each in itertools.islice(pieces, 100_000):
        copied = pb.PutStatementsRequest()
        copied.CopyFrom(each)
        yield copied


async def test_pieces_are_put_together_and_the_first_may_hold_no_entry() -> None:
    first = pb.PutStatementsRequest(consultation_id="c")
    whole = await wire.received_entries(stream([first, SOME, SOME]))
    assert (whole.consultation_id, len(whole.entries)) == ("c", 2)


@pytest.mark.parametrize("first", [[SOME], [NONE], []], ids=["after some", "from the first on", "of nothing else"])
async def test_whoever_sends_nothing_for_ever_is_refused_at_once(first: list[pb.PutStatementsRequest]) -> None:
    taken = 0

    def counted() -> Iterable[pb.PutStatementsRequest]:
        nonlocal taken
        for each in itertools.chain(first, itertools.repeat(NONE)):
            taken += 1
            yield each

    with pytest.raises(InvalidArgument) as refused:
        await wire.received_entries(stream(counted()))
    assert [each.field for each in refused.value.violations] == ["entries"]
    assert taken <= 2
