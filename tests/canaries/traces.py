"""A collector of traces that keeps every span which the running product exports, to be searched."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Final

import grpc
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    Status,
    StatusCode,
    TraceFlags,
    TraceState,
    set_span_in_context,
)

from deploy.local.sample_data.client import Client
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.notifications.v1 import service_pb2 as notifications
from roundtable.recommendations.v1 import service_pb2 as recommendations

SETTINGS: Final = {"OTEL_BSP_SCHEDULE_DELAY": "500", "OTEL_BSP_MAX_QUEUE_SIZE": "65536"}
"""With these a service exports twice a second, and drops none of what it did in between."""

_PATIENCE_SECONDS: Final = 20.0


@dataclass
class Traces(trace_service_pb2_grpc.TraceServiceServicer):
    """What has been exported so far.

    Attributes:
        endpoint: Where services send it.
        batches: Each with the service's name, its resource, and its spans as they came: names, attributes, events,
            statuses and links.
    """

    endpoint: str = ""
    batches: list[tuple[str, bytes]] = field(default_factory=list)

    def Export(self, request: Any, _context: Any) -> trace_service_pb2.ExportTraceServiceResponse:
        """Take spans."""
        for each in request.resource_spans:
            names = [said.value.string_value for said in each.resource.attributes if said.key == "service.name"]
            self.batches.append((names[0], each.SerializeToString()))
        return trace_service_pb2.ExportTraceServiceResponse()

    def read(self, client: Client) -> Iterator[tuple[str, bytes]]:
        """Yield everything that every service has done until now: by which, and its spans."""
        for service, trace_id in _ask_each(client).items():
            self._await(service, bytes.fromhex(trace_id))
        yield from list(self.batches)

    def _await(self, service: str, trace_id: bytes) -> None:
        """Wait for a trace. A service exports in the order in which its work ended: what was before it is there."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not any(trace_id in data for name, data in self.batches if name == service):
            assert time.monotonic() < until, f"{service} exports no traces: a search of them would prove nothing"
            time.sleep(0.1)


def _ask_each(client: Client) -> dict[str, str]:
    """Ask each service something in a trace of its own, and return these; a refusal is a span like any other."""
    asked = {
        "identity": (client.identity.GetMe, identity.GetMeRequest()),
        "consultations": (client.consultations.ListConsultations, consultations.ListConsultationsRequest()),
        "recommendations": (client.recommendations.ListRegister, recommendations.ListRegisterRequest()),
        "notifications": (client.notifications.ListDeliveries, notifications.ListDeliveriesRequest()),
    }
    traces = {service: token_hex(16) for service in asked}
    for service, (rpc, request) in asked.items():
        call: Any = rpc
        try:
            call(request, timeout=8, metadata=(("traceparent", f"00-{traces[service]}-{token_hex(8)}-01"),))
        except grpc.RpcError:
            continue
    return traces


@contextmanager
def collecting() -> Iterator[Traces]:
    """Take spans on a port of its own while the block runs."""
    traces, server = Traces(), grpc.server(ThreadPoolExecutor(1))
    add: Any = trace_service_pb2_grpc.add_TraceServiceServicer_to_server
    add(traces, server)
    traces.endpoint = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    try:
        yield traces
    finally:
        server.stop(None)


PARTS: Final = (
    "a name",
    "an attribute",
    "an event",
    "an event's attribute",
    "a status",
    "a link",
    "a state",
    "a resource",
)
"""What of a span could hold words."""


def export(traces: Traces, part: str, words: str) -> None:
    """Export one span that has words in one of its parts, as a service of ours would.

    Args:
        traces: The collector.
        part: One of `PARTS`.
        words: What stands there.
    """

    def there(name: str) -> str:
        return words if part == name else "usual"

    before = SpanContext(1, 1, True, TraceFlags(TraceFlags.SAMPLED), TraceState([("usual", there("a state"))]))
    provider = TracerProvider(resource=Resource({"service.name": "testing", "usual": there("a resource")}))
    provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint=traces.endpoint)))
    within = set_span_in_context(NonRecordingSpan(before))
    linked = [Link(before, {"usual": there("a link")})]
    with provider.get_tracer("testing").start_as_current_span(there("a name"), within, links=linked) as span:
        span.set_attribute("usual", there("an attribute"))
        span.add_event(there("an event"), {"usual": there("an event's attribute")})
        span.set_status(Status(StatusCode.ERROR, there("a status")))
    provider.shutdown()
