"""Reads and cleans one document in a process of its own: the file on standard input, what came of it on the output.

What was uploaded is hostile until it is read (SEC-12). Before the first byte of it is looked at, this process has given
up memory beyond 512 MiB, work beyond 10 s, writing files, and every further file descriptor: with them sockets, and so
the network. It prints a line of JSON, `{"refused": REASON}` or what the file is and says, and then the cleaned copy.
"""

import codecs
import contextlib
import encodings
import json
import pkgutil
import re
import resource
import sys
from typing import Any, Final

from services.consultations.cleaning import office, pdf, pictures
from services.consultations.cleaning.limits import FILE_BYTES, MOST_CHARACTERS, Read, Refused

MEMORY_BYTES: Final = 512 * 1024 * 1024
WORK_SECONDS: Final = 10

_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# They turn letters round: what is read is not what is stored, nor what the gate reads.
_OVERRIDES: Final = re.compile("[\u202d\u202e]")
_CONTROLS: Final = re.compile(r"[\0-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def read(content: bytes) -> Read:
    """Return what a file is by its content, whatever it is called."""
    if not content or len(content) > FILE_BYTES:
        raise Refused("too_big" if content else "no_kind")
    if content.startswith(b"%PDF-"):
        return pdf.read(content)
    if content.startswith(_PICTURES) or (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        return pictures.read(content)
    if content.startswith(b"PK\x03\x04"):
        return office.read(content)
    return _plain(content)


def _plain(content: bytes) -> Read:
    try:
        words = _OVERRIDES.sub("", content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("no_kind") from None
    if _CONTROLS.search(words) or not words.strip():
        raise Refused("no_kind")
    if len(words) > MOST_CHARACTERS:
        raise Refused("too_long")
    return Read("text/plain", words.encode(), (("text", words),), ())


def _give_up_everything() -> None:
    # Later no file of ours can be opened any more: whatever a library loads when it needs it is loaded now.
    for each in pkgutil.iter_modules(encodings.__path__):
        with contextlib.suppress(LookupError, ImportError):  # some are of other systems
            codecs.lookup(each.name)
    pictures.prepare()
    pdf.prepare()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (WORK_SECONDS, WORK_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def main() -> None:
    """Read standard input, print what came of it."""
    _give_up_everything()
    found: dict[str, Any]
    cleaned = b""
    try:
        done = read(sys.stdin.buffer.read(FILE_BYTES + 1))
        found = {"media_type": done.media_type, "stays": done.stays, "goes": done.goes}
        cleaned = done.cleaned
    except Refused as refused:
        found = {"refused": str(refused)}
    except MemoryError:
        found = {"refused": "too_big"}
    except RecursionError:
        found = {"refused": "broken"}
    sys.stdout.buffer.write(json.dumps(found).encode() + b"\n" + cleaned)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
