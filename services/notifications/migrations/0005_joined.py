"""Statements for which another one stands are not mailed."""

from alembic import op

revision = "notifications_0005"
down_revision = "notifications_0004"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE statements
    ADD COLUMN joined boolean NOT NULL DEFAULT false;  -- merged or superseded: another statement stands for it
CREATE OR REPLACE VIEW lines AS
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
    """Add the column; old code goes on without it."""
    op.execute(SQL)
