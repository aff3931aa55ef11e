"""What the words around a span tell of it."""

import re
from typing import Final

from services.consultations.domain.safeguarding.folding import fold

_NEAR: Final = 160  # characters on each side; who writes longer sentences is read by a reviewer all the same
_SENTENCE_ENDS: Final = re.compile(r"[.!?۔؟](?=\s|$)|\n")

# One child, not children: "the girl", "a student of class 6", "nine years old". Policies speak of many.
_A_CHILD: Final = re.compile(
    r"\b(?:girl|boy|pupil|schoolgirl|schoolboy|toddler|infant|baby|orphan)\b"
    r"|\b(?:the|a|this|that|one|his|her|their|my) (?:[\w-]+ )?(?:child|minor|student|daughter|son)\b"
    r"|\bchild(?:'s)? (?:named|called|name)\b|\b[\w-]+[- ]years?[- ]old\b|\baged (?:\d|\w+teen\b|\w+een\b)"
    r"|\b(?:class|grade) (?:\d{1,2}|[IVX]+)\b"
    "|"
    + fold(r"\b(?:بچہ|بچی|بچے کا نام|لڑکی|لڑکا|لڑکے|طالبہ|طالب علم|کمسن|کم سن|نابالغ|معصوم)\b|سال(?:ہ| کا| کی) ").text,
    re.IGNORECASE,
)


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the words before and after a part of folded text, as far as its sentence goes."""
    before, after = text[max(start - _NEAR, 0) : start], text[end : end + _NEAR]
    return f"{_SENTENCE_ENDS.split(before)[-1]} {_SENTENCE_ENDS.split(after)[0]}"


def is_about_a_child(sentence: str) -> bool:
    """Tell whether a sentence of folded text speaks of one child."""
    return bool(_A_CHILD.search(sentence))
