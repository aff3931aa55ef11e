"""Lines that are over."""

from alembic import op

revision = "notifications_0008"
down_revision = "notifications_0007"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE assignments ADD COLUMN closed boolean NOT NULL DEFAULT false;  -- nobody is asked about it any more

-- A line, and what stands in the way of telling anybody of it.
DROP VIEW lines;
CREATE VIEW lines AS
SELECT assignments.*,
       coalesce(statements.withdrawn, false) AS withdrawn,
       coalesce(statements.hidden OR statements.untracked OR statements.joined, false)
       OR coalesce(consultations.hidden, false)
       OR EXISTS (SELECT FROM withheld
                   WHERE aggregate_id IN (assignments.statement_id, assignments.consultation_id)) AS hidden
  FROM assignments
  LEFT JOIN statements ON statements.id = assignments.statement_id
  LEFT JOIN consultations ON consultations.id = assignments.consultation_id;
"""


def upgrade() -> None:
    """Add the column, and let the view show it."""
    op.execute(SQL)
