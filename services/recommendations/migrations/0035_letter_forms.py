"""A search finds words whichever digits, hamza forms and joiners were typed."""

from alembic import op

revision = "recommendations_0035"
down_revision = "recommendations_0034"
branch_labels = None
depends_on = None

SQL = r"""
-- Letters that look alike and are typed alike, folded for search: Arabic ye, kaf and he; letters with a hamza as those
-- without; digits of Urdu and Arabic as Latin ones; joiners, hamza and vowel signs dropped.
CREATE OR REPLACE FUNCTION folded(body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT regexp_replace(
        translate(lower(body), 'يىئكهةۀۂۃأإٱآؤۓ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', 'یییکہہہہہااااوے01234567890123456789'),
        '[\u064b-\u0655\u0670\u0640\u200b-\u200f\u061c]', '', 'g')
$$;

-- What a search for one word asks: its beginning suffices. One with a joiner in it may stand as two words.
CREATE FUNCTION searched(word text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT CASE
        WHEN strpos(word, chr(8204)) > 0 THEN
            to_tsquery('simple', quote_literal(folded(word)) || ':*')
            || to_tsquery('simple', quote_literal(folded(replace(word, chr(8204), ' '))) || ':*')
        ELSE to_tsquery('simple', quote_literal(folded(word)) || ':*')
    END
$$;

-- Words of a text as a search compares them, those with a joiner both as one and as two; none once it is erased.
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
    """Fold more, and fold what is there again."""
    op.execute(SQL)
