"""What was recorded last is found by where it stands in the log."""

from alembic import op

revision = "recommendations_0038"
down_revision = "recommendations_0037"
branch_labels = None
depends_on = None

SQL = """
-- Serves "what changed" of a filter, what was recorded last first.
CREATE INDEX changes_by_position ON changes (illustrative, position DESC);
"""


def upgrade() -> None:
    """Add the index; old code works beside it."""
    op.execute(SQL)
