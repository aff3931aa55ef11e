"""Which bodies of the register are no more."""

from alembic import op

revision = "identity_0002"
down_revision = "identity_0001"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE addressees
    ADD COLUMN ended_date date,  -- null while it goes on
    ADD COLUMN ended_by   uuid;  -- the succession after which it is no more
"""


def upgrade() -> None:
    """Add the columns; old code goes on without them."""
    op.execute(SQL)
