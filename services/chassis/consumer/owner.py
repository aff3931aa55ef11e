"""The event log of another service, over gRPC."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC
from typing import Final
from uuid import UUID

import grpc

from roundtable.common.v1 import event_log_pb2 as pb
from roundtable.common.v1 import event_log_pb2_grpc as pb_grpc
from services.chassis.consumer.ports import Delivered
from services.chassis.kafka.records import Envelope

# The longest a server allows. What came until then is used, and the rest asked for again.
_SECONDS: Final = 10.0


class GrpcOwner:
    """Asks one owner.

    Args:
        service: Its name.
        channel: Gives the channel to a service by name: `Runtime.channel`.
    """

    def __init__(self, service: str, channel: Callable[[str], grpc.aio.Channel]) -> None:
        self._service = service
        self._channel = channel

    async def replay(self, aggregate_id: UUID, after: int) -> AsyncIterator[Delivered]:
        """Yield the aggregate's public events after a public version, in order.

        Raises:
            grpc.RpcError: The owner did not answer, or stopped in the middle.
        """
        request = pb.ReplayRequest(aggregate_id=str(aggregate_id), after_public_version=after)
        async for reply in self._stub().Replay(request, timeout=_SECONDS):
            envelope = Envelope(
                event_id=UUID(reply.event_id),
                type=reply.type,
                aggregate_id=UUID(reply.aggregate_id),
                public_version=reply.public_version,
                occurred_at=reply.occurred_at.ToDatetime(UTC),
                source=self._service,
                traceparent=reply.traceparent,
            )
            yield Delivered(envelope, reply.payload, f"{self._service}'s log")

    async def heads(self, since: int) -> tuple[dict[UUID, int], int]:
        """Return the heads of aggregates that changed since the watermark, and the next watermark.

        Raises:
            grpc.RpcError: The owner did not answer.
        """
        found: dict[UUID, int] = {}
        watermark: int | None = None
        after = ""
        while True:
            page, next_watermark = await self._page(
                pb.ListHeadsRequest(since_watermark=since, after_aggregate_id=after)
            )
            # The first page's: what ended later than that is listed next time.
            watermark = next_watermark if watermark is None else watermark
            if not page:
                return found, watermark
            found |= {UUID(reply.aggregate_id): reply.public_version for reply in page}
            after = page[-1].aggregate_id

    async def _page(self, request: pb.ListHeadsRequest) -> tuple[list[pb.ListHeadsResponse], int]:
        replies = [reply async for reply in self._stub().ListHeads(request, timeout=_SECONDS)]
        return [reply for reply in replies if reply.aggregate_id], replies[-1].watermark

    def _stub(self) -> "pb_grpc.EventLogServiceAsyncStub":
        return pb_grpc.EventLogServiceStub(self._channel(self._service))
