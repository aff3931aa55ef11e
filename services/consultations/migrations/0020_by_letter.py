"""Which bodies answer by letter only: a reviewer reads the mail that they get."""

from alembic import op

revision = "consultations_0020"
down_revision = "consultations_0019"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE addressees
    ADD COLUMN by_letter_only boolean NOT NULL DEFAULT false;  -- its minimum assurance is a letter
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
