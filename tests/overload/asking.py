"""One question to a process, and what it was told: the answer, or a refusal with the time after which to ask again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import grpc
from google.rpc import error_details_pb2, status_pb2


@dataclass
class Told:
    """One answer: whether it was given, or refused with the seconds after which to ask again."""

    answered: bool
    retry_after: float = 0.0


Ask = Callable[[int], Awaitable[Told]]
"""Asks for the time of this number; raises whatever is neither an answer nor a refusal with a time."""


async def by_grpc(call: Awaitable[Any]) -> Told:
    """Make a call; a refusal has to say when to ask again."""
    try:
        await call
    except grpc.aio.AioRpcError as refused:
        if refused.code() is not grpc.StatusCode.RESOURCE_EXHAUSTED:
            raise
        return Told(answered=False, retry_after=pause_of(refused))
    return Told(answered=True)


def pause_of(refused: grpc.aio.AioRpcError) -> float:
    """Return after how many seconds a refusal says to ask again; it has to say it."""
    status = status_pb2.Status.FromString(dict(refused.trailing_metadata())["grpc-status-details-bin"])
    info = error_details_pb2.RetryInfo()
    assert status.details[0].Unpack(info), refused
    pause = float(info.retry_delay.ToTimedelta().total_seconds())
    assert pause > 0, refused
    return pause


async def by_http(url: str, path: str, *, source: str, cookie: str = "", form: dict[str, str] | None = None) -> Told:
    """Ask the dashboard from an address of this machine; a refusal has to say when to ask again."""
    body = urlencode(form).encode() if form is not None else b""
    head = _head(url, "GET" if form is None else "POST", path) + "Connection: close\r\n"
    if cookie:
        head += f"Cookie: {cookie}\r\n"
    if form is not None:
        head += f"Origin: {url}\r\nContent-Length: {len(body)}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n"
    reader, writer = await _connected(url, source)
    try:
        writer.write(f"{head}\r\n".encode() + body)
        answer = await reader.read()
    finally:
        writer.close()
    return _told(answer.partition(b"\r\n\r\n")[0], (200, 303))


async def by_socket(url: str, *, source: str, holding: list[asyncio.StreamWriter]) -> Told:
    """Open a page's socket, and hold it open; a refusal has to say when to ask again."""
    head = _head(url, "GET", "/_stcore/stream") + (
        f"Origin: {url}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    reader, writer = await _connected(url, source)
    writer.write(head.encode())
    told = _told(await reader.readuntil(b"\r\n\r\n"), (101,))
    if told.answered:
        holding.append(writer)
    else:
        writer.close()
    return told


def _head(url: str, method: str, path: str) -> str:
    return f"{method} {path} HTTP/1.1\r\nHost: {url.removeprefix('http://')}\r\n"


async def _connected(url: str, source: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    name, _, port = url.removeprefix("http://").partition(":")
    return await asyncio.open_connection(name, int(port), local_addr=(source, 0))


def _told(head: bytes, good: tuple[int, ...]) -> Told:
    top = head.decode("latin-1").lower()
    status = int(top.split()[1])
    assert status in (*good, 429), top
    wait = [line for line in top.splitlines() if line.startswith("retry-after: ")]
    assert (status == 429) == bool(wait), top
    return Told(answered=status in good, retry_after=float(wait[0].partition(": ")[2]) if wait else 0.0)
