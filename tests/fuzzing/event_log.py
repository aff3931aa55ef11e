"""Good requests for the event log that every service serves."""

from google.protobuf.message import Message

from roundtable.common.v1 import event_log_pb2 as pb

TAKES = frozenset({"Replay.aggregate_id", "ListHeads.after_aggregate_id"})
"""Of an aggregate that is not there nothing is told: an empty answer."""


class EventLogSamples:
    """One method per RPC.

    Args:
        aggregate_id: An aggregate that has public events.
    """

    def __init__(self, aggregate_id: str) -> None:
        self._aggregate_id = aggregate_id

    async def Replay(self) -> Message:
        """All events of one aggregate."""
        return pb.ReplayRequest(aggregate_id=self._aggregate_id)

    async def ListHeads(self) -> Message:
        """The heads of all aggregates."""
        return pb.ListHeadsRequest()
