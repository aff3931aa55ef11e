"""Every secret that a run of the stack makes, and how they are found in bytes, all at once."""

import base64
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.local.stack import Stack
from tests.canaries import places

HOLDERS: Final = ("certificates/", "clients/", "keys/", "identity/", "postgres/data/server.key")
"""Where in the home secrets are kept: nobody but the owner reads a file there."""

_CODE: Final = re.compile(rb"^[ \t]+([A-Z0-9]{4})[ -]?([A-Z0-9]{4})[ \t]*\r?$", re.MULTILINE)
_SHORTEST: Final = 8


def of_files(home: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what is secret in the files of the home: which one, and the bytes to look for."""
    for file in sorted(each for holder in HOLDERS for each in (home / holder).rglob("*") if each.is_file()):
        assert file.stat().st_mode & 0o077 == 0, f"others may read {file.name}"
        name, content = str(file.relative_to(home)), file.read_bytes()
        if b"PRIVATE KEY" in content:
            yield from ((name, each) for each in _of_a_key(content))
        elif b"CERTIFICATE" not in content and name.startswith(("keys/", "identity/")) and len(content) >= _SHORTEST:
            yield from (
                (name, each) for each in as_written(content.strip() if name.startswith("identity/") else content)
            )


def _of_a_key(pem: bytes) -> Iterator[bytes]:
    """Yield the number that is secret, and the lines in which it is written."""
    key = serialization.load_pem_private_key(pem, password=None)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        yield from as_written(key.private_numbers().private_value.to_bytes(32, "big"))
    begin = pem.index(b"PRIVATE KEY-----\n") + len(b"PRIVATE KEY-----\n")
    yield from pem[begin : pem.index(b"-----END", begin)].split(b"\n")[1:2]


def as_written(secret: bytes) -> Iterator[bytes]:
    """Yield the bytes of a secret, and how they are written in text."""
    yield from (secret, secret.hex().encode(), base64.b64encode(secret)[:-2], base64.urlsafe_b64encode(secret)[:-2])


def of_mails(stack: Stack) -> Iterator[tuple[str, bytes]]:
    """Yield the sign-in codes that were mailed."""
    for _, mail, data in places.mails(stack):
        for first, second in _CODE.findall(data):
            yield f"a code of mail {mail}", first + second


class Finder:
    """Finds any of many secrets in one pass over some bytes."""

    def __init__(self, secrets: Iterable[tuple[str, bytes]]) -> None:
        """Take the secrets, each with its name; those shorter than 8 bytes are none."""
        self.names = {secret: name for name, secret in secrets if len(secret) >= _SHORTEST}
        self._starts: dict[bytes, list[bytes]] = {}
        self._tables = [np.zeros(1 << 16, dtype=bool) for _ in range(2)]
        for secret in self.names:
            self._starts.setdefault(secret[:4], []).append(secret)
            for place, table in enumerate(self._tables):
                table[int.from_bytes(secret[place * 2 : place * 2 + 2], "little")] = True

    def find(self, data: bytes) -> set[str]:
        """Return the names of the secrets in some bytes."""
        if len(data) < _SHORTEST:
            return set()
        letters = np.frombuffer(data, dtype=np.uint8)
        pairs = letters[:-1] | (letters[1:].astype(np.uint16) << 8)
        likely = np.nonzero(self._tables[0][pairs[:-2]] & self._tables[1][pairs[2:]])[0]
        return {
            self.names[secret]
            for start in likely.tolist()
            for secret in self._starts.get(data[start : start + 4], ())
            if data.startswith(secret, start)
        }
