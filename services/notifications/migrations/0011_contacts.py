"""To which of a person's contacts a mail goes, so that a bounce marks that one."""

from alembic import op

revision = "notifications_0011"
down_revision = "notifications_0010"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE deliveries ADD COLUMN contact_id uuid;  -- as identity named it at the last try; no part of the fold
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
