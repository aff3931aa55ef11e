"""Words of a search, as conditions on the texts of a line; and whether few texts have one."""

import re
from typing import Final
from uuid import UUID

from services.chassis.database import Transaction

_MOST: Final = 8
_RARE: Final = 10_000
"""In so many texts a word may stand, and still the texts lead to the lines, not the lines to the texts."""
_COMMON: Final = 0.025
"""In this share of all texts a word stands so often that nobody counts them: more than a guess for unknown words."""
_FEW: Final = 1_000
"""In so few texts a word stands rarely, whatever their share: of few texts, a rare word's may be a large one."""

# A word with its vowel signs, hamzas, joiners and marks, which `folded` drops: none ends it, none is one by itself.
_DROPPED: Final = r"\u0610-\u061a\u0621\u064b-\u065f\u0670\u0640\u200b-\u200f\u061c"
_WORD: Final = re.compile(rf"[{_DROPPED}]*[^\W\u0621\u0640][\w{_DROPPED}]*")

_QUERY: Final = "searched(%(word_n)s)"
# From the texts to the lines, so that a rare word reads few rows. One condition with OR, not two statements: of those
# PostgreSQL gives each to a worker of its own, and starting these takes longer than the rest.
IN_TEXTS: Final = """
    a.recommendation_id IN (SELECT id FROM recommendations WHERE title_id = ANY(%(texts)s) OR text_id = ANY(%(texts)s))
"""
# Line by line, so that of a common word no more texts are read than lines are wanted.
_IN_LINE: Final = f"""
    (SELECT bool_or(t.words @@ {_QUERY})
       FROM recommendations r
       JOIN texts t ON t.text_id IN (r.title_id, r.text_id)
      WHERE r.id = a.recommendation_id)
"""  # noqa: S608


def of_text(text: str) -> dict[str, str]:
    """Return the words of what somebody typed, by the names of their parameters."""
    return {f"word_{n}": word for n, word in enumerate(_WORD.findall(text)[:_MOST])}


def in_line(name: str) -> str:
    """Return the condition that the word of a parameter stands in the texts of the line `a`."""
    return _IN_LINE.replace("word_n", name)


async def rarest(tx: Transaction, words: dict[str, str]) -> tuple[str, list[UUID]] | None:
    """Return the parameter of the rarest word and the texts that have it; None if each has too many."""
    known = {name: await _texts_with(tx, word) for name, word in words.items()}
    rare = {name: texts for name, texts in known.items() if texts is not None}
    return min(rare.items(), key=lambda each: len(each[1])) if rare else None


async def _texts_with(tx: Transaction, word: str) -> list[UUID] | None:
    """Return the texts in which a word stands; None if there are too many to lead to the lines."""
    whole = "SELECT FROM texts t WHERE t.words @@ to_tsquery('simple', quote_literal(folded(%(word)s)))"
    expected = await _planned(tx, whole, word)
    if expected > _FEW and expected > _COMMON * await _planned(tx, "SELECT FROM texts", word):
        return None
    # Planned as if all of them were read: for some, the database would go through the table.
    statement = f"""
        WITH found AS MATERIALIZED (
            SELECT t.text_id FROM texts t WHERE t.words @@ {_QUERY.replace("word_n", "word")}
        )
        SELECT text_id FROM found LIMIT {_RARE + 1}
    """  # noqa: S608
    texts = await (await tx.execute(statement, {"word": word}, prepare=False)).fetchall()
    return [row["text_id"] for row in texts] if len(texts) <= _RARE else None


async def _planned(tx: Transaction, statement: str, word: str) -> int:
    """Return how many rows the database expects of a statement, at least 1."""
    row = await (await tx.execute(f"EXPLAIN (FORMAT JSON) {statement}", {"word": word}, prepare=False)).fetchone()
    assert row is not None
    return int(row["QUERY PLAN"][0]["Plan"]["Plan Rows"])
