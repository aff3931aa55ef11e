"""Which statements a person found to be related; and the total of what is tracked leaves out what stands no more."""

from alembic import op

revision = "recommendations_0018"
down_revision = "recommendations_0017"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE recommendations
    ADD COLUMN links jsonb NOT NULL DEFAULT '[]';  -- in the order in which they were linked; ids, no text

-- What was withdrawn, merged or superseded before counted as tracked until now.
INSERT INTO count_deltas (addressee_id, illustrative, measure, bar, until_date, bar_then, delta)
SELECT NULL, a.illustrative, 'tracked', '', NULL, '', -count(DISTINCT r.id)
  FROM assignments a
  JOIN recommendations r ON r.id = a.recommendation_id
 WHERE a.listed AND r.state <> 'published'
 GROUP BY a.illustrative;
"""


def upgrade() -> None:
    """Add the column and mend the count; old code goes on without them."""
    op.execute(SQL)
