"""From the words of one published text to others that share them."""

from alembic import op

revision = "consultations_0007"
down_revision = "consultations_0006"
branch_labels = None
depends_on = None

SQL = r"""
-- Words and pairs of neighbouring words, as numbers; letters that look alike and are typed alike are one, as in
-- `domain/duplicates.py`.
CREATE FUNCTION words_and_pairs(body text) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(array_agg(DISTINCT hashtext(each.said)), '{}')
      FROM (SELECT word, lead(word) OVER (ORDER BY place) AS following
              FROM regexp_split_to_table(
                       regexp_replace(translate(lower(body), 'يىكهةۀأإٱآ', 'ییکہہہاااا'),
                                      '[\u064b-\u0652\u0670\u0640\u200b-\u200d]', '', 'g'),
                       '[^[:alnum:]]+') WITH ORDINALITY AS split (word, place)
             WHERE word <> '') words
     CROSS JOIN LATERAL (VALUES (word), (word || ' ' || following)) AS each (said)
     WHERE each.said IS NOT NULL
$$;
-- None once the text is erased.
ALTER TABLE texts ADD COLUMN said integer[] GENERATED ALWAYS AS (words_and_pairs(body)) STORED;
-- Serve the search for duplicates: from words to texts, and from those to statements.
CREATE INDEX texts_said ON texts USING gin (said);
CREATE INDEX published_statements_by_text ON published_statements ((frame ->> 'text'));
CREATE INDEX published_statements_by_title ON published_statements ((frame ->> 'title'));
"""


def upgrade() -> None:
    """Add the column, which rewrites the table, and the indexes; old code goes on without them."""
    op.execute(SQL)
