"""Connections of browsers: how long one may take to say what it wants, and how many one network holds.

uvicorn closes a connection that is idle after an answer; of one that never ends its request, or never reads its answer,
it waits for ever. Here it has so many seconds for the head of a request. Then, of a body that comes, and of an answer
that waits to be read, half a kibibyte a second has to pass, looked at as often: a slow line is no fault.

Who is on the other end of a connection is looked at while it is open, and kept nowhere. A proxy named in the settings
holds as many connections as it likes: it stands for all its readers.
"""

import asyncio
import fcntl
import resource
import socket
import struct
import termios
from asyncio import TimerHandle, Transport
from collections import Counter
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar, Final, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from dashboard.settings import Settings
from dashboard.web import networks, policy

HEAD_BYTES: Final = 16 * 1024
"""The longest head of a request, its address and all headers together."""

_PIECE_BYTES: Final = 1024

_LEAST_BYTES_A_SECOND: Final = 512
_BYTES_ACKED: Final = 120  # where in Linux's `struct tcp_info` it stands, 8 bytes long
_DESCRIPTORS: Final = 16_384
_FOR_OTHER_FILES: Final = 256


@dataclass(frozen=True)
class _Shared:
    """What all connections of a process share."""

    seconds: float
    most: int
    most_of_all: int
    proxies: tuple[IPv4Network | IPv6Network, ...]
    headers: tuple[tuple[bytes, bytes], ...]
    held: Counter[str] = field(default_factory=Counter)
    """Connections by network, while they are open."""


def kind(settings: Settings) -> type[H11Protocol]:
    """Return the protocol with which uvicorn serves each connection."""
    said = {policy.CONTENT_POLICY: policy.STRICT_POLICY, **policy.headers(settings.public_url)}

    class _Of(_Connection):
        shared = _Shared(
            settings.request_seconds,
            settings.connections_per_network,
            _descriptors() - _FOR_OTHER_FILES,
            settings.proxies,
            tuple((name.lower().encode(), value.encode()) for name, value in said.items()),
        )

    return _Of


def _descriptors() -> int:
    """Let this process open as many files as it may, up to some thousands, and return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    if most > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(soft, most)


class _Connection(H11Protocol):
    """One connection, until it becomes a socket of Streamlit's: those are counted by `limits`."""

    shared: ClassVar[_Shared]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._network = ""
        self._reading: TimerHandle | None = None
        self._writing: TimerHandle | None = None
        self._phase: Any = None
        self._received = 0
        self._taken = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        if not networks.is_among(host, self.shared.proxies):
            network, shared = networks.of(host), self.shared
            if shared.held[network] >= shared.most or shared.held.total() >= shared.most_of_all:
                transport.abort()
                return
            self._network = network
            shared.held[network] += 1
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self._let_go()
        self._unset_keepalive_if_required()  # uvicorn lets it go on if the other end broke off
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        # In small pieces while a head is awaited: h11 bounds what is not complete, however much completes it at once.
        while self.conn.their_state is h11.IDLE and len(data) > _PIECE_BYTES:
            super().data_received(data[:_PIECE_BYTES])
            data = data[_PIECE_BYTES:]
            if self.transport.is_closing():
                return
            if (other := self.transport.get_protocol()) is not self:  # it has become a socket
                cast("asyncio.Protocol", other).data_received(data)
                return
        super().data_received(data)
        self._look()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request. Nothing above here sees it, so what every answer says is said here."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):  # an answer has begun: there cannot be another
            self.transport.close()
            return
        head = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), *self.shared.headers]
        answer = h11.Response(status_code=400, headers=head, reason=b"Bad Request")
        for event in (answer, h11.Data(data=msg.encode("ascii")), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._let_go()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        _cancel(self._writing)
        self._writing = None

    def timeout_keep_alive_handler(self) -> None:
        """Close what is idle, but not while its last answer is being read: TLS breaks that off half a minute later."""
        if not self._is_unread():
            super().timeout_keep_alive_handler()
            return
        self._watch_reader()
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _look(self) -> None:
        """Wait for the rest of a request, if there is one to come, and not for ever."""
        if self.transport.is_closing() or self.transport.get_protocol() is not self:  # closed, or a socket by now
            return
        phase = self.conn.their_state
        if phase not in (h11.IDLE, h11.SEND_BODY):
            self._phase = None
            _cancel(self._reading)
        elif phase is not self._phase:
            self._wait(phase)

    def _wait(self, phase: Any) -> None:
        _cancel(self._reading)
        self._phase, self._received = phase, 0
        self._reading = self.loop.call_later(self.shared.seconds, self._too_slow)

    def _too_slow(self) -> None:
        body_comes = self._phase is h11.SEND_BODY and self._received >= self._least()
        if body_comes or self.flow.read_paused:
            self._wait(self._phase)
        elif self._phase is h11.IDLE and self._is_unread():  # it is the last answer that takes long
            self._watch_reader()
            self._wait(self._phase)
        else:
            self.transport.abort()

    def _watch_reader(self) -> None:
        if self._writing is None:
            self._wait_for_reader()

    def _wait_for_reader(self) -> None:
        self._taken = self._acknowledged()
        self._writing = self.loop.call_later(self.shared.seconds, self._too_slow_to_read)

    def _too_slow_to_read(self) -> None:
        if self._is_unread() and self._acknowledged() - self._taken < self._least():
            self.transport.abort()
        elif self._is_unread() or self.flow.write_paused:
            self._wait_for_reader()
        else:
            self._writing = None

    def _least(self) -> float:
        return self.shared.seconds * _LEAST_BYTES_A_SECOND

    def _is_unread(self) -> bool:
        """Tell whether the other end has yet to acknowledge something that was sent."""
        connected = self.transport.get_extra_info("socket")
        return any(fcntl.ioctl(connected.fileno(), termios.TIOCOUTQ, bytes(4)))

    def _acknowledged(self) -> int:
        """Return how many bytes the other end has acknowledged so far: what waits here may wait in several buffers."""
        connected = self.transport.get_extra_info("socket")
        told = connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES_ACKED + 8)
        return int(struct.unpack_from("=Q", told, _BYTES_ACKED)[0])

    def _let_go(self) -> None:
        _cancel(self._reading)
        _cancel(self._writing)
        if self._network:
            self.shared.held[self._network] -= 1
            if not self.shared.held[self._network]:
                del self.shared.held[self._network]
            self._network = ""


def _cancel(timer: TimerHandle | None) -> None:
    if timer:
        timer.cancel()
