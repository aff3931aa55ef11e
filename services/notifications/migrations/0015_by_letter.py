"""Which bodies answer by letter only: mails tell their liaisons of no other way."""

from alembic import op

revision = "notifications_0015"
down_revision = "notifications_0014"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE addressees
    ADD COLUMN by_letter_only boolean NOT NULL DEFAULT false;  -- its minimum assurance is a letter
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
