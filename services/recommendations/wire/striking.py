"""What was taken back later stays to be read, struck: entries that are not true any more, or never were."""

from collections.abc import Iterable, Mapping
from typing import Final

from roundtable.recommendations.v1 import service_pb2 as pb

_TAKES_BACK: Final = {
    pb.TIMELINE_KIND_STEP_RETRACTED: {pb.TIMELINE_KIND_STEP},
    pb.TIMELINE_KIND_FINDING_TAKEN_BACK: {pb.TIMELINE_KIND_FINDING_ANNOUNCED},
    pb.TIMELINE_KIND_TRANSFER_UNDONE: {pb.TIMELINE_KIND_TRANSFERRED},
    pb.TIMELINE_KIND_TRANSFERRED: {pb.TIMELINE_KIND_OPENED_BY_SUCCESSION},  # if that was undone
    pb.TIMELINE_KIND_BODY_END_UNDONE: {pb.TIMELINE_KIND_BODY_ENDED},
    pb.TIMELINE_KIND_UNMERGED: {pb.TIMELINE_KIND_MERGED, pb.TIMELINE_KIND_SUPERSEDED},
    pb.TIMELINE_KIND_UNLINKED: {pb.TIMELINE_KIND_LINKED},
}


def strike(entries: Iterable[pb.TimelineEntry]) -> None:
    """Mark the entries that a later one takes back: of those it may mean, the last that stands.

    Args:
        entries: In the order in which they were recorded.
    """
    standing: list[pb.TimelineEntry] = []
    for entry in entries:
        meant = _TAKES_BACK.get(entry.kind, set())
        if entry.kind == pb.TIMELINE_KIND_TRANSFERRED and not entry.transfer.undone:
            meant = set()
        found = [each for each in standing if each.kind in meant and _same(each, entry)]
        if found:
            found[-1].retracted = True
            standing.remove(found[-1])
        standing.append(entry)


def strike_corrected(said: Mapping[int, pb.TimelineEntry], version: int) -> None:
    """Mark the entry of an answer given outside the tracker that the addressee corrects.

    Args:
        said: Entries of one line by the version with which each was recorded.
        version: Of the one that is corrected; 0 for none.
    """
    if version in said:
        said[version].retracted = True


def _same(earlier: pb.TimelineEntry, entry: pb.TimelineEntry) -> bool:
    if entry.kind == pb.TIMELINE_KIND_STEP_RETRACTED:
        return (earlier.step_rule, earlier.occurred_date) == (entry.step_rule, entry.step_date)
    return entry.kind != pb.TIMELINE_KIND_UNLINKED or earlier.joined_number == entry.joined_number
