"""Which record stands for another one."""

from alembic import op

revision = "recommendations_0014"
down_revision = "recommendations_0013"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE recommendations
    ADD COLUMN joined_id        uuid,                      -- null while it stands on its own; may arrive later
    ADD COLUMN joined_number    text NOT NULL DEFAULT '',  -- of that record
    ADD COLUMN joined_reason_id uuid,
    ADD CHECK ((joined_id IS NULL) = (joined_number = ''));
-- Serves the question what was merged into a record.
CREATE INDEX recommendations_joined ON recommendations (joined_id) WHERE joined_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns; old code goes on without them."""
    op.execute(SQL)
