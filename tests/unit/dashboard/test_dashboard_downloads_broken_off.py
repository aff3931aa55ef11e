"""A download that made room for others: its reader gets no end of it, and the log one line, which is of no fault."""

import asyncio
import io
import json
import logging
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route
from uvicorn.server import ServerState

from dashboard import logs
from dashboard.web import Site, connections
from dashboard.web.guard import Guard
from dashboard.web.spools import LetGo

SIZE = 10_000_000_000


def let_go() -> Iterator[bytes]:
    yield b"x"
    raise LetGo("a file was let go while somebody read it slowly: others needed the room")


def broken() -> Iterator[bytes]:
    yield b"x"
    raise ValueError("a fault of ours")


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the process logs, as it does when it serves."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    loggers = [logging.getLogger(each) for each in ("", "uvicorn", "uvicorn.error")]
    before = [(each.handlers[:], each.filters[:], each.level, each.propagate) for each in loggers]
    loggers[0].handlers.clear()
    for each in loggers[1:]:  # as Streamlit leaves them, once in a process
        each.propagate = False
        each.addHandler(logging.StreamHandler())
    logs.configure("info")
    yield written
    for each, (handlers, filters, level, propagates) in zip(loggers, before, strict=True):
        each.handlers[:], each.filters[:], each.level, each.propagate = handlers, filters, level, propagates


@asynccontextmanager
async def served(site: Site, pieces: Callable[[], Iterator[bytes]]) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """Serve a download as the process does, and ask for it; gives what the reader holds of the connection."""

    def sent(_request: Request) -> StreamingResponse:
        return StreamingResponse(pieces(), headers={"Content-Length": str(SIZE)})

    routes = [Route("/download", sent)]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, site=site, routes=routes)])
    protocol, state = connections.kind(site.settings), ServerState()
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    config.load()
    serving = await asyncio.get_running_loop().create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0)
    async with serving:
        reader, writer = await asyncio.open_connection("127.0.0.1", serving.sockets[0].getsockname()[1])
        host = site.settings.public_url.partition("://")[2]
        writer.write(f"GET /download HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        yield reader, writer
        writer.transport.abort()
        async with asyncio.timeout(5):
            while state.tasks:  # noqa: ASYNC110 - the server sets no event when an answer has ended
                await asyncio.sleep(0.01)


def lines(logged: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in logged.getvalue().splitlines()]


@pytest.mark.covers("SEC 19")
@pytest.mark.parametrize(
    ("pieces", "levels", "tracebacks"),
    [
        pytest.param(let_go, ["info"], 0, id="it made room: one line, without a traceback"),
        pytest.param(broken, ["error", "error"], 2, id="a fault: with a traceback, as every fault"),
    ],
)
async def test_a_download_that_made_room_is_one_line_and_a_fault_is_a_fault(
    site: Site, logged: io.StringIO, pieces: Callable[[], Iterator[bytes]], levels: list[str], tracebacks: int
) -> None:
    async with served(site, pieces) as (reader, _):
        head, _, body = (await asyncio.wait_for(reader.read(), 5)).partition(b"\r\n\r\n")
    assert b"content-length: %d" % SIZE in head.lower()
    assert body == b"x", "it was closed before its end, so that nobody takes it for whole"
    told = lines(logged)
    assert [each["level"] for each in told] == levels
    assert sum("exception" in each for each in told) == tracebacks
    assert ("a download was broken off" in told[0]["event"]) is (pieces is let_go)


async def test_a_reader_who_goes_away_is_no_line_at_all(site: Site, logged: io.StringIO) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(65_536)

    async with served(site, endless) as (reader, _):
        await reader.readexactly(100_000)
    assert lines(logged) == []
