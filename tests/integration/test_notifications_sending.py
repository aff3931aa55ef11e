"""What becomes of a mail when servers refuse, hang and break off, and when mandates, identity or the database go."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP
from google.protobuf.message import Message
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

from deploy.local.certificates import Certificates
from deploy.local.mail_server import CutAtDot, Greylist, Hang, MailServer, Reject
from deploy.local.names import Ports
from deploy.local.postgres import Databases, Postgres
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.notifications.v1 import events_pb2
from roundtable.notifications.v1 import events_pb2 as notifications_events
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis import event_log
from services.chassis.calendar import due_date
from services.chassis.ids import new_id
from services.chassis.stopping import stop
from services.notifications.domain.delivery import SmtpMode
from services.notifications.domain.return_path import return_token
from services.notifications.sender.contacts import Contact
from services.notifications.sender.hold import Hold, LeaseLost
from services.notifications.sender.loop import Sender
from services.notifications.sender.smtp import SmtpServer
from services.notifications.store import leases
from tests.integration.notifications_office import BOUNCES, Office, a_database, an_office, until


@pytest.fixture(scope="module")
def databases(postgres: Postgres) -> Iterator[Databases]:
    with a_database(postgres) as made:
        yield made


@pytest.fixture
async def office(databases: Databases, tmp_path: Path) -> AsyncIterator[Office]:
    async with an_office(databases, tmp_path) as opened:
        yield opened


def vars_of(message: Message) -> dict[str, Any]:
    """The fields of an event that are set."""
    return {field.name: value for field, value in message.ListFields()}


async def one_due(office: Office, **given: Any) -> str:
    """Make one mail due, and return its address."""
    act, address = await office.ready(**given)
    await office.tell(*act.lines)
    return address


# --- the good case ---------------------------------------------------------------------------------------------------


@pytest.mark.covers("row 7")
async def test_sent_and_accepted_are_told_with_the_lines_and_the_day(office: Office) -> None:
    await one_due(office, lines=2)
    await office.send()
    assert await office.public_events() == ["RequestSent", "RequestAccepted"]
    (delivery,) = await office.folded()
    async with office.database.transaction() as tx:
        sent, accepted = (each.message for each in await event_log.load(tx, delivery.id) if each.public_version)
    assert isinstance(sent, events_pb2.RequestSent)
    assert isinstance(accepted, events_pb2.RequestAccepted)
    assert list(sent.assignment_ids) == list(accepted.assignment_ids) == [str(each) for each in delivery.assignment_ids]
    assert sent.sent_date == accepted.accepted_date == office.clock.today.isoformat()
    assert (sent.smtp_mode, accepted.smtp_mode) == (1, 1)


async def test_the_envelope_names_the_delivery_and_the_mail_names_the_facilitator(office: Office) -> None:
    address = await one_due(office)
    await office.send()
    (delivery,) = await office.folded()
    (mail,) = office.mails(address)
    assert mail.sender == f"bounces+{return_token(delivery.id)}@{BOUNCES}"
    assert mail.message["Reply-To"] == "facilitator@host.example"
    assert mail.message["To"] == address


async def test_behind_a_relay_the_events_and_the_mail_say_so(office: Office) -> None:
    address = await one_due(office)
    await office.send(mode=SmtpMode.RELAY)
    (delivery,) = await office.folded()
    async with office.database.transaction() as tx:
        told = [each.message for each in await event_log.load(tx, delivery.id) if each.public_version]
    assert [vars_of(message)["smtp_mode"] for message in told] == [2, 2]
    (mail,) = office.mails(address)
    assert "third day after this mail was sent" in " ".join(mail.text.split())


async def test_the_mail_counts_by_the_corrected_calendar(office: Office) -> None:
    """Its date is the one that the clock of recommendations arrives at."""
    address = await one_due(office)
    uncorrected = due_date(office.clock.today, 60, ())
    corrected = recommendations.CalendarCorrected(
        calendar_id=str(new_id()),
        date=uncorrected.isoformat(),
        kind=recommendations.CALENDAR_DAY_KIND_HOLIDAY,
        source="No. 4",
    )
    await office.tell(corrected)
    await office.send()
    (mail,) = office.mails(address)
    by = due_date(office.clock.today, 60, (uncorrected,))
    assert f"by {by.day} {by:%B %Y} if accepted today" in " ".join(mail.text.split())


async def test_a_mail_server_that_speaks_tls_is_spoken_to_encrypted_or_not_at_all(
    office: Office, certificates: Certificates, tmp_path: Path
) -> None:
    identity_certificate, key = certificates.certificate("identity"), certificates.key("identity")
    sink = MailServer(tmp_path / "tls", Ports.free().smtp, certificate=identity_certificate, key=key)
    sink.start()
    try:
        await one_due(office)
        encrypted = SmtpServer(host="127.0.0.1", port=sink.port, greeting="t.example", tls="starttls")
        await office.send(server=encrypted)
        assert await office.states() == ["pending"]  # nobody vouches for the server
        office.clock.advance(minutes=5)
        trusted = SmtpServer(
            host="127.0.0.1", port=sink.port, greeting="t.example", tls="starttls", authority=certificates.ca
        )
        await office.send(server=trusted)
        assert await office.states() == ["accepted"]
    finally:
        sink.stop()


async def test_no_encryption_where_it_is_asked_for_means_no_mail(office: Office) -> None:
    await one_due(office)
    await office.send(server=SmtpServer(host="127.0.0.1", port=office.sink.port, greeting="t.example", tls="starttls"))
    assert (await office.states(), office.mails()) == (["pending"], [])


# --- refusals --------------------------------------------------------------------------------------------------------


async def test_a_refusal_that_passes_is_tried_again_after_a_wait_with_the_same_message_id(office: Office) -> None:
    address = await one_due(office)
    office.sink.behave(address, Greylist(times=2))
    assert await office.send() == 1
    (delivery,) = await office.folded()
    assert (delivery.attempts, delivery.state.value) == (1, "pending")
    assert await office.send() == 0
    office.clock.advance(seconds=61)
    assert await office.send() == 1
    office.clock.advance(seconds=121)
    assert await office.send() == 1
    assert len(office.mails(address)) == 1
    assert await office.public_events() == ["RequestSent", "RequestAccepted"]
    await office.folded()


async def test_a_final_refusal_bounces_and_keeps_the_answer_without_the_address(office: Office) -> None:
    address = await one_due(office)
    local = address.partition("@")[0]
    office.sink.behave(address, Reject(f"550 5.1.1 <{address}>: user {local} unknown"))
    await office.send()
    assert await office.states() == ["bounced"]
    assert await office.public_events() == ["RequestSent", "RequestBounced"]
    (row,) = await office.rows("SELECT last_answer FROM deliveries")
    assert row["last_answer"] == "550 5.1.1 … user … unknown"
    told = "SELECT payload FROM events WHERE type = 'roundtable.notifications.v1.RequestBounced'"
    (event,) = await office.rows(told)
    (known,) = office.book.liaisons.values()
    assert notifications_events.RequestBounced.FromString(event["payload"]).contact_id == str(known.id)
    office.clock.advance(hours=100)
    assert await office.send() == 0


async def test_after_72_hours_a_mail_is_given_up_and_told_as_not_arrived(office: Office) -> None:
    address = await one_due(office)
    office.sink.behave(address, Greylist(times=10_000))
    tries = 0
    for _ in range(80):
        tries += await office.send()
        office.clock.advance(hours=1)
    assert await office.states() == ["dead"]
    assert await office.public_events() == ["RequestSent", "RequestBounced"]
    assert 20 < tries < 40
    await office.folded()


async def test_a_storm_of_refusals_holds_up_nobody_else(office: Office) -> None:
    for _ in range(30):
        office.sink.behave(await one_due(office), Greylist(times=1))
    well = await one_due(office)
    await office.send()
    assert [mail.recipient for mail in office.mails()] == [well]
    office.clock.advance(minutes=2)
    await office.send()
    assert len(office.mails()) == 31


# --- servers that hang or break off ----------------------------------------------------------------------------------


async def test_a_server_that_hangs_is_left_and_tried_again(office: Office) -> None:
    address = await one_due(office)
    office.sink.behave(address, Hang(seconds=3))
    await office.send(server=office.server(command=0.3))
    assert await office.states() == ["pending"]
    office.sink.behave(address, None)
    office.clock.advance(minutes=2)
    await office.send()
    assert (await office.states(), len(office.mails())) == (["accepted"], 1)


async def test_a_slow_domain_holds_up_its_own_mails_only(office: Office) -> None:
    slow = [await one_due(office, address=f"focal{number}@slow.example") for number in range(20)]
    for address in slow:
        office.sink.behave(address, Hang(seconds=60))
    quick = [await one_due(office) for _ in range(10)]
    async with office.sending(server=office.server(command=30)):
        await until(lambda: len(office.mails()) >= 10, seconds=30)
        assert {mail.recipient for mail in office.mails()} == set(quick)
        leased = "SELECT count(*) AS number FROM deliveries WHERE leased_until > clock_timestamp()"
        await until(lambda: _is(office, leased, 2))


async def _is(office: Office, statement: str, number: int) -> bool:
    return bool((await office.rows(statement))[0]["number"] == number)


async def test_what_was_put_off_queues_up_again_behind_what_is_due(office: Office) -> None:
    for _ in range(2):
        await one_due(office)
        office.clock.advance(seconds=1)
    office.clock.ahead = timedelta()
    await asyncio.sleep(2.5)
    async with office.database.transaction() as tx:
        (first,) = await leases.lease(tx, now=office.clock(), seconds=30, limit=1, but_not=())
        await leases.let_go(tx, first)
    async with office.database.transaction() as tx:
        (second,) = await leases.lease(tx, now=office.clock(), seconds=30, limit=1, but_not=())
    assert second.delivery_id != first.delivery_id


async def test_a_connection_cut_at_the_dot_leads_to_one_more_copy_with_the_same_message_id(office: Office) -> None:
    address = await one_due(office)
    office.sink.behave(address, CutAtDot(times=1))
    await office.send()
    assert await office.states() == ["pending"]
    office.clock.advance(minutes=2)
    await office.send()
    first, second = office.mails(address)
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert await office.public_events() == ["RequestSent", "RequestAccepted"]
    assert await office.send() == 0


async def test_a_server_that_is_not_there_is_tried_again(office: Office) -> None:
    await one_due(office)
    office.sink.stop()
    await office.send()
    (row,) = await office.rows("SELECT state, last_answer FROM deliveries")
    assert row == {"state": "pending", "last_answer": "the mail server cannot be reached"}
    office.sink.start()
    office.clock.advance(minutes=2)
    await office.send()
    assert len(office.mails()) == 1


class _TakesItsTime:
    """Answers the dot late, and says when the dot has come."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.dot = threading.Event()

    async def at_recipient(self, _server: SMTP) -> None:
        """Accept."""

    async def after_data(self, _server: SMTP) -> None:
        """Answer late."""
        self.dot.set()
        await asyncio.sleep(self._seconds)


