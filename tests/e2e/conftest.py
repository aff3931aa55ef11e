"""People who are signed in to the whole stack: each once per run, with a code from the local mailbox."""

import json
import os
import shutil
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext

from deploy.local import unprivileged
from deploy.local.files import private_folder
from deploy.local.names import SERVICES, Ports, home
from deploy.local.sample_data import content
from deploy.local.sample_data.client import Client, Person
from deploy.local.stack import Stack
from roundtable.identity.v1 import service_pb2 as identity
from tests.canaries.traces import SETTINGS, Traces, collecting
from tests.conftest import a_browser
from tests.e2e.moved_clock import Days

EMAILS = {person["key"]: person["email"] for person in content.accounts()["people"]}


_days: Days | None = None  # those of the stack that runs


def today() -> date:
    """The day where the stack stands, whatever the zone of the machine, and however many days have passed there."""
    passed = _days.passed if _days else timedelta()
    return (datetime.now(ZoneInfo("Asia/Karachi")) + passed).date()


class NotingClient(Client):
    """A client that knows which sessions it began, and whose."""

    sessions: list[str]
    people: list[tuple[str, Person]]

    def sign_in(self, email: str) -> Person:
        """Sign in as anybody would, and note the session."""
        person = super().sign_in(email)
        self.sessions.append(person.session)
        self.people.append((email, person))
        return person

    def sign_in_again(self, *people: Person) -> None:
        """Let people have a session again: none outlives a night."""
        for wanted in people:
            [email] = (email for email, person in self.people if person is wanted)
            again = super().sign_in(email)
            self.sessions.append(again.session)
            vars(wanted).update(vars(again))


class World:
    """The running product, and the people of the sample data in it.

    Attributes:
        traces: Every span that the services have exported since they started.
        days: Those that have passed by the clocks of the stack. None does before the last of these tests.
        sessions: Every session that was begun over gRPC, and every secret cookie that a browser was seen with.
    """

    def __init__(self, stack: Stack, traces: Traces, days: Days) -> None:
        self.stack = stack
        self.traces = traces
        self.days = days
        addresses = {name: stack.address(name) for name in SERVICES}
        self.client = NotingClient(stack.certificates, addresses, stack.mailbox_url)
        self.sessions = self.client.sessions = []
        self.client.people = []
        self.sign_in = cache(lambda key: self.client.sign_in(EMAILS[key]))

    def person(self, key: str) -> Person:
        """Sign in as somebody of `accounts.toml`, once per run: codes are few."""
        return self.sign_in(key)

    def organisation(self, name: str) -> identity.Organisation:
        """Return what the registry of people holds of the organisation of this name."""
        asked = identity.ListOrganisationsRequest(page_size=200)
        page = self.client.operate(self.client.operator_identity.ListOrganisations, asked)
        found: identity.Organisation = next(each for each in page.organisations if each.name == name)
        return found

    def mails(self, to: str | None = None) -> list[dict[str, Any]]:
        """Return the mails in a mailbox, newest first; those in all mailboxes if none is named."""
        query = f"?{urllib.parse.urlencode({'to': to})}" if to else ""
        url = f"{self.stack.mailbox_url}/api/messages{query}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            found: list[dict[str, Any]] = json.load(answer)
            return found


@pytest.fixture(scope="package")
def traces() -> Iterator[Traces]:
    """Whatever the services tell of their work, kept to be searched."""
    with collecting() as kept:
        yield kept


@pytest.fixture(scope="package")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """The days that pass on the stack."""
    global _days  # noqa: PLW0603 - stories ask for today without a world
    _days = Days(tmp_path_factory.mktemp("days") / "passed")
    yield _days
    _days = None


@pytest.fixture(scope="package")
def stack(traces: Traces, days: Days) -> Iterator[Stack]:
    """The whole product, running, with the sample data: `stack.public_url`, `stack.mailbox_url`, `stack.address(name)`.

    A test that ends a part (`stack.parts["notifications"].child.kill()`) starts it again with `stack.restart_part(…)`.
    """
    folder = Path(tempfile.mkdtemp(prefix="roundtable-stack-"))
    # No test can wait for ten working days, nor a minute for a mail that was refused for now.
    environment = {**os.environ, "RT_REPLY_WINDOW_SECONDS": "20", "RT_MAIL_RETRY_SECONDS": "1", **SETTINGS}
    environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = traces.endpoint
    environment["TMPDIR"] = str(private_folder(folder / "tmp"))  # what is left there is searched with the rest
    run = days.programs()
    whole = Stack(folder, Ports.free(), cache=home() / "cache", run=run, durable=False, environment=environment)
    try:
        yield whole.start()
    finally:
        whole.stop()
        unprivileged.forget(folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def one_browser() -> Iterator[Browser]:
    """A Chromium for all stories: what is asynchronous came before them."""
    with a_browser() as started:
        yield started


def secret_cookies(visitor: BrowserContext) -> list[str]:
    """Return the secrets that a browser holds: its session and its own id."""
    return [cookie["value"] for cookie in visitor.cookies() if cookie["name"] in ("sid", "browser")]


@pytest.fixture(scope="module")
def browser(one_browser: Browser, world: World) -> Iterator[Browser]:
    """A Chromium with no page open yet. `browser.new_page()` is a fresh visitor's."""
    yield one_browser
    for visitor in one_browser.contexts:
        world.sessions += secret_cookies(visitor)
        visitor.close()


@pytest.fixture(scope="package")
def world(stack: Stack, traces: Traces, days: Days) -> Iterator[World]:
    made = World(stack, traces, days)
    yield made
    made.client.close()


@dataclass
class Sown:
    """Everything that the sweeps sow, once for both, and what is known of it.

    Attributes:
        here: The field.
        own: Ids and numbers of what was sown.
    """

    here: Any
    own: dict[str, Any]


@pytest.fixture(scope="package")
def sown(world: World) -> Sown:
    """Tokens in every private field, and words that want to be more than words in every free text."""
    from tests.canaries import scene  # it sows in this world

    return Sown(*scene.sown(world))
