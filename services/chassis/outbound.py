"""Fetching an address that somebody else typed: the one door through which a service looks outside.

Whoever types an address must not make us knock inside: at our own machine, our network, a cloud's metadata. So the
address is https on a port of the list; its name is resolved once, every answer is checked, and the connection goes to
the very address that was checked, so that a second answer of the name server changes nothing. No redirect is followed,
no proxy is asked, nothing is sent but the request; time and size are bounded whatever the other side does.
"""

import asyncio
import http.client
import io
import ipaddress
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, cast
from urllib.parse import urlsplit

Resolver: TypeAlias = Callable[[str], Awaitable[list[str]]]
"""Tells all addresses of a host name, as text."""
Streams: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connector: TypeAlias = Callable[[str, int, str], Awaitable[Streams]]
"""Connects to an address and port with TLS; the third argument is the name that the certificate has to bear."""

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

# What `is_global` of some Python version calls global although it leads inside, or nowhere.
_DENIED: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "64:ff9b:1::/48", "fec0::/10", "::/8")
)
# NAT64: the last 32 bits are the IPv4 address that is reached.
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LONGEST_HOST: Final = 253
_LONGEST_URL: Final = 2000
_INNER_NAMES: Final = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "onion", "arpa")
_CHUNK: Final = 64 * 1024


class Refused(Exception):
    """It was not fetched.

    Args:
        reason: `url`, `scheme`, `port`, `host`, `address`, `unreachable`, `redirect`, `status`, `reply`, `too_large` or
            `too_slow`: a word for a log, a metric, a page.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"not fetched: {reason}")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a fetch may cost."""

    body_bytes: int
    seconds: float  # from the first question to the last byte
    ports: frozenset[int] = frozenset({443})


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What came back with status 200."""

    content_type: str  # as the other side says: nothing to rely on
    body: bytes


@dataclass(frozen=True)
class _Target:
    host: str
    port: int
    path: str


async def system_resolver(host: str) -> list[str]:
    """Ask the system for all addresses of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


async def tls_connector(address: str, port: int, host: str) -> Streams:
    """Connect to the address itself; the certificate has to be the host's."""
    return await asyncio.open_connection(
        address, port, ssl=ssl.create_default_context(), server_hostname=host, limit=_CHUNK
    )


async def fetch(
    url: str, limits: Limits, *, resolve: Resolver = system_resolver, connect: Connector = tls_connector
) -> Fetched:
    """Fetch an address that somebody else typed.

    Raises:
        Refused: It may not be fetched, or could not be; the reason is a word.
    """
    target = _target(url, limits.ports)
    try:
        async with asyncio.timeout(limits.seconds):
            address = await _checked_address(target.host, resolve)
            reader, writer = await connect(address, target.port, target.host)
            try:
                writer.write(_request(target))
                await writer.drain()
                raw = await _read(reader, limits.body_bytes)
            finally:
                writer.close()
    except TimeoutError:
        raise Refused("too_slow") from None
    except (OSError, ValueError, asyncio.IncompleteReadError):
        raise Refused("unreachable") from None
    return _parsed(raw, limits.body_bytes)


def _target(url: str, ports: frozenset[int]) -> _Target:
    if not url.isprintable() or " " in url or "\\" in url or len(url) > _LONGEST_URL:
        raise Refused("url")
    try:
        parts = urlsplit(url)
        port = 443 if parts.port is None else parts.port
        name = parts.hostname or ""
    except ValueError:
        raise Refused("url") from None
    if parts.scheme != "https":
        raise Refused("scheme")
    if parts.username is not None or parts.password is not None:
        raise Refused("url")
    if port not in ports:
        raise Refused("port")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise Refused("url")
    return _Target(_host(name), port, path)


def _host(name: str) -> str:
    """Return the host in the one spelling that is looked at from here on: an address, or a name in ASCII.

    Raises:
        Refused: It is neither; or it is a number in a spelling that only some programs read as an address.
    """
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        host = name.removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise Refused("host") from None
    labels = host.split(".")
    fits = len(host) <= _LONGEST_HOST and all(_LABEL.fullmatch(label) for label in labels)
    # A last label that begins with a digit is no name: `127.1`, `0x7f.1`, `017700000001`, full-width digits.
    if not fits or len(labels) == 1 or labels[-1][0].isdigit() or labels[-1] in _INNER_NAMES:
        raise Refused("host")
    return host


async def _checked_address(host: str, resolve: Resolver) -> str:
    """Return one address of the host: all that it has lead outside, or none of them is used.

    Raises:
        Refused: The host has no address, or one that leads inside.
    """
    try:
        found = [str(ipaddress.ip_address(host))]
    except ValueError:
        found = await resolve(host)
    if not found:
        raise Refused("unreachable")
    if not all(leads_outside(each) for each in found):
        raise Refused("address")
    return found[0]


def leads_outside(address: str) -> bool:
    """Tell whether an address is one of the open internet, in whatever it is wrapped."""
    try:
        parsed: Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.scope_id:
            return False
        if parsed.ipv4_mapped:
            return leads_outside(str(parsed.ipv4_mapped))
        if parsed in _NAT64:
            return leads_outside(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
    denied = any(parsed in each for each in _DENIED if each.version == parsed.version)
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved and not denied


def _request(target: _Target) -> bytes:
    host = f"[{target.host}]" if ":" in target.host else target.host
    lines = (
        f"GET {target.path} HTTP/1.1",
        f"Host: {host}" + (f":{target.port}" if target.port != 443 else ""),  # noqa: PLR2004 - the port of https
        "User-Agent: roundtable-evidence",
        "Accept: */*",
        "Accept-Encoding: identity",
        "Connection: close",
        "",
        "",
    )
    return "\r\n".join(lines).encode("ascii")


async def _read(reader: asyncio.StreamReader, body_bytes: int) -> bytes:
    """Read to the end. Headers and the framing of chunks may take a chunk of their own, and no more."""
    most = body_bytes + body_bytes // 8 + _CHUNK
    received = bytearray()
    while piece := await reader.read(_CHUNK):
        received += piece
        if len(received) > most:
            raise Refused("too_large")
    return bytes(received)


class _Raw:
    """What `http.client` reads a reply from."""

    def __init__(self, raw: bytes) -> None:
        self._file = io.BytesIO(raw)

    def makefile(self, _mode: str) -> io.BytesIO:
        return self._file


def _parsed(raw: bytes, body_bytes: int) -> Fetched:
    reply = http.client.HTTPResponse(cast("socket.socket", _Raw(raw)))
    try:
        reply.begin()
        body = reply.read()
    except (http.client.HTTPException, ValueError, OSError):
        raise Refused("reply") from None
    if 300 <= reply.status < 400:  # noqa: PLR2004 - every redirect
        raise Refused("redirect")
    if reply.status != http.client.OK:
        raise Refused("status")
    if len(body) > body_bytes:
        raise Refused("too_large")
    return Fetched(content_type=reply.headers.get_content_type(), body=body)
