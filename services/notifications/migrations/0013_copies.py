"""Copies of notices of answers, to a person's other contacts."""

from alembic import op

revision = "notifications_0013"
down_revision = "notifications_0012"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE deliveries ADD COLUMN copy_contact_id uuid;  -- the contact to which a copy goes; null for what is no copy
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
