"""What is no request, and a socket that is refused: answered as everything else is, and in nobody's name.

Bytes on a socket of the real process: nothing between may mend them, or complain of them first.
"""

import os
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.web import policy, sockets
from dashboard.web.guard import STRANGERS_BYTES
from roundtable.identity.v1 import service_pb2 as identity
from tests.dashboard_kit import canned, process, services
from tests.dashboard_kit.process import Running
from tests.dashboard_kit.reading import FACILITATOR
from tests.dashboard_kit.world import World

SESSION: Final = "s" * 43
SOCKET: Final = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
STREAM: Final = "GET /_stcore/stream HTTP/1.1\r\n"
MANY: Final = "".join(f"a{each}: b\r\n" for each in range(200))

FRAMEWORK: Final = {
    "/_stcore/health": "open",
    "/_stcore/host-config": "open",
    "/_stcore/stream": "a socket",
    "/_stcore/metrics": "closed",
    "/_stcore/upload_file/{session_id}/{file_id}": "closed",
    "/_stcore/bidi-components/{path:path}": "closed",
    "/_stcore/agent/interact": "closed",
    "/_stcore/agent/openapi.json": "closed",
    "/_stcore/agent/mcp": "closed",
    "/component/{path:path}": "closed",
    "/media/{file_id:path}": "closed",
    "/auth/login": "closed",
    "/auth/logout": "closed",
    "/oauth2callback": "closed",
    "": "its files",
}
"""Whatever the installed Streamlit serves by itself, and whether a stranger gets in there."""
SPELLED: Final = (
    *("/_stcore/%6detrics", "/_stcore//metrics", "//_stcore/metrics", "/_stcore/metrics/", "/_STCORE/METRICS"),
    *("/_stcore/health/../metrics", "/_stcore/health%2f..%2fmetrics", "/static/js/..%2f..%2f_stcore/metrics"),
    *("/static/../media/a.png", "/media/%2e%2e/a", "/index.html", "/static/index.html", "/manifest.json", "/a/b/c/d"),
    *("/_stcore/script-health-check", "/app/static/a", "/_stcore/allowed-message-origins", "/_stcore/message"),
)
_LIST_ROUTES: Final = """
import streamlit as st
from pathlib import Path
import dashboard
app = st.App(Path(dashboard.__file__).parent / "stage" / "script.py")
for each in app._build_starlette_app().routes:
    print("at", each.path, ",".join(getattr(each, "methods", None) or ["GET"]))
"""

NO_REQUEST: Final = {
    "nonsense": b"nonsense\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "a version of another protocol": b"GET / RTSP/1.0\r\n\r\n",
    "TLS at a plain door": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a path that is no text": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "two paths": b"GET / /sign-in HTTP/1.1\r\nHost: x\r\n\r\n",
}
BAD_HEADERS: Final = {
    "a blank before the colon": "X : y\r\n",
    "no colon": "nothing\r\n",
    "a zero byte": "X: a\0b\r\n",
    "a name that is none": "X(y): z\r\n",
    "two lengths": "Content-Length: 1\r\nContent-Length: 2\r\n",
    "a length that is none": "Content-Length: -1\r\n",
    "a coding that nobody knows": "Transfer-Encoding: gzip, nothing\r\n",
    "two hosts": "Host: evil.example\r\n",
    "a header too long": f"X: {'y' * 40_000}\r\n",
    "too many headers": "X: y\r\n" * 4000,
}
METHODS: Final = ("BREW", "TRACE", "DELETE", "PUT", "PATCH", "CONNECT", "PROPFIND")


@pytest.fixture(scope="module")
def world() -> World:
    made = canned.world()
    made.people[FACILITATOR] = identity.Person(email=FACILITATOR)
    made.sessions[SESSION] = FACILITATOR
    return made


