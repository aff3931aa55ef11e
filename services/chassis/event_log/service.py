"""The log as other services see it: what they missed of one aggregate, and which aggregates moved on."""

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from roundtable.common.v1 import event_log_pb2 as pb
from roundtable.common.v1 import event_log_pb2_grpc as pb_grpc
from services.chassis.database import Database
from services.chassis.errors import InvalidArgument
from services.chassis.event_log.log import as_sent

_PAGE: Final = 500
_HEADS: Final = 10_000
_LEAST: Final = UUID(int=0)


class EventLogServicer(pb_grpc.EventLogServiceServicer):
    """Serves `EventLogService` from this service's database. No transaction stays open while the caller reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def Replay(
        self, request: pb.ReplayRequest, _context: grpc.aio.ServicerContext[Any, Any]
    ) -> AsyncIterator[pb.ReplayResponse]:
        """Stream the public events of one aggregate after a public version, in order."""
        aggregate_id = _uuid(request.aggregate_id, field="aggregate_id")
        after = _not_negative(request.after_public_version, field="after_public_version")
        while page := await self._page(aggregate_id, after):
            for event in page:
                yield event
            after = page[-1].public_version

    async def ListHeads(
        self, request: pb.ListHeadsRequest, _context: grpc.aio.ServicerContext[Any, Any]
    ) -> AsyncIterator[pb.ListHeadsResponse]:
        """Stream the last public version of each aggregate that changed since the watermark, then a new watermark."""
        since = _not_negative(request.since_watermark, field="since_watermark")
        after = _uuid(request.after_aggregate_id or str(_LEAST), field="after_aggregate_id")
        # The watermark is a transaction id: positions are drawn before the commit, so a position may be overtaken.
        # One that lies ahead of us is from before this database was restored elsewhere: then everything is listed.
        statement = """
            WITH safe AS (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS watermark)
            SELECT aggregate_id, max(public_version) AS public_version, safe.watermark
              FROM safe
              LEFT JOIN events
                ON public_version IS NOT NULL
               AND transaction_id >= CASE WHEN %(since)s > safe.watermark THEN 0 ELSE %(since)s END
               AND aggregate_id > %(after)s
             GROUP BY aggregate_id, safe.watermark
             ORDER BY aggregate_id
             LIMIT %(limit)s
        """
        parameters = {"since": since, "after": after, "limit": _HEADS}
        async with self._database.transaction(read_only=True) as tx:
            rows = await (await tx.execute(statement, parameters)).fetchall()
        for row in rows:
            if row["aggregate_id"] is not None:
                yield pb.ListHeadsResponse(aggregate_id=str(row["aggregate_id"]), public_version=row["public_version"])
        yield pb.ListHeadsResponse(watermark=rows[0]["watermark"])

    async def _page(self, aggregate_id: UUID, after: int) -> list[pb.ReplayResponse]:
        statement = """
            SELECT id, type, public_version, occurred_at, payload, traceparent
              FROM events
             WHERE aggregate_id = %(aggregate_id)s AND public_version > %(after)s
             ORDER BY public_version
             LIMIT %(limit)s
        """
        parameters = {"aggregate_id": aggregate_id, "after": after, "limit": _PAGE}
        async with self._database.transaction(read_only=True) as tx:
            rows = await (await tx.execute(statement, parameters)).fetchall()
            payloads = await as_sent(tx, [(row["type"], row["payload"]) for row in rows])
        page = []
        for row, payload in zip(rows, payloads, strict=True):
            occurred_at = Timestamp()
            occurred_at.FromDatetime(row["occurred_at"])
            page.append(
                pb.ReplayResponse(
                    event_id=str(row["id"]),
                    type=row["type"],
                    aggregate_id=str(aggregate_id),
                    public_version=row["public_version"],
                    occurred_at=occurred_at,
                    payload=payload,
                    traceparent=row["traceparent"],
                )
            )
        return page


def _uuid(value: str, *, field: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise InvalidArgument("a uuid", field=field) from None


def _not_negative(value: int, *, field: str) -> int:
    if value < 0:
        raise InvalidArgument("0 or more", field=field)
    return value
