"""A mail server's answer without anything that tells of people, so that it may stand in the delivery log."""

import re
from typing import Final

_LONGEST: Final = 200
_ADDRESS: Final = re.compile(r"\S*@\S*")
_LINK: Final = re.compile(r"\S*://\S*|www\.\S+")
_OPAQUE: Final = re.compile(r"\S{25,}")
_NOT_PLAIN: Final = re.compile(r"[^\x20-\x7e]+")
_SHORTEST_PART: Final = 3
_REMOVED: Final = "…"


def scrub(answer: str, *, address: str) -> str:
    """Return the answer in one short line of ASCII, without addresses, links, long tokens and parts of the address.

    Args:
        answer: What the server said.
        address: The recipient's address: servers repeat the part before the @ alone, too.
    """
    clean = _NOT_PLAIN.sub(" ", answer)
    for pattern in (_ADDRESS, _LINK):
        clean = pattern.sub(_REMOVED, clean)
    local = address.rpartition("@")[0]
    parts = {local, *(part for part in re.split(r"[^A-Za-z0-9]+", local) if len(part) >= _SHORTEST_PART)}
    for part in sorted(parts, key=len, reverse=True):
        if part:
            clean = re.sub(rf"(?<![A-Za-z0-9]){re.escape(part)}(?![A-Za-z0-9])", _REMOVED, clean, flags=re.IGNORECASE)
    return " ".join(_OPAQUE.sub(_REMOVED, clean).split())[:_LONGEST]
