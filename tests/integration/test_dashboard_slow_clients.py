"""Browsers that never end a request, send endless heads or read no answer: closed, and nobody else waits for them.

On the real process. Networks are told apart as on the internet: 127.0.2.x is one, 127.0.0.x another.
"""

import contextlib
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit

from tests.dashboard_kit import canned, process, services
from tests.dashboard_kit.messages import a_line, text
from tests.dashboard_kit.process import Running

SECONDS = 2
MOST = 60
SLOW, QUICK = "127.0.2.7", "127.0.0.1"
HEAD = b"GET /methodology HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("slow")
    certificates = services.made_certificates(folder / "certificates")
    few = {"RT_REQUEST_SECONDS": str(SECONDS), "RT_CONNECTIONS_PER_NETWORK": str(MOST)}
    world = canned.world()
    world.recommendations["EX-R-1"].lines.extend(a_line(title=text("A" * 4000)) for _ in range(1600))
    with (
        services.serving(world, certificates) as settings,
        process.dashboard(settings, folder, **few) as running,
    ):
        assert ask(running, "/methodology")[0] == 200
        yield running


@contextlib.contextmanager
def connected(to: Running, *, source: str = SLOW, receive: int = 0) -> Iterator[socket.socket]:
    port = int(to.url.rpartition(":")[2])
    with socket.socket() as made:
        if receive:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        made.bind((source, 0))
        made.settimeout(10)
        made.connect(("127.0.0.1", port))
        yield made


def ask(to: Running, path: str, *, source: str = QUICK) -> tuple[int, float]:
    """Return the status of an answer and how many seconds it took."""
    began = time.monotonic()
    host = to.url.removeprefix("http://")
    with connected(to, source=source) as made:
        made.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: made.recv(65536), b""))
    return int(answer.split()[1]), time.monotonic() - began


def is_closed(made: socket.socket, *, within: float = 0) -> bool:
    """Tell whether the other end has closed it, or does so within some seconds; what was sent before is thrown away."""
    until = time.monotonic() + within
    while True:
        left = max(0.0, until - time.monotonic())
        if not select.select([made], [], [], left)[0]:
            return False
        try:
            if not made.recv(65536):
                return True
        except OSError:
            return True


