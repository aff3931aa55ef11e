"""Starts the child, and reads what it says."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

log = structlog.get_logger(__name__)

EXPECTED: Final = {
    "no_kind": "a PDF, a picture (JPEG, PNG, WebP), DOCX, XLSX, PPTX, ODT, or a plain text in UTF-8",
    "encrypted": "a file without a password",
    "broken": "a file that can be opened: this one is damaged, or something else at the same time",
    "macros": "a file without macros",
    "too_big": "a smaller file: at most 10 MiB, 25 million pixels or 1,000 pages, and nothing that unpacks to more",
    "too_long": "at most 200,000 characters of text in one file",
    "failed": "another copy of this file, saved anew or as PDF: reading it failed here, and we cannot tell why",
    "holds_others": "a file with no other kinds of files in it: save it as PDF",
}
"""What a file has to be, by the reason for which it was refused."""

_ROOT: Final = Path(__file__).parents[3]
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]);from services.consultations.cleaning import child; child.main()"
)
_SECONDS: Final = 15


class Unclean(Exception):
    """The file is not taken. `expected` says what one has to be."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def expected(self) -> str:
        """What a file has to be."""
        return EXPECTED[self.reason]


@dataclass(frozen=True)
class Cleaned:
    """A document as the public may get it, and every text found in the uploaded one."""

    media_type: str
    content: bytes
    stays: tuple[tuple[str, str], ...]
    """Where, and the text: in the cleaned copy, too. `text.page_3`, `text.word/document.xml`."""

    goes: tuple[tuple[str, str], ...]
    """Where, and the text: gone from the cleaned copy. `metadata.Author`."""


async def clean(content: bytes) -> Cleaned:
    """Return a document cleaned.

    Raises:
        Unclean: It is none that is taken, or reading it took too much.
    """
    try:
        # In a thread, and by vfork: handlers that gRPC runs in a forked copy of this process could end the child.
        child = await asyncio.to_thread(
            subprocess.run,
            (sys.executable, "-I", "-c", _START, str(_ROOT)),
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
            # Nothing of ours is known to it: no secret, no address.
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            cwd="/",
        )
    except subprocess.TimeoutExpired:
        raise Unclean("too_big") from None
    if child.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:  # it worked for too long
        raise Unclean("too_big")
    if child.returncode != 0:
        log.error("cleaning_failed", exit_code=child.returncode)
        raise Unclean("failed")
    line, _, cleaned = child.stdout.partition(b"\n")
    found = json.loads(line)
    if reason := found.get("refused"):
        raise Unclean(reason)
    stays, goes = (tuple((where, words) for where, words in found[each]) for each in ("stays", "goes"))
    return Cleaned(found["media_type"], cleaned, stays, goes)
