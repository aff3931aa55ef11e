"""Sealed files in a folder."""

import asyncio
import os
from pathlib import Path
from uuid import UUID

from services.chassis.errors import NotFound
from services.chassis.ids import new_id


class Folder:
    """A folder, the same for all copies of the service.

    Args:
        folder: Where the files lie; made with mode 0700 if it is missing.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    async def put(self, file_id: UUID, sealed: bytes) -> None:
        """Write aside, then rename: nobody ever reads half a file."""
        await asyncio.to_thread(self._write, file_id, sealed)

    async def get(self, file_id: UUID) -> bytes:
        """Read a file.

        Raises:
            NotFound: It is not there.
        """
        try:
            return await asyncio.to_thread(self._path(file_id).read_bytes)
        except FileNotFoundError:
            raise NotFound("no such file") from None

    async def delete(self, file_id: UUID) -> None:
        """Unlink a file."""
        await asyncio.to_thread(self._path(file_id).unlink, missing_ok=True)

    def _path(self, file_id: UUID) -> Path:
        return self._folder / str(file_id)

    def _write(self, file_id: UUID, sealed: bytes) -> None:
        aside = self._folder / f".{new_id()}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            aside.rename(self._path(file_id))
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        directory = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