def memory(running: Running) -> int:
    """Return how much memory it holds, in kB."""
    said = Path(f"/proc/{running.process.pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in said.splitlines() if line.startswith("VmRSS")))


@pytest.mark.covers("SEC 19")
def test_who_never_ends_a_request_is_closed_and_nobody_waits_for_it(dashboard: Running) -> None:
    with contextlib.ExitStack() as open_ones:
        idle = [open_ones.enter_context(connected(dashboard)) for _ in range(10)]
        slow = [open_ones.enter_context(connected(dashboard)) for _ in range(30)]
        bodies = [open_ones.enter_context(connected(dashboard)) for _ in range(10)]
        for each in slow:
            each.sendall(HEAD)
        for each in bodies:
            each.sendall(
                b"POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: %s\r\nContent-Length: 90000\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" % dashboard.url.encode()
            )
        took, until = list[float](), time.monotonic() + SECONDS - 0.5
        while time.monotonic() < until:
            for each in [*slow, *bodies]:
                each.sendall(b"X: y\r\n")  # something always comes, and never the end
            for path in ("/methodology", "/healthz"):
                status, seconds = ask(dashboard, path)
                assert status == 200
                took.append(seconds)
            time.sleep(0.2)
        assert not any(is_closed(each) for each in [*idle, *slow, *bodies]), "they had their time"
        assert max(took) < 1
        began = time.monotonic()
        assert all(is_closed(each, within=SECONDS + 2) for each in [*idle, *slow, *bodies])
        assert time.monotonic() - began < SECONDS + 2


@pytest.mark.covers("SEC 19")
def test_a_body_that_keeps_coming_is_read_to_its_end(dashboard: Running) -> None:
    with connected(dashboard) as made:
        made.sendall(
            b"POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: %s\r\nContent-Length: 18000\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" % dashboard.url.encode()
        )
        for _ in range(6):  # three times as long as one part may take
            made.sendall(b"a" * 3000)
            time.sleep(0.5 * SECONDS)
        assert made.recv(65536).startswith(b"HTTP/1.1 403 ")


@pytest.mark.covers("SEC 19")
def test_a_network_holds_so_many_connections_and_another_one_gets_in(dashboard: Running) -> None:
    with contextlib.ExitStack() as open_ones:
        held = [open_ones.enter_context(connected(dashboard)) for _ in range(MOST + 20)]
        assert all(is_closed(each, within=1) for each in held[MOST:])
        assert not any(is_closed(each) for each in held[:MOST])
        with connected(dashboard, source="127.0.2.250") as neighbour:
            assert is_closed(neighbour, within=1)
        assert ask(dashboard, "/methodology")[0] == 200
    time.sleep(0.2)
    assert ask(dashboard, "/methodology", source=SLOW)[0] == 200, "what was closed is not held"


@pytest.mark.covers("SEC 19")
def test_a_huge_head_is_refused_and_takes_no_memory(dashboard: Running) -> None:
    before = memory(dashboard)
    for piece in (b"X: " + b"y" * 60_000 + b"\r\n", b"X-%d: y\r\n" * 12_000):
        for _ in range(20):
            with connected(dashboard) as made:
                with contextlib.suppress(OSError):  # it may be closed before all is sent
                    made.sendall(HEAD + piece + b"\r\n")
                    assert made.recv(65536).startswith(b"HTTP/1.1 400 ")
                assert is_closed(made, within=1)
    with connected(dashboard) as made:
        sent = 0
        with contextlib.suppress(OSError):
            made.sendall(HEAD)
            while sent < 50_000_000:
                made.sendall(b"X: " + b"y" * 100_000)
                sent += 100_000
        assert sent < 20_000_000, "it was closed long before"
    assert ask(dashboard, "/methodology")[0] == 200
    assert memory(dashboard) - before < 8_000


def a_long_file() -> tuple[str, int]:
    """Return name and size of the longest file that the dashboard sends in pieces."""
    files = (Path(streamlit.__file__).parent / "static" / "static" / "js").glob("*.js")
    longest = max(files, key=lambda each: each.stat().st_size)
    return longest.name, longest.stat().st_size


@pytest.mark.covers("SEC 19")
def test_who_does_not_read_an_answer_is_closed(dashboard: Running) -> None:
    name, size = a_long_file()
    wanted = f"GET /static/js/{name} HTTP/1.1\r\nHost: {dashboard.url.removeprefix('http://')}\r\n\r\n".encode()
    with connected(dashboard, receive=4096) as made:
        made.sendall(wanted * 20)
        time.sleep(SECONDS + 2)
        read = 0
        with contextlib.suppress(ConnectionResetError):
            while chunk := made.recv(65536):
                read += len(chunk)
        assert 0 < read < 20 * size


def begun(to: Running, path: str, source: str, holding: contextlib.ExitStack) -> tuple[socket.socket, bytes]:
    """Ask for something, and read the first of what is answered."""
    made = holding.enter_context(connected(to, source=source, receive=4096))
    made.sendall(f"GET {path} HTTP/1.1\r\nHost: {to.url.removeprefix('http://')}\r\n\r\n".encode())
    return made, made.recv(1024)


@pytest.mark.covers("SEC 19")
def test_five_networks_that_read_slowly_keep_a_sixth_from_no_download(dashboard: Running) -> None:
    path = "/lines.csv?show=example"
    with contextlib.ExitStack() as holding:
        slow = list[socket.socket]()
        for network in (11, 11, 12, 13, 14, 15):
            made, said = begun(dashboard, path, f"127.0.{network}.7", holding)
            assert said.startswith(b"HTTP/1.1 200 ")
            slow.append(made)
        for _ in range(3 * SECONDS):  # longer than one may be silent
            assert all(each.recv(1024) for each in slow), "slow is no fault"
            time.sleep(0.5)
        made, said = begun(dashboard, path, "127.0.16.7", holding)
        assert said.startswith(b"HTTP/1.1 200 ")
        head, _, body = said.partition(b"\r\n\r\n")
        size, read = int(head.lower().partition(b"content-length: ")[2].split()[0]), len(body)
        assert size > 6_000_000
        while read < size:
            chunk = made.recv(65536)
            assert chunk, f"it broke off after {read} bytes of {size}"
            read += len(chunk)


def handshake(to: Running, origin: str) -> bytes:
    """Return what opens a socket of Streamlit's."""
    return (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {to.url.removeprefix('http://')}\r\nOrigin: {origin}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()


def test_a_page_of_the_desk_stays_open_and_who_reads_slowly_gets_all_of_it(dashboard: Running) -> None:
    name, size = a_long_file()
    wanted = f"GET /static/js/{name} HTTP/1.1\r\nHost: {dashboard.url.removeprefix('http://')}\r\n\r\n".encode()
    with connected(dashboard) as desk, connected(dashboard, receive=4096) as reader:
        desk.sendall(handshake(dashboard, dashboard.url))
        assert desk.recv(65536).split()[1] == b"101"
        reader.sendall(wanted)
        read = 0
        for _ in range(4 * SECONDS + 2):  # more than twice as long as nothing may pass
            time.sleep(0.5)
            read += len(reader.recv(2048))
        assert not is_closed(desk)
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 131_072)
        while read < size:
            chunk = reader.recv(65536)
            assert chunk, f"it broke off after {read} bytes of {size}"
            read += len(chunk)


def test_no_address_of_a_reader_is_logged(dashboard: Running) -> None:
    for origin, answered in ((dashboard.url, b"101"), ("https://evil.example", b"403")):
        with connected(dashboard) as made:
            made.sendall(handshake(dashboard, origin))
            assert made.recv(65536).split()[1] == answered
    with connected(dashboard) as made:
        made.sendall(b"nonsense\r\n\r\n")
        assert made.recv(65536).split()[1] == b"400"
    time.sleep(0.2)
    assert SLOW not in dashboard.log.read_text(encoding="utf-8")
