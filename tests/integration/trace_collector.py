"""A collector of traces for tests: takes what services export over OTLP, and answers what belongs together."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(frozen=True)
class Seen:
    """A span and the service that exported it."""

    service: str
    span: Span

    @property
    def trace_id(self) -> str:
        """The trace, as `traceparent` writes it."""
        return self.span.trace_id.hex()

    @property
    def id(self) -> str:
        """The span, as `traceparent` writes it."""
        return self.span.span_id.hex()

    def __str__(self) -> str:
        """Service, name and kind."""
        kind = Span.SpanKind.Name(self.span.kind).removeprefix("SPAN_KIND_")
        return f"{self.service}: {self.span.name} ({kind})"


@dataclass
class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """What has been exported so far."""

    endpoint: str = ""
    spans: dict[str, Seen] = field(default_factory=dict)  # by id

    async def Export(self, request: Any, _context: Any) -> trace_service_pb2.ExportTraceServiceResponse:
        """Take spans."""
        for resource in request.resource_spans:
            names = [each.value.string_value for each in resource.resource.attributes if each.key == "service.name"]
            for scope in resource.scope_spans:
                self.spans |= {span.span_id.hex(): Seen(names[0], span) for span in scope.spans}
        return trace_service_pb2.ExportTraceServiceResponse()

    def find(self, trace_id: str, name: str) -> Seen | None:
        """Return the span of that name in the trace, once it has arrived."""
        found = [each for each in self.spans.values() if each.trace_id == trace_id and each.span.name == name]
        return found[0] if found else None

    def upwards(self, span_id: str) -> Iterator[Seen]:
        """Yield a span, its parent, that one's parent, and so on, as far as they have arrived."""
        while seen := self.spans.get(span_id):
            yield seen
            span_id = seen.span.parent_span_id.hex()


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    """Take spans on a port of its own while the block runs."""
    collector, server = Collector(), grpc.aio.server()
    add: Any = trace_service_pb2_grpc.add_TraceServiceServicer_to_server
    add(collector, server)
    collector.endpoint = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    try:
        yield collector
    finally:
        await server.stop(None)
