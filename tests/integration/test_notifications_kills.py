"""Senders killed or stopped at the worst moment: each mail once, or twice with the same Message-ID (RFC 1047)."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Collection, Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from deploy.local.names import REPOSITORY
from deploy.local.postgres import Databases, Postgres
from tests.integration.notifications_office import Office, a_database, an_office, until

# A process takes seconds to start, and many on a busy machine.
pytestmark = pytest.mark.timeout(400)
START_SECONDS = 90
LEASE_SECONDS = 2.0


@pytest.fixture(scope="module")
def databases(postgres: Postgres) -> Iterator[Databases]:
    with a_database(postgres) as made:
        yield made


@pytest.fixture
async def office(databases: Databases, tmp_path: Path) -> AsyncIterator[Office]:
    async with an_office(databases, tmp_path) as opened:
        yield opened


class Strike:
    """A mail server's side of a kill: sends a signal to the sender at a moment of the conversation.

    Args:
        moment: `recipient` is before the dot; `dot` is after it, before the answer to it.
        number: The signal.
        at: At which of these moments, counted from 1; once for each.
    """

    def __init__(self, moment: str, number: signal.Signals, *, at: Collection[int] = (1,)) -> None:
        self._moment, self._signal, self._at = moment, number, at
        self._seen = 0
        self.victim: subprocess.Popen[bytes] | None = None
        self.struck = threading.Event()

    async def at_recipient(self, _server: SMTP) -> None:
        """Before the dot."""
        self._strike("recipient")

    async def after_data(self, _server: SMTP) -> None:
        """After the dot, before the answer to it; the mail is stored."""
        self._strike("dot")

    def _strike(self, moment: str) -> None:
        if moment != self._moment or self.victim is None:
            return
        self._seen += 1
        if self._seen in self._at:
            os.kill(self.victim.pid, self._signal)
            self.struck.set()


class Senders:
    """Processes that send."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._all: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        """Start one."""
        office = self._office
        given = {
            "database_url": office.databases.url,
            "smtp_port": office.sink.port,
            "lease_seconds": LEASE_SECONDS,
            "ahead_seconds": office.clock.ahead.total_seconds(),
            "liaisons": {str(person): contact.address for person, contact in office.book.liaisons.items()},
        }
        command = [sys.executable, "-m", "tests.integration.notifications_sender_program", json.dumps(given)]
        started = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
        self._all.append(started)
        return started

    @property
    def last(self) -> subprocess.Popen[bytes]:
        """The one started last."""
        return self._all[-1]

    def stop(self) -> None:
        """End all of them."""
        for each in self._all:
            if each.poll() is None:
                each.send_signal(signal.SIGCONT)
                each.kill()
            each.wait()


@pytest.fixture
def senders(office: Office) -> Iterator[Senders]:
    made = Senders(office)
    yield made
    made.stop()


async def struck_at(office: Office, senders: Senders, strike: Strike) -> str:
    """Make a mail due, let the strike hit the sender, and return the address."""
    act, address = await office.ready(lines=2)
    await office.tell(*act.lines)
    office.sink.behave(address, strike)
    strike.victim = senders.start()
    assert await asyncio.to_thread(strike.struck.wait, START_SECONDS)
    return address


async def accepted(office: Office) -> bool:
    return await office.states() == ["accepted"]


async def settled(office: Office) -> None:
    """Wait until the mail is accepted, and then for whatever might still come."""
    await until(lambda: accepted(office), seconds=START_SECONDS)
    await asyncio.sleep(2 * LEASE_SECONDS)
    assert await office.public_events() == ["RequestSent", "RequestAccepted"]
    await office.folded()


async def test_killed_before_the_dot_the_mail_goes_out_once(office: Office, senders: Senders) -> None:
    address = await struck_at(office, senders, Strike("recipient", signal.SIGKILL))
    assert office.mails() == []
    senders.start()
    await settled(office)
    assert len(office.mails(address)) == 1


async def test_killed_between_the_dot_and_the_commit_a_second_copy_has_the_same_message_id(
    office: Office, senders: Senders
) -> None:
    address = await struck_at(office, senders, Strike("dot", signal.SIGKILL))
    senders.start()
    await settled(office)
    mails = office.mails(address)
    assert 1 <= len(mails) <= 2
    assert len({mail.message["Message-ID"] for mail in mails}) == 1


async def test_killed_after_the_commit_nothing_is_sent_again(office: Office, senders: Senders) -> None:
    act, address = await office.ready()
    await office.tell(*act.lines)
    first = senders.start()
    await until(lambda: accepted(office), seconds=START_SECONDS)
    first.kill()
    first.wait()
    senders.start()
    await settled(office)
    assert len(office.mails(address)) == 1


async def test_a_sender_that_was_stopped_before_the_dot_wakes_up_and_sends_nothing(
    office: Office, senders: Senders
) -> None:
    strike = Strike("recipient", signal.SIGSTOP)
    address = await struck_at(office, senders, strike)
    senders.start()
    await until(lambda: accepted(office), seconds=START_SECONDS)
    assert strike.victim
    strike.victim.send_signal(signal.SIGCONT)
    await settled(office)
    assert len(office.mails(address)) == 1
    assert strike.victim.poll() is None  # it lives, and works on


async def test_a_sender_that_was_stopped_at_the_dot_wakes_up_and_records_nothing_twice(
    office: Office, senders: Senders
) -> None:
    strike = Strike("dot", signal.SIGSTOP)
    address = await struck_at(office, senders, strike)
    senders.start()
    await until(lambda: accepted(office), seconds=START_SECONDS)
    assert strike.victim
    strike.victim.send_signal(signal.SIGCONT)
    await settled(office)
    mails = office.mails(address)
    assert len(mails) == 2
    assert len({mail.message["Message-ID"] for mail in mails}) == 1


async def test_every_mail_goes_out_although_senders_are_killed_again_and_again(
    office: Office, senders: Senders
) -> None:
    strikes = [Strike("recipient", signal.SIGKILL, at=(4,)), Strike("dot", signal.SIGKILL, at=(5,))]
    addresses = []
    for number in range(16):
        act, address = await office.ready()
        await office.tell(*act.lines)
        office.sink.behave(address, strikes[number % 2])
        addresses.append(address)
    for _ in range(3):
        victim = senders.start()
        for strike in strikes:
            strike.victim = victim
        await until(lambda: _over(office, senders), seconds=START_SECONDS)
    copies = [office.mails(address) for address in addresses]
    assert all(copies)
    for mails in copies:
        assert len({mail.message["Message-ID"] for mail in mails}) == 1
    assert set(await office.states()) == {"accepted"}
    events = await office.public_events()
    assert (events.count("RequestSent"), events.count("RequestAccepted")) == (16, 16)


async def _over(office: Office, senders: Senders) -> bool:
    """The last sender was killed, or nothing is left to send."""
    return senders.last.poll() is not None or set(await office.states()) == {"accepted"}


async def test_sigterm_lets_the_mail_under_way_end(office: Office, senders: Senders) -> None:
    act, address = await office.ready()
    await office.tell(*act.lines)
    strike = Strike("recipient", signal.SIGTERM)
    office.sink.behave(address, strike)
    strike.victim = senders.start()
    await until(lambda: strike.victim is not None and strike.victim.poll() is not None, seconds=START_SECONDS)
    await asyncio.sleep(LEASE_SECONDS)
    senders.start()
    await settled(office)
    assert len(office.mails(address)) == 1
