"""Data keys: what is restricted is encrypted under one, and destroying the key is how it is erased.

A key is a 32-byte file `RT_KEYS_DIR/<service>/<key id>`, outside PostgreSQL and backed up apart from it. All copies of
a service share the folder.
"""

import asyncio
import hashlib
import hmac
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.chassis.errors import NotFound
from services.chassis.ids import new_id

Row = TypeVar("Row")
Value = TypeVar("Value")

_KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"\x01"  # AES-256-GCM, nonce first; another cipher gets another number
_REMEMBERED = 1024
_SYNCED_ALONE = 50


class KeyDestroyed(NotFound):
    """The key is gone, and with it for ever what it sealed: to a caller the row is as good as missing."""

    def __init__(self) -> None:
        super().__init__("what was kept here has been erased")


class SealBroken(Exception):
    """A ciphertext that this key did not seal for this row: bytes were damaged, or moved between rows."""


def unless_erased(read: Callable[[Row], Value], row: Row) -> Value | None:
    """Return what is read of a row; None if its key was destroyed: a row from a backup, of what was erased since."""
    try:
        return read(row)
    except KeyDestroyed:
        return None


def readable(read: Callable[[Row], Value], rows: Iterable[Row]) -> list[Value]:
    """Return what is read of each row, without those whose key was destroyed: one of them takes no other one away."""
    return [each for row in rows if (each := unless_erased(read, row)) is not None]


class Keys:
    """The data keys of one service.

    Args:
        folder: RT_KEYS_DIR; made with mode 0700 if it is missing.
        service: Name of the service: the folder below, and part of what every ciphertext is bound to.
        remembered: How many keys are kept in memory at most.
    """

    def __init__(self, folder: Path, service: str, *, remembered: int = _REMEMBERED) -> None:
        self._folder = folder / service
        folder.parent.mkdir(parents=True, exist_ok=True)
        for each in (folder, self._folder):
            each.mkdir(mode=0o700, exist_ok=True)
        self._service = service
        self._remembered = remembered
        self._cache: OrderedDict[UUID, bytes] = OrderedDict()

    async def create(self) -> UUID:
        """Make a key and return its id. When this returns, key and folder are on the disk: commit its row after."""
        key_id = new_id()
        await asyncio.to_thread(self._write, key_id)
        return key_id

    async def create_many(self, count: int) -> list[UUID]:
        """Make so many keys, side by side, and return their ids; on the disk as those of `create` are.

        One that fails takes all with it.
        """
        made = [new_id() for _ in range(count)]
        try:
            await asyncio.to_thread(self._write_many, made)
        except BaseException:
            await self.destroy_many(made)
            raise
        return made

    async def destroy_many(self, key_ids: Sequence[UUID]) -> None:
        """Unlink keys of which nothing was committed."""
        await asyncio.to_thread(self._unlink_many, key_ids)

    async def ensure(self, key_id: UUID) -> None:
        """Make the key of that id unless it is there. Several copies of a service may ask at once."""
        await asyncio.to_thread(self._write, key_id)

    def seal(self, key_id: UUID, plaintext: bytes, *, table: str, column: str, row_id: UUID | str) -> bytes:
        """Encrypt `plaintext` for one column of one row; it opens nowhere else.

        Raises:
            KeyDestroyed: There is no such key, or not any more.
        """
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._key(key_id)).encrypt(nonce, plaintext, self._place(table, column, row_id))
        return _FORMAT + nonce + sealed

    def open(self, key_id: UUID, ciphertext: bytes, *, table: str, column: str, row_id: UUID | str) -> bytes:
        """Decrypt what `seal` made for the same column of the same row.

        Raises:
            KeyDestroyed: There is no such key, or not any more.
            SealBroken: The bytes are not what this key sealed for that place.
        """
        key = self._key(key_id)
        if not ciphertext.startswith(_FORMAT):
            raise SealBroken(f"{table}.{column}: unknown format")
        nonce, sealed = ciphertext[1 : 1 + _NONCE_BYTES], ciphertext[1 + _NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, sealed, self._place(table, column, row_id))
        except (InvalidTag, ValueError) as broken:
            raise SealBroken(f"{table}.{column}: not sealed by this key for this row") from broken

    def authenticate(self, key_id: UUID, message: bytes, *, purpose: str) -> bytes:
        """Return the 32-byte HMAC-SHA-256 of `message`, under a key of its own for each purpose.

        Raises:
            KeyDestroyed: There is no such key, or not any more.
        """
        derived = hmac.digest(self._key(key_id), purpose.encode(), hashlib.sha256)
        return hmac.digest(derived, message, hashlib.sha256)

    def has(self, key_id: UUID) -> bool:
        """Tell whether the key is there."""
        return self._path(key_id).exists()

    def destroy(self, key_id: UUID) -> None:
        """Unlink the key, here and for every copy of the service. Doing it again does nothing."""
        self._cache.pop(key_id, None)
        self._path(key_id).unlink(missing_ok=True)
        self._sync_folder()

    def _path(self, key_id: UUID) -> Path:
        return self._folder / str(key_id)

    def _place(self, table: str, column: str, row_id: UUID | str) -> bytes:
        return "\x00".join((self._service, table, column, str(row_id))).encode()

    def _key(self, key_id: UUID) -> bytes:
        # The file is looked at each time, even for a remembered key: another copy of the service may have destroyed it.
        if not self._path(key_id).exists():
            self._cache.pop(key_id, None)
            raise KeyDestroyed
        if key_id not in self._cache:
            try:
                self._cache[key_id] = self._path(key_id).read_bytes()
            except FileNotFoundError as gone:
                raise KeyDestroyed from gone
            while len(self._cache) > self._remembered:
                self._cache.popitem(last=False)
        self._cache.move_to_end(key_id)
        return self._cache[key_id]

    def _write(self, key_id: UUID) -> None:
        self._link(key_id)
        self._sync_folder()

    def _write_many(self, key_ids: Sequence[UUID]) -> None:
        alone = len(key_ids) <= _SYNCED_ALONE
        for each in key_ids:
            self._link(each, sync=alone)
        if not alone:
            os.sync()  # once for all: thousands of files one by one keep a busy disk for minutes
        self._sync_folder()

    def _unlink_many(self, key_ids: Sequence[UUID]) -> None:
        for each in key_ids:
            self._path(each).unlink(missing_ok=True)
        self._sync_folder()

    def _link(self, key_id: UUID, *, sync: bool = True) -> None:
        # Written aside and linked in: no other copy of the service ever sees half a key, and the first one wins.
        aside = self._folder / f".{new_id()}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, os.urandom(_KEY_BYTES))
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        try:
            os.link(aside, self._path(key_id))
        except FileExistsError:
            pass
        finally:
            aside.unlink()

    def _sync_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
