"""How much of a document is read, and why one is refused."""

import re
from dataclasses import dataclass
from typing import Final

FILE_BYTES: Final = 10 * 1024 * 1024
PIXELS: Final = 25_000_000
PAGES: Final = 1000
MOST_CHARACTERS: Final = 200_000
ASIDE_CHARACTERS: Final = 20_000  # of what the file says beside its text
MARKUP: Final = re.compile(r"<[^<>]*>")


class Refused(Exception):
    """The file is not taken; the word says why: a key of `parent.EXPECTED`."""


@dataclass(frozen=True)
class Read:
    """What a file is, what may be public of it, and every text found in it."""

    media_type: str
    cleaned: bytes
    stays: tuple[tuple[str, str], ...]
    """Where, and the text: in the cleaned copy, too."""

    goes: tuple[tuple[str, str], ...]
    """Where, and the text: only in the file as it was uploaded."""
