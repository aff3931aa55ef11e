"""Fixtures on real parts: certificates, PostgreSQL, Kafka, a mail sink, the whole stack.

All are made once per run, only when a test asks for them, in a folder and on ports of their own: a running stack
is never touched.
"""

import inspect
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, BrowserType, expect, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from deploy.local import unprivileged
from deploy.local.broker import BrokerPorts
from deploy.local.certificates import Certificates
from deploy.local.kafka import Kafka
from deploy.local.mail_server import MailServer
from deploy.local.names import Ports, home
from deploy.local.postgres import Postgres

# How long one example takes says more about the machine than about the code.
hypothesis.settings.register_profile("roundtable", deadline=None)
hypothesis.settings.load_profile("roundtable")

# Downloads are shared with the stack: a test run fetches nothing twice.
CACHE = home() / "cache"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let somebody who has time let the state machines play for longer."""
    parser.addoption("--lives", type=int, default=1, help="how many times as many lives the state machines live")
    parser.addoption("--write-access", action="store_true", help="write what everybody is answered: `make access`")


@pytest.fixture(scope="session")
def lives(pytestconfig: pytest.Config) -> int:
    """How many times as many lives as usual; more than once they are others every time."""
    return int(pytestconfig.getoption("--lives"))


@pytest.fixture(scope="session")
def write_access(pytestconfig: pytest.Config) -> bool:
    """Whether the answers are written into the golden files of tests/access, for people to read, and not compared."""
    return bool(pytestconfig.getoption("--write-access"))


@pytest.fixture(scope="session")
def local_home() -> Iterator[Path]:
    """A folder for this run's servers. pytest's own are closed to the user that PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="roundtable-test-"))
    folder.chmod(0o711)
    yield folder
    unprivileged.forget(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def free_ports() -> Ports:
    """Ports nobody listens on."""
    return Ports.free()


@pytest.fixture(scope="session")
def certificates(local_home: Path) -> Certificates:
    """A local authority with a certificate for every workload and every migrator."""
    made = Certificates(local_home / "certificates")
    made.make()
    return made


@pytest.fixture(scope="session")
def postgres(local_home: Path, free_ports: Ports, certificates: Certificates) -> Iterator[Postgres]:
    """A running PostgreSQL with every role and no database of ours.

    `with postgres.throwaway("identity") as database:` gives an empty one: `database.url` is the service's,
    `.migration_url` its migrator's. A test that kills or stops the server starts it again.
    """
    server = Postgres(local_home, free_ports.postgres, certificates, cache=CACHE, durable=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def kafka(local_home: Path, free_ports: Ports, certificates: Certificates) -> Iterator[Kafka]:
    """A running Kafka with the services' accounts and no topic.

    `kafka.settings("identity")` gives a service's settings, `kafka.client_configuration("operator")` a client's that
    may do everything. A test that kills, stops or wipes the broker starts it again.
    """
    broker = BrokerPorts(free_ports.kafka, free_ports.kafka_controller, outside=free_ports.mailbox)
    cluster = Kafka(local_home, [broker], certificates, cache=CACHE)
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture
def mail_sink(tmp_path: Path) -> Iterator[MailServer]:
    """A mail server of this test's own: `mail_sink.port`, `mail_sink.messages(to)`.

    `mail_sink.behave(address, Reject() | Greylist(times=2) | Hang(seconds=5) | CutAtDot())` makes it misbehave.
    """
    server = MailServer(tmp_path / "mail", Ports.free().smtp)
    server.start()
    yield server
    server.stop()


def _chromium() -> str | None:
    named = os.environ.get("RT_CHROMIUM")
    # The first is the same browser without its own windows, which take half of the processor time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return named or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium that contacts nobody by itself. `browser.new_page()` is a fresh visitor's.

    One per file: its driver keeps an event loop of its own in this thread, so nothing asynchronous can run beside it.
    """
    with a_browser() as started:
        yield started


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start a Chromium; it ends with the block."""
    if _chromium() is None:
        pytest.fail(_WANTED)
    # Five seconds, the default, are too few for a page of Streamlit on a busy machine.
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright, another_browser(playwright.chromium) as started:
        yield started


@contextmanager
def another_browser(kind: BrowserType, *more: str) -> Iterator[Browser]:
    """Start one more Chromium of a kind, `browser.browser_type`, with further options; it ends with the block."""
    options = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    options += ["--disable-sync", "--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else []), *more]
    started = kind.launch(executable_path=_chromium(), args=options)
    yield started
    started.close()


_WANTED = "Install Chromium (Debian: apt install chromium-headless-shell; Ubuntu: chromium) or name one in RT_CHROMIUM."
_LEFT_OUT = pytest.StashKey[list[str]]()
_FOR_THE_CONTROLLER = "left out for want of a browser"


class _ByFile(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Gives a worker whole files, in order, and all tests on the whole stack to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "tests/e2e" if file.startswith("tests/e2e/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Share the tests out among the workers; each worker has servers of its own."""
    config.option.loadscopereorder = False
    return _ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave browser tests out where there is no Chromium, and say so; in CI they fail."""
    items.sort(key=_place)
    browser_tests = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    if not browser_tests or _chromium() or os.environ.get("CI"):
        return
    config.stash[_LEFT_OUT] = [item.nodeid for item in browser_tests]
    config.hook.pytest_deselected(items=browser_tests)
    items[:] = [item for item in items if item not in browser_tests]


_SWEEPS = ("test_the_injection_sweep", "test_the_sweep_of_past_days", "test_the_canary_sweep")


def _place(item: pytest.Item) -> tuple[int, ...]:
    """Put what takes longest first, so that all workers end together: tests on the whole stack.

    Of those the sample data are counted before stories go on with them, what is asynchronous comes before there is a
    browser, and what all of them wrote is swept last, after what the sweeps themselves sow was read.
    """
    if not item.nodeid.startswith("tests/e2e/"):
        return (True,)
    asynchronous = inspect.iscoroutinefunction(getattr(item, "function", None))
    sweep = next((place for place, name in enumerate(_SWEEPS, 1) if name in item.nodeid), 0)
    return (False, "test_sample_data" not in item.nodeid, sweep, not asynchronous)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let the controller know what this worker left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[_FOR_THE_CONTROLLER] = session.config.stash.get(_LEFT_OUT, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    """Keep what a worker left out; all of them leave out the same."""
    node.config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get(_FOR_THE_CONTROLLER, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the browser tests that were left out, and how to have them."""
    if left_out := config.stash.get(_LEFT_OUT, []):
        terminalreporter.section(_FOR_THE_CONTROLLER)
        for name in left_out:
            terminalreporter.line(name)
        terminalreporter.line(_WANTED)