async def test_a_server_that_thinks_for_longer_than_a_lease_lasts_gets_the_mail_once(office: Office) -> None:
    address = await one_due(office)
    office.sink.behave(address, _TakesItsTime(3))
    senders = [_sender(office, lease_seconds=0.9) for _ in range(2)]
    running = [asyncio.create_task(sender.run()) for sender in senders]
    await until(lambda: _is(office, "SELECT count(*) AS number FROM deliveries WHERE state = 'accepted'", 1))
    await stop(*running)
    assert len(office.mails(address)) == 1


def _sender(office: Office, *, lease_seconds: float) -> Sender:
    return Sender(office.post(), lease_seconds=lease_seconds)


async def test_an_acceptance_waits_for_the_database_to_come_back(office: Office, postgres: Postgres) -> None:
    address = await one_due(office)
    slow = _TakesItsTime(1)
    office.sink.behave(address, slow)
    async with office.sending():
        assert await asyncio.to_thread(slow.dot.wait, 60)
        await asyncio.to_thread(postgres.kill)
        await asyncio.sleep(2.5)  # the server's 250 comes meanwhile
        await asyncio.to_thread(postgres.start)
        accepted = "SELECT count(*) AS number FROM deliveries WHERE state = 'accepted'"
        await until(lambda: _answers(office, accepted), seconds=60)
    assert len(office.mails(address)) == 1
    assert await office.public_events() == ["RequestSent", "RequestAccepted"]


