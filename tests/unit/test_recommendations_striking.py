"""Entries that were taken back are struck, and no others."""

from typing import Any

import pytest

from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.wire.striking import strike, strike_corrected

STEP, STEP_BACK = pb.TIMELINE_KIND_STEP, pb.TIMELINE_KIND_STEP_RETRACTED
ANNOUNCED, ANNOUNCED_BACK = pb.TIMELINE_KIND_FINDING_ANNOUNCED, pb.TIMELINE_KIND_FINDING_TAKEN_BACK
ENDED, GOES_ON = pb.TIMELINE_KIND_BODY_ENDED, pb.TIMELINE_KIND_BODY_END_UNDONE
GONE, CAME_BACK = pb.TIMELINE_KIND_TRANSFERRED, pb.TIMELINE_KIND_TRANSFER_UNDONE
OPENED = pb.TIMELINE_KIND_OPENED_BY_SUCCESSION
MERGED, SUPERSEDED, ALONE = (
    pb.TIMELINE_KIND_MERGED,
    pb.TIMELINE_KIND_SUPERSEDED,
    pb.TIMELINE_KIND_UNMERGED,
)
LINKED, UNLINKED = pb.TIMELINE_KIND_LINKED, pb.TIMELINE_KIND_UNLINKED
BACK = pb.Transfer(undone=True)


def entry(kind: Any, **more: Any) -> pb.TimelineEntry:
    return pb.TimelineEntry(kind=kind, **more)


@pytest.mark.parametrize(
    ("entries", "struck"),
    [
        pytest.param([entry(GONE), entry(CAME_BACK)], [0], id="a line that came back"),
        pytest.param([entry(GONE), entry(CAME_BACK), entry(GONE)], [0], id="and went again"),
        pytest.param([entry(GONE), entry(GONE), entry(CAME_BACK)], [1], id="the last of two"),
        pytest.param([entry(OPENED), entry(GONE, transfer=BACK)], [0], id="a successor that never was one"),
        pytest.param([entry(OPENED), entry(GONE)], [], id="a successor whose line went on"),
        pytest.param([entry(ENDED), entry(GOES_ON), entry(ENDED)], [0], id="a body that goes on, and ends"),
        pytest.param([entry(MERGED), entry(ALONE)], [0], id="a merger"),
        pytest.param([entry(SUPERSEDED), entry(ALONE), entry(MERGED)], [0], id="superseded, then merged"),
        pytest.param([entry(ANNOUNCED), entry(ANNOUNCED_BACK), entry(ANNOUNCED)], [0], id="a finding taken back"),
        pytest.param(
            [
                entry(LINKED, joined_number="C-1/1"),
                entry(LINKED, joined_number="C-2/1"),
                entry(UNLINKED, joined_number="C-1/1"),
            ],
            [0],
            id="the link of the same item",
        ),
        pytest.param(
            [
                entry(STEP, step_rule=1, occurred_date="2026-05-05"),
                entry(STEP, step_rule=2, occurred_date="2026-05-05"),
                entry(STEP_BACK, step_rule=1, step_date="2026-05-05"),
            ],
            [0],
            id="the step of the same rule and day",
        ),
        pytest.param([entry(CAME_BACK), entry(ALONE), entry(UNLINKED)], [], id="nothing to take back"),
    ],
)
def test_what_was_taken_back_is_struck_and_nothing_else(entries: list[pb.TimelineEntry], struck: list[int]) -> None:
    given = [entry(pb.TIMELINE_KIND_UNSPECIFIED) for _ in entries]
    for copy, each in zip(given, entries, strict=True):
        copy.CopyFrom(each)
    strike(given)
    assert [place for place, each in enumerate(given) if each.retracted] == struck


def test_only_the_answer_that_is_corrected_is_struck() -> None:
    position = pb.TIMELINE_KIND_POSITION
    said = {3: entry(position), 5: entry(position), 6: entry(position)}
    strike_corrected(said, 5)
    strike_corrected(said, 0)
    assert [version for version, each in said.items() if each.retracted] == [5]
