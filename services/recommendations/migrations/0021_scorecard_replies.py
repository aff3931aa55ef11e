"""What a body itself says on its scorecard."""

from alembic import op

revision = "recommendations_0021"
down_revision = "recommendations_0020"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE addressees
    ADD COLUMN replies       jsonb  NOT NULL DEFAULT '[]',  -- texts of its own, the oldest first; ids and days, no text
    ADD COLUMN reply_version bigint NOT NULL DEFAULT 0;     -- of the entry at the last change of those
"""


def upgrade() -> None:
    """Add the columns; old code goes on without them."""
    op.execute(SQL)
