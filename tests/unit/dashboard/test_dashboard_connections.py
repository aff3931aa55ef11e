"""A connection whose reader is slow: nothing of an answer is lost, with TLS or without."""

import asyncio
import socket
import ssl
import struct
import time
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from dashboard.settings import Settings
from dashboard.web import connections
from deploy.local.certificates import Certificates

SIZE = 600_000


async def answered(_scope: Any, _receive: Any, send: Any) -> None:
    length = [(b"content-length", str(SIZE).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": b"x" * SIZE})


@pytest.mark.parametrize("tls", [True, False])
async def test_who_reads_an_answer_slowly_gets_all_of_it(certificates: Certificates, *, tls: bool) -> None:
    settings = Settings.model_construct(
        request_seconds=2.0, connections_per_network=10, proxies=(), public_url="http://127.0.0.1:8501"
    )
    protocol = connections.kind(settings)
    config = uvicorn.Config(answered, log_config=None, lifespan="off", timeout_keep_alive=1)
    config.load()
    secure: dict[str, Any] = {"ssl": _shown(certificates), "ssl_shutdown_timeout": 0.5} if tls else {}
    state = ServerState()
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32_768)  # as little as a slow line has
        listening.bind(("127.0.0.1", 0))
        server = await asyncio.get_running_loop().create_server(
            lambda: protocol(config, state, {}), sock=listening, **secure
        )
        async with server:
            got = await asyncio.to_thread(_read_slowly, listening.getsockname()[1], certificates.ca, tls)
    assert got > SIZE


async def test_nothing_is_asked_of_a_connection_that_its_reader_broke_off() -> None:
    settings = Settings.model_construct(
        request_seconds=2.0, connections_per_network=10, proxies=(), public_url="http://127.0.0.1:8501"
    )
    protocol, state, failed = connections.kind(settings), ServerState(), list[Any]()
    config = uvicorn.Config(answered, log_config=None, lifespan="off", timeout_keep_alive=1)
    config.load()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, told: failed.append(told))
    try:
        async with await loop.create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0) as server:
            await asyncio.to_thread(_break_off, server.sockets[0].getsockname()[1])
            await asyncio.sleep(1.2)  # it would have been closed as idle by now
    finally:
        loop.set_exception_handler(None)
    assert failed == []
    assert not state.connections


def _break_off(port: int) -> None:
    """Read an answer to its end, and reset the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as made:
        made.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        got = 0
        while got < SIZE:
            got += len(made.recv(65536))
        time.sleep(0.1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _shown(certificates: Certificates) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate("dashboard"), certificates.key("dashboard"))
    return context


def _read_slowly(port: int, ca: Path, tls: bool) -> int:
    """Return how many bytes come: a few of them in four seconds, then the others."""
    context = ssl.create_default_context(cafile=ca)
    context.check_hostname = False
    with socket.socket() as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        plain.settimeout(10)
        plain.connect(("127.0.0.1", port))
        with context.wrap_socket(plain) if tls else plain as made:
            made.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            got = 0
            for _ in range(16):
                time.sleep(0.25)
                got += len(made.recv(8192))
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 131_072)
            while chunk := made.recv(65536):
                got += len(chunk)
                if got > SIZE:
                    break
    return got
