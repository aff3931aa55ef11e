"""What no public answer may hold, whoever did what before: invariants 10 and 11.

Anybody can read a page token, so what is packed in one counts as said.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from tests.machine.evaluated import held

# Alone: in the middle of a SHA-256, which is public, such digits mean nothing.
_UUID: Final = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE
)
_INSTANT: Final = re.compile(r"\b\d{1,2}:\d{2}(:\d{2})?\b|\bT\d{2}:?\d{2}")
_TOKEN: Final = re.compile(r'"next_?[pP]age_?[tT]oken": ?"([^"]+)"')
# "must" as a noun of nobody: the words stand in sentences of ours only. What people said is theirs.
BINDING: Final = re.compile(
    r"\bby law\b|\bmust\b|\boblig\w+|\blegally (?:bound|binding|required)\b"
    r"|قانوناً|قانونی طور پر|لازم(?:ی|اً)?\b|پابند\b",
    re.IGNORECASE,
)


def check(answers: str) -> None:
    """Check public answers, as JSON.

    Args:
        answers: As many as there are, one after the other.
    """
    if not answers:
        return  # the stage has no public
    for each in (answers, *_packed(answers)):
        found, instant = next(_ids(each), None), _INSTANT.search(each)
        assert held(11, found is None), f"invariant 11: the public reads the uuid7 {found}"
        assert held(11, instant is None), (
            f"invariant 11: the public reads a time of day, {instant and instant.group()!r}"
        )
    word = BINDING.search(answers)
    assert held(10, word is None), f"invariant 10: the public reads {word and word.group()!r}"


def _ids(words: str) -> Iterator[UUID]:
    for found in _UUID.finditer(words):
        yield UUID(found.group())


def _packed(answers: str) -> Iterator[str]:
    """Yield what is packed in page tokens."""
    for token in _TOKEN.findall(answers):
        try:
            yield base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            continue
