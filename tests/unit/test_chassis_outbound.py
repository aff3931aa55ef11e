"""The one door to the outside: whatever somebody types, nobody inside hears a knock (SEC-16)."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from services.chassis import outbound
from services.chassis.outbound import Fetched, Limits, Refused, Streams, fetch, leads_outside

LIMITS = Limits(body_bytes=1000, seconds=2)
OUTSIDE, OTHER_OUTSIDE = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello"


@dataclass
class Names:
    """A name server whose answers change with each question; the last one stays."""

    answers: list[list[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str) -> list[str]:
        """Answer the next question."""
        self.asked.append(host)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@dataclass
class Wire:
    """Connects to a server of the test whatever the address, and notes where it was told to."""

    port: int
    dialled: list[tuple[str, int, str]] = field(default_factory=list)

    async def __call__(self, address: str, port: int, host: str) -> Streams:
        """Connect."""
        self.dialled.append((address, port, host))
        return await asyncio.open_connection("127.0.0.1", self.port)


@asynccontextmanager
async def a_server(*pieces: bytes, hang: bool = False) -> AsyncIterator[tuple[Wire, list[bytes]]]:
    """Answer every request with the pieces; then close, or hang."""
    requests: list[bytes] = []
    done = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            requests.append(await reader.readuntil(b"\r\n\r\n"))
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            if hang:
                await done.wait()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield Wire(server.sockets[0].getsockname()[1]), requests
    finally:
        done.set()
        server.close()


@pytest.fixture
async def inside() -> AsyncIterator[tuple[int, list[object]]]:
    """A service inside, on every loopback address: its port, and who has knocked."""
    knocks: list[object] = []

    def knock(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        knocks.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(knock, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    servers = [server]
    with contextlib.suppress(OSError):  # a machine without IPv6 is called by no address of it
        servers.append(await asyncio.start_server(knock, "::1", port))
    yield port, knocks
    for each in servers:
        each.close()


async def test_the_service_inside_would_hear_a_knock(inside: tuple[int, list[object]]) -> None:
    port, knocks = inside
    for host in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
    await asyncio.sleep(0.05)
    assert knocks


HOSTS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "0x7f.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "0X7F000001",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "0",
    "0.0.0.0",
    "00.0.0.0",
    "１２７.０.０.１",  # noqa: RUF001 - full-width digits
    "127。0。0。1",
    "①②⑦.⓪.⓪.①",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:0001]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "192.0.0.192",
    "198.18.0.1",
    "192.0.2.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "sub.localhost",
    "metadata",
    "metadata.google.internal",
    "printer.local",
    "intranet",
    "",
    "-host.example.org",
    "a..example.org",
    "exa_mple.\u202eorg",
]


@pytest.mark.covers("SEC 16")
@pytest.mark.parametrize("host", HOSTS)
async def test_no_spelling_of_an_inner_address_leads_inside(host: str, inside: tuple[int, list[object]]) -> None:
    """With the system's own resolver and connector: it is refused before anybody is asked or called."""
    port, knocks = inside
    limits = Limits(body_bytes=1000, seconds=2, ports=frozenset({port}))
    with pytest.raises(Refused) as refused:
        await fetch(f"https://{host}:{port}/", limits)
    assert refused.value.reason in {"host", "address", "url"}
    await asyncio.sleep(0)
    assert knocks == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.org/", "scheme"),
        ("ftp://example.org/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://example.org/", "scheme"),
        ("//example.org/", "scheme"),
        ("https:example.org", "host"),
        ("https://", "host"),
        ("https://user@example.org/", "url"),
        ("https://user:word@example.org/", "url"),
        ("https://example.org@127.0.0.1/", "url"),
        ("https://127.0.0.1\\@example.org/", "url"),
        ("https://example.org:22/", "port"),
        ("https://example.org:6379/", "port"),
        ("https://example.org:0/", "port"),
        ("https://example.org:99999/", "url"),
        ("https://[::1/", "url"),
        ("https://example.org/\r\nX-Injected: yes", "url"),
        ("https://example.org/a b", "url"),
        ("https://example.org/ü", "url"),
        ("https://example.org/" + "a" * 2000, "url"),
    ],
)
async def test_only_https_to_a_plain_address_on_a_listed_port(url: str, reason: str) -> None:
    names = Names([[OUTSIDE]])
    async with a_server(OK) as (wire, _):
        with pytest.raises(Refused) as refused:
            await fetch(url, LIMITS, resolve=names, connect=wire)
    assert refused.value.reason == reason
    assert (names.asked, wire.dialled) == ([], [])


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(["127.0.0.1"], id="inside"),
        pytest.param([OUTSIDE, "127.0.0.1"], id="outside and inside"),
        pytest.param(["::ffff:10.0.0.1"], id="mapped"),
        pytest.param(["169.254.169.254"], id="metadata"),
        pytest.param([OUTSIDE, "no address"], id="no address"),
    ],
)
async def test_a_name_of_which_one_address_leads_inside_is_not_called(addresses: list[str]) -> None:
    async with a_server(OK) as (wire, _):
        with pytest.raises(Refused, match="address"):
            await fetch("https://evil.example.org/", LIMITS, resolve=Names([addresses]), connect=wire)
    assert wire.dialled == []


