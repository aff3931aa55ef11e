"""Duplicates are found whichever digits and hamza forms were typed, as words are by a search."""

from alembic import op

revision = "consultations_0019"
down_revision = "consultations_0018"
branch_labels = None
depends_on = None

SQL = r"""
-- As before, and letters with a hamza as those without, digits of Urdu and Arabic as Latin ones; a hamza or madd that
-- was typed as a sign of its own is dropped. `domain/duplicates.py` says the same.
CREATE OR REPLACE FUNCTION words_and_pairs(body text) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(array_agg(DISTINCT hashtext(each.said)), '{}')
      FROM (SELECT word, lead(word) OVER (ORDER BY place) AS following
              FROM regexp_split_to_table(
                       regexp_replace(translate(lower(body), 'يىئكهةۀۂۃأإٱآؤۓ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩',
                                                             'یییکہہہہہااااوے01234567890123456789'),
                                      '[\u064b-\u0655\u0670\u0640\u200b-\u200f\u061c]', '', 'g'),
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
