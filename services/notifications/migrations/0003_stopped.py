"""What keeps a statement from being mailed for as long as it lasts."""

from alembic import op

revision = "notifications_0003"
down_revision = "notifications_0002"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE statements
    ADD COLUMN untracked boolean NOT NULL DEFAULT false;  -- it is only recorded: nobody is asked
CREATE OR REPLACE VIEW lines AS
SELECT assignments.*,
       coalesce(statements.withdrawn, false) AS withdrawn,
       coalesce(statements.hidden OR statements.untracked, false) OR coalesce(consultations.hidden, false)
       OR EXISTS (SELECT FROM withheld
                   WHERE aggregate_id IN (assignments.statement_id, assignments.consultation_id)) AS hidden
  FROM assignments
  LEFT JOIN statements ON statements.id = assignments.statement_id
  LEFT JOIN consultations ON consultations.id = assignments.consultation_id;
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