@pytest.mark.covers("SEC 16")
async def test_a_name_that_rebinds_is_asked_once_and_the_checked_address_called() -> None:
    names = Names([[OUTSIDE], ["127.0.0.1"]])
    async with a_server(OK) as (wire, requests):
        found = await fetch("https://evil.example.org/report?page=2", LIMITS, resolve=names, connect=wire)
    assert found == Fetched(content_type="text/plain", body=b"hello")
    assert names.asked == ["evil.example.org"]
    assert wire.dialled == [(OUTSIDE, 443, "evil.example.org")]
    (request,) = requests
    assert request.startswith(b"GET /report?page=2 HTTP/1.1\r\nHost: evil.example.org\r\n")


@pytest.mark.covers("SEC 16")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(status: int, inside: tuple[int, list[object]]) -> None:
    port, knocks = inside
    moved = f"HTTP/1.1 {status} Moved\r\nLocation: https://127.0.0.1:{port}/\r\nContent-Length: 0\r\n\r\n".encode()
    async with a_server(moved) as (wire, _):
        with pytest.raises(Refused, match="redirect"):
            await fetch("https://example.org/", LIMITS, resolve=Names([[OUTSIDE]]), connect=wire)
    assert (len(wire.dialled), knocks) == (1, [])


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        pytest.param((b"HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n",), "status", id="not there"),
        pytest.param((b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nshort",), "reply", id="cut short"),
        pytest.param((b"SSH-2.0-OpenSSH\r\n",), "reply", id="no HTTP"),
        pytest.param((), "reply", id="nothing"),
        pytest.param((b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001,), "too_large", id="a byte too many"),
        pytest.param((b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 65536] * 20), "too_large", id="endless"),
        pytest.param((b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70000 + b"\r\n\r\n",), "too_large", id="endless header"),
        pytest.param(
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",), "reply", id="chunks that are none"
        ),
    ],
)
async def test_a_bad_reply_is_refused(pieces: tuple[bytes, ...], reason: str) -> None:
    async with a_server(*pieces) as (wire, _):
        with pytest.raises(Refused) as refused:
            await fetch("https://example.org/", LIMITS, resolve=Names([[OUTSIDE]]), connect=wire)
    assert refused.value.reason == reason


async def test_a_body_of_just_the_size_and_in_chunks_is_taken() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + b"x" * 1000 + b"\r\n0\r\n\r\n"
    async with a_server(chunked) as (wire, _):
        found = await fetch("https://example.org/", LIMITS, resolve=Names([[OTHER_OUTSIDE]]), connect=wire)
    assert found.body == b"x" * 1000


async def test_time_is_bounded_whatever_the_other_side_does() -> None:
    async def never(_host: str) -> list[str]:
        await asyncio.Event().wait()
        raise AssertionError

    short = Limits(body_bytes=1000, seconds=0.05)
    async with a_server(b"HTTP/1.1 200 OK\r\n", hang=True) as (wire, _):
        with pytest.raises(Refused, match="too_slow"):
            await fetch("https://example.org/", short, resolve=Names([[OUTSIDE]]), connect=wire)
    with pytest.raises(Refused, match="too_slow"):
        await fetch("https://example.org/", short, resolve=never)


async def test_who_is_not_there_is_unreachable() -> None:
    async def nobody(_host: str) -> list[str]:
        raise socket.gaierror("no such name")

    with pytest.raises(Refused, match="unreachable"):
        await fetch("https://example.org/", LIMITS, resolve=nobody)
    with pytest.raises(Refused, match="unreachable"):
        await fetch("https://example.org/", LIMITS, resolve=Names([[]]))


async def test_the_certificate_has_to_be_the_hosts(inside: tuple[int, list[object]]) -> None:
    """The real connector speaks TLS: a plain listener inside gets no request."""
    port, _ = inside
    with pytest.raises((OSError, ConnectionError)):
        await outbound.tls_connector("127.0.0.1", port, "example.org")


@pytest.mark.covers("SEC 16")
@pytest.mark.parametrize(
    ("address", "outside"),
    [
        (OUTSIDE, True),
        (OTHER_OUTSIDE, True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("", False),
    ],
)
def test_what_leads_outside(address: str, outside: bool) -> None:
    assert leads_outside(address) is outside