async def _answers(office: Office, statement: str) -> bool:
    try:
        return await _is(office, statement, 1)
    except Exception:  # noqa: BLE001 - the pool finds its way back
        return False


# --- entitlement at the moment of sending ----------------------------------------------------------------------------


async def test_a_mandate_that_ends_between_two_tries_stops_the_mail_and_tells_that_it_will_not_arrive(
    office: Office,
) -> None:
    act = office.act()
    await office.introduce(act)
    granted = office.liaison(act.addressee_id)
    office.sink.behave(office.address(granted), Greylist(times=1))
    await office.tell(granted, *act.lines)
    await office.send()
    await office.tell(
        identity.MandateEnded(
            person_id=granted.person_id, mandate_id=granted.mandate_id, addressee_id=granted.addressee_id
        )
    )
    office.clock.advance(minutes=2)
    assert await office.send() == 0
    assert (await office.states(), office.mails()) == (["dead"], [])
    (delivery,) = await office.folded()
    async with office.database.transaction() as tx:
        last = (await event_log.load(tx, delivery.id))[-1].message
    assert isinstance(last, events_pb2.RequestBounced)
    assert last.person_id == ""


async def test_whom_identity_does_not_know_any_more_gets_nothing(office: Office) -> None:
    act = office.act()
    await office.introduce(act)
    granted = office.liaison(act.addressee_id)
    await office.tell(granted, *act.lines)
    office.book.removed.add(UUID(granted.person_id))
    await office.send()
    assert (await office.states(), office.mails()) == (["dead"], [])


