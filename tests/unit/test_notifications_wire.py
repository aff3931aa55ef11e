"""Facts survive the event log, pages their tokens, and answers of mail servers lose whatever tells of people."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.notifications.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis.calendar import due_date, is_working_day
from services.chassis.errors import InvalidArgument
from services.chassis.event_log import Recorded, is_public
from services.notifications.domain import sending
from services.notifications.domain.delivery import Fact, SmtpMode
from services.notifications.domain.log import Entry
from services.notifications.domain.planning import add_lines, open_delivery, open_finding_mail
from services.notifications.sender.scrub import scrub
from services.notifications.sender.slots import Slots
from services.notifications.wire import copies, facts, requests
from tests.notifications_kit import (
    FIRST_WAIT,
    NOON,
    TODAY,
    a_delivery,
    a_line,
    a_sent_delivery,
    after,
    an_accepted_delivery,
)

UNKNOWN_STATE = pb.ListDeliveriesRequest.FromString(b"\x08\x63")
RETURN_PATH = "bounces+" + "a" * 26 + "@bounces.example"


def every_kind_of_fact() -> list[Fact]:
    line, sent = a_line(), a_sent_delivery()
    never = sending.Answer(reply_code=550, status_code="5.1.1", final=True)
    later = sending.Answer(reply_code=451, status_code="")
    refused = sending.fail(sent, never, first_wait=FIRST_WAIT, jitter=0, at=NOON, today=TODAY)
    bounced = after(sent, refused)
    added = add_lines(a_delivery(), [line], complete=False, at=NOON)
    assert added
    at, hidden = NOON + timedelta(microseconds=7), a_line(hidden=True)
    return [
        open_delivery([line], uuid4(), complete=False, earlier=3, at=at),
        added,
        *sending.prepare(a_delivery(hidden), [hidden], entitled=True, mode=SmtpMode.RELAY, at=at, today=TODAY),
        *sending.prepare(a_delivery(line), [line], entitled=True, mode=SmtpMode.RELAY, at=at, today=TODAY),
        *sending.prepare(a_sent_delivery(line), [line], entitled=False, mode=SmtpMode.RELAY, at=at, today=TODAY),
        *sending.fail(sent, later, first_wait=FIRST_WAIT, jitter=0, at=NOON, today=TODAY),
        *refused,
        *sending.accept(sent, mode=SmtpMode.DIRECT, at=at, today=TODAY),
        *sending.retry(bounced, expected_version=bounced.version, told_otherwise=(), at=at),
        open_finding_mail(a_line(), uuid4(), finding_id=uuid4(), earlier=0, at=at),
    ]


def test_every_fact_survives_the_event_log() -> None:
    kinds: Counter[type] = Counter()
    for fact in every_kind_of_fact():
        event = facts.new_event(fact, actor="clock")
        kinds[type(fact)] += 1
        recorded = Recorded(
            position=1,
            id=uuid4(),
            aggregate_type=event.aggregate_type,
            aggregate_id=event.aggregate_id,
            version=event.version,
            public_version=None,
            type=event.message.DESCRIPTOR.full_name,
            payload=b"",
            actor=event.actor,
            occurred_at=event.occurred_at,
            recorded_at=event.occurred_at,
            traceparent="",
            prev_hash=b"",
            hash=b"",
            message=type(event.message).FromString(event.message.SerializeToString()),
        )
        assert facts.fact_of(recorded) == fact
    assert set(kinds) == set(Fact.__args__)


def test_only_what_others_have_to_know_goes_to_the_topic() -> None:
    public = {
        type(fact).__name__
        for fact in every_kind_of_fact()
        if is_public(type(facts.new_event(fact, actor="x").message))
    }
    assert public == {"RequestSent", "RequestAccepted", "RequestBounced"}


def an_opened(**given: Any) -> recommendations.AssignmentOpened:
    of = ("assignment", "statement", "consultation", "publication", "addressee", "host_organisation", "facilitator")
    ids = [f"{name}_id" for name in of]
    fields: dict[str, Any] = {name: str(uuid4()) for name in ids} | {
        "tracked_number": "EX-R-17",
        "lines_in_publication": 2,
    }
    return recommendations.AssignmentOpened(**(fields | given))


def test_lines_are_listed_in_the_order_of_their_numbers_not_of_their_letters() -> None:
    numbers = [copies.particulars(an_opened(tracked_number=f"R-{number}")).number_order for number in (9, 10, 100)]
    assert numbers == [9, 10, 100]
    assert copies.particulars(an_opened()).number_order == 17


def test_a_promise_is_known_as_one() -> None:
    assert copies.assignment(an_opened(type=consultations.STATEMENT_TYPE_COMMITMENT)).is_commitment
    assert not copies.assignment(an_opened(type=consultations.STATEMENT_TYPE_RECOMMENDATION)).is_commitment


def an_entry(**given: Any) -> Entry:
    fields: dict[str, Any] = {
        "id": uuid4(),
        "kind": "request",
        "state": "pending",
        "addressee_name": "Commission",
        "addressee_names": {"en": "Commission", "ur": "کمیشن"},
        "addressee_language": "en",
        "consultation_number": "C-7",
        "tracked_numbers": ["R-1"],
        "attempts": 0,
        "last_answer": "",
        "recorded_at": NOON,
        "next_attempt_at": NOON,
        "accepted_at": None,
        "version": 1,
    }
    return Entry(**(fields | given))


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2200, 1, 1)), st.uuids())  # noqa: DTZ001
def test_a_page_goes_on_just_after_its_last_entry(at: datetime, entry_id: UUID) -> None:
    entry = an_entry(recorded_at=at.replace(tzinfo=UTC), id=entry_id)
    place = requests.place(requests.token(entry))
    assert place
    assert (place.recorded_at, place.id) == (entry.recorded_at, entry.id)


@given(st.text(max_size=60))
def test_a_foreign_page_token_is_refused_as_such(token: str) -> None:
    try:
        requests.place(token)
    except InvalidArgument as refused:
        assert [each.field for each in refused.violations] == ["page_token"]  # noqa: PT017 - most, not all, are refused


@pytest.mark.parametrize(
    ("read", "request_", "field"),
    [
        (requests.page_size, pb.ListDeliveriesRequest(page_size=201), "page_size"),
        (requests.page_size, pb.ListDeliveriesRequest(page_size=-1), "page_size"),
        (requests.state, UNKNOWN_STATE, "state"),
        (requests.return_token, pb.ReportBounceRequest(return_path="somebody@host.example"), "return_path"),
        (requests.return_token, pb.ReportBounceRequest(return_path=RETURN_PATH, status_code="5.1"), "status_code"),
        (requests.delivery_to_retry, pb.RetryDeliveryRequest(delivery_id="R-42", expected_version=1), "delivery_id"),
        (requests.delivery_to_retry, pb.RetryDeliveryRequest(delivery_id=str(uuid4())), "expected_version"),
    ],
)
def test_bad_input_names_its_field(read: Callable[[Any], Any], request_: Message, field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        read(request_)
    assert [each.field for each in refused.value.violations] == [field]


# --- answers of mail servers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("550 5.1.1 <Ayesha.Khan@body.example>: user unknown", "550 5.1.1 … user unknown"),
        ("550 User ayesha.khan unknown", "550 User … unknown"),
        ("550 mailbox of AYESHA is full", "550 mailbox of … is full"),
        ("451 4.7.1 see https://mail.example/r?u=ayesha for why", "451 4.7.1 see … for why"),
        ("250 queued as 4bXyZ0123456789abcdefghijklmnop", "250 queued as …"),
        ("550 5.7.1\nline two\r\n\0three", "550 5.7.1 line two three"),
        ("550 صندوق بھرا ہے", "550"),
        ("250 2.0.0 OK", "250 2.0.0 OK"),
    ],
)
def test_an_answer_loses_what_tells_of_people(answer: str, kept: str) -> None:
    assert scrub(answer, address="Ayesha.Khan@body.example") == kept


@given(st.text(max_size=300), st.from_regex(r"\A[a-z]{3,20}(\.[a-z]{3,20})?\Z"))
def test_no_address_survives_and_answers_stay_short(words: str, local: str) -> None:
    said = scrub(f"550 <{local}@body.example> {words} {local} over quota", address=f"{local}@body.example")
    assert f"{local}@" not in said
    assert f" {local} " not in f" {said} "
    assert len(said) <= 200


# --- room per domain, calendar ---------------------------------------------------------------------------------------


def test_a_slow_domain_has_room_for_so_many_and_others_have_theirs() -> None:
    slots = Slots(per_domain=2)
    slow, quick = "slow.example", "quick.example"
    with (
        slots.taken(slow) as first,
        slots.taken(slow) as second,
        slots.taken(slow) as third,
        slots.taken(quick) as other,
    ):
        assert (first, second, third, other) == (True, True, False, True)
    with slots.taken(slow) as again:
        assert again


def test_mails_for_a_server_that_hangs_ask_ever_more_rarely_until_a_place_comes_free() -> None:
    slots = Slots(per_domain=1)
    with slots.taken("slow.example"):
        waits = []
        for _ in range(200):
            with slots.taken("slow.example"):
                waits.append(slots.patience("slow.example"))
        assert waits == sorted(waits)
        assert (waits[0] < 2, waits[-1]) == (True, 15)
    assert slots.patience("slow.example") == 1


def test_a_due_day_moves_to_the_next_working_day() -> None:
    friday_in_sixty_days = TODAY + timedelta(days=63)
    assert friday_in_sixty_days.weekday() == 4
    assert due_date(TODAY, 63, set()) == friday_in_sixty_days
    assert due_date(TODAY, 64, set()) == friday_in_sixty_days + timedelta(days=3)
    assert due_date(TODAY, 63, {friday_in_sixty_days}) == friday_in_sixty_days + timedelta(days=3)
    assert not is_working_day(friday_in_sixty_days + timedelta(days=1), set())


def test_an_accepted_delivery_is_over() -> None:
    assert an_accepted_delivery().next_attempt_at is None
