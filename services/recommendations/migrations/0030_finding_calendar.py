"""By which calendar the time for a reply to a finding was computed."""

from alembic import op

revision = "recommendations_0030"
down_revision = "recommendations_0029"
branch_labels = None
depends_on = None

# What waits now is computed once more.
SQL = "ALTER TABLE findings ADD COLUMN calendar_version bigint NOT NULL DEFAULT 0"


def upgrade() -> None:
    """Add the column: old code beside it writes 0, and is computed once more."""
    op.execute(SQL)
