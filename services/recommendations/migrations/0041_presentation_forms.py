"""A search finds words whichever form of he was typed, with a hamza by itself or none, and in letters of a PDF."""

from alembic import op

revision = "recommendations_0041"
down_revision = "recommendations_0040"
branch_labels = None
depends_on = None

SQL = r"""
-- As before, and letters in the forms in which a PDF gives them (compatibility forms) as those that are typed; he with
-- two eyes as he; a hamza that stands by itself and signs of honour are dropped.
CREATE OR REPLACE FUNCTION folded(body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT regexp_replace(
        translate(lower(normalize(body, NFKC)),
                  'يىئكهھةۀۂۃأإٱآؤۓ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', 'یییکہہہہہہااااوے01234567890123456789'),
        '[\u0610-\u061a\u0621\u064b-\u065f\u0670\u0640\u200b-\u200f\u061c]', '', 'g')
$$;
ALTER TABLE texts DROP COLUMN words;
ALTER TABLE texts ADD COLUMN words tsvector GENERATED ALWAYS AS (
    CASE
        WHEN strpos(body, chr(8204)) > 0 THEN
            to_tsvector('simple', folded(body)) || to_tsvector('simple', folded(replace(body, chr(8204), ' ')))
        ELSE to_tsvector('simple', folded(body))
    END) STORED;
CREATE INDEX texts_words ON texts USING gin (words);
"""


def upgrade() -> None:
    """Fold more, and what is there again: the table is rewritten, old code goes on beside it."""
    op.execute(SQL)
