"""How much of messages that are not whole a process holds: of a network, and of all."""

import asyncio
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from dashboard.settings import Settings
from dashboard.web import sockets
from dashboard.web.sockets import _Shared


class Held:
    """A socket, as the count knows it."""

    def __init__(self, network: str) -> None:
        self.network = network
        self.dropped = False

    def drop(self) -> None:
        """Note that it was closed."""
        self.dropped = True


def a_count(*, of_network: int, of_all: int) -> Any:
    return _Shared(of_network, of_all, (), {})


@pytest.mark.covers("SEC 19")
def test_of_a_network_that_holds_too_much_the_socket_that_holds_most_is_closed() -> None:
    count = a_count(of_network=10, of_all=100)
    small, large, other = Held("a"), Held("a"), Held("b")
    count.note(large, 7)
    count.note(other, 9)
    count.note(small, 3)
    assert not any(each.dropped for each in (small, large, other))
    count.note(small, 4)
    assert [each.dropped for each in (small, large, other)] == [False, True, False]
    count.note(small, 10)
    assert not small.dropped, "what was closed holds nothing"


@pytest.mark.covers("SEC 19")
@pytest.mark.parametrize("network", ["", "c"])
def test_of_all_together_the_one_that_holds_most_is_closed_whoever_asks_for_more(network: str) -> None:
    count = a_count(of_network=10, of_all=20)
    those = [Held("a"), Held("b"), Held(network)]
    for each, held in zip(those, (8, 9, 1), strict=True):
        count.note(each, held)
    count.note(those[2], 4)
    assert [each.dropped for each in those] == [False, True, False]


def test_a_proxy_is_no_network_and_what_is_let_go_counts_no_more() -> None:
    count = a_count(of_network=10, of_all=50)
    behind = [Held("") for _ in range(4)]
    for each in behind:
        count.note(each, 12)
    assert not any(each.dropped for each in behind), "48 of 50: it stands for all its readers"
    for each in behind:
        count.note(each, 0)
    assert not count.held
    assert not count.networks


HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Wire(asyncio.Transport):
    """The way to a browser."""

    def __init__(self) -> None:
        super().__init__({"peername": ("203.0.113.7", 1), "sockname": ("127.0.0.1", 2)})
        self.closed = False

    def write(self, data: bytes) -> None:  # type: ignore[override]
        """Lose it."""

    def pause_reading(self) -> None:
        """Nothing comes by itself."""

    def resume_reading(self) -> None:
        """Nothing comes by itself."""

    def is_closing(self) -> bool:
        """Tell whether it was closed."""
        return self.closed

    def close(self) -> None:
        """Close it."""
        self.closed = True

    abort = close


@pytest.mark.covers("SEC 19")
async def test_what_waits_on_a_socket_that_is_closed_is_let_go_and_its_page_told() -> None:
    told, opened, closed = list[str](), asyncio.Event(), asyncio.Event()

    async def page(_scope: Any, receive: Any, send: Any) -> None:
        told.append((await receive())["type"])
        await send({"type": "websocket.accept"})
        opened.set()
        await closed.wait()
        told.append((await receive())["type"])

    settings = Settings.model_construct(proxies=(), public_url="http://127.0.0.1:8501")
    kind = sockets.kind(settings, of_network=100)
    state, config = ServerState(), uvicorn.Config(page, log_config=None, lifespan="off", ws=kind)
    config.load()
    one, wire = kind(config, state, {}), Wire()
    one.connection_made(wire)
    one.data_received(HANDSHAKE)
    [running] = state.tasks
    await opened.wait()
    one.data_received(b"\x82\xb2\0\0\0\0" + bytes(50))
    one.data_received(b"\x82\xbc\0\0\0\0" + bytes(60))
    assert wire.closed, "110 bytes of 100"
    assert one.queue.empty()
    one.connection_lost(None)
    closed.set()
    await running
    assert told == ["websocket.connect", "websocket.disconnect"]
