"""Where a line went, so that whoever has it now is told of a finding that waits for a reply."""

from alembic import op

revision = "notifications_0010"
down_revision = "notifications_0009"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE assignments ADD COLUMN successor_id uuid;  -- the line that is open where it went; null unless it went
-- Serves the question which lines came to the one that a body has now.
CREATE INDEX assignments_by_successor ON assignments (successor_id) WHERE successor_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