@pytest.fixture(scope="module")
def dashboard(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("raw")
    certificates = services.made_certificates(folder / "certificates")
    with services.serving(world, certificates) as settings, process.dashboard(settings, folder) as running:
        yield running


@contextmanager
def connected(to: Running, source: str = "127.0.0.1") -> Iterator[socket.socket]:
    with socket.socket() as made:
        made.settimeout(5)
        made.bind((source, 0))
        made.connect(("127.0.0.1", int(to.url.rpartition(":")[2])))
        yield made


def answer_to(to: Running, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of what is answered before the other end closes."""
    said = b""
    with connected(to) as made:
        made.sendall(sent)
        try:
            while piece := made.recv(65536):
                said += piece
        except ConnectionResetError:  # it was closed before all was read
            pass
    head, _, body = said.partition(b"\r\n\r\n")
    first, *others = head.decode("latin-1").split("\r\n")
    assert first.startswith("HTTP/1.1 "), said[:200]
    return (
        int(first.split()[1]),
        {name.lower(): value for name, _, value in (each.partition(": ") for each in others)},
        body,
    )


def named(to: Running, *, origin: str = "") -> str:
    """Return the headers of somebody who is signed in."""
    came = f"Origin: {origin}\r\n" if origin else ""
    return f"Host: {to.url.removeprefix('http://')}\r\n{came}Cookie: sid={SESSION}\r\n"


def holds(dashboard: Running, world: World, sent: bytes, *expected: int) -> None:
    """Look at an answer: as every answer, and nobody was asked whose session it is."""
    before = len(world.calls)
    status, headers, body = answer_to(dashboard, sent)
    assert status in expected
    for name, value in policy.headers(dashboard.url).items():
        assert headers.get(name.lower()) == value, name
    assert headers.get("content-security-policy") == policy.STRICT_POLICY
    assert "set-cookie" not in headers
    assert FACILITATOR.encode() not in body
    assert [each[1] for each in world.calls[before:]] == [], "nobody was asked who it is"


@pytest.mark.covers("SEC 8")
@pytest.mark.parametrize("what", NO_REQUEST)
def test_what_is_no_request_is_answered_as_everything_is(dashboard: Running, world: World, what: str) -> None:
    holds(dashboard, world, NO_REQUEST[what], 400)


@pytest.mark.covers("SEC 8", "SEC 19")
@pytest.mark.parametrize("what", BAD_HEADERS)
def test_headers_that_are_none_are_answered_in_nobodys_name(dashboard: Running, world: World, what: str) -> None:
    head = f"GET /my-lines HTTP/1.1\r\n{named(dashboard)}{BAD_HEADERS[what]}\r\n"
    holds(dashboard, world, head.encode(), 400, 501)


@pytest.mark.covers("SEC 8")
@pytest.mark.parametrize("method", METHODS)
def test_a_method_that_nothing_takes_is_answered_in_nobodys_name(dashboard: Running, world: World, method: str) -> None:
    for origin, status in (("", 403), ("http://evil.example", 403), (dashboard.url, 405)):
        head = f"{method} /my-lines HTTP/1.1\r\nConnection: close\r\n{named(dashboard, origin=origin)}\r\n"
        holds(dashboard, world, head.encode(), status)


@pytest.mark.covers("SEC 8")
@pytest.mark.parametrize(
    ("head", "ours", "status"),
    [
        pytest.param((STREAM, SOCKET), "", 403, id="no Origin"),
        pytest.param((STREAM, SOCKET), "http://evil.example", 403, id="a foreign Origin"),
        pytest.param((STREAM.replace("stream", "other"), SOCKET), "ours", 403, id="another path"),
        pytest.param((STREAM, SOCKET.replace("13", "12")), "ours", 400, id="another version"),
        pytest.param((STREAM, SOCKET.replace("Key", "Lock")), "ours", 400, id="no key"),
        pytest.param((STREAM, SOCKET.replace("dGhl", "----")), "ours", 400, id="a key that is none"),
        pytest.param((STREAM, SOCKET + MANY), "ours", 400, id="more headers than a socket may have"),
        pytest.param(
            (STREAM, SOCKET + f"X: {'y' * 9000}\r\n"), "ours", 400, id="a header longer than a socket may have"
        ),
    ],
)
def test_a_socket_that_is_refused_is_answered_in_nobodys_name(
    dashboard: Running, world: World, head: tuple[str, str], ours: str, status: int
) -> None:
    origin = dashboard.url if ours == "ours" else ours
    line, headers = head
    holds(dashboard, world, f"{line}{named(dashboard, origin=origin)}{headers}\r\n".encode(), status)


def test_an_opened_socket_belongs_to_who_is_signed_in(dashboard: Running) -> None:
    """The same bytes with nothing wrong: what the tests above refuse would have opened."""
    with connected(dashboard) as made:
        made.sendall(f"{STREAM}{named(dashboard, origin=dashboard.url)}{SOCKET}\r\n".encode())
        assert made.recv(65536).startswith(b"HTTP/1.1 101 ")


# --- what the framework serves by itself ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Every route of the installed Streamlit with its methods, as our app has it."""
    told = subprocess.run(
        [sys.executable, "-c", _LIST_ROUTES],
        cwd=tmp_path_factory.mktemp("routes"),
        env={**os.environ, "PYTHONPATH": f"{process.REPOSITORY}:{process.REPOSITORY / 'proto' / 'gen'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, set[str]] = {}
    for line in told.stdout.splitlines():
        word, path, methods = line.split(" ")
        assert word == "at"
        found.setdefault(path, set()).update(methods.split(","))
    return found


@pytest.mark.covers("SEC 8")
def test_of_every_door_of_the_framework_it_is_known_whether_it_is_open(served: dict[str, set[str]]) -> None:
    assert set(served) == set(FRAMEWORK), "say of a new one whether strangers get in, and close it in `guard` if not"


@pytest.mark.covers("SEC 1", "SEC 8")
def test_doors_of_the_framework_give_a_stranger_nothing(
    dashboard: Running, world: World, served: dict[str, set[str]]
) -> None:
    before = len(world.calls)
    at = {each: re.sub(r"\{[^}]*\}", "0123456789abcdef", each) for each in FRAMEWORK if each}
    for path, methods in served.items():
        for method in {*methods, "POST"} if path else ():
            head = f"{method} {at[path]} HTTP/1.1\r\nConnection: close\r\n{named(dashboard, origin=dashboard.url)}\r\n"
            status, headers, body = answer_to(dashboard, head.encode())
            if FRAMEWORK[path] == "open" and method in ("GET", "HEAD"):
                assert status == 200, path
                assert len(body) < 1000
            elif FRAMEWORK[path] != "open":
                assert status == 404, f"{method} {path}"
            assert FACILITATOR.encode() not in body
            assert headers.get("content-security-policy") == policy.STRICT_POLICY, f"{method} {path}"
    assert world.calls[before:] == [], "nobody was asked anything"


@pytest.mark.covers("SEC 8")
@pytest.mark.parametrize("path", SPELLED)
def test_no_other_spelling_opens_a_door_of_the_framework(dashboard: Running, path: str) -> None:
    head = f"GET {path} HTTP/1.1\r\nConnection: close\r\n{named(dashboard)}\r\n"
    status, _, body = answer_to(dashboard, head.encode())
    assert status in (400, 404)
    assert b"# TYPE" not in body


# --- messages that are not whole -------------------------------------------------------------------------------------


def a_part(size: int, *, opcode: int, of: int) -> bytes:
    """Return the beginning of a frame of so many bytes that says it had `of`, masked with zeros."""
    return bytes([opcode, 0xFF]) + struct.pack(">Q", of) + bytes(4 + size)


def memory(running: Running) -> int:
    said = Path(f"/proc/{running.process.pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in said.splitlines() if line.startswith("VmRSS")))


@pytest.mark.covers("SEC 19")
def test_messages_that_do_not_end_take_so_much_of_a_network_and_no_more(dashboard: Running) -> None:
    size = 3 * 1024 * 1024
    sent = a_part(size, opcode=2, of=size + 1)
    with ExitStack() as open_ones:
        slow = [open_ones.enter_context(opened(dashboard, "127.0.6.7")) for _ in range(30)]
        other = open_ones.enter_context(opened(dashboard, "127.0.5.1"))
        before = memory(dashboard)
        for each in slow:
            with suppress(OSError):  # it may be closed before all is sent
                each.sendall(sent)
        until = time.monotonic() + 10
        while len(slow) > sockets.OF_A_NETWORK // size and time.monotonic() < until:
            slow = [each for each in slow if not is_closed(each)]
            time.sleep(0.05)
            answers(other)
        assert len(slow) == sockets.OF_A_NETWORK // size
        assert memory(dashboard) - before < 2 * sockets.OF_A_NETWORK / 1024


@pytest.mark.covers("SEC 19")
@pytest.mark.parametrize("whose", ["a stranger's", "of a made-up session", "of somebody who is signed in"])
def test_a_long_message_is_taken_from_who_is_signed_in_alone(dashboard: Running, whose: str) -> None:
    session = {"a stranger's": "", "of a made-up session": "m" * 43}.get(whose, SESSION)
    nothing = BackMsg(load_git_info=True).SerializeToString()
    long = nothing + b"\x7a" + _varint(STRANGERS_BYTES) + bytes(STRANGERS_BYTES)  # a field that nobody knows
    with opened(dashboard, "127.0.8.7", session) as page:
        page.sendall(b"\x82\xff" + struct.pack(">Q", len(nothing)) + bytes(4) + nothing)
        answers(page)
        page.sendall(b"\x82\xff" + struct.pack(">Q", len(long)) + bytes(4) + long)
        page.settimeout(2 if session == SESSION else 10)
        said = b""
        with suppress(TimeoutError):
            while TOO_BIG not in said:
                said += page.recv(65536)
        assert (TOO_BIG in said) is (session != SESSION)
    assert "Traceback" not in dashboard.log.read_text(encoding="utf-8")


TOO_BIG: Final = struct.pack(">H", 1009)
"""Why a socket is closed, as its last message says it."""


def _varint(number: int) -> bytes:
    low = [number >> shift & 127 for shift in range(0, number.bit_length(), 7)]
    return bytes([*(each | 128 for each in low[:-1]), low[-1]])


@pytest.mark.covers("SEC 19")
def test_a_message_of_parts_without_an_end_is_closed(dashboard: Running) -> None:
    with opened(dashboard, "127.0.7.7") as endless, opened(dashboard, "127.0.5.1") as other:
        with suppress(OSError):
            endless.sendall(b"\x02\x80\0\0\0\0" + b"\x00\x80\0\0\0\0" * (sockets.MOST_PARTS - 1))
            answers(endless)
            endless.sendall(b"\x00\x80\0\0\0\0" * 2)
        until = time.monotonic() + 10
        while not is_closed(endless) and time.monotonic() < until:
            time.sleep(0.05)
        assert is_closed(endless)
        answers(other)


def answers(made: socket.socket) -> None:
    """Ask for a sign of life, and get it."""
    made.setblocking(True)
    made.sendall(b"\x89\x80\0\0\0\0")
    assert made.recv(100)[:1] == b"\x8a"


@contextmanager
def opened(to: Running, source: str, session: str = SESSION) -> Iterator[socket.socket]:
    with connected(to, source) as made:
        head = named(to, origin=to.url).replace(SESSION, session)
        made.sendall(f"{STREAM}{head}{SOCKET}\r\n".encode())
        said = b""
        while b"\r\n\r\n" not in said:
            said += made.recv(1)
        assert b" 101 " in said
        yield made


def is_closed(made: socket.socket) -> bool:
    made.setblocking(False)
    try:
        while made.recv(65536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
