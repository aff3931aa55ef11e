"""Log lines hold names, numbers and ids; a trace goes on wherever work is handed on."""

import json
import logging
from uuid import UUID

import psycopg
import pytest
import structlog
from opentelemetry import trace

from roundtable.common.v1 import text_pb2
from services.chassis import telemetry

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> object:
    telemetry._configure_logs("testing", "info")
    yield lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    structlog.reset_defaults()
    logging.basicConfig(force=True)


def test_a_line_is_json_with_the_event_and_its_fields(lines: object) -> None:
    structlog.get_logger().info("opened", rows=3, id=UUID(int=1), well=True, nothing=None)
    (line,) = lines()  # type: ignore[operator]
    assert line.pop("time").endswith("Z")
    assert line == {
        "service": "testing",
        "level": "info",
        "event": "opened",
        "rows": 3,
        "id": str(UUID(int=1)),
        "well": True,
        "nothing": None,
    }


def test_bodies_rows_and_messages_do_not_get_through(lines: object) -> None:
    structlog.get_logger().info(
        "asked",
        request=text_pb2.LocalizedText(bodies={"en": "canary"}),
        row={"name": "canary"},
        names=["canary"],
        raw=b"canary",
        long="x" * 10_000,
    )
    (line,) = lines()  # type: ignore[operator]
    assert "canary" not in json.dumps(line)
    assert set(line) == {"service", "level", "time", "event", "long"}
    assert len(line["long"]) < 1000


def test_an_exception_is_its_type_and_place_without_its_text(lines: object) -> None:
    try:
        raise psycopg.errors.UniqueViolation("Key (email)=(canary@host.example) already exists")
    except psycopg.Error as error:
        structlog.get_logger().exception("broke")
        structlog.get_logger().error("broke", exc_info=error, reason=error)
    first, second = lines()  # type: ignore[operator]
    for line in (first, second):
        assert line["error"] == "UniqueViolation"
        assert "test_chassis_telemetry.py" in line["where"]
        assert "canary" not in json.dumps(line)


def test_a_librarys_line_keeps_its_sentence_and_drops_its_values(lines: object) -> None:
    logging.getLogger("psycopg.pool").warning("error connecting to %r: %s", "pool-1", "canary")
    logging.getLogger("psycopg.pool").warning(f"composed {'canary'}")  # noqa: G004
    first, second = lines()  # type: ignore[operator]
    assert (first["library"], first["says"]) == ("psycopg.pool", "error connecting to %r: %s")
    assert "canary" not in json.dumps([first, second])


def test_lines_below_the_level_are_not_written(lines: object) -> None:
    structlog.get_logger().debug("detail")
    assert lines() == []  # type: ignore[operator]


def test_a_line_inside_a_trace_names_it(lines: object) -> None:
    with telemetry.span("work", traceparent=TRACEPARENT):
        structlog.get_logger().info("worked")
    (line,) = lines()  # type: ignore[operator]
    assert line["trace_id"] == TRACEPARENT.split("-")[1]


def test_work_that_was_handed_on_goes_on_in_its_trace() -> None:
    with telemetry.span("work", traceparent=TRACEPARENT):
        handed_on = telemetry.current_traceparent()
    assert handed_on.split("-")[1] == TRACEPARENT.split("-")[1]


def test_there_is_no_trace_outside_of_work() -> None:
    assert telemetry.current_traceparent() == ""


def test_a_malformed_trace_begins_a_new_one() -> None:
    with telemetry.span("work", traceparent="nonsense"):
        assert telemetry.current_traceparent() == "" or "0" * 32 not in telemetry.current_traceparent()
    assert not trace.get_current_span().get_span_context().is_valid
