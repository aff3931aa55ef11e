"""Sockets of pages of the desk, beneath what `guard` and `limits` see: messages that are not whole, and refusals.

A message is at most 4 MiB and only a whole one is handed on. What came of others, and what waits to be handed on, is
in memory: so much of one network and of all together, and where it is more the socket that holds most is closed. Its
page opens another. A proxy named in the settings stands for all its readers: only the sum of all counts for it.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Response
from websockets.server import ServerProtocol

from dashboard.settings import Settings
from dashboard.web import networks, policy

MESSAGE_BYTES: Final = 4 * 1024 * 1024
"""The longest message."""

OF_A_NETWORK: Final = 16 * 1024 * 1024
OF_ALL: Final = 64 * 1024 * 1024

MOST_PARTS: Final = 1024
"""Of one message: one of empty parts has no end by its bytes. A browser sends one part, or one for some kilobytes."""


@dataclass
class _Shared:
    """What all sockets of a process share."""

    of_network: int
    of_all: int
    proxies: tuple[IPv4Network | IPv6Network, ...]
    headers: dict[str, str]
    held: dict["_Socket", int] = field(default_factory=dict)
    """Bytes that wait, by socket; none of those that hold nothing."""
    networks: Counter[str] = field(default_factory=Counter)

    def note(self, one: "_Socket", held: int) -> None:
        """Note how much a socket holds now, and close those that hold most while it is too much."""
        self.networks[one.network] += held - self.held.pop(one, 0)
        if held:
            self.held[one] = held
        if not self.networks[one.network]:
            del self.networks[one.network]
        if one.network and self.networks[one.network] > self.of_network:
            self._close_largest([each for each in self.held if each.network == one.network])
        while self.networks.total() > self.of_all:
            self._close_largest(self.held)

    def _close_largest(self, among: Any) -> None:
        largest = max(among, key=self.held.__getitem__)
        self.note(largest, 0)
        largest.drop()


def kind(settings: Settings, *, of_network: int = OF_A_NETWORK, of_all: int = OF_ALL) -> type[WebSocketsSansIOProtocol]:
    """Return the protocol with which uvicorn serves each socket.

    Args:
        settings: Of the dashboard.
        of_network: How many bytes of messages of one network may wait.
        of_all: And of all networks together.
    """

    class _Of(_Socket):
        shared = _Shared(
            of_network,
            of_all,
            settings.proxies,
            {policy.CONTENT_POLICY: policy.STRICT_POLICY, **policy.headers(settings.public_url)},
        )

    return _Of


class _Handshake(ServerProtocol):
    """Says on each answer what every answer of ours says."""

    headers: dict[str, str]

    def send_response(self, response: Response) -> None:
        for name, value in self.headers.items():
            if name not in response.headers:
                response.headers[name] = value
        super().send_response(response)


class _Socket(WebSocketsSansIOProtocol):
    """One socket."""

    shared: ClassVar[_Shared]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn = _Handshake(
            extensions=self.conn.available_extensions, max_size=self.config.ws_max_size, logger=self.logger
        )
        self.conn.headers = self.shared.headers
        self.network = ""
        self._unfinished = 0
        self._waiting = deque[int]()

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        self.network = "" if networks.is_among(host, self.shared.proxies) else networks.of(host)

    def connection_lost(self, exc: Exception | None) -> None:
        self.shared.note(self, 0)
        self.conn.reader.discard()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.handshake_initiated and self.conn.handshake_exc:
            self._refuse()
        self._note()

    def handle_text(self, event: Frame) -> None:
        self._unfinished = len(event.data)
        super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        self._unfinished = len(event.data)
        super().handle_bytes(event)

    def handle_cont(self, event: Frame) -> None:
        if self.transport.is_closing():
            return
        self._unfinished += len(event.data)
        if len(self.frames) >= MOST_PARTS:
            self.drop()
        else:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        if not self.close_sent:
            self._waiting.append(self._unfinished)
        self._unfinished = 0
        super().send_receive_event_to_app()

    async def receive(self) -> Any:
        message = await super().receive()
        if message["type"] == "websocket.receive":
            self._waiting.popleft()
            self._note()
        return message

    def drop(self) -> None:
        """Close it at once, and let go what it holds: a connection and its parser wait for the garbage collector."""
        self.conn.reader.discard()
        self.frames, self._unfinished = [], 0
        self._waiting.clear()
        for _ in range(self.queue.qsize()):
            waits = self.queue.get_nowait()
            if waits["type"] != "websocket.receive":
                self.queue.put_nowait(waits)
        self.transport.abort()

    def _note(self) -> None:
        if not self.transport.is_closing():
            self.shared.note(self, len(self.conn.reader.buffer) + self._unfinished + sum(self._waiting))

    def _refuse(self) -> None:
        """Answer what h11 took for a request and websockets did not; uvicorn would keep it open, counted nowhere."""
        self.close_sent = self.handshake_complete = True
        said = [b"HTTP/1.1 400 Bad Request", b"Content-Length: 0", b"Connection: close"]
        said += [f"{name}: {value}".encode() for name, value in self.shared.headers.items()]
        self.transport.write(b"\r\n".join([*said, b"", b""]))
        self.transport.close()
