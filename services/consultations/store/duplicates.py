"""What is compared to find duplicates, and what a person keeps apart."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from services.chassis.database import Transaction

_MOST: Final = 20
"""So many statements each is compared with: those that share the most words with it."""
_RARE: Final = 50
"""Words, and pairs of words, that stand in more texts say nothing about what is alike."""


async def alike(
    tx: Transaction, consultation_id: UUID, statement_ids: Collection[UUID], *, illustrative: bool
) -> dict[UUID, list[UUID]]:
    """Return, by statement, those of other consultations that may be its duplicates, the most alike first.

    They share words, or pairs of words, that few texts have; they stand on their own and are not hidden. How many texts
    there are does not matter: of each word a bounded number is looked at.
    """
    statement = f"""
        WITH common AS MATERIALIZED (  -- as far as the database knows: of the others it knows that they are rare
            SELECT c.word
              FROM pg_stats s
             CROSS JOIN LATERAL unnest(s.most_common_elems::text::integer[], s.most_common_elem_freqs)
                   AS c (word, share)
             WHERE s.schemaname = 'public' AND s.tablename = 'texts' AND s.attname = 'said'
               AND c.share * (SELECT reltuples FROM pg_class WHERE oid = 'texts'::regclass) > {_RARE}
        ), own AS MATERIALIZED (
            SELECT s.id, t.text_id, word
              FROM published_statements s
              JOIN texts t ON t.text_id IN ((s.frame ->> 'title')::uuid, (s.frame ->> 'text')::uuid)
             CROSS JOIN LATERAL unnest(t.said) AS word
             WHERE s.id = ANY(%(ids)s) AND word NOT IN (SELECT word FROM common WHERE word IS NOT NULL)
        ), found AS MATERIALIZED (
            SELECT w.word, f.text_id
              FROM (SELECT DISTINCT word FROM own) w
             CROSS JOIN LATERAL (SELECT text_id FROM texts t WHERE t.said @> ARRAY[w.word] LIMIT {_RARE}) f
             WHERE f.text_id NOT IN (SELECT text_id FROM own)
        ), alike AS MATERIALIZED (
            SELECT id, text_id, shared
              FROM (SELECT o.id, f.text_id, count(DISTINCT word) AS shared,
                           row_number() OVER (PARTITION BY o.id ORDER BY count(DISTINCT word) DESC, f.text_id) AS place
                      FROM own o
                      JOIN found f USING (word)
                     GROUP BY o.id, f.text_id) ranked
             WHERE place <= {2 * _MOST}
        ), known AS MATERIALIZED (
            SELECT f.text_id, s.id
              FROM (SELECT DISTINCT text_id FROM alike) f
             CROSS JOIN LATERAL ((SELECT * FROM published_statements WHERE frame ->> 'text' = f.text_id::text LIMIT 1)
                                 UNION ALL
                                 (SELECT * FROM published_statements WHERE frame ->> 'title' = f.text_id::text LIMIT 1)
                                 ) s
             WHERE s.consultation_id <> %(consultation_id)s
               AND NOT s.hidden AND s.withdrawal IS NULL AND s.joined IS NULL
               -- One by one: joined, the database would read all consultations.
               AND (SELECT c.illustrative = %(illustrative)s AND NOT c.hidden
                      FROM published_consultations c WHERE c.id = s.consultation_id)
        )
        SELECT id, other_id
          FROM (SELECT a.id, k.id AS other_id,
                       row_number() OVER (PARTITION BY a.id ORDER BY sum(a.shared) DESC, k.id) AS place
                  FROM alike a
                  JOIN known k USING (text_id)
                 GROUP BY a.id, k.id) ranked
         WHERE place <= {_MOST}
         ORDER BY id, place
    """  # noqa: S608
    parameters = {"ids": list(statement_ids), "consultation_id": consultation_id, "illustrative": illustrative}
    near: dict[UUID, list[UUID]] = {}
    for row in await (await tx.execute(statement, parameters)).fetchall():
        near.setdefault(row["id"], []).append(row["other_id"])
    return near


async def keep_apart(tx: Transaction, one: UUID, other: UUID, *, by: UUID, at: datetime) -> None:
    """Note that two statements are no duplicates. Noting it again changes nothing."""
    statement = """
        INSERT INTO kept_apart (one_id, other_id, kept_by, kept_at)
        VALUES (%(one)s, %(other)s, %(by)s, %(at)s) ON CONFLICT DO NOTHING
    """
    one, other = sorted((one, other))
    await tx.execute(statement, {"one": one, "other": other, "by": by, "at": at})


async def kept_apart(tx: Transaction, statement_ids: Collection[UUID]) -> list[frozenset[UUID]]:
    """Return the pairs kept apart that one of the statements is in."""
    statement = """
        SELECT one_id, other_id FROM kept_apart WHERE one_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s)
    """
    rows = await (await tx.execute(statement, {"ids": list(statement_ids)})).fetchall()
    return [frozenset({row["one_id"], row["other_id"]}) for row in rows]