async def test_while_identity_is_away_mails_wait_and_no_try_counts(office: Office) -> None:
    await one_due(office)
    office.book.away = True
    await office.send()
    (delivery,) = await office.folded()
    assert (delivery.state.value, delivery.attempts, delivery.trying_since) == ("pending", 0, None)
    office.book.away = False
    await asyncio.sleep(0.1)
    await office.send()
    assert len(office.mails()) == 1


async def test_an_address_that_nothing_can_be_sent_to_bounces(office: Office) -> None:
    act = office.act()
    await office.introduce(act)
    granted = office.liaison(act.addressee_id)
    office.book.liaisons[UUID(granted.person_id)] = Contact("focal@body.example\r\nRCPT TO:<x@y.example>", "en")
    await office.tell(granted, *act.lines)
    await office.send()
    assert (await office.states(), office.mails()) == (["bounced"], [])


async def test_another_liaison_is_told_when_the_first_ones_mail_comes_back(office: Office) -> None:
    act = office.act()
    await office.introduce(act)
    first = office.liaison(act.addressee_id)
    office.sink.behave(office.address(first), Reject())
    await office.tell(first, *act.lines)
    await office.send()
    second = office.liaison(act.addressee_id)
    await office.tell(second)
    await office.send()
    assert [mail.recipient for mail in office.mails()] == [office.address(second)]
    assert await office.public_events() == ["RequestSent", "RequestBounced", "RequestSent", "RequestAccepted"]


