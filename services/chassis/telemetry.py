"""What a running service tells about itself: log lines and traces. The metrics are listed in `metrics.py`.

Logs are JSON lines on standard output: an event's name and fields that are numbers, names or ids. Nothing else gets
through: no bodies, no request messages, no text of an exception, which may quote a row. Traces are kept in the W3C form
`traceparent` wherever work is handed on (gRPC metadata, event rows, Kafka headers), so that one trace spans all of it.
"""

import logging
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from typing import Any, Final
from uuid import UUID

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_LONGEST: Final = 300
_FRAMES: Final = 8
_HEADER: Final = "traceparent"
_PROPAGATOR: Final = TraceContextTextMapPropagator()


def configure(service: str, *, level: str = "info", otlp_endpoint: str | None = None) -> Callable[[], None]:
    """Set up logs and traces of this process, once, at its start.

    Args:
        service: Name of the service, in every line and span.
        level: Least level that is logged.
        otlp_endpoint: Where spans are sent; None sends none, but traces still have their ids.

    Returns:
        What to call at the end, so that the last spans are sent.
    """
    _configure_logs(service, level)
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    if otlp_endpoint:
        # The exporter brings its own gRPC client; a process that exports nothing does not load it.
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter  # noqa: PLC0415

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=otlp_endpoint)))
    trace.set_tracer_provider(provider)
    return provider.shutdown


# --- traces ----------------------------------------------------------------------------------------------------------


def current_traceparent() -> str:
    """Return the W3C trace context of the work at hand, to be handed on with it; empty outside every trace."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get(_HEADER, "")


@contextmanager
def span(
    name: str,
    *,
    traceparent: str = "",
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Mapping[str, str | int] | None = None,
) -> Iterator[Span]:
    """Run the block as one span.

    Args:
        name: What is done, such as `relay.publish`: few different ones, without ids.
        traceparent: Where the work comes from; a malformed one starts a new trace. Empty continues the current one.
        kind: SERVER, CLIENT, PRODUCER or CONSUMER at the edges of a process.
        attributes: Numbers, names and ids; nothing about people.
    """
    parent: Context | None = _PROPAGATOR.extract({_HEADER: traceparent}, Context()) if traceparent else None
    with trace.get_tracer("roundtable").start_as_current_span(
        name,
        context=parent,
        kind=kind,
        attributes=attributes,
        record_exception=False,  # the text of an exception may quote a row
        set_status_on_exception=False,
    ) as opened:
        try:
            yield opened
        except Exception as error:
            opened.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def inner_span(name: str) -> AbstractContextManager[object]:
    """Run the block as a span of the trace at hand; outside every trace, just run it."""
    return span(name) if trace.get_current_span().get_span_context().is_valid else nullcontext()


# --- logs ------------------------------------------------------------------------------------------------------------


def where(error: BaseException) -> str:
    """Return the innermost calls through which an exception came, as `file:line function`, without any value."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    parts = ("/".join(frame.filename.rsplit("/", 3)[-3:]) for frame in frames)
    return " > ".join(f"{part}:{frame.lineno} {frame.name}" for part, frame in zip(parts, frames, strict=True))


def _configure_logs(service: str, level: str) -> None:
    least = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            lambda _logger, _method, event: {"service": service, **event},
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            _add_trace,
            _describe_exception,
            _only_scalars,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Library()], level=max(least, logging.WARNING), force=True)
    logging.captureWarnings(capture=True)
    # RFC 9864 wants the name Ed25519 instead of EdDSA; the libraries of others do not know it yet.
    warnings.filterwarnings("ignore", message="EdDSA is deprecated")


class _Library(logging.Handler):
    """Log lines of the libraries below us: who, and the sentence as it stands in their source, without its values."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        structlog.get_logger(record.name).log(
            record.levelno,
            "library",
            library=record.name,
            says=record.msg if isinstance(record.msg, str) and record.args else "",
            exc_info=error,
            at=f"{record.module}:{record.lineno}",
        )


def _add_trace(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = f"{context.trace_id:032x}"
    return event


def _describe_exception(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    given: Any = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event["error"] = type(error).__name__
        event["where"] = where(error)
    return event


def _only_scalars(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Drop whatever is not a scalar, such as a message or a row, and cut what is long. Exceptions become their type."""
    kept: dict[str, str | int | float | bool | None] = {}
    for name, value in event.items():
        if isinstance(value, BaseException):
            kept[name] = type(value).__name__
        elif isinstance(value, str):
            kept[name] = value if name == "where" else value[:_LONGEST]
        elif value is None or isinstance(value, (bool, int, float)):
            kept[name] = value
        elif isinstance(value, (UUID, date)):
            kept[name] = str(value)
    return kept
