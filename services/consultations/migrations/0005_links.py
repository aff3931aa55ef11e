"""Which statements a person found to be related."""

from alembic import op

revision = "consultations_0005"
down_revision = "consultations_0004"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE published_statements
    ADD COLUMN links jsonb NOT NULL DEFAULT '[]';  -- in the order in which they were linked; ids, no text
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