async def test_a_mail_waits_until_all_that_it_prints_is_known(office: Office) -> None:
    act = office.act()
    granted = office.liaison(act.addressee_id)
    await office.tell(granted, *act.lines)
    await office.send()
    assert (await office.states(), await office.public_events()) == (["pending"], [])
    await office.introduce(act)
    await asyncio.sleep(0.1)
    await office.send()
    assert len(office.mails()) == 1


# --- leases ----------------------------------------------------------------------------------------------------------


async def test_two_senders_never_take_the_same_mail(office: Office) -> None:
    for _ in range(20):
        await one_due(office)
    async with office.sending(), office.sending(), office.sending():
        await until(lambda: len(office.mails()) >= 20)
        await asyncio.sleep(0.5)
    assert len({mail.recipient for mail in office.mails()}) == len(office.mails()) == 20


async def test_a_lease_that_ran_out_sends_nothing(office: Office) -> None:
    await one_due(office)
    async with office.database.transaction() as tx:
        (lease,) = await leases.lease(tx, now=office.clock(), seconds=30, limit=1, but_not=())
    past = Hold(office.database, lease, seconds=30, taken_at=-1000)
    with pytest.raises(LeaseLost):
        past.check()
    with pytest.raises(LeaseLost):
        await office.server().hand_over(b"x\r\n", return_path="a@b.example", recipient="c@d.example", hold=past)
    assert office.mails() == []


async def test_a_lease_that_runs_out_just_before_the_mail_goes_out_sends_nothing(office: Office) -> None:
    await one_due(office)
    async with office.database.transaction() as tx:
        (lease,) = await leases.lease(tx, now=office.clock(), seconds=30, limit=1, but_not=())

    class Stopped(Hold):
        """As if the process was stopped after the server's 354, and woke up a minute later."""

        def check(self) -> None:
            raise LeaseLost

    held = Stopped(office.database, lease, seconds=30, taken_at=time.monotonic())
    with pytest.raises(LeaseLost):
        await office.server().hand_over(b"x\r\n", return_path="a@b.example", recipient="c@d.example", hold=held)
    assert office.mails() == []


async def test_an_older_lease_neither_renews_nor_frees_nor_records(office: Office) -> None:
    await one_due(office)
    async with office.database.transaction() as tx:
        (old,) = await leases.lease(tx, now=office.clock(), seconds=0, limit=1, but_not=())
    async with office.database.transaction() as tx:
        (new,) = await leases.lease(tx, now=office.clock(), seconds=30, limit=1, but_not=())
        assert new.number == old.number + 1
        assert not await leases.renew(tx, old, seconds=30)
        assert not await leases.lock_held(tx, old)
        await leases.let_go(tx, old)
        assert await leases.lock_held(tx, new)
        assert await leases.lease(tx, now=office.clock(), seconds=30, limit=1, but_not=()) == []


# --- one trace from the request to the mail --------------------------------------------------------------------------


async def test_the_mail_continues_the_trace_of_the_event_that_made_it_due(office: Office) -> None:
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider())
    address = await one_due(office)
    await office.send()
    cause = office.told[-1].envelope.traceparent.split("-")[1]
    traces = await office.rows("SELECT DISTINCT split_part(traceparent, '-', 2) AS trace FROM events")
    assert [row["trace"] for row in traces] == [cause]
    (mail,) = office.mails(address)
    assert cause not in mail.file.read_text()


async def test_a_mail_that_was_never_due_is_not_tried(office: Office) -> None:
    act, _ = await office.ready(lines=2)
    await office.tell(act.lines[0])
    office.clock.ahead -= timedelta(hours=2)  # a clock that is wrong by hours brings no mail early
    assert await office.send() == 0
