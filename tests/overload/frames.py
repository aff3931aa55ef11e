"""HTTP/2 by hand, as no client of ours speaks it: frames that do not end, are taken back at once, or are not read."""

import asyncio
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from deploy.local.certificates import Certificates

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, CONTINUATION = 0x0, 0x1, 0x3, 0x4, 0x6, 0x7, 0x9
END_STREAM, END_HEADERS = 0x1, 0x4
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_INITIAL_WINDOW_SIZE = 4
_SEVEN_BITS = 127
_LONGEST = 16_384


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """Return one frame."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def header(name: str, value: str) -> bytes:
    """Return one header, written out in full: it fills no table of the other side."""
    return b"\0" + _text(name) + _text(value)


def _text(words: str) -> bytes:
    length, prefix = len(words), b""
    if length >= _SEVEN_BITS:
        prefix, length = bytes([_SEVEN_BITS]), length - _SEVEN_BITS
        while length > _SEVEN_BITS:
            prefix, length = prefix + bytes([128 | length & _SEVEN_BITS]), length >> 7
    return prefix + bytes([length]) + words.encode()


def request(stream: int, path: str, message: bytes, *, more: bytes = b"") -> bytes:
    """Return the frames of a call, with some headers more."""
    fields = {":method": "POST", ":scheme": "https", ":path": path, ":authority": "x"}
    fields |= {"te": "trailers", "content-type": "application/grpc"}
    head = b"".join(header(name, value) for name, value in fields.items()) + more
    pieces = [head[at : at + _LONGEST] for at in range(0, len(head), _LONGEST)]
    sent = b""
    for number, piece in enumerate(pieces):
        flags = END_HEADERS if number == len(pieces) - 1 else 0
        sent += frame(CONTINUATION if number else HEADERS, flags, stream, piece)
    return sent + frame(DATA, END_STREAM, stream, b"\0" + struct.pack(">I", len(message)) + message)


@dataclass
class Spoken:
    """A connection with a workload's certificate, whose other end is written to and read frame by frame."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, frames: bytes) -> bool:
        """Send; False if the other end has closed it."""
        try:
            self.writer.write(frames)
            await self.writer.drain()
            await asyncio.sleep(0)  # whoever asks beside it has a turn
        except OSError:
            return False
        return not (self.reader.at_eof() or self.writer.transport.is_closing())

    async def drain(self, seconds: float) -> bool:
        """Read and throw away whatever comes for so long; True if the other end closed it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                with suppress(OSError):
                    while await self.reader.read(65_536):
                        pass
                return True
        return False


@asynccontextmanager
async def spoken(
    certificates: Certificates, workload: str, address: str, service: str, *, window: int = 65_535
) -> AsyncIterator[Spoken]:
    """Open a connection, on which the other end may send so many bytes of each answer, and no more until it is told."""
    secure = ssl.create_default_context(cafile=str(certificates.ca))
    secure.load_cert_chain(certificates.certificate(workload), certificates.key(workload))
    secure.set_alpn_protocols(["h2"])
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port), ssl=secure, server_hostname=service)
    settings = struct.pack(">HI", _INITIAL_WINDOW_SIZE, window)
    writer.write(_PREFACE + frame(SETTINGS, 0, 0, settings))
    try:
        yield Spoken(reader, writer)
    finally:
        writer.transport.abort()
