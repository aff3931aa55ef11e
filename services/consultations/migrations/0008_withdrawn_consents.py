"""Which participants whom the public saw withdrew consent."""

from alembic import op

revision = "consultations_0008"
down_revision = "consultations_0007"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE published_consultations
    ADD COLUMN withdrawn_consents jsonb NOT NULL DEFAULT '[]';  -- ids that lead to nothing any more, and days
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
