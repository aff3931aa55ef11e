"""What a store of files does."""

from typing import Protocol
from uuid import UUID


class Files(Protocol):
    """Keeps sealed files by id."""

    async def put(self, file_id: UUID, sealed: bytes) -> None:
        """Keep a file. When this returns the store has it for good: commit its row after.

        Raises:
            Unavailable: The store does not answer, or refuses us. Whether it has the file is not known.
        """

    async def get(self, file_id: UUID) -> bytes:
        """Return a file.

        Raises:
            NotFound: It is not there.
            Unavailable: The store does not answer.
        """

    async def delete(self, file_id: UUID) -> None:
        """Take a file away. One that is not there is no error.

        Raises:
            Unavailable: The store does not answer.
        """
