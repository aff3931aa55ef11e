"""Lines of which a registrar said that they stay where they are."""

from alembic import op

revision = "recommendations_0025"
down_revision = "recommendations_0024"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE assignments
    ADD COLUMN kept_here boolean NOT NULL DEFAULT false;  -- looked at after something of its body went to others
ALTER TABLE past_assignments ADD COLUMN kept_here boolean NOT NULL DEFAULT false;
SELECT make_as_at_views();
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
