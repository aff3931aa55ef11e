"""Events as Kafka records: CloudEvents in binary mode."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat

from services.chassis.kafka.records import Envelope, Incoming, Undecodable, envelope_of, outgoing

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def an_envelope() -> Envelope:
    return Envelope(
        event_id=uuid4(),
        type="roundtable.consultations.v1.StatementPublished",
        aggregate_id=uuid4(),
        public_version=7,
        occurred_at=datetime(2026, 6, 30, 18, 59, 59, 123456, tzinfo=UTC),
        source="consultations",
        traceparent=TRACE,
    )


def as_received(envelope: Envelope, **changed: bytes | None) -> Incoming:
    record = outgoing(envelope, 1, b"\x08\x01")
    headers = {name: value for name, value in record.headers if isinstance(value, bytes)} | changed
    present = {name: value for name, value in headers.items() if value is not None}
    return Incoming("roundtable.consultations.v1", 0, 5, record.key, record.value, present)


def test_a_record_comes_back_as_it_was_sent() -> None:
    envelope = an_envelope()
    assert envelope_of(as_received(envelope), "consultations") == envelope


def test_other_peoples_cloudevents_library_reads_our_records() -> None:
    envelope = an_envelope()
    record = as_received(envelope)
    event = from_binary(KafkaMessage(dict(record.headers), record.key, record.value or b""), JSONFormat())
    assert event.get_id() == str(envelope.event_id)
    assert event.get_type() == envelope.type
    assert event.get_source() == "consultations"
    assert event.get_time() == envelope.occurred_at
    assert event.get_subject() == str(envelope.aggregate_id)
    assert event.get_extension("sequence") == "7"


def test_the_key_is_the_aggregate() -> None:
    envelope = an_envelope()
    assert outgoing(envelope, 1, b"").key == str(envelope.aggregate_id).encode()


def test_the_owner_of_the_topic_is_the_source_whatever_the_record_says() -> None:
    assert envelope_of(as_received(an_envelope(), ce_source=b"identity"), "consultations").source == "consultations"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        pytest.param("ce_id", None, id="no id"),
        pytest.param("ce_id", b"seven", id="id that is no uuid"),
        pytest.param("ce_subject", b"\xff\xfe", id="subject that is no text"),
        pytest.param("ce_sequence", b"0", id="sequence below 1"),
        pytest.param("ce_sequence", b"many", id="sequence that is no number"),
        pytest.param("ce_time", b"yesterday", id="time that is none"),
        pytest.param("ce_type", None, id="no type"),
    ],
)
def test_a_record_that_names_no_event_is_undecodable(header: str, value: bytes | None) -> None:
    with pytest.raises(Undecodable):
        envelope_of(as_received(an_envelope(), **{header: value}), "consultations")
