"""Duplicates are found whichever form of he was typed, and in letters of a PDF, as words are by a search."""

from alembic import op

revision = "consultations_0022"
down_revision = "consultations_0021"
branch_labels = None
depends_on = None

SQL = r"""
-- As before, and letters in the forms in which a PDF gives them (compatibility forms) as those that are typed; he with
-- two eyes as he; a hamza that stands by itself and signs of honour are dropped. `domain/duplicates.py` says the same.
CREATE OR REPLACE FUNCTION words_and_pairs(body text) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(array_agg(DISTINCT hashtext(each.said)), '{}')
      FROM (SELECT word, lead(word) OVER (ORDER BY place) AS following
              FROM regexp_split_to_table(
                       regexp_replace(translate(lower(normalize(body, NFKC)),
                                                'يىئكهھةۀۂۃأإٱآؤۓ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩',
                                                'یییکہہہہہہااااوے01234567890123456789'),
                                      '[\u0610-\u061a\u0621\u064b-\u065f\u0670\u0640\u200b-\u200f\u061c]', '', 'g'),
                       '[^[:alnum:]]+') WITH ORDINALITY AS split (word, place)
             WHERE word <> '') words
     CROSS JOIN LATERAL (VALUES (word), (word || ' ' || following)) AS each (said)
     WHERE each.said IS NOT NULL
$$;
ALTER TABLE texts DROP COLUMN said;
ALTER TABLE texts ADD COLUMN said integer[] GENERATED ALWAYS AS (words_and_pairs(body)) STORED;
CREATE INDEX texts_said ON texts USING gin (said);
"""


def upgrade() -> None:
    """Fold more, and what is there again: the table is rewritten, old code goes on beside it."""
    op.execute(SQL)
