"""What was corrected of an entry of the register: names entered by mistake, and to which organisation it belongs."""

from alembic import op

revision = "recommendations_0032"
down_revision = "recommendations_0031"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE addressees
    ADD COLUMN undone_names         jsonb NOT NULL DEFAULT '[]',  -- in the order in which they were undone
    ADD COLUMN organisation_changes jsonb NOT NULL DEFAULT '[]';  -- since it was registered, the oldest first
ALTER TABLE past_addressees
    ADD COLUMN undone_names         jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN organisation_changes jsonb NOT NULL DEFAULT '[]';
SELECT make_as_at_views();
"""


def upgrade() -> None:
    """Add the columns; old code goes on without them."""
    op.execute(SQL)
