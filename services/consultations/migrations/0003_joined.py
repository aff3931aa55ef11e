"""Which statement stands for another one."""

from alembic import op

revision = "consultations_0003"
down_revision = "consultations_0002"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE published_statements
    ADD COLUMN joined    jsonb,                                    -- null while it stands on its own; ids, no text
    ADD COLUMN joined_id uuid REFERENCES published_statements (id);  -- the statement that stands for it
-- Serves the question what was merged into a statement.
CREATE INDEX published_statements_joined ON published_statements (joined_id) WHERE joined_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns; old code goes on without them."""
    op.execute(SQL)
